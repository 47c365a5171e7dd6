"""Markdown: what of it is prose, of which kind, and where its words stand in the source."""

import subprocess
import sys

import pytest

from linter import lint_text
from linter.document import Document, Mark
from linter.readers.markdown import read_markdown
from linter.rule import find_zone
from linter.text import Position, Source


def read(text: str) -> Document:
    return read_markdown(Source("draft.md", text))


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


def marks(text: str) -> list[tuple[str, str, str]]:
    document = read(text)
    return [(mark.kind, document.text(mark.span), mark.target) for mark in document.marks]


def place(text: str, word: str) -> tuple[Position, Position]:
    """Where the source has the first stretch of prose that reads `word`: its start and its end."""
    document = read(text)
    start = document.prose.index(word)
    origin = document.origin(document.blocks[0].span._replace(start=start, end=start + len(word)))
    return document.source.position(origin.start), document.source.position(origin.end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "---",
        "```\ncode\n```",
        "```\nnever closed",
        "    indented code",
        "![a picture](pier.jpg)",
        "<pre>\nOne\n\ntwo</pre>",
        "<nav>One</nav>",
        "{% highlight ruby %}\nOne\n\ntwo\n{% endhighlight %}",
        "{% comment %}One{% endcomment %}",
        '{{< highlight go "a=1" >}}\nOne\n{{< /highlight >}}',
        "{# One #}",
        "{{ content }}",
        "{: .lead}",
        "<!-- a comment -->",
        "<script>\nlet a = 1\n</script>",
        "~~struck~~",
        "[pier]: https://example.org",
        "{{< figure src='pier.jpg' >}}",
        "---\ntags: [a]\n---\n",
        "---\nnot: [valid\n---\n",
        "+++\ndraft = true\n+++\n",
        '{"draft": true}\n',
    ],
)
def test_no_prose(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", [("paragraph", "One two."), ("paragraph", "Three.")]),
        ("# One #\n\nTwo\nthree\n===", [("heading", "One"), ("heading", "Two three")]),
        ("# One {#top}", [("heading", "One")]),
        ("**One two**\n\n**One.**", [("heading", "One two"), ("paragraph", "One.")]),
        ("- One\n  two\n- Three", [("item", "One two"), ("item", "Three")]),
        ("- [x] One", [("item", "One")]),
        ("1. One\n\n   two\n   - three\n", [("item", "One"), ("item", "two"), ("item", "three")]),
        ("> One\n> two\n>\n> > three", [("quote", "One two"), ("quote", "three")]),
        ("> - One\n\n> # Two", [("quote", "One"), ("quote", "Two")]),
        ("> [!NOTE]\n> One", [("paragraph", "One")]),
        ("| a | b |\n|---|---|\n| c | d\\|e |", [("table", c) for c in ("a", "b", "c", "d|e")]),
        (
            "One[^1].\n\n[^1]: Two.\n\n    Three.",
            [("paragraph", "One."), ("note", "Two."), ("note", "Three.")],
        ),
        ("un*frigging*believable", [("paragraph", "unfriggingbelievable")]),
        ("One ~~two~~ three.", [("paragraph", "One three.")]),
        ("One ![two](2.png) three.", [("paragraph", "One three.")]),
        ("One<br>two  \nthree\\\nfour", [("paragraph", "One two three four")]),
        ("A well-\nknown pier", [("paragraph", "A well-known pier")]),
        ("One <b>two</b> <!-- three --> four", [("paragraph", "One two four")]),
        ("Q&amp;A &#8220;one&nbsp; two&shy;fold&#8221;", [("paragraph", "Q&A “one twofold”")]),
        ("\\*One\\* 2 \\> 1", [("paragraph", "*One* 2 > 1")]),
        ("<!-- one --> *Two*\nthree.", [("paragraph", "Two three.")]),
        ("> <!-- one\n> one --> Two", [("quote", "Two")]),
        (
            "One <!-- never closed\n\n<!-- Two\n\nthree",
            [("paragraph", t) for t in ("One never closed", "Two", "three")],
        ),
        ("\\<!-- One", [("paragraph", "<!-- One")]),
        ("{{< figure >}}\nOne {{% ref %}}two.", [("paragraph", "One two.")]),
        ('[One]({{< ref "two" >}}) three.', [("paragraph", "One three.")]),
        ("<div>\n\nOne\n\n</div>", [("paragraph", "One")]),
        ("One `two  three` four", [("paragraph", "One two three four")]),
        ("> One `two\n> three`", [("quote", "One two three")]),
        ("<div>\nOne <b>two</b>\n</div>", [("paragraph", "One two")]),
        ("<h2>One</h2>\n<p>Two &amp; three</p>", [("heading", "One"), ("paragraph", "Two & three")]),
        (
            "<blockquote>\n\nOne *two*.\n\n</blockquote>\n\nThree.",
            [("quote", "One two."), ("paragraph", "Three.")],
        ),
        ("> <p>One\n> two</p>\n\n- <p>three\n  four</p>", [("quote", "One two"), ("item", "three four")]),
        (
            "<nav>\n\nOne\n\n<div\n\nTwo\n\n<script>\n\nThree",
            [("paragraph", t) for t in ("One", "Two")],
        ),
        ("<blockquote>\n<h2>One\n\nTwo", [("quote", "One"), ("quote", "Two")]),
        (
            "<p class='byline'>One\n\n<h2>Two\n\nThree",
            [("label", "One"), ("heading", "Two"), ("paragraph", "Three")],
        ),
        ("One <q>two</q>", [("paragraph", "One “two”")]),
        (
            "One {{ page.title }} two{% if x -%}, three{%- endif %}. {# four #}",
            [("paragraph", "One two, three.")],
        ),
        ("One.\n{: .lead}\nTwo.", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("# One {#top}\n\nTwo {# three", [("heading", "One"), ("paragraph", "Two {# three")]),
        ("{% raw %}One{% endraw %} {{ never", [("paragraph", "One {{ never")]),
        ("{{ one\n\nTwo }} three {%", [("paragraph", "{{ one"), ("paragraph", "Two }} three {%")]),
        ("{% highlight ruby %}\nOne", [("paragraph", "One")]),
        ("[^nobody] [nowhere]", [("paragraph", "[^nobody] [nowhere]")]),
    ],
)
def test_prose(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import {Chart} from './chart'\nexport const a = 1\n\nOne.", ["One."]),
        ("export const meta = {\n  title: 'One',\n\n  tags: ['a'],\n}\n\nTwo.", ["Two."]),
        ("import duties rose.", ["import duties rose."]),
        ("One <Chart year={2018} {...props} /> two.", ["One two."]),
        ("<Chart\n  data={[\n    1,\n  ]}\n/>\n\nOne.", ["One."]),
        ("<Note>\nOne.\n</Note>\n\n<Select />\n\nTwo.", ["One.", "Two."]),
        ("One {props.name} two {list.map((x) => <li>{x}</li>)} three.", ["One two three."]),
        ("One {two\n\nthree} {four `{five}`.", ["One {two", "three} {four {five}."]),
        ("{/* One */}\n\nTwo {/* three */} four.", ["Two four."]),
        ("One two ={zéé}> three.", ["One two ={zéé}> three."]),
    ],
)
def test_mdx_is_tolerated(text: str, expected: list[str]) -> None:
    document = read_markdown(Source("draft.mdx", text))
    assert [document.text(block.span) for block in document.blocks] == expected


