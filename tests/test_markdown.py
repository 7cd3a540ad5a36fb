"""Markdown: what becomes a block, under which headings, and that offsets point into the file itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outline import blocks, outline

from index.formats.markdown.depth import NESTING
from index.formats.markdown.read import read_markdown
from index.passage import BlockKind

GUIDE = """\
---
url: https://example.org/tea
---
# Tea

Tea is a drink. It is made
of leaves.

## Kinds of *tea* ##

- Green tea
  is not fermented.
  - Sencha is steamed.

    It comes from Japan.
1. Black tea is.

> Drink it
> hot.

Brewing
-------

| Kind  | Minutes |
|-------|--------:|
| Green | **2**   |

### Water
Use [soft][1] water.

[1]: https://example.org/water "Soft"

## History
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("## Tea *here* {#tea .wide}", "Tea *here*"),
        ("## Tea ## {#tea}", "Tea"),
        ('Tea { .wide width="2 cm" }\n---', "Tea"),
        ("## Tea {-}", "Tea"),
        ("## Tea\n{: .no_toc }", "Tea"),
        ("## GET /tea/{id}", "GET /tea/{id}"),
        ("## GET /tea {id}", "GET /tea {id}"),
    ],
    ids=["id and class", "behind a closing sequence", "underlined", "without a number", "kramdown's, below", "braces of its own", "no mark in them"],
)  # fmt: skip
def test_attributes_are_no_part_of_a_heading(text: str, words: str) -> None:
    assert outline(read_markdown(f"{text}\n\nIt is hot {{#yes}}.\n{{: .note #hot }}\n")) == [
        ((words.replace("*", ""),), words, [("paragraph", "It is hot {#yes}.")])
    ]


def test_a_line_in_bold_heads_what_follows_it() -> None:
    text = "# Inn\n\n## Stay\n\n**Opening hours**\n\nFrom eight.\n\n__May I come?__\n\n- Yes\n\n**Rooms:**\n\n| a | b |\n| - | - |\n| c | d |\n\n**2. Booking**\n\nBy phone.\n\n## Way\n\nBy bus.\n"
    assert [(path, heading) for path, heading, _ in outline(read_markdown(text))] == [
        (("Stay",), "Stay"),
        (("Stay", "Opening hours"), "Opening hours"),
        (("Stay", "May I come?"), "May I come?"),
        (("Stay", "Rooms:"), "Rooms:"),
        (("Stay", "2. Booking"), "2. Booking"),
        (("Way",), "Way"),
    ]


def test_where_several_lines_in_bold_head_something_so_do_others_that_may() -> None:
    text = "# Inn\n\n**Sick leave**\n\nCall us.\n\n**Trips by train or car**\n\nSecond class.\n\n**1. Scope**\n\nAll.\n\n**3. In case of fire**\n\nRun.\n\n**We are closed today**\n\nSorry.\n"
    assert [(path, len(blocks)) for path, _, blocks in outline(read_markdown(text))] == [
        (("Sick leave",), 1),
        (("Trips by train or car",), 1),
        (("1. Scope",), 1),
        (("3. In case of fire",), 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("**Dogs are not allowed**\n\nThey bark.\n", id="it states something"),
        pytest.param("**Dogs cost 12 euros a night**\n\nThey bark.\n", id="a price"),
        pytest.param("**Dogs closed on Mondays**\n\nThey bark.\n", id="a day"),
        pytest.param("**Dogs stay outside.**\n\nThey bark.\n", id="a sentence"),
        pytest.param("**Dogs**: outside\n\nThey bark.\n", id="more than that"),
        pytest.param("**Dogs: Outside**\n\nThey bark.\n", id="a label and what it says"),
        pytest.param("**Dogs, Outside**\n\nThey bark.\n", id="a thing and what it is"),
        pytest.param("**Dogs** or **cats**\n\nThey bark.\n", id="two of them"),
        pytest.param("They bark.\n\n**Dogs**\n", id="nothing below it"),
        pytest.param("**Dogs**\n\n## Cats\n", id="another heading below it"),
        pytest.param("- **Dogs**\n\n  They bark.\n", id="in a list"),
        pytest.param("*Dogs*\n\nThey bark.\n", id="not bold"),
    ],
)
def test_other_lines_with_words_in_bold_stay_blocks(text: str) -> None:
    found = outline(read_markdown(text))
    assert "ogs" in "".join(words for _, words in found[0][2])
    assert "ogs" not in "".join(name for path, _, _ in found for name in path)


