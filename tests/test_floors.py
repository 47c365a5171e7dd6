"""The order of the house: a file imports only what stands above it, and siblings never import each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "linter"
ORDER = """
    version values memory placing cache patterns columns text faults located matching filing
    segment quotation document portion hits lemma lexis devices echo openings phrases diagnostic
    layout hypertext package manuscript word opendocument matter foreign lightweight readers
    names figures sources evidence rule written formula kinds rulebook lineage pack cues extending packs
    allow lint backgrounds examples growth coverage proof trial dialect vale importing
    scope bearing ledger leverage voices profile anchor
    config settings files baseline changes answers workers progress run library news stand watch study comparison
    records archives plan tally tables scan engines audit
    terminal markup learning webpage auditpage margin page whereabouts account mending reporters
    edited session remedies keys hints schema starter protocol server
    arguments completion command outputs intake commands cli __init__ __main__
""".split()
WARDROBES = ("readers", "kinds", "archives", "reporters", "commands")
FILES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules of this package that a file imports, anywhere in it, without the package's name."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            names = [node.module or ""]
        for name in names:
            if name.split(".")[0] == "linter":
                yield name.removeprefix("linter").lstrip(".") or "__init__"


def test_every_file_has_its_place() -> None:
    assert {path.parts[0].removesuffix(".py") for path in FILES} == set(ORDER)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_only_what_stands_above(path: Path) -> None:
    own = path.parts[0].removesuffix(".py")
    wardrobe = len(path.parts) > 1 and path.name == "__init__.py"
    for module in imports(path):
        other = module.split(".")[0]
        assert ORDER.index(other) < ORDER.index(own) or (wardrobe and other == own), module


@pytest.mark.parametrize("wardrobe", WARDROBES)
def test_siblings_do_not_know_each_other(wardrobe: str) -> None:
    siblings = [path for path in FILES if path.parts[0] == wardrobe and path.name != "__init__.py"]
    assert siblings
    assert [(path, name) for path in siblings for name in imports(path) if name.startswith(wardrobe)] == []
