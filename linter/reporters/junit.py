"""JUnit's XML: a suite a draft, a test case a diagnostic; a draft without any is one test that passed.

A test fails where the diagnostic makes the run fail; the others pass and say what they have to say as output.
"""

from __future__ import annotations

from linter.markup import escape_xml
from linter.whereabouts import has_lines, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.diagnostic import Diagnostic
    from linter.files import Failure
    from linter.run import Draft, Report


def report(run: Report) -> Iterator[str]:
    """One XML document."""
    tests = sum(len(draft.diagnostics) or 1 for draft in run.drafts) + len(run.failures)
    counts = f'tests="{tests}" failures="{run.failing}" errors="{len(run.failures)}"'
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="copydesk" {counts}>\n'
    for draft in run.drafts:
        yield from _suite(draft)
    for failure in run.failures:
        yield from _broken_suite(failure)
    yield "</testsuites>\n"


def _suite(draft: Draft) -> Iterator[str]:
    path = escape_xml(draft.path)
    failing = sum(map(draft.fails, draft.diagnostics))
    counts = f'tests="{len(draft.diagnostics) or 1}" failures="{failing}" errors="0"'
    yield f'  <testsuite name="{path}" {counts}>\n'
    for one in draft.diagnostics:
        yield from _case(one, draft.fails(one))
    if not draft.diagnostics:
        yield f'    <testcase classname="{path}" name="nothing found" file="{path}"/>\n'
    yield "  </testsuite>\n"


def _case(one: Diagnostic, fails: bool) -> Iterator[str]:
    """A test, named with its place: GitLab takes tests of one name for one test."""
    path = escape_xml(one.path)
    name = escape_xml(f"{one.code} {one.name} at {locate(one).lstrip(':, ')}")
    told = f"{path}{locate(one)}: {one.severity}: {escape_xml(one.message)}"
    line = f' line="{one.line}"' if has_lines(one.path) else ""
    yield f'    <testcase classname="{path}" name="{name}" file="{path}"{line}>\n'
    if fails:
        yield f'      <failure type="{one.severity}" message="{escape_xml(one.message)}">{told}</failure>\n'
    else:
        yield f"      <system-out>{told}</system-out>\n"
    yield "    </testcase>\n"


def _broken_suite(failure: Failure) -> Iterator[str]:
    path = escape_xml(failure.path)
    yield f'  <testsuite name="{path}" tests="1" failures="0" errors="1">\n'
    yield f'    <testcase classname="{path}" name="could be checked" file="{path}">\n'
    yield f'      <error type="failure" message="{escape_xml(failure.cause)}"/>\n'
    yield "    </testcase>\n  </testsuite>\n"