def test_a_document_is_read_as_sections_with_verbatim_blocks() -> None:
    article = read_markdown(GUIDE)
    assert (article.title, article.url, article.text) == ("Tea", "https://example.org/tea", GUIDE)
    assert outline(article) == [
        ((), "", [("paragraph", "Tea is a drink. It is made\nof leaves.")]),
        (
            ("Kinds of tea",),
            "Kinds of *tea*",
            [
                ("item", "Green tea\n  is not fermented."),
                ("item", "Sencha is steamed."),
                ("item", "It comes from Japan."),
                ("item", "Black tea is."),
                ("paragraph", "Drink it\n> hot."),
            ],
        ),
        (("Brewing",), "Brewing", [("row", "| Kind  | Minutes |"), ("row", "| Green | **2**   |")]),
        (("Brewing", "Water"), "Water", [("paragraph", "Use [soft][1] water.")]),
        (("History",), "History", []),
    ]


@pytest.mark.parametrize("line_break", ["\r\n", "\r"], ids=["Windows", "old Mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no byte order mark", "byte order mark"])
def test_line_breaks_and_a_byte_order_mark_change_no_block(line_break: str, mark: str) -> None:
    text = mark + GUIDE.replace("\n", line_break)
    article, unix = read_markdown(text), read_markdown(GUIDE)
    assert article.text == text
    assert (article.title, article.url) == (unix.title, unix.url)
    assert outline(article) == [
        (path, heading, [(kind, found.replace("\n", line_break)) for kind, found in held])
        for path, heading, held in outline(unix)
    ]


@pytest.mark.parametrize(
    ("text", "title", "paths"),
    [
        ("# One\n\n# Two\n", "One", [("Two",)]),
        ("One\n===\ntext\n", "One", [()]),
        ("## Before\n# Late\n", "", [("Before",), ("Late",)]),
        ("> # Quoted\n\n# Own\n", "Own", [()]),
        ("---\ntitle: Named\n---\n# Named\n## Part\n", "Named", [("Part",)]),
        ("---\ntitle: Named\n---\n# Other\n## Part\n", "Named", [("Other",), ("Other", "Part")]),
        ("# Deep\n#### Four\n## Two\n### Three\n", "Deep", [("Four",), ("Two",), ("Two", "Three")]),
        ("#\n\n##  \n\ntext\n", "", [()]),
        ("text\n", "", [()]),
        (
            "<div>\n\n<h1><img src='a'></h1>\n\n<h1 id='a'>\n<b>Named</b> &amp; so\n</h1>\n\n## Part\n",
            "Named & so",
            [("Part",)],
        ),
        ("<h1>Named</h1>\n\n# Named\n# Other\n", "Named", [("Other",)]),
        ("## Part\n<h1>Late</h1>\n", "", [("Part",), ("Late",)]),
        ("---\ntitle: Named\n---\n<h1>Other</h1>\n\ntext\n", "Named", [("Other",)]),
        ("<!-- <h1>Named</h1> -->\ntext\n", "", [()]),
    ],
    ids=[
        "first of two",
        "underlined",
        "not first",
        "not a quoted one",
        "named twice",
        "named otherwise",
        "skipped level",
        "empty",
        "none",
        "in HTML",
        "in HTML and in Markdown",
        "in HTML, not first",
        "in HTML, named otherwise",
        "in a comment",
    ],
)
def test_the_title_is_the_front_matters_or_the_first_heading(
    text: str, title: str, paths: list[tuple[str, ...]]
) -> None:
    article = read_markdown(text)
    assert (article.title, [section.path for section in article.sections]) == (title, paths)


