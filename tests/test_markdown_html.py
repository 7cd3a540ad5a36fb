"""HTML within Markdown: the same passages as of an HTML page, each verbatim in the file."""

from __future__ import annotations

import gc
import time

import pytest
from outline import blocks, outline
from passages_of import chunk

from index import cell_spans
from index.formats.markdown.read import read_markdown
from index.passage import Article

PRICES = """\
# Club

<table>
  <thead>
    <tr>
      <th>Member</th>
      <th>Fee</th>
    </tr>
  </thead>
  <tbody>
    <tr>
      <td>Adult</td>
      <td>£84</td>
    </tr>
    <tr>
      <td></td>
      <td><b>None</b> for</td>
      <td>a guest</td>
    </tr>
  </tbody>
</table>

After the table.
"""


def searched(article: Article) -> list[str]:
    return [passage.readable[passage.own_start :] for passage in chunk(article)]


def test_a_table_is_read_row_by_row_below_the_names_of_its_columns() -> None:
    article = read_markdown(PRICES)
    adult, guest, after = chunk(article)
    assert adult.text == "Adult</td>\n      <td>£84"
    assert adult.text == PRICES[adult.start : adult.end]
    assert adult.searchable == "Club. Member, Fee. Adult, £84"
    assert guest.text == "<td></td>\n      <td><b>None</b> for</td>\n      <td>a guest"
    assert [guest.text[start:end] for start, end in cell_spans(guest.text)] == ["", "<b>None</b> for", "a guest"]
    assert (after.text, after.kind) == ("After the table.", "paragraph")
    [section] = article.sections
    assert [[PRICES[start:end] for start, end in block.parts] for block in section.blocks[1:3]] == [
        ["Adult", "£84"],
        ["<b>None</b> for", "a guest"],
    ]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>", [None, "A</th><th>B"]),
        ("<tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr>", [None, "A</td><td>B"]),
        ("<tr><th colspan=2>T</th></tr><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>", [None, None, "A</th><th>B"]),
        ("<tr><th>A</th><td>1</td></tr><tr><th>B</th><td>2</td></tr>", [None, None]),
        ("<tr><td><img src=a></td><td>A</td><td>B</td></tr><tr><td><img src=b></td><td>1</td><td>2</td></tr>", [None, "A</td><td>B"]),
        ("<tr><td>\n\nA\n\n</td><td>\n\n*B*\n\n</td></tr><tr><td>1</td><td>2</td></tr>", [None, "A\n\n</td><td>\n\n*B*"]),
    ],
    ids=["headings", "a first row", "a title above them", "a heading of its own", "a column of pictures", "Markdown in the cells"],
)  # fmt: skip
def test_the_row_that_names_the_columns_is_that_of_an_html_page(rows: str, columns: list[str | None]) -> None:
    text = f"<table>{rows}</table>"
    found = [block for section in read_markdown(text).sections for block in section.blocks]
    assert [
        None if block.columns in (None, (block.start, block.end)) else text[slice(*block.columns)] for block in found
    ] == columns


