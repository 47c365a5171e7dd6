"""What a draft allows itself, where it stands, and what is said of a permission that is none."""

from pathlib import Path

import pytest
from conftest import Copydesk

CHEESE = "The moon is green cheese.\n"
HERE = "{}\n\n" + CHEESE


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param("<!-- copydesk: allow ZZ101 -->\n\n" + CHEESE, id="before its paragraph"),
        pytest.param("<!-- copydesk: allow moon-cheese -->\n\n" + CHEESE, id="by its name"),
        pytest.param("<!-- copydesk: allow ZZ101 it is a joke -->\n\n" + CHEESE, id="with a reason"),
        pytest.param("The moon is green cheese. <!-- copydesk: allow ZZ101 -->\n", id="inside its paragraph"),
        pytest.param("---\ncopydesk: {allow: [ZZ101]}\n---\n" + CHEESE + "\n" + CHEESE, id="everywhere"),
        pytest.param(
            "<!-- a copydesk -->\n\n<!-- copydesk: allow ZZ101 -->\n\n" + CHEESE, id="other comment"
        ),
    ],
)
def test_allowed(copydesk: Copydesk, house: Path, draft: str) -> None:
    (house / "a.md").write_text(draft)
    assert copydesk("check", "-q", "a.md", "--select", "ALL", "--ignore", "DS") == (0, "", "")


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        pytest.param(
            HERE.format("<!-- copydesk: allow ZZ110 -->"),
            "1:1: warning: no rule is called “ZZ110”; did you mean “ZZ102”? [CD102 unknown-permission]",
            id="unknown",
        ),
        pytest.param(
            HERE.format("<!-- copydesk: allow -->"),
            "1:1: warning: this comment allows nothing: write “copydesk: allow AT101 because ...”"
            " [CD102 unknown-permission]",
            id="no code",
        ),
        pytest.param(
            HERE.format("<!-- copydesk: allow everything -->"),
            "1:1: warning: this comment allows nothing: write “copydesk: allow AT101 because ...”"
            " [CD102 unknown-permission]",
            id="everything",
        ),
        pytest.param(
            HERE.format("<!-- copydesk: disable ZZ101 -->"),
            "1:1: warning: this comment allows nothing: write “copydesk: allow AT101 because ...”"
            " [CD102 unknown-permission]",
            id="another verb",
        ),
        pytest.param(
            HERE.format("<!-- copydesk: allow ZZ102 -->"),
            "1:1: warning: “ZZ102” is allowed here, but finds nothing; delete the permission"
            " [CD101 unused-permission]",
            id="unused",
        ),
        pytest.param(
            "Rock.\n\n" + CHEESE + "\n<!-- copydesk: allow ZZ101 -->\n",
            "5:1: warning: this comment stands behind the last paragraph [CD102 unknown-permission]",
            id="behind",
        ),
        pytest.param(
            "---\ncopydesk: {allow: [ZZ110]}\n---\n" + CHEESE,
            "2:1: warning: no rule is called “ZZ110”; did you mean “ZZ102”? [CD102 unknown-permission]",
            id="front matter",
        ),
    ],
)
def test_what_allows_nothing_is_told_and_silences_nothing(
    copydesk: Copydesk, house: Path, draft: str, told: str
) -> None:
    (house / "a.md").write_text(draft)
    ran = copydesk("check", "-q", "a.md", "--select", "ZZ,CD")
    assert ran.status == 1
    assert f"a.md:{told}\n" in ran.out
    assert "is not what the moon is made of" in ran.out