@pytest.mark.parametrize(
    ("front", "title", "url"),
    [
        ("title: 'A: B'\nurl: http://a.org/b", "A: B", "http://a.org/b"),
        ("title: 1984\ndate: 2024-13-01", "1984", None),
        ("url: javascript:alert(1)", "", None),
        ("url: /relative/", "", None),
        ("title: [a, b]", "", None),
        ("title: : broken: [", "", None),
        ("a: " + "[" * 5000, "", None),
        ("", "", None),
    ],
    ids=["both", "number", "script", "relative", "not words", "broken", "deep", "empty"],
)
def test_front_matter_is_read_and_never_a_block(front: str, title: str, url: str | None) -> None:
    article = read_markdown(f"---\n{front}\n---\nText.\n")
    assert (article.title, article.url, outline(article)) == (title, url, [((), "", [("paragraph", "Text.")])])


@pytest.mark.parametrize(
    ("front", "title", "url"),
    [
        ('title = "A: B"\nurl = "http://a.org/b"\n[menu]\n  title = "C"', "A: B", "http://a.org/b"),
        ("title = 'Tea'\r\ndate = 2026-04-01\r\ndraft = false", "Tea", None),
        ("title = Tea", "", None),
        ("a = " + "[" * 5000, "", None),
        ("", "", None),
    ],
    ids=["both", "Windows", "broken", "deep", "empty"],
)
def test_front_matter_may_be_toml(front: str, title: str, url: str | None) -> None:
    article = read_markdown(f"+++\n{front}\n+++\nText.\n")
    assert (article.title, article.url, outline(article)) == (title, url, [((), "", [("paragraph", "Text.")])])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+++\nnever = 1\n\nText.", [("paragraph", "+++\nnever = 1"), ("paragraph", "Text.")]),
        ("---\nSome words.\n---\n\nText.", [("paragraph", "Text.")]),
        ("---\n\nSome words.\n\n---\n\nText.", [("paragraph", "Some words."), ("paragraph", "Text.")]),
        ("***\n\ntitle: words\n\n***", [("paragraph", "title: words")]),
        ("---\nnever: closed\n\nText.", [("paragraph", "never: closed"), ("paragraph", "Text.")]),
    ],
    ids=["unclosed TOML", "a heading between rules", "a paragraph between rules", "other rules", "unclosed"],
)
def test_what_only_looks_like_front_matter_is_kept(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```\n```",
        "~~~\n\n  \n~~~",
        "```mermaid\n+---+ | A | --> 2\n```",
        "> ```\n> code\n> ```",
        "> - ```\n>   code\n>   ```",
        ">     code",
        "<div>\n<img src='a.png' alt='A'>\n</div>",
        "<!-- a comment -->",
        "%% a comment %%",
        "%%\n# A comment\r\n\n- of lines\n%%",
        "***",
        "![alt](a.png)\n[![badge](b.svg)](https://ci.example)",
        "[name]: https://example.org 'title'",
        "- [Install](#install)\n  - [On `Linux`](#linux)\n- [**Use**](#use)",
        "[Install](#install) •\n[Use](#use)",
        "<br>",
        "\u00a0\n",
        "",
    ],
    ids=[
        "empty fence",
        "blank fence",
        "drawing",
        "fence in a quote",
        "fence in a list in a quote",
        "indented code in a quote",
        "HTML",
        "comment",
        "Obsidian's comment",
        "Obsidian's comment of several lines",
        "rule",
        "pictures",
        "definition",
        "list of contents",
        "line of contents",
        "inline HTML",
        "blank",
        "empty",
    ],
)
def test_what_holds_no_sentence_is_no_block(text: str) -> None:
    assert read_markdown(text).sections == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- - one\n  - two", ["one", "two"]),
        ("> - one\n>   more\n> - two", ["one\n>   more", "two"]),
        ("- > quoted\n  > more", ["quoted\n  > more"]),
        ("-\tone\n\n\ttwo", ["one", "two"]),
        ("[a]: /b\nText [a].", ["Text [a]."]),
        ("- # Heading #\n  text", ["Heading", "text"]),
        ("- [Seats](#seats): 8\n- [Tern](tern.md)", ["[Seats](#seats): 8", "[Tern](tern.md)"]),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
        ("a | b\n--|--\n1 | 2", ["a | b", "1 | 2"]),
        ("one\u2028two\x0bthree\n\nfour", ["one\u2028two\x0bthree", "four"]),
        ("- \u00a0\n  one", ["- \u00a0\n  one"]),
        ("> \u3000\n> one\n\ntwo", ["> \u3000\n> one", "two"]),
        ("**e\u0301** \U0001f469\u200d\U0001f680 **a\u0308**\n\nnext", ["**e\u0301** \U0001f469\u200d\U0001f680 **a\u0308**", "next"]),
        ("Same. Same.\n\nSame.", ["Same. Same.", "Same."]),
        ("> [!WARNING]\n> Never as root.\n> Ever.", ["Never as root.\n> Ever."]),
        ("> [!tip]- Feed\r\n> syrup.\n\n- > [!NOTE]\n  > > a", ["syrup.", "a"]),
        ("> [!NOTE]\n\n> [!NOTE]\n> - one", ["one"]),
        ("- [ ] one\n  more\n- [x] *two*\n  1. [X]  three", ["one\n  more", "*two*", "three"]),
        ("[x] one\n\n- [x]\n- [x](y) two\n- [y] three", ["[x] one", "[x]", "[x](y) two", "[y] three"]),
        ("> [!a](b) c\n\n[!NOTE]\nd", ["[!a](b) c", "[!NOTE]\nd"]),
    ],
    ids=[
        "list on a bullet's line", "list in a quote", "quote in a list", "tabs", "under a definition", "heading in a list", "more than a link within",
        "table in a quote", "table without outer pipes", "line ends of other trades", "blank first line of an item",
        "blank first line of a quote", "combining and joined characters", "repeated words",
        "alert", "titled alert and one in a list", "alert without words of its own", "tasks", "no task", "no alert",
    ],
)  # fmt: skip
def test_a_block_is_the_words_without_the_marks_before_them(text: str, expected: list[str]) -> None:
    assert [found for _, found in blocks(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```sh\npip install tea\n```", "pip install tea"),
        ("~~~~\n~~~\nbrew tea\n~~~~", "~~~\nbrew tea"),
        ("  ```\n\n\n  one\n\n    two  \n \n  ```\n", "  one\n\n    two"),
        ("    one\n      two\n\n    three\n\n", "    one\n      two\n\n    three"),
        ("\tone\n\t\ttwo", "\tone\n\t\ttwo"),
        ("```\r\none\r\n\r\n  two\r\n```\r\n", "one\r\n\r\n  two"),
        ("```\rone\rtwo\r```", "one\rtwo"),
        ("```\none\ntwo\n", "one\ntwo"),
        ("```\none", "one"),
        ("1. ```\n   one\n     two\n   ```\n", "   one\n     two"),
        ("- ```\n  one", "  one"),
        ("-     one\n      two", "     one\n      two"),
        ("> quoted\n\n```\none\n```", "one"),
        ("```\n> one\n# two *three*\n```", "> one\n# two *three*"),
        ("---\ntitle: Tea\n---\n```\none\n```", "one"),
    ],
    ids=[
        "fence", "tildes", "empty lines and spaces", "indented", "tabs", "Windows", "old Mac", "unclosed", "unclosed at the end", "in a list",
        "unclosed in a list", "behind a bullet", "behind a quote", "marks", "behind front matter",
    ],
)  # fmt: skip
def test_code_is_its_lines_as_they_stand(text: str, expected: str) -> None:
    assert [found for kind, found in blocks(text) if kind == "code"] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n::: warning\nTwo.\n:::\n- Three.", ["One.", "Two.", "Three."]),
        ('::::: {#a .wide title="b"}\n::: Warning ::::::\nOne.\n:::\n:::::\nTwo.', ["One.", "Two."]),
        (":::note[Note]\nOne.\n:::", ["One."]),
        (":::{note} Never dig here:\nIt is wet.\n:::", ["Never dig here", "It is wet."]),
        ("::: tip Boots\nOne.", ["Boots", "One."]),
        ("- One.\n  ::: tip\n  Two.\n  :::\n> ::: tip\n> Three.\n> :::", ["One.", "Two.", "Three."]),
        ('One.\n{{< notice tip >}}\nTwo.\n{{< /notice >}}\n{{% a b="%" %}} {{% /a %}}\nThree.', ["One.", "Two.", "Three."]),
        ("{% include map.html %}\nOne.", ["One."]),
        ("{{< a >}}One.{{< /a >}}\n\nSee ::: and {{< b >}} here.", ["{{< a >}}One.{{< /a >}}", "See ::: and {{< b >}} here."]),
        ("```\n::: tip\n{{< a >}}\n```\n\n    ::: tip b\n\n::", ["::: tip\n{{< a >}}", "    ::: tip b", "::"]),
    ],
    ids=[
        "fences", "fences in one another", "a kind as title", "a title that states something", "never closed", "in a list and a quote",
        "Hugo's shortcodes", "Jekyll's tag", "beside words", "in code",
    ],
)  # fmt: skip
def test_lines_that_direct_the_maker_of_a_site_are_left_out(text: str, expected: list[str]) -> None:
    assert [found for _, found in blocks(text)] == expected