@pytest.mark.parametrize("text", ["{/* c */}\n\nOne.", "{/* c */} One.", "One {/* c */}."])
def test_a_comment_of_mdx_is_one(text: str) -> None:
    (comment,) = read_markdown(Source("draft.mdx", text)).comments
    assert (comment.text, text[slice(*comment.span)], comment.block) == (" c ", "{/* c */}", 0)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_kind_are_alike(end: str) -> None:
    text = "---\ntitle: One\n---\n\nTwo\nthree\n\n- four\n\n> five\n> six `7\n> 8`\n\n<!-- 9 -->\n"
    assert blocks(text.replace("\n", end)) == blocks(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One *two* **three**", [("emphasis", "two", ""), ("emphasis", "three", "")]),
        ("One ``two ` three``", [("code", "two ` three", "")]),
        ("[One *two*](u 't')", [("emphasis", "two", ""), ("link", "One two", "u")]),
        ("<https://a.org>", [("link", "https://a.org", "https://a.org")]),
        (
            "[One][a] [a] [b][]\n\n[a]: u\n[b]: v",
            [("link", "One", "u"), ("link", "a", "u"), ("link", "b", "v")],
        ),
        ("<a class=x href='u'>One</a>", [("link", "One", "u")]),
        ("One[^a].\n\n[^a]: Two.", [("note", "", "a")]),
        ("[![one](1.png)](u)\n\nTwo", []),
    ],
)
def test_marks(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert marks(text) == expected


def test_a_note_stands_where_its_reference_does() -> None:
    assert read("One.[^a] Two.\n\n[^a]: Three.").marks == (
        Mark("note", read("One").blocks[0].span._replace(start=4, end=4), "a"),
    )


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("One.\n\n<!-- c -->\n\nTwo.", 1),
        ("One.\n\n<!-- c -->\nTwo.", 1),
        ("One.\n\n<!-- c --> Two.", 1),
        ("One.\n\nTwo <!-- c -->.", 1),
        ("- One.\n- Two. <!-- c -->", 1),
        ("> One.\n>\n> <!-- c -->\n> Two.", 1),
        ("One.\n\n<!-- c -->", 1),
        ("<div><!-- c --></div>\n\nOne.", 0),
    ],
)
def test_a_comment_belongs_to_its_block_or_the_next(text: str, block: int) -> None:
    comment = read(text).comments[0]
    assert (comment.text, text[slice(*comment.span)], comment.block) == (" c ", "<!-- c -->", block)