def test_a_column_of_signs_is_read_and_one_of_nothing_is_not() -> None:
    rows = (
        "<tr><th>&nbsp;</th><th>Where</th></tr><tr><td></td><td>Linux</td><td>✅</td></tr>"
        "<tr><td></td><td>A Mac</td><td>&#10060;</td></tr>"
    )
    assert searched(read_markdown(f"<table>\n{rows}\n</table>")) == ["Linux, ✅", "A Mac, ❌"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p align='center'>\n  <b>Tea</b> is a\n  drink.<br>\n</p>", [("paragraph", "<b>Tea</b> is a\n  drink.")]),
        ("<p>One.</p><p>Two.</p>\nThree.\n\nFour.", [("paragraph", "One."), ("paragraph", "Two."), ("paragraph", "Three."), ("paragraph", "Four.")]),
        ("<center>\nOne.\n<br>\n<br/>\nTwo.\n</center>", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("<ul>\n<li>One</li>\n<li><p>Two</p><ul><li>Three</ul>\n</ul>", [("item", "One"), ("item", "Two"), ("item", "Three")]),
        ("<ul><li>\n\nOne *of*\n\n</li></ul>", [("item", "One *of*")]),
        ("<dl>\n<dt>Tea</dt>\n<dd>A drink.</dd>\n<dt><b>Pot</b></dt><dd>\n\nIt holds *tea*.\n\nMore.\n\n</dd></dl>", [("item", "Tea</dt>\n<dd>A drink."), ("item", "<b>Pot</b></dt><dd>\n\nIt holds *tea*."), ("item", "More.")]),
        ("<pre><code class='sh'>\n\n  brew\n    tea\n\n</code></pre>", [("code", "  brew\n    tea")]),
        ("> <p>One.</p>\n> <p>\n> Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("- <p>One.</p>\n  <div>Two.</div>", [("item", "One."), ("item", "Two.")]),
        ("<p>One.<!-- never\nTwo. --></p>\n<script>Three.</script>\n<p hidden>Four.</p><p style='color:red; display: none'>Five.</p>", [("paragraph", "One.")]),
        ("<nav>\n\n[Home](a)\n\n</nav>\n\nOne.", [("paragraph", "One.")]),
        ("<p><a href='#a'>A</a> • <a href='b'>B</a></p>\n<p>(<a href='#top'>back to top</a>)</p><p><a href='b'>B</a></p>", [("paragraph", "B")]),
        ("<p><a href='a'>Home<a href='b'>About</a> and more of it.</p>", [("paragraph", "Home<a href='b'>About</a> and more of it.")]),
        ("<p><a name='a'>One, <a href='b'>two</a> or <a href='c'>three</a>.</p>", [("paragraph", "One, <a href='b'>two</a> or <a href='c'>three</a>.")]),
        ("<p><a name='a'>One, <a href='b'>two</a> or <a name='d'>three <b>and</b> <a href='c'>four</a>.</p>", [("paragraph", "One, <a href='b'>two</a> or <a name='d'>three <b>and</b> <a href='c'>four</a>.")]),
        ("<p>5 < 6 &amp; 7 > 6, <3</p>", [("paragraph", "5 < 6 &amp; 7 > 6, <3")]),
        ("<p title='a > b'>One.\n<p lang=don't>Two.", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("<Tip>\n  One.\n</Tip>\n<my-box>\n\nTwo.\n\n</my-box>", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("<ul><li>Set <your-name> to the name of the host.</li></ul>", [("item", "Set <your-name> to the name of the host.")]),
        ("<p>A <code>List<String></code> has <code>Map<K, User.Id></code> in it.</p>", [("paragraph", "A <code>List<String></code> has <code>Map<K, User.Id></code> in it.")]),
        ("<table><tr><td>Promise<User></td><td>It is kept.</td></tr></table>\n<p>One.</User.Id> Two.</p>", [("row", "Promise<User></td><td>It is kept."), ("paragraph", "One.</User.Id> Two.")]),
        ("<p>One.<Icon name='a'/>Two.<Tip>Three.</Tip>Four.</p>", [("paragraph", "One."), ("paragraph", "Two."), ("paragraph", "Three."), ("paragraph", "Four.")]),
        ("import Tabs from '@theme/Tabs';\nimport {\u0061, b} from \"c\"\nexport const d = 2;\n\nOne.\n\nimport tea from China", [("paragraph", "One."), ("paragraph", "import tea from China")]),
        ("```\n<p>One.</p>\n```", [("code", "<p>One.</p>")]),
    ],
    ids=[
        "a paragraph", "what stands in one block", "empty lines", "a list", "Markdown in a list", "terms", "code", "in a quote", "in a list",
        "what is not seen", "a menu", "lines of links", "a link that is not closed",
        "a place that is not closed", "places that are not closed", "signs that are no tags", "odd attributes", "components",
        "a place for a name", "a type in code", "a type in a row", "components in a line", "imports of MDX", "in code",
    ],
)  # fmt: skip
def test_text_in_html_is_read_as_what_it_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## A\n\n<h3 id='b'>B</h3>\n\nOne.", [(("A",), []), (("A", "B"), ["One."])]),
        (
            "## A\n\n<details open>\n<summary><b>Is <i>it</i>?</b>\n</summary>\n\nIt *is*.\n\n## C\n\nTwo.\n\n</details>\n\nThree.",
            [(("A",), []), (("A", "Is it?"), ["It *is*."]), (("A", "Is it?", "C"), ["Two."]), (("A",), ["Three."])],
        ),
        (
            "<details><summary>A</summary><p>One.</p><details><summary>B</summary>Two.</details>Three.</details>\nFour.",
            [(("A",), ["One."]), (("A", "B"), ["Two."]), (("A",), ["Three."]), ((), ["Four."])],
        ),
        (
            "<table><tr><td>\n\n### A\n\nOne.\n\n</td><td><h3>B</h3>Two.</td></tr></table>\n\nThree.",
            [(("A",), ["One."]), (("B",), ["Two."]), ((), ["Three."])],
        ),
        (
            '<Tabs>\n<TabItem value="a" label="On a Mac">\n\nOne.\n\n</TabItem>\n<TabItem label="It is open.">\n\nTwo.\n\n</TabItem>\n</Tabs>\n\nThree.',
            [(("On a Mac",), ["One."]), ((), ["It is open.", "Two.", "Three."])],
        ),
        (
            "<Tabs>\n<TabItem label='A'>\n\nOne.\n</TabItem>\n<TabItem label='B'>\n\n- Two.\n</TabItem>\n</Tabs>\nThree.\n\nFour.\n<TabItem label='C'>\n\nFive.\n\n</TabItem>",
            [(("A",), ["One."]), (("B",), ["Two."]), ((), ["Three.", "Four."]), (("C",), ["Five."])],
        ),
        ("Write\n<your-name>\nthere, or\n</my-name>\nhere.", [((), ["Write\n<your-name>\nthere, or\n</my-name>\nhere."])]),
        ("**A**\n\n<ul><li>One</li></ul>\n\n**B**\n\n<h3>C</h3>", [(("A",), ["One", "**B**"]), (("C",), [])]),
        ("<h2>A\n\nOne.", [((), ["A", "One."])]),
        ("<!-- <summary>Is it?</summary> It is. -->\n\n<pre>\n<summary>Is it?</summary>\n</pre>", [((), ["<summary>Is it?</summary>"])]),
    ],
    ids=["headings", "a summary and headings below it", "one in another", "columns", "titles of components", "right below a line", "no components", "in bold", "never closed", "comment and code"],
)  # fmt: skip
def test_what_heads_other_words_in_html_heads_them_here(
    text: str, expected: list[tuple[tuple[str, ...], list[str]]]
) -> None:
    found = [(path, [words for _, words in held]) for path, _, held in outline(read_markdown(text))]
    merged: list[tuple[tuple[str, ...], list[str]]] = []
    for path, held in found:  # a section that goes on is another one
        if merged and merged[-1][0] == path:
            merged[-1][1].extend(held)
        else:
            merged.append((path, held))
    assert merged == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<dl><dt>Tea</dt><dd>A drink of many.</dd></dl>", ["Tea: A drink of many."]),
        ("<table><tr><td><p>Tea</p></td><td>two<br>euros</td></tr></table>", ["Tea, two euros"]),
        ("One is a line.<br>\nTwo is another.", ["One is a line.", "Two is another."]),
        ("Press <img src='a.png' alt='the red key'> now to go on.", ["Press the red key now to go on."]),
        ("<p>H<sub>2</sub>O &amp; more of it</p>", ["H2O & more of it"]),
    ],
    ids=["a term", "a row", "lines", "a picture", "inline"],
)
def test_what_is_searched_are_the_words_that_a_page_shows(text: str, words: list[str]) -> None:
    assert searched(read_markdown(text)) == words


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("<Layout>\n\n# Boats\n\nOne.\n\n## Fees\n\nTwo.\n\n</Layout>\n\nThree.", [("One.", ()), ("Two.", ("Fees",)), ("Three.", ("Fees",))]),
        ("<api-key>\n\n# Boats\n\nOne.\n\n## Fees\n\nTwo.", [("One.", ()), ("Two.", ("Fees",))]),
        ("<api-key title='a'>\n\n# Boats\n\nOne.", [("One.", ())]),
        ("# Boats\n\n<Tip title='A'>\n\n# Fees\n\nOne.\n\n</Tip>\n\nTwo.", [("One.", ("A", "Fees")), ("Two.", ())]),
    ],
    ids=["around all", "never closed", "never closed, with a title", "with a title"],
)  # fmt: skip
def test_a_component_has_headings_of_its_own_where_it_has_a_title(
    text: str, paths: list[tuple[str, tuple[str, ...]]]
) -> None:
    article = read_markdown(text)
    assert article.title == "Boats"
    assert [(words, path) for path, _, held in outline(article) for _, words in held] == paths