def test_what_follows_code_is_read_on() -> None:
    text = "Run it:\n\n```\nbrew\n```\n\nDrink it.\n\n## Next\n\n    pour\n\nMore.\n"
    assert outline(read_markdown(text)) == [
        ((), "", [("paragraph", "Run it:"), ("code", "brew"), ("paragraph", "Drink it.")]),
        (("Next",), "Next", [("code", "    pour"), ("paragraph", "More.")]),
    ]


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        ("Some **bold**, *soft* and ~~old~~ `code_x`.", "Some bold, soft and old code_x."),
        ("See [the page](https://a.org) and [that][1] or <https://b.org>.", "See the page and that or https://b.org."),
        ("A ![green *leaf*](leaf.png) here", "A green leaf here"),
        ("| Green | **2** |  | Japan |", "Green, 2, Japan"),
        ("one\r\n> two\\\n> > three<br>four", "one two three four"),
        ("one-<p-icon></p-icon>way", "one-way"),
        ("H<sub>2</sub>O &amp; 2 \\* 3", "H2O & 2 * 3"),
        ("Yes, and no,", "Yes, and no,"),
        ("**cut off", "**cut off"),
    ],
    ids=["emphasis", "links", "picture", "row", "lines", "component within a word", "markup", "commas", "cut"],
)
def test_plain_gives_the_words_that_a_reader_sees(stretch: str, words: str) -> None:
    assert read_markdown("[1]: https://c.org").plain(stretch) == words


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " a",
        "[" * 10_000 + "](a)" * 10_000,
        "![" * 10_000 + "](a)" * 10_000,
        "*a _b " * 10_000,
        "|a" * 10_000 + "\n" + "|-" * 10_000,
        "---\n" * 10_000,
        "<div>" + "<summary>a?" * 10_000,
        "<summary>" + "<b>" * 10_000 + "<h1>" * 10_000,
    ],
    ids=["quotes", "links", "pictures", "emphasis", "columns", "rules", "summaries", "elements"],
)
def test_what_follows_hostile_nesting_is_still_read(text: str) -> None:
    article = read_markdown(f"{text}\n\nThe last **words**.")
    words = [
        article.plain(article.text[block.start : block.end]) for section in article.sections for block in section.blocks
    ]
    assert words[-1] == "The last words."