@pytest.mark.parametrize(
    ("text", "word", "start", "end"),
    [
        ("One *two* three", "two", (1, 6), (1, 9)),
        ("un*frigging*likely", "unfrigginglikely", (1, 1), (1, 19)),
        ("# One", "One", (1, 3), (1, 6)),
        ("A\n\nOne\n===", "One", (3, 1), (3, 4)),
        ("- a\n  - one", "one", (2, 5), (2, 8)),
        ("> one\n> two", "one two", (1, 3), (2, 6)),
        ("> > one `two\n> > three`", "two three", (1, 10), (2, 10)),
        ("é **é** 𝄞 [one](u)", "one", (1, 12), (1, 15)),
        ("`` one` ``", "one`", (1, 4), (1, 8)),
        ("one &amp; two", "one & two", (1, 1), (1, 14)),
        ("one &amp; two", "&", (1, 5), (1, 10)),
        ("one&#8217;s", "one’s", (1, 1), (1, 12)),
        ("a\\*one", "*one", (1, 3), (1, 7)),
        ("a  \none", "one", (2, 1), (2, 4)),
        ("a\r\none", "one", (2, 1), (2, 4)),
        ("a\r\rone", "one", (3, 1), (3, 4)),
        ("| a | one |\n|--|--|\n| b | two |", "two", (3, 7), (3, 10)),
        ("a[^1]\n\n[^1]: one", "one", (3, 7), (3, 10)),
        ("<!-- é -->one", "one", (1, 11), (1, 14)),
        ("{{< é >}} one", "one", (1, 11), (1, 14)),
        ("~~é~~ one", "one", (1, 7), (1, 10)),
        ("<div>\né <b>one</b></div>", "one", (2, 6), (2, 9)),
        ("> <p>é\n> one</p>", "é one", (1, 6), (2, 6)),
        ("{{ é }} {% é %} one", "one", (1, 17), (1, 20)),
        ("{: é}\none", "one", (2, 1), (2, 4)),
        ("---\ntitle: é\n---\none", "one", (4, 1), (4, 4)),
    ],
)
def test_words_keep_their_places(text: str, word: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    assert place(text, word) == (Position(*start), Position(*end))


# ---------------------------------------------------------------- front matter


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("title: Whose pier?", "Whose pier?"),
        ("title: Pier: a history # draft", "Pier: a history"),
        ("title: 'It''s ours'", "It's ours"),
        ('title: "\\U0001F600 \\UFFFFFFFF"', "😀 \ufffd"),
        ('standfirst: "Say \\"ours\\" \\u2026"', 'Say "ours" …'),
        ("subtitle: >-\n  Whose\n  pier?", "Whose pier?"),
        ("description: |\n  Whose\n\n  pier?\ntags: a", "Whose pier?"),
        ("dek: Whose\n  pier?", "Whose pier?"),
        ('"title": "Whose pier?"', "Whose pier?"),
        ("title: 'Whose\ntitle: pier?'", "Whose title: pier?"),
    ],
)
def test_titles_of_the_front_matter_are_headings(value: str, expected: str) -> None:
    assert blocks(f"---\nlayout: op-ed\n{value}\n---\nOne.") == [("heading", expected), ("paragraph", "One.")]


