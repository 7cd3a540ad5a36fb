"""HTML: the main content in its order, decoded as declared or refused, under the page's own title."""

from __future__ import annotations

import re

import pytest

from index.errors import SourceError
from index.formats.html import read_html
from index.passage import Article, Block, BlockKind, Section

PAGE = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8"><title>Tea - Example Wiki</title>
  <link rel="canonical" href="https://example.org/tea"><style>p { color: green }</style>
</head>
<body>
<header><a href="/">Example Wiki</a><nav><ul><li><a href="/a">Home</a><li><a href="/b">About us</a></ul></nav></header>
<div class="cookie-banner">We use cookies to improve your experience. <button>Accept</button></div>
<main><article>
<h1>Tea</h1>
<p>Tea is a <b>drink</b> that is made
   from the <a href="/leaf">leaves</a> of a shrub, and H<sub>2</sub>O.<br>It is old &amp; loved.</p>
<h2>Kinds<a class="headerlink" href="#kinds">¶</a></h2>
<ul><li>Green tea is not fermented.<ul><li>Sencha is steamed.</li></ul></li>
<li><p>Black tea is fermented.</p><p>It is strong.</p></li></ul>
<h3>Brewing</h3>
<table><tr><th>Kind</th><th>Minutes</th></tr><tr><td>Green</td><td>2</td></tr><tr><td>Black <i>tea</i></td><td></td></tr></table>
<dl><dt>Theine</dt><dd>The caffeine of tea.</dd><dt>Tannin</dt><dd>A bitter substance.</dd></dl>
<blockquote><p>Drink it hot, with no sugar in it.</p><p>Drink it now.</p></blockquote>
<pre><code>brew()
  .hot()
</code></pre>
<h2>History</h2>
<p>Tea came from China to Europe in the year 1610, on a Dutch ship. Nobody liked it.</p>
</article></main>
<aside><p>Buy our mugs today, because they are cheap and good.</p></aside>
<footer><p>Copyright 2024 Example</p></footer>
<script>var tea = "tea";</script>
</body></html>
"""

TEXT = """\
Tea is a drink that is made from the leaves of a shrub, and H2O. It is old & loved.

Kinds

Green tea is not fermented.

Sencha is steamed.

Black tea is fermented.

It is strong.

Brewing

Kind | Minutes

Green | 2

Black tea

Theine: The caffeine of tea.

Tannin: A bitter substance.

Drink it hot, with no sugar in it.

Drink it now.

brew()
  .hot()

History