def test_a_list_is_read_below_the_levels_that_markdown_it_allows_and_so_is_what_follows() -> None:
    lines = [f"{'  ' * depth}- level {depth}\n{'  ' * depth}  is it\n" for depth in range(NESTING)]
    items = [("item", f"level {depth}\n{'  ' * depth}  is it") for depth in range(NESTING)]
    assert blocks("".join(lines) + "\nTea.\n\n# Pots\n\n- Hot.") == [*items, ("paragraph", "Tea."), ("item", "Hot.")]


@pytest.mark.parametrize("marks", ["- ", ">", "> ", "1. ", "> - ", "+\t"])
def test_what_stands_behind_too_many_marks_is_read_without_them(marks: str) -> None:
    words = [found for _, found in blocks(f"{marks * 10_000} a\n\nTea.")]
    assert words == ["a", "Tea."]


marks = st.sampled_from([
    "\n", "\r\n", "\r", "\n\n", "# ", "## ", " ##", "> ", "- ", "1. ", "  ", "    ", "\t", "---", "===", "|", "|-|-|", "```", "~~~", "    code", "**",
    "<div>", "<details>", "</details>", "<summary>", "?</summary>", "<h1>", "</h1>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<li>", "<dt>", "<dd>", "<pre>", "</pre>", "<b>", "</b>", "<br>", "<Tab title='a'>", "[!a]", "[a]", "[a]: b", "![a](b)", "\\", "\ufeff", "\u00a0", "\u2028", "\x0b", "\x1c", "\0", "\u0301", "\U0001f600", "a", "word ",
])  # fmt: skip