@pytest.mark.parametrize(
    "value", ["title:", "title: [a, b]", "title: &x y", "title: *x", "tags:\n  title: one", "title: 'a"]
)
def test_no_title(value: str) -> None:
    assert blocks(f"---\n{value}\n---\nOne.") == [("paragraph", "One.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+++\ntitle = """\nOne \\"\ntwo"""\n+++\n', ['One " two']),
        ("+++\ndek = '''One\\two'''\n[[image]]\ntitle = 'a pier'\n+++\n", ["One\\two"]),
        ('{"image": {"title": "a pier"}, "tags": ["title"], "title": "One"}', ["One"]),
        ("---\ntitle: One\nstandfirst: Two. Three.\n---\n", ["One", "Two. Three."]),
    ],
)
def test_titles_are_those_of_the_draft(text: str, expected: list[str]) -> None:
    assert blocks(text) == [("heading", title) for title in expected]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: What “we” know, 12:30 it’s\ntags: [a, b]\n---\n",
        "---\nlist:\n  - a b\n  - 'c: d'\n\n# e\nf: 'g '' h'\ni:\n---\n",
        "---\nauthor: &a\n  name: Ana\nagain: *a\ntext: >-\n  a: b\n---\n",
        "---\n---\n",
        "+++\na = 1\n+++\n",
        '{"a": 1}',
        "{: .lead}\nOne.",
        "{One",
        "---\n\nOne: two.\n",
        "---\nNote: two.\n\nThree.",
    ],
)
def test_front_matter_without_a_flaw(text: str) -> None:
    assert read(text).front_matter.flaw is None


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        ("---\né: é\ntitle: One: two\n---\nThree.", (3, 11), "not valid YAML here: mapping values are not allowed"),
        ("---\r\ntitle: 'One\r\n---\r\n", (3, 1), "not valid YAML here: found unexpected end of stream"),
        ("---\né: éé\ntitle: \x07\n---\n", (3, 8), "not valid YAML here: a control character"),
        (f"---\na: {'[' * 50_000}\n---\n", (2, 101), "not valid YAML here: too deeply nested"),
        ("+++\né = 'é'\ntitle = One\n+++\n", (2, 1), "not valid TOML here: invalid statement"),
        ("+++\r\na = 'é'\r\ntitle = One\r\n+++\r\n", (3, 9), "not valid TOML here: invalid value"),
        (f"+++\na = {'[' * 50_000}\n+++\n", (1, 1), "not valid TOML here: too deeply nested"),
        ('{"é": "é",\n"title": One}\n', (2, 10), "not valid JSON here: Expecting value"),
        (f'{{"a": {"[" * 200_000}', (1, 1), "not valid JSON here: too deeply nested"),
        ("---\ntitle: One\n\nTwo.", (1, 1), "this “---” opens front matter that is never closed"),
        ("+++\ntitle = 'One'\n\nTwo.", (1, 1), "this “+++” opens front matter that is never closed"),
    ],
)  # fmt: skip
def test_broken_front_matter_is_told(text: str, place: tuple[int, int], cause: str) -> None:
    flaw = read(text).front_matter.flaw
    assert flaw is not None
    assert Source("", text).position(flaw.span.start) == Position(*place)
    assert cause in flaw.message


def test_a_body_behind_broken_json_is_read() -> None:
    assert blocks('{\n"title": "One",\n}\nTwo.') == [("heading", "One"), ("paragraph", "Two.")]


