"""Command lines: what is read from them, and what is refused."""

import pytest

from linter.arguments import Misused, Operand, Option, Section, Usage, describe, parse

USAGE = Usage(
    "weigh",
    "Weigh drafts",
    Operand("paths", "PATH", "drafts", least=1, most=2),
    (
        Section(
            "scales",
            (
                Option(("-u", "--unit"), "the unit", choices=("gram", "pound")),
                Option(("--add-to",), "a number to add", "N", convert=int, many=True),
                Option(("-q", "--quiet"), "say nothing"),
            ),
        ),
    ),
)


def test_nothing_given_but_operands() -> None:
    given = parse(USAGE, ["a.txt", "-"])
    assert (given.paths, given.unit, given.add_to, given.quiet) == (["a.txt", "-"], "gram", None, False)


def test_options_between_operands() -> None:
    given = parse(USAGE, ["a.txt", "-upound", "--add-to=3", "b.txt", "--add-to", "-4", "-q"])
    assert (given.paths, given.unit, given.add_to, given.quiet) == (
        ["a.txt", "b.txt"],
        "pound",
        [3, -4],
        True,
    )


def test_all_is_operand_behind_two_dashes() -> None:
    assert parse(USAGE, ["--", "-q", "--unit"]).paths == ["-q", "--unit"]


def test_a_file_may_begin_with_a_dash(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    open("-draft.txt", "w").close()
    open("-q", "w").close()
    given = parse(USAGE, ["-draft.txt", "-q"])
    assert (given.paths, given.quiet) == (["-draft.txt"], True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--quite"], "no option is called “--quite”; did you mean “--quiet”?"),
        (["--unt=gram"], "no option is called “--unt”; did you mean “--unit”?"),
        (["--unit", "gran"], "--unit: “gran” is none of gram, pound; did you mean “gram”?"),
        (["-u"], "-u needs a value: gram or pound"),
        (["--add-to", "--quiet", "a"], "--add-to needs a value: N"),
        (["--add-to", "many", "a"], "--add-to: invalid literal for int() with base 10: 'many'"),
        (["--quiet=yes", "a"], "--quiet takes no value, but “yes” is given"),
        (["-q"], "PATH is missing: drafts"),
        (["a", "b", "c"], "one PATH too many: “c”"),
    ],
)
def test_refused(arguments: list[str], said: str) -> None:
    with pytest.raises(Misused) as refused:
        parse(USAGE, arguments)
    assert str(refused.value) == said


def test_a_command_without_operands_takes_none() -> None:
    with pytest.raises(Misused, match="nothing is to be done with “a”"):
        parse(USAGE._replace(operand=None), ["a"])


def test_a_value_that_is_not_declared_is_our_fault() -> None:
    with pytest.raises(AttributeError):
        parse(USAGE, ["a"]).untold  # noqa: B018


def test_help_names_everything() -> None:
    told = "\n".join(describe(USAGE))
    assert told.startswith("usage: copydesk weigh [OPTION ...] PATH ...\n\nWeigh drafts\n")
    assert "  -u, --unit gram|pound        the unit (default: gram)\n" in told
    assert "  --add-to N                   a number to add\n" in told
