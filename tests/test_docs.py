"""The manual: it holds all there is, its links lead somewhere, and what it shows is what happens."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, Copydesk
from manual import DOCS, PYTHON, SESSION, Shell, follow, list_pages, read_blocks
from packages import docx, p
from reference import list_pages as list_made

import linter.readers
import linter.reporters
from linter.cli import list_usages
from linter.config import PathSettings, Settings
from linter.keys import find_inner, list_keys, list_pack_keys, list_rule_keys
from linter.kinds import KINDS
from linter.packs import load_pack, load_shared_lists
from linter.rulebook import find_built_in

PAGES = [page for page in list_pages() if page.name != "packs.md" or page.parent.name != "tutorials"]


@pytest.fixture(scope="session")
def programs(
    tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str], git_settings: Mapping[str, str]
) -> Mapping[str, str]:
    """An environment in which the command is this checkout's, and git knows who commits."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "copydesk"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m linter "$@"\n')
    command.chmod(0o755)
    own = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8", "COLUMNS": "92"}
    return {**environment, **git_settings, **own}


def prepare(page: Path, folder: Path) -> None:
    """Lay out what a page takes for given, beside the files that it has written itself."""
    name = page.relative_to(DOCS).as_posix()
    if name in ("tutorials/editor.md", "commands/review.md"):
        (folder / "column.docx").write_bytes(docx("".join(map(p, COLUMN))))
    if name == "commands/profile.md":
        shutil.copytree(ROOT / "seeds", folder / "seeds")


COLUMN = (
    "Time to close the old bridge",
    "Critics say that the old bridge is unsafe. Tolls have frequently been raised.",
    "On 3 May 2025 the engineer counted 412 cars.",
)


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


# ---------------------------------------------------------------- all that there is


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    """The pages that the program writes, by their paths."""
    return dict(list_made())


def test_every_rule_has_its_page(made: Mapping[str, str], copydesk: Copydesk) -> None:
    index = made["reference/rules/index.md"]
    for line in copydesk("rules").out.splitlines():
        code, name, *_ = line.split()
        assert f"[{code}]({code}.md) | {name} |" in index
        assert made[f"reference/rules/{code}.md"].startswith(f"# {code} {name}\n")


def test_pages_of_rules_say_what_explain_says(made: Mapping[str, str], copydesk: Copydesk) -> None:
    told = copydesk("explain", "AT101").out
    page = unescape(made["reference/rules/AT101.md"])
    titles = re.findall(r"(?m)^([A-Z].*)$", told.split("\n", 1)[1])
    assert len(titles) > 8
    for title in titles:
        assert f"\n## {title.partition(' (')[0]}\n" in page
    for line in ("it is a straw opponent.", "by (critics|detractors|opponents|observers|…)"):
        assert line in told
        assert line in page
    assert "The scheme is <depicted by critics> as a bribe to shopkeepers." in told
    assert "The scheme is <mark>depicted by critics</mark> as a bribe to shopkeepers." in page


def test_every_rule_says_when_to_ignore_it() -> None:
    shared = load_shared_lists()
    rules = [rule for path in find_built_in() for rule in load_pack(path, shared).rules]
    assert [rule.code for rule in rules if not rule.fields.ignore_when] == []


def test_every_command_and_option_is_documented(made: Mapping[str, str]) -> None:
    for usage in list_usages():
        assert f"(../commands/{usage.command}.md)" in made["_tables/commands.md"]
        page = read(f"commands/{usage.command}.md")
        assert page.startswith(f"# copydesk {usage.command}\n")
        assert f"../_tables/commands/{usage.command}.md" in page
        table = unescape(made[f"_tables/commands/{usage.command}.md"])
        for option in usage.options.values():
            assert ", ".join(option.names) in table
            assert option.about in table


SCHEMAS = (Settings, PathSettings, *KINDS.values())


def test_every_key_is_explained_by_name() -> None:
    mappings = [*(list_keys((schema,)) for schema in SCHEMAS), list_pack_keys(), list_rule_keys("")]
    keys = [key for mapping in mappings for key in mapping.values()]
    keys += [one for key in keys if (inner := find_inner(key.hint)) for one in list_keys((inner,)).values()]
    silent = {key.name for key in keys if not re.search(rf"`{key.name}[`:]", key.about)}
    assert silent - {"rules"} == set()


