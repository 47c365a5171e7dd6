"""What a change touches, as git tells it: drafts with their content before, and in the index.

Names go between git and us as bytes that end in NUL, and content by the name of its blob, so that neither quotes nor
blanks nor line ends in a name matter. https://git-scm.com/docs/git-diff#_raw_output_format
"""

from __future__ import annotations

import os

from linter.faults import BadFile, Fault, GitFault, guess
from linter.files import is_pointer, read_draft, unpack
from linter.text import Unreadable
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FILE = b"100"
_NOTHING = b"0"
_DIFF = (
    "diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "-M",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
)
_SHALLOW = "the clone is shallow: fetch what is missing (git fetch --unshallow; in CI, a fetch depth of 0)"


class Change(NamedTuple):
    """One file that a change touches, named from the current folder: its blobs before and after, "" for none.

    `after` is of the index; it is "" too where the file on disk is what counts. `is_there`: whether it is after all.
    """

    path: str
    before: str
    after: str
    is_there: bool = True
    is_unmerged: bool = False


class Repository:
    """The repository around the current folder. All methods raise GitFault."""

    def __init__(self) -> None:
        self._environment = _clean_environment(os.environ)
        self.top = self._find_top()

    def _find_top(self) -> str:
        """The top of the work tree. In a hook git sets GIT_DIR alone, which turns any current folder into the top."""
        if "GIT_DIR" in self._environment and "GIT_WORK_TREE" not in self._environment:
            given = self._environment.pop("GIT_DIR")
            try:
                return self._line("rev-parse", "--show-toplevel")
            except GitFault:
                self._environment["GIT_DIR"] = given
        return self._line("rev-parse", "--show-toplevel")

    def find_base(self, ref: str) -> str:
        """The commit from which the current one and `ref` went apart, as pull requests count."""
        commit = self._resolve(ref)
        if commit is None:
            raise GitFault(self._say_unknown(ref))
        try:
            return self._line("merge-base", commit, "HEAD")
        except GitFault:
            cause = _SHALLOW if self._is_shallow() else "they have no commit in common"
            raise GitFault(f"“{ref}” and the current commit cannot be compared: {cause}") from None

    def _say_unknown(self, ref: str) -> str:
        known = self._run("for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
        hint = f"; {_SHALLOW}" if self._is_shallow() else guess(ref, known)
        return f"no commit is called “{ref}”{hint}"

    def _resolve(self, ref: str) -> str | None:
        """The commit that a name stands for, if any. What begins with a dash would be an option of git's."""
        try:
            return (
                None
                if ref.startswith("-")
                else self._line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
            )
        except GitFault:
            return None

    def _is_shallow(self) -> bool:
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def changes_since(self, commit: str, *, ignored: bool) -> list[Change]:
        """What the work tree changes, files that are not added among it, and even ignored ones on demand."""
        changed = (one._replace(after="") for one in self._diff(commit))
        return [*changed, *(Change(path, "", "") for path in self._untracked(ignored=ignored))]

    def changes_staged(self) -> list[Change]:
        """What the index changes. In a merge, what it changes of every parent, as `git show` counts."""
        head = self._resolve("HEAD")
        # Before the first commit, git compares with nothing.
        parents = [self._diff("--cached", *([head] if head else []))]
        parents += [self._diff("--cached", one) for one in self._merged()]
        shared = set.intersection(*({one.path for one in changes} for changes in parents))
        return [one for changes in parents for one in changes if one.path in shared or not one.is_there]

    def _merged(self) -> list[str]:
        path = self._line("rev-parse", "--git-path", "MERGE_HEAD")
        try:
            with open(path, encoding="ascii") as file:
                return file.read().split()
        except OSError:
            return []

    def _untracked(self, *, ignored: bool) -> list[str]:
        return self._list("--others", *([] if ignored else ["--exclude-standard"]))

    def files(self) -> list[str]:
        """All files of the work tree, added or not. Those of submodules belong to other repositories."""
        return [*self._list("--cached"), *self._untracked(ignored=True)]

    def _list(self, *options: str) -> list[str]:
        names = self._run("-C", self.top, "ls-files", "-z", *options).split(b"\0")
        return [self._path(name) for name in names if name]

    def _diff(self, *against: str) -> list[Change]:
        fields = iter(self._run("-c", "diff.relative=false", *_DIFF, *against, "--").split(b"\0"))
        return [one for head in fields if head for one in self._read_change(head, fields)]

    def _read_change(self, head: bytes, fields: Iterator[bytes]) -> Iterator[Change]:
        """A record: modes and blobs before and after, and a letter; then one name, or two where it was renamed.

        Links and submodules hold no prose: as far as drafts go, they are not there.
        """
        mode, new_mode, before, after, status = head[1:].split(b" ")
        name = next(fields)
        new_name = next(fields) if status[:1] in b"RC" else name
        old = _blob(before) if mode.startswith(_FILE) else ""
        if status == b"U" or new_mode.startswith(_FILE):
            yield Change(self._path(new_name), old, _blob(after), is_unmerged=status == b"U")
        elif old:
            yield Change(self._path(name), old, "", is_there=False)

    def _path(self, name: bytes) -> str:
        path = os.path.join(self.top, os.fsdecode(name))
        return os.path.relpath(path)

    def read_at(self, ref: str, path: str) -> bytes:
        """What a file held at a commit, named as git names it: from the top, or with “./” from the current folder."""
        if self._resolve(ref) is None:
            raise GitFault(self._say_unknown(ref))
        try:
            blob = self._line("rev-parse", "--verify", "--quiet", f"{ref}:{path}")
            return self._run("cat-file", "blob", blob)
        except GitFault:
            known = self._run("ls-tree", "-r", "-z", "--name-only", "--full-tree", ref).split(b"\0")
            hint = guess(path, [os.fsdecode(name) for name in known if name])
            raise GitFault(f"there is no file “{path}” at “{ref}”{hint}") from None

    def read(self, paths: Mapping[str, str]) -> Mapping[str, bytes]:
        """The content of blobs, each with a path that it has."""
        if not paths:
            return {}
        told = self._run("cat-file", "--batch", given="".join(f"{blob}\n" for blob in paths).encode())
        contents = dict(zip(paths, _read_batch(told), strict=True))
        for blob, data in contents.items():
            if is_pointer(data):
                contents[blob] = self._follow_pointer(blob, paths[blob], data)
        return contents

    def _follow_pointer(self, blob: str, path: str, data: bytes) -> bytes:
        """What Git LFS keeps for a blob, as a checkout would get it; where it cannot be had, the pointer as it is."""
        name = os.path.relpath(os.path.realpath(path), self.top)
        try:
            return self._run("-C", self.top, "cat-file", "--filters", f"--path={name}", blob)
        except GitFault:
            return data

    def _line(self, *arguments: str) -> str:
        return os.fsdecode(self._run(*arguments).rstrip(b"\n"))

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        import subprocess

        command = ("git", "--no-pager", "--literal-pathspecs", "-c", "core.quotePath=off", *arguments)
        try:
            done = subprocess.run(
                command, input=given, capture_output=True, env=self._environment, check=False
            )
        except FileNotFoundError:
            raise GitFault("git is not on the PATH; without it nobody can tell what has changed") from None
        if done.returncode:
            raise GitFault(_say_why(done.stderr, arguments))
        return done.stdout


def find_repository() -> Repository:
    """The repository around the current folder. Raises GitFault."""
    return Repository()


def read_version(name: str) -> tuple[str, str | bytes]:
    """The path of a file and what it holds, on disk or, for `REF:path`, in git. Raises BadFile and GitFault."""
    ref, colon, path = name.partition(":")
    try:
        if not colon or os.path.lexists(name):
            return name, read_draft(name)
        repository = find_repository()
        data = repository.read_at(ref, path)
        place = path if path.startswith("./") else os.path.relpath(os.path.join(repository.top, path))
        return place, unpack(data, place)
    except Unreadable as fault:
        raise BadFile([Fault(name, 1, 1, str(fault))]) from None


def _clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what makes git read names as patterns; git takes no locks and asks nothing."""
    kept = {name: value for name, value in environment.items() if not name.endswith("_PATHSPECS")}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _blob(name: bytes) -> str:
    return name.decode("ascii") if name.strip(_NOTHING) else ""


def _read_batch(told: bytes) -> Iterator[bytes]:
    """The answers of `git cat-file --batch`: a line with name, type and size, the content, a line end."""
    start = 0
    while start < len(told):
        end = told.index(b"\n", start)
        *_, size = told[start:end].split(b" ")
        if not size.isdigit():
            raise GitFault(f"git has lost a file's content: {told[start:end].decode('ascii', 'replace')}")
        start = end + 1 + int(size)
        yield told[end + 1 : start]
        start += 1


def _say_why(complaint: bytes, arguments: Sequence[str]) -> str:
    first = complaint.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
    if "not a git repository" in first:
        return f"{os.getcwd()} lies in no git repository, which alone knows what has changed"
    return f"git: {first or f'{arguments[0]} failed'}"