HIDDEN = "Ask Edna about the gate."


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display:none'>{}</span>", "<b hidden>{}</b>", "<i aria-hidden=true><i>{}</i></i>", "<script>say(`{}`)</script>",
        "<nav><a href=a>{}</a></nav>", "<form action=a>{}</form>", "<video src=a>{}</video>",
    ],
    ids=["by its style", "by its attribute", "for a screen reader", "a script", "a menu", "a form", "a film"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p>It opens at nine. {} It closes at five.</p>", ["It opens at nine.", "It closes at five."]),
        ("It opens at nine. {} It closes at five.", ["It opens at nine.", "It closes at five."]),
        ("> - It opens {} at nine.", ["It opens", "at nine."]),
        ("<ul><li><span>It opens at {} nine</span></li></ul>", ["It opens at", "nine"]),
        ("<table><tr><td>Gate</td><td>It opens {} at nine</td></tr></table>", ["Gate, It opens at nine"]),
        ("| Gate | Hours |\n|--|--|\n| East {} | It opens at nine |", ["East, It opens at nine"]),
    ],
    ids=["paragraph of HTML", "paragraph", "item in a quote", "item of HTML", "row of HTML", "row"],
)
def test_what_is_hidden_in_a_line_is_in_no_passage(written: str, expected: list[str], hidden: str) -> None:
    text = written.format(hidden.format(HIDDEN))
    article = read_markdown(text)
    assert searched(article) == expected
    for passage in chunk(article):
        assert text[passage.start : passage.end] == passage.text
        assert "Edna" not in passage.searchable + passage.readable + passage.fragment
        assert passage.kind == "row" or "Edna" not in passage.text
    assert any(HIDDEN in text[start:end] for start, end in article.withheld)


