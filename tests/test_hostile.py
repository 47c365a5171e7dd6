"""Files that mean harm or are broken: one clear error each, within bounds, and the other drafts are linted."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from conftest import Copydesk
from packages import docx, odt, p, pack, tp

resource = pytest.importorskip("resource")

MEMORY = 200 << 20
FAULTY = "Critics say that the bridge is unsafe."
FINE = docx(p("One."))
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHAIN = "".join(
    f'<w:style w:styleId="s{n}"><w:name w:val="x"/><w:basedOn w:val="s{n + 1}"/></w:style>'
    for n in range(50_000)
)
STYLES = f'<w:styles xmlns:w="{W}">{CHAIN}</w:styles>'


def main(xml: str) -> bytes:
    return docx("", parts={"word/document.xml": xml})


def bomb() -> bytes:
    """A package whose main part is 400 MB of blanks."""
    packed = BytesIO()
    with ZipFile(BytesIO(FINE)) as fine, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in fine.namelist():
            if name != "word/document.xml":
                target.writestr(name, fine.read(name))
        with target.open("word/document.xml", "w") as part:
            part.write(b"<a>")
            for _ in range(400):
                part.write(bytes([0x20]) * (1 << 20))
            part.write(b"</a>")
    return packed.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip.docx": (lambda: b"One.", "is no .docx file: it is no zip, or cut off"),
    "cut.docx": (lambda: FINE[:-200], "is no .docx file: it is no zip, or cut off"),
    "old.docx": (lambda: b"\xd0\xcf\x11\xe0" * 200, "is an old Word file or has a password"),
    "bomb.docx": (bomb, "is larger than 48 MB when it is unpacked"),
    "text.docx": (lambda: docx(p("One two. " * 5_000_000)), "has more text than a draft can have"),
    "text.odt": (lambda: odt(tp("One two. " * 5_000_000)), "has more text than a draft can have"),
    "entities.docx": (lambda: docx(p("&amp;" * 5_000_000)), "has more text than a draft can have"),
    "paragraphs.docx": (lambda: docx("<w:p/>" * 3_000_000), "has more than 20,000 paragraphs"),
    "nested.docx": (lambda: docx("<w:ins>" * 50_000 + "</w:ins>" * 50_000), "too deeply nested"),
    "doctype.docx": (lambda: main('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "has a DOCTYPE"),
    "external.docx": (lambda: main('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "has a DOCTYPE"),
    "outside.docx": (lambda: docx(p("One."), parts={"../../one.xml": "x"}), "whose name leads out of the package"),
    "no xml.docx": (lambda: main("<a><b></a>"), "is no XML: mismatched tag"),
    "no word.docx": (lambda: pack({"a": "b"}), "has no main part"),
    "no text.odt": (lambda: pack({"content.xml": "<a/>"}), "is no OpenDocument text"),
    "unclosed.html": (lambda: b"<p>One <a href='x" + b"y" * 50_000, "has a tag <a at 1:8 that never ends"),
    "script.html": (lambda: b"<p>One <script>" + b"y" * 50_000, "has an element <script> at 1:8 that never ends"),
    "binary.txt": (lambda: b"a\x00b\x01c", "is a binary file, not text"),
    "latin.txt": (lambda: b"caf\xe9 talk", "it looks like Windows-1252"),
    "picture.md": (lambda: b"%PDF-1.7\x00", "is a PDF, not text"),
    "nested.rst": (lambda: b"- " * 50_000, "is too large or too deeply nested"),
}  # fmt: skip
READ: dict[str, str | bytes] = {
    "brackets.md": "[" * 50_000,
    "links.md": "[a](" * 50_000,
    "quotes.md": "> " * 50_000,
    "stress.md": "*a **b " * 20_000,
    "div.md": "<div>\n\n" * 20_000,
    "braces.mdx": "{" * 50_000,
    "matter.md": f"---\na: {'[' * 50_000}\n---\n",
    "brackets.html": "[" * 50_000,
    "div.html": "<div>" * 50_000,
    "brackets.txt": "[" * 50_000,
    "roles.rst": ":a:`" * 50_000,
    "macros.adoc": "link:a[" * 50_000,
    "styles.docx": docx(p("One", style="s0") * 100, parts={"word/styles.xml": STYLES}),
}  # fmt: skip


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def check(folder: Path, environment: dict[str, str], *paths: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "linter", "check", "--no-config", *paths]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit_memory,
    )


@pytest.mark.parametrize("name", REFUSED)
def test_one_clear_error_and_the_others_are_linted(
    tmp_path: Path, environment: dict[str, str], name: str
) -> None:
    make, cause = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "fine.txt").write_text(FAULTY)
    ran = check(tmp_path, environment, name, "fine.txt")
    error, summary = ran.stderr.splitlines()
    assert ran.returncode == 2
    assert error.startswith(f"{name}: ")
    assert cause in error
    assert "fine.txt:1:1: warning:" in ran.stdout
    assert summary == "1 draft checked: 1 warning; 1 failure"


@pytest.mark.parametrize("name", READ)
def test_a_draft_of_one_thing_only_is_read(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    data = READ[name]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    ran = check(tmp_path, environment, name)
    assert ran.returncode in (0, 1), ran.stderr
    assert ran.stderr.startswith("1 draft checked: ")


def test_all_of_them_in_one_run(copydesk: Copydesk, tmp_path: Path) -> None:
    for name, (make, _) in REFUSED.items():
        (tmp_path / name).write_bytes(make())
    (tmp_path / "fine.txt").write_text(FAULTY)
    ran = copydesk("check", "--no-config")
    assert ran.status == 2
    assert len(ran.err.splitlines()) == len(REFUSED) + 1
    assert "fine.txt:1:1: warning:" in ran.out