def test_every_key_is_documented(made: Mapping[str, str]) -> None:
    for mapping, page in (
        (list_keys((Settings,)), "_tables/config.md"),
        (list_keys((PathSettings,)), "_tables/config.md"),
        (list_pack_keys(), "_tables/pack.md"),
        (list_rule_keys(""), "_tables/pack.md"),
        *((list_keys((schema,)), f"reference/kinds/{kind}.md") for kind, schema in KINDS.items()),
    ):
        assert [
            name for name in mapping if not re.search(rf"(?m)^(?:`[a-z-]+`, )*`{name}`", made[page])
        ] == []


def test_every_kind_and_format_is_documented(made: Mapping[str, str]) -> None:
    assert [kind for kind in KINDS if f"[{kind}]({kind}.md)" not in made["reference/kinds/index.md"]] == []
    assert [
        name for name in linter.reporters.FORMATS if f"| `{name}` |" not in made["_tables/reports.md"]
    ] == []
    for one in linter.readers.FORMATS:
        assert " ".join(f"`{ending}`" for ending in one.endings) in made["_tables/drafts.md"]
    for page, table in (
        ("config", "config"),
        ("packs", "pack"),
        ("drafts", "drafts"),
        ("reports", "reports"),
    ):
        assert f"_tables/{table}.md" in read(f"{page}.md")


def test_manual_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every page is in the table of contents, and every link leads somewhere: Sphinx says so otherwise."""
    command = (sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "dummy", str(DOCS))
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


MANUAL = "https://manual.example/copydesk"
METADATA = f"Metadata-Version: 2.4\nName: copydesk\nVersion: 0.1.0\nProject-URL: Documentation, {MANUAL}/\n"


def publish(folder: Path) -> None:
    """Say in a folder of packages that Copydesk is installed, and where its manual is."""
    (folder / "copydesk-0.1.0.dist-info").mkdir()
    (folder / "copydesk-0.1.0.dist-info" / "METADATA").write_text(METADATA)


def test_rules_lead_to_the_manual_once_it_is_published(copydesk: Copydesk, house: Path) -> None:
    """A built-in rule and one of the linter's own have a page there, a rule of the house has none."""
    publish(house)
    (house / "copydesk.yaml").write_text("packs: [house.yaml]\n")
    (house / "a.md").write_text("<!-- copydesk: allow HD101 -->\nCritics say so.\n\nIt is green cheese.\n")
    folders = f"{house}{os.pathsep}{ROOT}"
    reports = ("--output-format", "sarif:a.sarif", "--output-format", "html:a.html")
    assert copydesk("check", *reports, PYTHONPATH=folders).status == 1
    driver = json.loads((house / "a.sarif").read_text())["runs"][0]["tool"]["driver"]
    pages = {rule["id"]: rule.get("helpUri", "") for rule in driver["rules"]}
    found = {code: f"{MANUAL}/reference/rules/{code}.html" for code in ("AT101", "CD101")}
    assert pages == {**found, "ZZ101": ""}
    assert driver["informationUri"] == MANUAL
    page = (house / "a.html").read_text()
    assert [code for code in pages if f"/{code}.html" in page] == list(found)
    code = "from linter.session import *; from linter.run import Options; print(Session(Options()).pages('a.md'))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=house,
        env={**os.environ, "PYTHONPATH": folders},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"'AT101': '{found['AT101']}'" in told
    assert f"'ZZ101': '{house}/house.yaml#L" in told


# ---------------------------------------------------------------- examples


def test_every_example_is_run_or_says_why_not() -> None:
    blocks = [block for page in list_pages() for block in read_blocks(page)]
    assert len(blocks) > 50
    loose = [
        str(block)
        for block in blocks
        if not (block.path or block.excuse or block.language in (SESSION, PYTHON))
    ]
    assert loose == []


@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("git"), reason="needs bash and git")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_examples(
    page: Path, tmp_path: Path, programs: Mapping[str, str], request: pytest.FixtureRequest
) -> None:
    blocks = [block for block in read_blocks(page) if not block.excuse]
    prepare(page, tmp_path)
    with Shell(tmp_path, programs) as shell:
        follow(shell, tmp_path, blocks, update=request.config.getoption("--update"))