Tea came from China to Europe in the year 1610, on a Dutch ship. Nobody liked it."""


WORDS = " ".join(["Tea is made from leaves and from hot water."] * 10)
FILLER = f"<p>{WORDS}</p>"
MENU = "".join(f"<li><a href=/{number}>An entry of the menu, number {number}</a>" for number in range(40))


def outline(article: Article) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    return [
        (section.path, [(block.kind.value, article.text[block.start : block.end]) for block in section.blocks])
        for section in article.sections
    ]


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def test_a_page_is_read_as_its_main_content() -> None:
    article = read_html(PAGE.encode())
    assert (article.title, article.url, article.text) == ("Tea", "https://example.org/tea", TEXT)
    assert outline(article) == [
        ((), [("paragraph", "Tea is a drink that is made from the leaves of a shrub, and H2O. It is old & loved.")]),
        (
            ("Kinds",),
            [
                ("item", "Green tea is not fermented."),
                ("item", "Sencha is steamed."),
                ("item", "Black tea is fermented."),
                ("item", "It is strong."),
            ],
        ),
        (
            ("Kinds", "Brewing"),
            [
                ("row", "Kind | Minutes"),
                ("row", "Green | 2"),
                ("row", "Black tea"),
                ("item", "Theine: The caffeine of tea."),
                ("item", "Tannin: A bitter substance."),
                ("paragraph", "Drink it hot, with no sugar in it."),
                ("paragraph", "Drink it now."),
                ("code", "brew()\n  .hot()"),
            ],
        ),
        (
            ("History",),
            [("paragraph", "Tea came from China to Europe in the year 1610, on a Dutch ship. Nobody liked it.")],
        ),
    ]
    assert [article.text[section.heading_start : section.heading_end] for section in article.sections] == [
        "",
        "Kinds",
        "Brewing",
        "History",
    ]


def test_a_page_too_short_for_trafilatura_is_read_whole_without_its_furniture() -> None:
    article = read_html(
        page(
            "<header>My site</header><nav><a href=/>Home</a></nav><div id=cookies>Cookies?</div><h1>Tea</h1><p>Tea is hot.</p>"
            "<h2>Kinds</h2><ul><li>Green</ul><form>Search <button>Go</button></form><footer>Imprint</footer><script>x()</script>",
            "<title>Tea</title>",
        )
    )
    assert article == Article(
        title="Tea",
        text="Tea is hot.\n\nKinds\n\nGreen",
        sections=(
            Section((), 0, 0, (Block(BlockKind.PARAGRAPH, 0, 11),)),
            Section(("Kinds",), 13, 18, (Block(BlockKind.ITEM, 20, 25),)),
        ),
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<main>{}<aside><p>Make a backup.</aside></main>", ["Make a backup."]),
        (
            "<div role=main>{}<aside><aside role=doc-footnote><span class=label>[1]</span><p>Only here.</aside></aside></div>",
            ["Only here."],
        ),
        ("<main><div>{}</div><aside><p>Buy our mugs.</aside></main>", []),
        ("<article>{}<aside><ul><li><a href=/>Mugs</a></ul></aside></article>", []),
        ("<main>{}<aside role=complementary><p>Buy our mugs.</aside></main>", []),
        ("<div>{}<aside><p>Buy our mugs.</aside></div>", []),
        ("<main>{}<aside class='box ad'><p>Mugs.</aside><aside class=newsletter><p>News.</aside></main>", []),
    ],
    ids=["a caution", "footnotes", "a sidebar", "links", "by its role", "outside of the main part", "advertising"],
)
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_an_aside_between_paragraphs_is_content(body: str, expected: list[str], rest: str) -> None:
    [(_, blocks)] = outline(read_html(page(body.format(f"{rest}{FILLER}"))))
    assert [words for _, words in blocks if words != WORDS] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<nav><ul>{MENU}</ul></nav><h2>Kinds</h2><p>Green tea.</p>",
            [(("Kinds",), [("paragraph", "Green tea.")])],
        ),
        (
            f"<div class=menu><ul>{MENU}</ul></div><div id=content><h2>Kinds</h2>{FILLER}<ul><li>Green tea.</ul></div>",
            [(("Kinds",), [("paragraph", WORDS), ("item", "Green tea.")])],
        ),
        (
            f"<h2>Kinds</h2>{FILLER}<ul><li>Green tea.</ul>",
            [(("Kinds",), [("paragraph", WORDS), ("item", "Green tea.")])],
        ),
        (
            f"<article><h2>Kinds</h2><p>Green tea.</article><article>{FILLER}</article><div id=comments>Nice!</div>",
            [(("Kinds",), [("paragraph", "Green tea."), ("paragraph", WORDS)])],
        ),
        (
            f"<article><p>{WORDS[:150]}</article>" + "<article><p>Green tea of Japan.</article>" * 4,
            [((), [("paragraph", WORDS[:150].strip()), *[("paragraph", "Green tea of Japan.")] * 4])],
        ),
        (
            "<main><header><h2>Kinds</h2></header><p>Green tea.</main>",
            [(("Kinds",), [("paragraph", "Green tea.")])],
        ),
        (
            "<div>Our mugs are cheap.</div><main><h2>Kinds</h2><p>Green tea.</main>",
            [(("Kinds",), [("paragraph", "Green tea.")])],
        ),
        (
            "<div class=consent-given><h1>Kinds</h1><p>Green tea.</div>",
            [((), [("paragraph", "Green tea.")])],
        ),
    ],
    ids=[
        "marked menu",
        "unmarked menu",
        "bare page",
        "two articles",
        "short articles",
        "header",
        "aside main",
        "consent",
    ],
)
def test_the_content_is_kept_and_the_menu_left_out(body: str, expected: object) -> None:
    assert outline(read_html(page(body))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2><button>Is it hot?</button></h2><div aria-hidden=true>It is.</div>", [(("Is it hot?",), "It is.")]),
        (
            "<div><h3> <button aria-controls=a><b>Is it</b> hot?<svg></svg></button></h3></div><div id=a hidden>It is.</div>",
            [(("Is it hot?",), "It is.")],
        ),
        (
            "<details><summary><button>Is it hot?</button></summary><p style='display: none'>It is.</details>",
            [(("Is it hot?",), "It is.")],
        ),
        (
            "<h2>Kinds <button>Copy the link</button></h2><div aria-hidden=true>Copied.</div><p>It is.",
            [(("Kinds",), "It is.")],
        ),
        (
            "<h2>Kinds</h2><a role=tab aria-controls=t>Hot</a><div id=t role=tabpanel hidden><p>It is.</div>",
            [(("Kinds",), "Hot"), (("Kinds",), "It is.")],
        ),
        (
            "<button aria-controls=m>Menu</button><div id=m aria-hidden=true>Home</div><h2>Kinds</h2><p>It is.",
            [(("Kinds",), "It is.")],
        ),
    ],
    ids=["what is next", "what it names", "details", "a button beside a heading", "tabs", "a menu"],
)
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_what_a_page_shows_after_a_click_is_content(
    body: str, expected: list[tuple[tuple[str, ...], str]], rest: str
) -> None:
    article = read_html(page(f"<main>{rest}<article>{body}<h2>Water</h2>{FILLER}</article></main>"))
    assert [(path, words) for path, blocks in outline(article)[:-1] for _, words in blocks] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h2>Kinds</h2><details><summary>Hot?</summary><p>Yes.</details><p>More.<h3>Green</h3><p>Cold.",
            [(("Kinds", "Hot?"), "Yes."), (("Kinds",), "More."), (("Kinds", "Green"), "Cold.")],
        ),
        (
            "<details><summary>Hot?</summary><p>Yes.<details><summary>Why?</summary><p>Fire.</details><p>So.</details><p>More.",
            [(("Hot?",), "Yes."), (("Hot?", "Why?"), "Fire."), (("Hot?",), "So."), ((), "More.")],
        ),
        (
            "<h6>Kinds</h6><p>Green.<details><p>Open.</details><details><summary>Hot?</summary><p>Yes.</details><h2>Black</h2><p>Cold.",
            [(("Kinds",), "Green."), (("Kinds",), "Open."), (("Kinds", "Hot?"), "Yes."), (("Black",), "Cold.")],
        ),
    ],
    ids=["behind it", "within another", "without a summary"],
)
def test_a_question_ends_with_what_it_opens(body: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    article = read_html(page(body))
    assert [(path, words) for path, blocks in outline(article) for _, words in blocks] == expected
    assert all(section.blocks or section.heading_start < section.heading_end for section in article.sections)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One <b>two</b> <i>three</i>", [("paragraph", "One two three")]),
        ("<div>One<div>Two</div>Three</div>", [("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "Three")]),
        ("<p>One<br>two<br> <br>three", [("paragraph", "One two"), ("paragraph", "three")]),
        ("<p>One <!-- no --> two &lt;b&gt;", [("paragraph", "One two <b>")]),
        ("<p>infor&shy;mation", [("paragraph", "information")]),
        ("<table><tr><td>a<br><br>b</td><td><p>c</p></td></tr></table>", [("row", "a b | c")]),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", [("paragraph", x) for x in "abc"]),
        ("<dl><dt>T</dt>\n<dd>\n<p>Is it.</p><p>More.</p></dl>", [("item", "T: Is it."), ("item", "More.")]),
        ("<dl><dt>T<span>:</span><dd>Is it.</dl>", [("item", "T: Is it.")]),
        ("<dl><dt>T<dd>Is it.<dt>U</dl><p>More.", [("item", "T: Is it."), ("paragraph", "U"), ("paragraph", "More.")]),
    ],
    ids=[
        "inline",
        "loose text",
        "breaks",
        "comment",
        "soft hyphen",
        "row",
        "row for layout",
        "term",
        "term with a colon",
        "term alone",
    ],
)
def test_markup_becomes_blocks(body: str, expected: list[tuple[str, str]]) -> None:
    assert outline(read_html(page(body))) == [((), expected)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>It is hot.", []),
        ("<dl><dt>Tea<dd>It is hot.</dl>", ["Tea", "It is hot."]),
        ("<p>1 Pier<br>Gull Bay<br>", ["1 Pier", "Gull Bay"]),
        ("<table><tr><td>Tern<br>blue</td><td></td><td><ul><li>8<li>6</ul></td></tr></table>", ["Tern", "blue", "8", "6"]),
    ],
    ids=["one", "term", "lines", "cells"],
)  # fmt: skip
def test_what_a_page_shows_apart_are_parts(body: str, expected: list[str]) -> None:
    article = read_html(page(body))
    [block] = [block for section in article.sections for block in section.blocks]
    assert [article.text[start:end] for start, end in block.parts] == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td><th>Mon<th>Sun</tr><tr><th>Iona<td><td>11:00</tr><tr><th>Ulva<td>9:15<td></tr><tr><th>Eigg<td>8:00</tr>",
            ["|  | Mon | Sun |", "Iona |  | 11:00", "| Ulva | 9:15 |  |", "| Eigg | 8:00 |  |"],
        ),
        (
            "<tr><td><img src=a><td>Hall<td>90<td><button>Buy</button></tr><tr><td><td>Attic<td>20<td></tr>",
            ["Hall | 90", "Attic | 20"],
        ),
        (
            "<tr><td rowspan=2>Tern<br>blue<td>May<td>8</tr><tr><td>June<td rowspan=0>6</tr><tr><td colspan=2>Gull</tr><tr></tr>",
            ["Tern blue | May | 8", "Tern blue | June | 6", "Gull |  | 6"],
        ),
        (
            "<tbody><tr><td>Tern<td rowspan=9>8</tr></tbody><tbody><tr><td>Gull<td>6</tr></tbody>",
            ["Tern | 8", "Gull | 6"],
        ),
        (
            "<tr><th colspan=3>Bins</tr><tr><th rowspan=2>Town<th colspan=2>Refuse</tr><tr><th>Day<th>Week</tr><tr><td>Ely<td>Mon<td>odd</tr>",
            ["Bins", "Town | Refuse Day | Refuse Week", "Ely | Mon | odd"],
        ),
        (
            "<tr><th>Boat<th colspan=2>Seats</tr><tr><th>Tern<th>8<th>6</tr>",
            ["| Boat | Seats |  |", "Tern | 8 | 6"],
        ),
        (
            "<tr><th>Dish<th colspan=2>Price</tr><tr><th colspan=3>Hot</tr><tr><td>Pie<td>8<td>9</tr>",
            ["| Dish | Price |  |", "Hot", "Pie | 8 | 9"],
        ),
        (
            "<tr><td>Tern<td>6<td><s>8</s><br></tr><tr><td>Gull <s>a</s><td><td>5</tr>",
            ["| Tern | 6 |  |", "Gull |  | 5"],
        ),
        ("<tr><td rowspan=2>Tern <s>old</s> blue<td>8</tr><tr><td>6</tr>", ["Tern blue | 8", "Tern blue | 6"]),
        (
            f"<tr><td rowspan=2>{WORDS}<td>May</tr><tr><td>June<td>6</tr>",
            [f"| {WORDS} | May |  |", "|  | June | 6 |"],
        ),
        (
            f"<tr><td rowspan=2>Tern<td>May<td>8</tr><tr><td colspan={'9' * 5000}>June</tr>" * 2,
            ["Tern | May | 8", "| Tern | June |  |"] * 2,
        ),
    ],
    ids=["empty cells", "empty columns", "rows", "bodies", "a header of two rows", "no header of two rows", "a heading of rows", "struck out", "struck out in a repeated cell", "a long cell", "huge spans"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_cells_stand_in_their_columns(rows: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{rest}<article>{FILLER}<table>{rows}</table>{FILLER}</article></main>"))
    blocks = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.ROW]
    assert [article.text[block.start : block.end] for block in blocks] == expected


def test_a_cell_reaches_over_as_many_rows_as_it_says() -> None:
    rows = "".join(f"<tr><td>{number}</tr>" for number in range(2, 151))
    article = read_html(page(f"<table><tr><td rowspan=150>Tern<td>1</tr>{rows}<tr><td>Gull<td>8</tr></table>"))
    assert article.text.split("\n\n") == [*(f"Tern | {number}" for number in range(1, 151)), "Gull | 8"]


def test_a_repeated_cell_is_no_part_of_its_row() -> None:
    article = read_html(page("<table><tr><td>Tern<td rowspan=2><p>blue</tr><tr><td>Gull</tr></table>"))
    [section] = article.sections
    assert [[article.text[start:end] for start, end in block.parts] for block in section.blocks] == [
        ["Tern", "blue"],
        ["Gull"],
    ]


HEAD = "<tr><th>Boat</th><th>Seats</th></tr>"
TERN, GULL = "<tr><td>Tern</td><td>8</td></tr>", "<tr><td>Gull</td><td>6</td></tr>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<table>{HEAD}{TERN}{GULL}</table>", ["Boat | Seats"] * 3),
        ("<table><tr><td></td><th>Seats</th></tr><tr><th>Tern</th><td>8</td></tr></table>", ["Seats"] * 2),
        (f"<table><thead>{TERN}</thead><tbody>{GULL}</tbody></table>", ["Tern | 8"] * 2),
        (f"<table>{TERN}{GULL}</table>", [None, "Tern | 8"]),
        (f"<table>{TERN}{HEAD}{GULL}</table>", [None, "Tern | 8", "Tern | 8"]),
        (f"<table><tr><th colspan=2>Fleet</th></tr>{HEAD}{TERN}</table>", ["Fleet", "Boat | Seats", "Boat | Seats"]),
        (
            f"<table><thead>{HEAD}</thead><tr><th colspan=2>Blue</th></tr>{TERN}</table>",
            ["Boat | Seats", "Boat | Seats", "Boat | Seats"],
        ),
        (f"<table>{HEAD}{TERN}</table><table>{TERN}{GULL}</table>", ["Boat | Seats", "Boat | Seats", None, "Tern | 8"]),
        (f"<table>{HEAD}</table><p>The Tern has 8.</p>", ["Boat | Seats", None]),
        ("<table><tr><th>Seats</th><td>8</td></tr><tr><th>Sails</th><td>2</td></tr></table>", [None, None]),
        (f"<table>{HEAD}<tr><th>Tern</th><td>8</td></tr></table>", ["Boat | Seats"] * 2),
    ],
    ids=["headings", "an empty corner", "a head", "none", "a heading below", "two", "a part", "two tables", "alone", "rows with headings", "rows and columns with headings"],
)  # fmt: skip
def test_a_row_knows_which_one_names_its_columns(body: str, expected: list[str | None]) -> None:
    article = read_html(page(body))
    [section] = article.sections
    assert [block.columns and article.text[slice(*block.columns)] for block in section.blocks] == expected


def test_what_trafilatura_finds_has_its_headers_too() -> None:
    menu = "<ul>" + "<li><a href=/>Home and away</a></li>" * 60 + "</ul>"
    article = read_html(page(f"<div id=menu>{menu}</div><article><p>{WORDS}</p><table>{HEAD}{TERN}</table></article>"))
    rows = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.ROW]
    assert [row.is_header for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("head", "body", "title", "paths"),
    [
        ("<title>Tea | My site</title>", "<h1>Tea</h1>", "Tea", []),
        ("<title>My site</title>", "<h1>Tea</h1>", "My site", [("Tea",)]),
        ("<title>Tea</title>", "<h1>Tea</h1><h3>A</h3><h2>Tea</h2><h1>C</h1>", "Tea", [("A",), ("Tea",), ("C",)]),
        ("<title>x</title><meta property=og:title content='The tea'>", "<p>Tea", "The tea", [()]),
        (
            "<title>Tea - Wiki</title>",
            "<div><h1>Wiki</h1></div><main><h1>Green</h1></main>",
            "Tea - Wiki",
            [("Green",)],
        ),
        ("<title>Tea - Wiki</title>", "<h1><a href=/>Wiki</a></h1><h3>Kinds</h3>", "Tea - Wiki", [("Kinds",)]),
        ("<title>Tea - Wiki</title>", "<h1>Wiki</h1><h2>Tea</h2>", "Tea - Wiki", [("Tea",)]),
        ("<title>Wiki: Tea</title>", "<h1><a rel=home href=x>Wiki</a></h1><h2>Tea</h2>", "Wiki: Tea", [("Tea",)]),
        ("<title>Wiki: Tea</title>", "<h1>Tea</h1><h2>Kinds</h2>", "Tea", [("Kinds",)]),
        ("<title>Tea - Kinds</title>", "<h1>Tea</h1><h2>Kinds</h2>", "Tea", [("Kinds",)]),
        ("<title>Tea - hot</title>", "<h1><a href=/>Tea</a></h1><h2>Kinds</h2>", "Tea", [("Kinds",)]),
        ("", "<h1><a href=/>Tea</a></h1>", "Tea", []),
        ("", "<h1>Tea</h1>", "Tea", []),
        ("", "<p>Tea", "", [()]),
    ],
    ids=[
        "site's name",
        "another heading",
        "levels",
        "Open Graph",
        "the site's heading",
        "a logo",
        "the site's name above",
        "the site first",
        "the page last",
        "a part of it",
        "a page's link",
        "a logo only",
        "heading only",
        "none",
    ],
)
def test_the_title_is_a_heading_that_the_page_is_named_after(
    head: str, body: str, title: str, paths: list[tuple[str, ...]]
) -> None:
    article = read_html(page(body, head))
    assert (article.title, [section.path for section in article.sections]) == (title, paths)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href=https://a.org/b>", "https://a.org/b"),
        ("<meta property=og:url content=http://a.org/b>", "http://a.org/b"),
        ("<link rel=canonical href=/b><meta property=og:url content=https://a.org/b>", "https://a.org/b"),
        ("<link rel=canonical href='javascript:alert(1)'>", None),
        ("", None),
    ],
    ids=["canonical", "Open Graph", "relative", "script", "none"],
)
def test_the_url_is_the_one_that_the_page_gives(head: str, url: str | None) -> None:
    assert read_html(page("Tea", head)).url == url


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Crème €".encode(), "Crème €"),
        ("\ufeff<meta charset=latin1><p>Crème €".encode(), "Crème €"),
        ("\ufeff<p>Crème €".encode("utf-16-le"), "Crème €"),
        ("\ufeff<p>Crème €".encode("utf-16-be"), "Crème €"),
        ("<meta charset=ISO-8859-1><p>Crème €".encode("cp1252"), "Crème €"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>Чай".encode("cp1251"), "Чай"),
        ('<?xml version="1.0" encoding="Shift_JIS"?><html><body><p>緑茶①</p></body></html>'.encode("cp932"), "緑茶①"),
        ("<meta charset='utf-16'><p>Crème".encode(), "Crème"),
        (b"<p>a\0b", "ab"),
    ],
    ids=["default", "mark before meta", "UTF-16 LE", "UTF-16 BE", "latin1 as on the web", "http-equiv", "XML", "UTF-16 in ASCII", "NUL"],
)  # fmt: skip
def test_bytes_are_decoded_as_they_say(data: bytes, text: str) -> None:
    assert read_html(data).text == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<p>Crème".encode("latin1"), "is not utf-8, which is assumed where none is declared; save it as UTF-8"),
        ("<meta charset=euc-jp><p>Crème".encode("latin1"), "is not euc-jp, which it declares; save it as UTF-8"),
        (b"<meta charset=utf-7><p>+2AA-", "is not utf-7, which it declares; save it as UTF-8"),
        (b"<meta charset=unicode_escape><p>\\ud800", "is not unicode_escape, which it declares; save it as UTF-8"),
        (b"\xff\xfe\x00\xd8<\x00", "is not utf-16-le, which its byte order mark says; save it as UTF-8"),
        (b"<meta charset=klingon>", "declares the encoding klingon, which is not known; save it as UTF-8"),
        (b"<meta charset=hex>", "declares the encoding hex, which is not known; save it as UTF-8"),
        (b"<div>" * 10_000, "nests its tags deeper, or has a longer stretch of text, than lxml reads; split it"),
        *((data, "has no text beside navigation and code; save a page that scripts draw as the browser shows it")
          for data in (b"", b" \n", b"<!-- x -->", page("<script>draw()</script><nav>Home</nav>"), page("<pre>x = 1</pre>"))),
    ],
    ids=["not UTF-8", "not as declared", "half a character", "half a character escaped", "not as marked", "unknown", "no text codec", "deep", "empty", "blank", "comment", "scripts", "code"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read_html(data)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "body",
    [
        "<b>" * 200 + "Tea",
        "<ul><li>" * 100 + "Tea",
        "<p>" * 10_000 + "Tea",
        "<br>" * 10_000 + "Tea",
    ],
    ids=["inline", "lists", "paragraphs", "breaks"],
)
def test_odd_nesting_keeps_the_words(body: str) -> None:
    assert read_html(page(body)).text == "Tea"


NUMBERED = "<table><tr><td class=linenos><pre>1\n2</pre></td><td><pre>brew it\npour it\n</pre></td></tr></table>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<pre>\n\n  brew it\n\n    hot \n\n</pre>", ["  brew it\n\n    hot"]),
        ("<pre><button>Copy</button><span class=lineno>1</span><code><b>brew</b> it</code></pre>", ["brew it"]),
        ("<pre>brew<br>it</pre><pre><div>pour</div><div>  it</div></pre>", ["brew\nit", "pour\n  it"]),
        ("<pre>brew &lt;it&gt;\r\nhot</pre>", ["brew <it>\nhot"]),
        ("<ul><li>Do <pre>brew it</pre> now</ul><dl><dt>Pour<dd><pre>pour it</pre></dl>", ["brew it", "pour it"]),
        (NUMBERED, ["brew it\npour it"]),
        ("<table><tr><td>Brew<td><pre>brew it</pre></table><h2>Head <pre>of it</pre></h2>", []),
        ("<pre>1 + 2</pre><nav><pre>brew it</pre></nav><div hidden><pre>pour it</pre></div>", []),
        ("<p>codeblockq0q</p><pre>brew it</pre>", ["brew it"]),
    ],
    ids=["empty lines", "button and number", "lines by markup", "characters", "in lists", "numbered lines", "in a row or heading", "no words or furniture", "the word that stands for it"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["<p>Tea.</p>", FILLER], ids=["a short page", "a long page"])
def test_pre_is_code_with_its_lines(body: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{rest}{body}{rest}</main>"))
    found = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.CODE]
    assert [article.text[block.start : block.end] for block in found] == expected
    others = [block for section in article.sections for block in section.blocks if block.kind is not BlockKind.CODE]
    assert not [block for block in others if re.search("codeblockx|q1q", article.text[block.start : block.end])]


ARIA = "aria-hidden=true"


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><li><a href=#a>Kinds</a><ul><li><a href=p.html#b>1 Green</a></ul></ul><h2 id=a>Kinds</h2><p id=b>Tea.", ["Tea."]),
        ("<ul><li><a href=#a>Tern</a> 8<li><a href=/b>Gull</a></ul><p id=a>Tea.", ["Tern 8", "Gull", "Tea."]),
        ("<ul><li><a href=#a>Dogs?</a><div id=a>Yes.</div><li><a href=#b>Cats?</a><ul id=b><li>No.</ul></ul>", ["Dogs?", "Yes.", "Cats?", "No."]),
        ("<div id=toc><p>Contents</p></div><p>Tea is made from leaves.</p><section class='related products'>Mugs</section>", ["Tea is made from leaves."]),
        ("<div class=toc><h1>Tea</h1><p>Hot.</p></div><div class=stoch>Tea.</div>", ["Hot.", "Tea."]),
        ("<p>It<sup><a href=#n>1</a></sup> is hot.<sup class=reference>[2]</sup> It is m<sup>2</sup>.", ["It is hot. It is m2."]),
        ("<p>It is hot<a href=#n><sup>1</sup></a>, m<a href=/sq><sup>2</sup></a><a role=doc-noteref>3</a>.", ["It is hot, m2."]),
        ("<p>It is<del> cold</del><ins> hot</ins>, £<s>12</s>8, 4<strike>5</strike>6.</p><pre><del>brew</del></pre>", ["It is hot, £8, 4 6.", "brew"]),
        ("<p>Tea. <span style='DISPLAY: none; a'>No.</span><span style='display : none'>No.</span></p><div style='display:none'>Yes.</div>", ["Tea.", "Yes."]),
        ("<p>Tea. <a>Mugs <span class=sr-only>(new window)</span></a></p><p class=visually-hidden>Skip</p>", ["Tea. Mugs"]),
        ("<h2>Kinds <b class=sr-only>of tea</b></h2><table><tr><th>a<td><i class=sr-only>Yes</i></table>", ["a | Yes"]),
        (f"<p><del {ARIA}>£12</del> <i class=screen-reader-text>Was £12.</i><ins {ARIA}>£8</ins><i class=screen-reader-text>Is £8.</i></p>", ["Is £8."]),
        ("<div class='admonition note'><p class=admonition-title>Note</p><p>Hot.</div><div class='admonition tip'><p class=admonition-title>Hotter tea</div>", ["Hot.", "Hotter tea"]),
        ("<div class='alert markdown-alert-tip'><p class=markdown-alert-title>Tip</p><p>Hot.</div><p class=admonition-title>", ["Hot."]),
    ],
    ids=[
        "list of contents", "items that say more", "panels", "names", "not names", "footnotes", "marks as links", "struck out", "hidden",
        "for screen readers", "all that it has", "a price", "a box's kind", "a box of another kind",
    ],
)  # fmt: skip
def test_furniture_within_the_content_is_left_out(body: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{body}{rest}</main>"))
    found = [words for _, blocks in outline(article) for _, words in blocks]
    assert [words for words in found if words != WORDS] == expected


LINKS = "<ul><li><a href=/a>Mugs</a><li><a href=/b>Pots</a></ul>"
BESIDE = (
    f"<div id=header><a href=/>Site</a></div>{{}}<div class=sidebar><h2>Menu</h2>{LINKS}{{}}</div>"
    "<div class=footer><p>© 2024 Tea Ltd. All rights reserved. | <a href=/i>Imprint</a></p>{}</div>"
)
PANEL = "<div class=panel><p>Tea is hot.</p><div class=footer><a href=/buy>Buy tea</a></div></div>"
PHONE, HOURS, PRICE = "<p>Tel. 555 1234</p>", "<p>Open from nine to five</p>", "<p><a href=/buy>A pot for £8</a></p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BESIDE.format(FILLER, "", ""), [WORDS]),
        (BESIDE.format(FILLER, PHONE, HOURS), [WORDS, "Tel. 555 1234", "Open from nine to five"]),
        (BESIDE.format(FILLER, PRICE, "<a href=mailto:a@b>Ann Field"), [WORDS, "A pot for £8", "Ann Field"]),
        (f"<main>{BESIDE.format(FILLER, '', '')}</main>", ["Site", WORDS, "Mugs", "Pots", "© 2024 Tea Ltd. All rights reserved. | Imprint"]),
        (f"<div id=header><a>Site</a>{FILLER}<div class=sidebar>{LINKS}", ["Site", WORDS]),
        (f"<div id=header><h1>Tea</h1>{LINKS}</div>", ["Mugs", "Pots"]),
        (f"{PANEL}{PANEL}{FILLER}", ["Tea is hot.", "Buy tea"] * 2 + [WORDS]),
        (f"<p>Hot.<div class=sidebar>{LINKS}</div>{FILLER}", ["Hot.", "Mugs", "Pots", WORDS]),
        (f"<div class=sidebar>{LINKS}</div><p>Hot.", ["Mugs", "Pots", "Hot."]),
    ],
    ids=["beside the content", "what answers", "a price and a person", "within it", "left open", "with its heading", "panels", "between", "most of the page"],
)  # fmt: skip
def test_blocks_named_as_the_pages_furniture_are_left_out_beside_the_content(body: str, expected: list[str]) -> None:
    found = [words for _, blocks in outline(read_html(page(body))) for _, words in blocks]
    assert found == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Do not paint the wounds<sup><a href=#n>1</a></sup>; they close.", ["Do not paint the", "; they close."]),
        ("<p>It is hot.<sup><a href=#n>1</a></sup> It is old.", ["It is hot.", "It is old."]),
        ("<p>Tea<s>pot</s>, hot.", [", hot."]),
        ("<table><tr><td>Tern<td>8 <s>6</s> seats<td>£5<s>4</s></table>", ["Tern", "8", "seats", "£"]),
        (
            "<p><em>Hot tea<sup><a href=#n>1</a></sup></em> in May<a role=doc-noteref><sup>2</sup></a></p>",
            ["Hot", "in"],
        ),
        ("<p>Meet on <del>Monday</del><ins>Tuesday</ins> at noon, <s>6</s>8.", ["Meet on", "at noon,", "."]),
    ],
    ids=["glued", "behind a stop", "nothing before", "row", "at an end", "before a word"],
)
def test_a_text_is_apart_where_something_was_cut_out(body: str, expected: list[str]) -> None:
    article = read_html(page(body))
    [block] = [block for section in article.sections for block in section.blocks]
    assert [article.text[start:end] for start, end in block.parts] == expected


@pytest.mark.parametrize(
    ("head", "entries", "expected"),
    [
        ("", "<li><a href=/mac.html#a>Mac</a><li><a href=/pc.html#a>PC</a>", ["Mac", "PC"]),
        ("", "<li><a href=p.html#a>Tea</a><li><a href=p.html#b>Pot</a><li><a href=/q.html#a>Mac</a>", ["Pot", "Mac"]),
        ("<link rel=canonical href=https://a.org/p/>", "<li><a href=/p/#a>Tea</a><li><a href=/q/#a>Mac</a>", ["Mac"]),
    ],
    ids=["other pages", "most lead to this page", "the page's own address"],
)
def test_an_entry_that_leads_to_another_page_is_content(head: str, entries: str, expected: list[str]) -> None:
    article = read_html(page(f"<p id=a>Hot.</p><ul>{entries}</ul><p>Cold.", head))
    assert article.text.split("\n\n") == ["Hot.", *expected, "Cold."]


@pytest.mark.parametrize(
    "body",
    [
        "<div class=toc><h2>Tea</h2><p>Hot.</div><style>p { color: green; font-size: large }</style>",
        "<div class='related products'><p>Hot.</div><nav>Mugs, pots, cups</nav>",
        "<a id=toc><p>Hot.",
        "<p>Tea</p><p class=noprint>Hot.",
    ],
)
def test_a_name_takes_no_content_away(body: str) -> None:
    assert "Hot." in read_html(page(body)).text


def test_what_trafilatura_leaves_out_takes_its_code_along() -> None:
    links = "".join(
        f"<p><a href='/{number}'>Another article about tea, number {number}</a></p>" for number in range(40)
    )
    article = read_html(
        page(
            f"<div class=sidebar>{links}<pre>buy mugs</pre></div><article>{FILLER}<pre>brew it</pre>{FILLER}</article>"
        )
    )
    assert [kind for _, blocks in outline(article) for kind, _ in blocks] == ["paragraph", "code", "paragraph"]
    assert "buy mugs" not in article.text and "Another article" not in article.text
