"""SARIF 2.1.0 (OASIS, errata 01), with what GitHub's code scanning asks for beyond the schema."""

from __future__ import annotations

import os

from linter.allow import OWN_PAGES
from linter.markup import escape_markdown
from linter.page import describe_rule, find_manual, find_page, write_page
from linter.terminal import write_json
from linter.version import find_version
from linter.whereabouts import has_lines, say, say_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.diagnostic import Diagnostic, Place, Severity
    from linter.files import Failure
    from linter.page import Part
    from linter.rule import Rule
    from linter.run import Draft, Report

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_URGENCY = {"error": "error", "warning": "warning", "info": "recommendation"}
_START = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
_LONGEST = 1024


def report(run: Report) -> Iterator[str]:
    """One SARIF log of one run."""
    yield write_json({"version": "2.1.0", "$schema": _SCHEMA, "runs": [_run(run)]}, indent=2) + "\n"


def _run(run: Report) -> dict[str, Any]:
    spoken = {one.code: one for one in run.diagnostics}
    known = {rule.code: rule for rule in run.rules}
    numbers = {code: number for number, code in enumerate(sorted(spoken))}
    rules = [_describe(known[code]) if code in known else _describe_own(spoken[code]) for code in numbers]
    driver: dict[str, Any] = {"name": "copydesk", "rules": rules}
    if version := find_version():
        driver["semanticVersion"] = version
    if manual := find_manual():
        driver["informationUri"] = manual
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(run)],
        "originalUriBaseIds": {
            _ROOT: {"description": _say("The root of the repository, or the folder of the run.")}
        },
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            _result(one, draft, numbers[one.code]) for draft in run.drafts for one in draft.diagnostics
        ],
    }


def _invocation(run: Report) -> dict[str, Any]:
    return {
        "executionSuccessful": not run.failures,
        "toolExecutionNotifications": [_notify(failure) for failure in run.failures],
    }


def _notify(failure: Failure) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _artifact(failure.path)}}
    return {"level": "error", "message": _say(failure.cause), "locations": [location]}


# ---------------------------------------------------------------- rules


def _describe(rule: Rule) -> dict[str, Any]:
    """A rule. Its `precision` is left out: no rule has been measured on so many drafts that a word for it were true."""
    fields = rule.fields
    parts = [part for part in describe_rule(rule) if part.form != "cue"]
    return {
        **_name(str(fields.code), str(fields.name), str(fields.why), rule.pack),
        "help": _say("\n".join(write_page(parts)).strip(), "".join(map(_write_part, parts)).strip()),
        "defaultConfiguration": {"level": _LEVELS[fields.severity]},
        "properties": _tag(rule.category, rule.pack, fields.severity),
    }


def _describe_own(one: Diagnostic) -> dict[str, Any]:
    """A finding of the linter's own, about a permission, or one whose rule is not known here."""
    page = OWN_PAGES.get(one.code, one.message)
    return {
        **_name(one.code, one.name, page, one.pack),
        "help": _say(page, escape_markdown(page)),
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
        "properties": _tag(one.category, one.pack, one.severity),
    }


def _name(code: str, name: str, why: str, pack: str) -> dict[str, Any]:
    title = name.replace("-", " ").capitalize()
    whole = why if len(why) <= _LONGEST else f"{why[: _LONGEST - 1]}…"
    described = {"id": code, "name": name, "shortDescription": _say(title), "fullDescription": _say(whole)}
    page = find_page(code, pack)
    return described | ({"helpUri": page} if page else {})


def _tag(category: str, pack: str, severity: Severity) -> dict[str, Any]:
    return {"tags": [*dict.fromkeys((category, pack))], "problem.severity": _URGENCY[severity]}


def _write_part(part: Part) -> str:
    title = f"**{escape_markdown(part.title)}**\n\n" if part.title else ""
    lines = [escape_markdown(" ".join(line.split())) for line in part.lines]
    return title + ("".join(f"- {line}\n" for line in lines) if len(lines) > 1 else f"{lines[0]}\n") + "\n"


# ---------------------------------------------------------------- results


def _result(one: Diagnostic, draft: Draft, rule: int) -> dict[str, Any]:
    """A diagnostic.

    GitHub tells alerts of a file apart by `primaryLocationLineHash` alone. What its action computes for want of one is
    a hash of the start of the line, which in prose is a whole paragraph: two findings would be one alert.
    """
    told: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": _say(say(one)),
        "locations": [{"physicalLocation": _place(one, draft)}],
        "partialFingerprints": {"copydesk/v1": one.fingerprint, "primaryLocationLineHash": one.fingerprint},
    }
    if one.related:
        told["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(place, draft),
                "message": _say(say_at(one.path, place, place.note)),
            }
            for number, place in enumerate(one.related, 1)
        ]
    if one.also:
        told["properties"] = {"also": [*one.also]}
    return told


def _place(place: Diagnostic | Place, draft: Draft) -> dict[str, Any]:
    """A place; GitHub asks for a region, and of a draft without lines its start stands for the file."""
    region = _region(place, draft) if has_lines(draft.path) else _START
    return {"artifactLocation": _artifact(draft.path), "region": region}


def _region(place: Diagnostic | Place, draft: Draft) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    words = draft.lines[place.line][place.column - 1 : place.end_column - 1]
    if words and place.line == place.end_line:
        region["snippet"] = {"text": words}
    return region


def _artifact(path: str) -> dict[str, str]:
    """Where a draft is, as a URI of the very bytes of its path."""
    if os.path.isabs(path):
        from pathlib import Path

        return {"uri": Path(path).as_uri()}
    from urllib.parse import quote

    return {"uri": quote(os.fsencode(path)), "uriBaseId": _ROOT}


def _say(text: str, markdown: str = "") -> dict[str, str]:
    """A message. Braces are placeholders (3.11.5), and brackets before a round one a link (3.11.6), unless escaped."""
    return {"text": _escape(text)} | ({"markdown": markdown} if markdown else {})


def _escape(text: str) -> str:
    text = text.replace("{", "{{").replace("}", "}}")
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text