@pytest.mark.parametrize("name", ["del", "s", "strike"])
@pytest.mark.parametrize(
    ("written", "passages", "expected"),
    [
        ("<p>The fee <{0}>was nine</{0}> is ten.</p>", ["The fee <{0}>was nine</{0}> is ten."], ["The fee is ten."]),
        ("The fee is <{0}>nine</{0}> ten.", ["The fee is <{0}>nine</{0}> ten."], ["The fee is ten."]),
        ("It is far. <{0}>It is open in May.</{0}> It closes at five.", ["It is far.", "It closes at five."], ["It is far.", "It closes at five."]),
        ("- <{0}>It is open in May.</{0}>\n- <{0}>Nine</{0}> Ten a day.", ["Ten a day."], ["Ten a day."]),
        ("<ul><li><{0}>It is open in May.</{0}></li><li>Ten</li></ul>", ["Ten"], ["Ten"]),
        ("<table><tr><td>Fee</td><td><{0}>9</{0}> 10</td></tr></table>", ["Fee</td><td><{0}>9</{0}> 10"], ["Fee, 10"]),
    ],
    ids=["paragraph of HTML", "paragraph", "a sentence", "from the begin", "items of HTML", "a row"],
)  # fmt: skip
def test_words_that_are_struck_out_are_not_searched(
    written: str, passages: list[str], expected: list[str], name: str
) -> None:
    article = read_markdown(written.format(name))
    assert searched(article) == expected
    assert [passage.text for passage in chunk(article)] == [text.format(name) for text in passages]


def test_a_heading_has_no_hidden_words() -> None:
    article = read_markdown("# Tea <span hidden>TODO</span>\n\n<h2>Pots <b hidden>TODO</b></h2>\n\nOne.")
    assert (article.title, [section.path for section in article.sections]) == ("Tea", [("Pots",)])


def test_a_picture_without_words_parts_no_sentence() -> None:
    text = "Press <svg width=9><path d='M0 9'/></svg> to go on to <i hidden></i> the next page."
    assert searched(read_markdown(text)) == ["Press to go on to the next page."]
    assert [passage.text for passage in chunk(read_markdown(text))] == [text]


def test_a_picture_may_name_a_document() -> None:
    assert read_markdown("<h1 align='center'><img src='a.svg' alt='Tea &amp; Pots'></h1>\n\nOne.").title == "Tea & Pots"


def test_the_documents_page_shows_no_tags_and_nothing_that_is_not_seen() -> None:
    text = "<div>\n<p>One is <b>here</b>.</p>\n<script>x = 1</script>\n</div>\n<nav>Home</nav>"
    withheld = [text[start:end] for start, end in read_markdown(text).withheld]
    assert withheld == [
        "<div>",
        "<p>",
        "</p>",
        "<script>x = 1</script>",
        "</div>",
        "<nav>",
        "Home",
        "</nav>",
    ]


@pytest.mark.parametrize(
    "mark",
    [
        "<", "<div>", "</div>", "<p>a", "<b>a", "<a '<a \"", "<!-- ", "<script>", "<nav>", "<dt>a", "<td>a", "<li><div>a</li>",
        "<table><tr><td>a\n", "<table><tr><td>a</td><td>b</td></tr>\n", "<details><summary>a</summary>\n", "<details>\n<summary>a</summary>\n\nb\n\n",
        "<Tab title='a'>\n\nb\n\n", "<b hidden>a", "<b hidden>a</b> c ", "<i hidden><b hidden></i></b>",
        "<a href=b>c<i>", "<b><a href=b>c</a>", "<A.b>c", "</A.b>", "<A-b>\n", "a\n</Ab>\n<Ab>\n", "<A.b>c</A.b>",
    ],
)  # fmt: skip
def test_hostile_html_is_read_in_time_that_grows_with_the_text_and_so_is_what_follows(mark: str) -> None:
    def seconds(marks: int) -> float:
        text = f"<div>\n{mark * marks}\n\nThe last words."
        begun = time.process_time()
        article = read_markdown(text)
        spent = time.process_time() - begun
        last = article.sections[-1].blocks[-1] if article.sections else None
        assert last is None or text[last.start : last.end].endswith("The last words.")
        assert last is not None or mark in ("<!-- ", "<script>")
        return spent

    gc.freeze()  # what other tests left is not looked through while this one counts
    try:
        seconds(200)
        assert seconds(8000) < 16 * seconds(2000) + 0.1
    finally:
        gc.unfreeze()