def test_a_flaw_is_a_finding() -> None:
    (found,) = lint_text("---\ntitle: One: two\n---\n", filename="a.md")
    assert (found.code, found.severity, found.line, found.column) == ("CD103", "warning", 2, 11)


def test_all_titles_are_the_headline() -> None:
    document = read("---\ntitle: One. Two.\nstandfirst: Three.\n---\n\n# Four\n\nFive.\n\n## Six\n")
    zones = [find_zone(document, number) for number in range(len(document.sentences))]
    assert zones == ["headline"] * 4 + [None] * 2


def test_other_front_matter_has_titles_too() -> None:
    assert blocks('+++\ntitle = "One"\n+++\nTwo.') == [("heading", "One"), ("paragraph", "Two.")]
    assert blocks('{\n  "title": "One"\n}\n\nTwo.') == [("heading", "One"), ("paragraph", "Two.")]


@pytest.mark.parametrize(
    ("value", "column"),
    [("Whose pier?", 8), ("'Whose pier?'", 9), ('"Whose pier?"', 9), ("  Whose pier?  # x", 10)],
)
def test_titles_keep_their_places(value: str, column: int) -> None:
    assert place(f"---\ntitle: {value}\n---\n", "pier")[0] == Position(2, column + 6)


@pytest.mark.parametrize("text", ["---\n\nOne.\n\n---\nTwo.", "---\nOne.\n\nTwo."])
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert [text for _, text in blocks(text)] == ["One.", "Two."]


@pytest.mark.parametrize(
    "text", ["---\ntitle: copydesk\n---\n", "One copydesk: two.", "---\nx:\n  copydesk: no\n---\n"]
)
def test_nothing_is_allowed_unasked(text: str) -> None:
    assert read(text).front_matter.allow == ()


@pytest.mark.parametrize(
    "said",
    [
        "copydesk: {allow: [AT101, vague-source]}",
        "copydesk:\n  allow:\n    - AT101\n    - vague-source # the lawyer\n",
        "copydesk:\n  allow: AT101, vague-source",
        "copydesk: [AT101, vague-source]",
        "copydesk:\n- AT101\n- vague-source",
        "copydesk:\n  allow:\n    AT101: the crowd is named\n    vague-source: so is this",
    ],
)
def test_what_the_front_matter_allows(said: str) -> None:
    text = f"---\ntags: [a]\n{said}\nlayout: x\n---\nOne."
    front_matter = read(text).front_matter
    assert front_matter.allow == ("AT101", "vague-source")
    assert text[slice(*front_matter.span)] == "copydesk"


@pytest.mark.parametrize(
    "text",
    [
        '+++\n[copydesk]\nallow = ["AT101"]\n+++\nOne.',
        '{"copydesk": {"allow": ["AT101"]}}\n\nOne.',
        '{"copydesk": "AT101"}\n\nOne.',
        "---\r\ncopydesk: AT101\r\n---",
    ],
)
def test_other_front_matter_allows_too(text: str) -> None:
    front_matter = read(text).front_matter
    assert (front_matter.allow, text[slice(*front_matter.span)]) == (("AT101",), "copydesk")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{allow: [AT101", "{allow: [AT101"),
        ("&a [*a]", "&a [*a]"),
        ("off", "off"),
        ("{alow: [AT101]}", "alow"),
        ("5", "5"),
    ],
)
def test_a_permission_that_cannot_be_read_is_kept_to_be_told(said: str, code: str) -> None:
    assert read(f"---\ncopydesk: {said}\n---\nOne.").front_matter.allow == (code,)


@pytest.mark.parametrize("said", ["[" * 2000, "{a: " * 2000, "!!python/object:os.system x", "\x07", "'", ""])
def test_bad_front_matter_leaves_the_body_readable(said: str) -> None:
    assert blocks(f"---\ncopydesk: {said}\n---\nOne.") == [("paragraph", "One.")]


def test_the_yaml_parser_is_imported_only_where_it_is_needed() -> None:
    program = (
        "import sys; from linter.readers.markdown import read_markdown as read\n"
        "from linter.text import Source\n"
        "for text in ('title: x', 'copydesk: AT101'):\n"
        "    read(Source('', f'---\\n{text}\\n---\\nOne.')); print('yaml' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
