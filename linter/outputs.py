"""Where reports go: which format to standard output, which to files, and what a CI service wants besides."""

from __future__ import annotations

import os

from linter.arguments import Misused
from linter.command import complain, write
from linter.faults import guess
from linter.reporters import FORMATS, find_reporter
from linter.run import STANDARD_INPUT
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.run import Report

_FOR_PEOPLE = ("text", "full")
_SUMMARY = "GITHUB_STEP_SUMMARY"
# GitHub takes no more than this for a step, and drops the whole summary otherwise.
_LARGEST_SUMMARY = 1 << 20
_RESERVE = 100


class Output(NamedTuple):
    """A report in one format, to a file or, where `path` is empty, to standard output."""

    format: str
    path: str = ""

    def __str__(self) -> str:
        return f"“{self.path}”" if self.path else "standard output"


def read_output(text: str) -> Output:
    """An output by its format, or by its format and file: `sarif:copydesk.sarif`. Raises ValueError."""
    name, colon, path = text.partition(":")
    if name not in FORMATS:
        raise ValueError(f"“{name}” is none of {', '.join(FORMATS)}{guess(name, [*FORMATS])}")
    if colon and not path:
        raise ValueError(f"“{text}” names no file after the colon")
    return Output(name, path)


def decide_outputs(
    wanted: Sequence[Output], file: str | None, statistics: bool, environment: Mapping[str, str]
) -> tuple[Output, ...]:
    """The outputs of a run. Without a wish, a GitHub workflow gets annotations and everyone else text. Raises Misused.

    In GitLab's pipelines annotations come from a report in a file, and what is printed is read by people.
    """
    if statistics:
        wanted = [*(one for one in wanted if one.path or one.format not in _FOR_PEOPLE), Output("statistics")]
    if not wanted:
        annotated = environment.get("GITHUB_ACTIONS") == "true" and not file
        wanted = [Output("github" if annotated else "text")]
    if file:
        if len(wanted) > 1 or wanted[0].path:
            raise Misused("-o FILE goes with one format that has no file; write --output-format FORMAT:FILE")
        wanted = [Output(wanted[0].format, file)]
    _refuse_clashes(wanted)
    for one in wanted:
        _refuse_place(one.path)
    return tuple(wanted)


def _refuse_clashes(outputs: Iterable[Output]) -> None:
    owners: dict[str, Output] = {}
    for one in outputs:
        other = owners.setdefault(os.path.realpath(one.path) if one.path else "", one)
        if other is not one:
            raise Misused(
                f"the reports “{other.format}” and “{one.format}” both go to {one}; give one another file"
            )


def _refuse_place(path: str) -> None:
    if path and os.path.isdir(path):
        raise Misused(f"“{path}” is a folder; name a file in it for the report")
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        raise Misused(f"there is no folder “{folder}” for the report “{path}”; create it first")


def write_outputs(
    outputs: Sequence[Output], report: Report, color: bool, environment: Mapping[str, str]
) -> None:
    """Write reports, the files first, and what GitHub shows as the summary of a job.

    Raises Misused where a file is one of the drafts, and OSError; then no file has been touched.
    """
    _refuse_drafts(outputs, report)
    _write_files({one.path: _render(one.format, report) for one in outputs if one.path})
    for one in outputs:
        if not one.path:
            write(_render(one.format, report._replace(color=color)))
            if one.format == "github" and environment.get(_SUMMARY):
                _append_summary(environment[_SUMMARY], _render("markdown", report))


def _write_files(files: Mapping[str, Iterable[str]]) -> None:
    if files:
        from linter.placing import encode, put_in_place

        put_in_place({path: encode(pieces) for path, pieces in files.items()})


def _refuse_drafts(outputs: Iterable[Output], report: Report) -> None:
    paths = [draft.path for draft in report.drafts] + [failure.path for failure in report.failures]
    drafts = set(map(os.path.realpath, paths))
    for one in outputs:
        if one.path and os.path.realpath(one.path) in drafts:
            raise Misused(f"“{one.path}” is a draft of this run; name another file for the report")


def _render(name: str, report: Report) -> Iterable[str]:
    return find_reporter(name)(_tell_from_root(report) if FORMATS[name].from_root else report)


# ---------------------------------------------------------------- the summary of a job


def _append_summary(path: str, pieces: Iterable[str]) -> None:
    """Add to the summary of a GitHub job what there is room for; without it the run is no less a run."""
    from linter.placing import encode

    try:
        taken = os.path.getsize(path) if os.path.exists(path) else 0
        room = _LARGEST_SUMMARY - taken - _RESERVE
        if room < 0:
            complain(f"{path}: the summary of the job is full")
        else:
            with open(path, "ab") as file:
                file.writelines(_fit(encode(pieces), room))
    except OSError as fault:
        complain(f"{path}: the summary of the job cannot be written: {fault.strerror}")


def _fit(pieces: Iterable[bytes], room: int) -> Iterator[bytes]:
    """The first pieces that fit into so many bytes, and how many were left out."""
    left_out = 0
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            left_out += 1
        else:
            yield piece
    if left_out:
        yield b"\n%d more are not shown: the summary is full.\n" % left_out


# ---------------------------------------------------------------- paths


def _tell_from_root(report: Report) -> Report:
    """A report with paths as the repository knows them, which need not be as they were given."""
    root = find_root(os.getcwd())
    drafts = []
    for draft in report.drafts:
        path = _relate(draft.path, root)
        diagnostics = tuple(one._replace(path=path) for one in draft.diagnostics)
        drafts.append(draft._replace(path=path, diagnostics=diagnostics))
    failures = tuple(one._replace(path=_relate(one.path, root)) for one in report.failures)
    return report._replace(drafts=tuple(drafts), failures=failures)


def find_root(folder: str) -> str:
    """The folder of the repository that a folder lies in, or the folder itself."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if above == (above := os.path.dirname(above)):
            return os.path.realpath(folder)
    return os.path.realpath(above)


def _relate(path: str, root: str) -> str:
    """A path from a folder, with slashes; absolute if it lies outside."""
    if path == STANDARD_INPUT:
        return path
    real = os.path.realpath(path)
    inside = real.startswith(os.path.join(root, ""))
    return os.path.relpath(real, root).replace(os.sep, "/") if inside else real
