"""Where packs lie, and which others each builds on."""

from __future__ import annotations

import os
import sys

from linter.cache import Cache
from linter.rulebook import find_built_in, find_rules_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROUP = "copydesk.packs"
_ENDINGS = (".yaml", ".yml")
# Packs built on packs built on packs: nobody needs more.
_DEEPEST = 20
_NO_CACHE = Cache(None)
NOTHING: Mapping[str, str] = {}


def is_file(pack: str) -> bool:
    """Whether a pack is named by the path of its file, and not by the name that it is installed under."""
    return pack.endswith(_ENDINGS) or "/" in pack or os.sep in pack


def find_pack(pack: str, folder: str = "", cache: Cache = _NO_CACHE) -> str:
    """The path of a pack: of a file as it is named from a folder, else of a built-in or an installed one.

    A name that no pack has is given back as it is, as the path of a file that is not there.
    """
    if is_file(pack):
        return os.path.join(folder, pack)
    built_in = os.path.join(find_rules_folder(), f"{pack}.yaml")
    return built_in if built_in in find_built_in() else list_installed(cache).get(pack, pack)


def trace_packs(
    packs: Iterable[str], cache: Cache = _NO_CACHE, texts: Mapping[str, str] = NOTHING
) -> tuple[str, ...]:
    """The paths of packs and of all that they build on, each once and after those that it builds on.

    `texts` are what some are to be read as, by their real paths. What cannot be read builds on nothing here: whoever
    loads it says what is wrong.
    """
    traced: dict[str, str] = {}
    built_in = set(map(os.path.realpath, find_built_in()))

    def visit(path: str, above: tuple[str, ...]) -> None:
        place = os.path.realpath(path)
        if place in traced or place in above or len(above) > _DEEPEST:
            return
        for base in () if place in built_in else list_bases(path, cache, texts):
            visit(base, (*above, place))
        traced[place] = path

    for pack in packs:
        visit(find_pack(pack, cache=cache), ())
    return tuple(traced.values())


def list_own(paths: Iterable[str]) -> list[str]:
    """Those of the paths of packs that are not of built-in ones."""
    built_in = set(map(os.path.realpath, find_built_in()))
    return [path for path in paths if os.path.realpath(path) not in built_in]


def list_bases(path: str, cache: Cache = _NO_CACHE, texts: Mapping[str, str] = NOTHING) -> list[str]:
    """The paths of the packs that a pack names under `extends`, as far as they are there."""
    text = texts.get(os.path.realpath(path))
    content = read_content(path) if text is None else text.encode("utf-8", "surrogatepass")
    if b"extends" not in content:
        return []
    named: tuple[str, ...] = cache.remember([b"extends", content], lambda: _parse_extends(content))
    bases = (find_pack(pack, os.path.dirname(path), cache) for pack in named)
    return [base for base in bases if os.path.isfile(base)]


def read_content(path: str) -> bytes:
    """What a file holds; nothing where it cannot be read, which is told by whoever needs it."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError):
        return b""


def _parse_extends(content: bytes) -> tuple[str, ...]:
    from linter.faults import BadFile
    from linter.located import Reader, Text

    try:
        root = Reader("").parse(content.decode("utf-8-sig")).value
    except (BadFile, UnicodeDecodeError):
        return ()
    named = root.get(Text("extends")) if isinstance(root, dict) else None
    items = named.value if named and isinstance(named.value, tuple) else ()
    return tuple(str(item.value) for item in items if isinstance(item.value, Text))


def say_unknown(pack: str) -> str:
    """What to say of a pack that is not there, by the name or path that it is given."""
    if is_file(pack):
        return f"there is no file “{pack}”"
    from linter.faults import guess

    known = [*list_installed(), *(os.path.basename(path).removesuffix(".yaml") for path in find_built_in())]
    return f"no pack is installed as “{pack}”{guess(pack, known)}"


# ---------------------------------------------------------------- installed packages


def list_installed(cache: Cache = _NO_CACHE) -> Mapping[str, str]:
    """The paths of the packs in installed packages, by name. Nothing of the packages is run."""
    folders = [(folder, os.stat(folder).st_mtime_ns) for folder in sys.path if os.path.isdir(folder)]
    found: Mapping[str, str] = cache.remember(
        [b"installed packs", repr(folders).encode("utf-8", "surrogateescape")], _find_installed
    )
    return found


def _find_installed() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {entry.name: _find_data(entry.module, entry.attr) for entry in entry_points(group=GROUP)}


def _find_data(module: str, name: str) -> str:
    """The path of a pack that an entry point calls `module:name`: NAME.yaml in the folder of the module."""
    from importlib.util import find_spec

    # Only the finder of a package on top is asked: for one inside another, Python would run the outer one.
    top, *inner = module.split(".")
    spec = find_spec(top)
    folder = next(iter(spec.submodule_search_locations or ()), "") if spec else ""
    return os.path.join(folder, *inner, f"{name}.yaml")