@settings(deadline=None, derandomize=True)  # the same texts on every run, however busy the machine
@given(st.one_of(st.text(), st.lists(marks, max_size=40).map("".join)))
def test_any_text_is_read_into_ordered_trimmed_stretches(text: str) -> None:
    article = read_markdown(text)
    assert article.text == text
    end = 0
    for section in article.sections:
        if section.path:
            assert end <= section.heading_start < section.heading_end <= len(text)
            assert section.path[-1] == article.plain(text[section.heading_start : section.heading_end])
            end = section.heading_end
        for block in section.blocks:
            assert end <= block.start < block.end <= len(text)
            written = text[block.start : block.end]
            assert written == (written.rstrip() if block.kind is BlockKind.CODE else written.strip())
            assert written.lstrip(" \t") == written.lstrip()
            end = block.end


words = st.from_regex(r"[a-zé\U0001f600]([ a-zé\u0301\U0001f600]{0,8}[a-z])?", fullmatch=True)
written = st.one_of(
    words.map(lambda w: (f"## {w} ##", ("heading", w))),
    words.map(lambda w: (f"## {w}", ("heading", w))),
    words.map(lambda w: (f"> {w}", ("paragraph", w))),
    words.map(lambda w: (f"- {w}", ("item", w))),
    words.map(lambda w: (f"!!! note\n    {w}", ("paragraph", w))),
    words.map(lambda w: (f" 3)  {w} ", ("item", w))),
    words.map(lambda w: (f" {w}\t", ("paragraph", w))),
)


@settings(deadline=None, derandomize=True)  # the same texts on every run, however busy the machine
@given(st.lists(written), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff", "---\na: b\n---\n"]))
def test_what_was_written_is_found_where_it_was_written(
    parts: list[tuple[str, tuple[str, str]]], line_break: str, head: str
) -> None:
    text = head + "".join(source + line_break * 2 for source, _ in parts)
    found = [
        stretch
        for path, heading, held in outline(read_markdown(text))
        for stretch in ([("heading", heading)] if path else []) + held
    ]  # fmt: skip
    assert found == [expected for _, expected in parts]


def test_what_stands_indented_below_a_note_is_no_code() -> None:
    note = "[^1]: Since 1911.\n\n    Before that\n    it was cold.\n\n    - Green.\n\n    ```\n    now = hot\n    ```\n"
    assert blocks(f"Tea is hot.[^1]\n\n{note}\nNow:\n\n    tea = 1\n\n> {note.replace(chr(10), chr(10) + '> ')}") == [
        ("paragraph", "Tea is hot.[^1]"),
        *(read := [
            ("paragraph", "[^1]: Since 1911."),
            ("paragraph", "Before that\n    it was cold."),
            ("item", "Green."),
            ("code", "    now = hot"),
        ]),
        ("paragraph", "Now:"),
        ("code", "    tea = 1"),
        read[0], ("paragraph", "Before that\n>     it was cold."), read[2],
    ]  # fmt: skip


def test_a_heading_in_a_note_heads_no_section_and_notes_in_notes_are_read_however_deep() -> None:
    [section] = read_markdown("Tea.[^1]\n\n[^1]: One of them.\n\n    ## Kinds\n\n    Two more.\n").sections
    assert (section.path, len(section.blocks)) == ((), 4)
    deep = "\n\n".join(f"{'    ' * depth}[^{depth}]: A note on it." for depth in range(500))
    assert sum(len(section.blocks) for section in read_markdown(deep).sections) == 500
