"""HTML: the main content in its order, decoded as declared or refused, under the page's own title."""

from __future__ import annotations

import re

import pytest
from html_pages import FILLER, MENU, WORDS, outline, page

from index.errors import SourceError
from index.formats.html.read import read_html
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
        ("<main>{}<ol><li><aside>It is hot.</aside></ol></main>", ["It is hot."]),
        ("<main>{}<div><section><aside><ul><li>It is hot.</ul></aside></section></div></main>", ["It is hot."]),
        ("<main><div>{}</div><aside><p>Buy our mugs.</aside></main>", []),
        ("<main><div>{}</div><div><aside><p>Buy our mugs.</aside></div></main>", []),
        ("<article>{}<aside><h2>More</h2><p><a href=/>Mugs</a></aside></article>", []),
        ("<article>{}<aside><ul><li><a href=/>Mugs</a></ul></aside></article>", []),
        ("<main>{}<aside role=complementary><p>Buy our mugs.</aside></main>", []),
        ("<div>{}<aside><p>Buy our mugs.</aside></div>", []),
        ("<main>{}<aside class='box ad'><p>Mugs.</aside><aside class=newsletter><p>News.</aside></main>", []),
    ],
    ids=[
        "a caution",
        "footnotes",
        "in an item",
        "by itself",
        "a sidebar",
        "a column",
        "headed links",
        "links",
        "by its role",
        "outside of the main part",
        "advertising",
    ],
)
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_an_aside_between_paragraphs_is_content(body: str, expected: list[str], rest: str) -> None:
    [(_, blocks)] = outline(read_html(page(body.format(f"{rest}{FILLER}"))))
    assert [words for _, words in blocks if words != WORDS] == expected


def test_an_aside_beside_a_heading_is_content() -> None:
    body = f"<main>{FILLER}<section><h2>Kinds</h2><aside>It is hot.</aside><div>Green tea.</div></section></main>"
    assert outline(read_html(page(body))) == [
        ((), [("paragraph", WORDS)]),
        (("Kinds",), [("paragraph", "It is hot."), ("paragraph", "Green tea.")]),
    ]


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
            "<h1>Tea</h1><h2>Kinds</h2><p>Green tea and black tea are kinds of the same leaf.</p><article><p>I love it!</p></article>",
            [
                (
                    ("Kinds",),
                    [("paragraph", "Green tea and black tea are kinds of the same leaf."), ("paragraph", "I love it!")],
                )
            ],
        ),
        (
            "<div class=oat-cookies><h2>Oat cookies</h2><p>Bake them.</p></div><div class=cookie-boxes><p>Boxes hold ten.</p></div>"
            "<div class=cookieBannerInner>We use cookies.</div>"
            "<div id=x-consent>Is that all right? <button>Yes</button></div>",
            [(("Oat cookies",), [("paragraph", "Bake them."), ("paragraph", "Boxes hold ten.")])],
        ),
        (
            "<blockquote><p>Tea is hot.</p><footer>Ada Quill</footer></blockquote><footer>Imprint</footer>",
            [((), [("paragraph", "Tea is hot."), ("paragraph", "Ada Quill")])],
        ),
        (
            "<p>It takes E=<math><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> to boil <math><mn>2</mn><annotation>two</annotation></math> cups.</p>",
            [((), [("paragraph", "It takes E= to boil 2 cups.")])],
        ),
        (
            "<section><h2>Oak</h2><p>Hard.</p></section><section><header><h2>Rooms</h2><p>All are warm.</p></header><p>Two beds.</p></section>",
            [
                (("Oak",), [("paragraph", "Hard.")]),
                (("Rooms",), [("paragraph", "All are warm."), ("paragraph", "Two beds.")]),
            ],
        ),
        (
            "<header><nav>Home</nav><h1>Inn</h1><p>Six rooms by the sea, open from May.</p></header><p>Two beds.</p>",
            [((), [("paragraph", "Six rooms by the sea, open from May."), ("paragraph", "Two beds.")])],
        ),
        (
            "<div><div><img><h3>Shop</h3><p>Till four.</p></div><div><h3>Café</h3><p>Till two.</p></div></div><p>Closed in May.</p>",
            [
                (("Shop",), [("paragraph", "Till four.")]),
                (("Café",), [("paragraph", "Till two.")]),
                ((), [("paragraph", "Closed in May.")]),
            ],
        ),
        (
            "<div><h3>Shop</h3><p>Till four.</p></div><p>Closed in May.</p>",
            [(("Shop",), [("paragraph", "Till four."), ("paragraph", "Closed in May.")])],
        ),
        (
            "<fieldset><legend>Size</legend>Small</fieldset>",
            [((), [("paragraph", "Size"), ("paragraph", "Small")])],
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
        "an article that is no more than a part",
        "cookies that are baked",
        "who said it",
        "formulas",
        "a section's header",
        "a header that introduces its page",
        "boxes with headings of one level",
        "one box with a heading",
        "a legend",
        "consent",
    ],
)
def test_the_content_is_kept_and_the_menu_left_out(body: str, expected: object) -> None:
    assert outline(read_html(page(body))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One <b>two</b> <i>three</i>", [("paragraph", "One two three")]),
        ("<div>One<div>Two</div>Three</div>", [("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "Three")]),
        ("<p>One<br>two<br> <br>three", [("paragraph", "One two"), ("paragraph", "three")]),
        (
            "<p><b>Serves:</b> 6<br><b>Cost:</b> 4 euros<br>Time: an hour",
            [("paragraph", x) for x in ("Serves: 6", "Cost: 4 euros", "Time: an hour")],
        ),
        ("<ul><li>Serves: 6<br>Cost: 4</ul>", [("item", "Serves: 6"), ("item", "Cost: 4")]),
        (
            "<p>Item: Saw<br>Price: 4 euros<p>Item: Drill<br>Price: 6 euros",
            [("paragraph", "Item: Saw Price: 4 euros"), ("paragraph", "Item: Drill Price: 6 euros")],
        ),
        ("<p>Serves: 6<br>or more", [("paragraph", "Serves: 6 or more")]),
        ("<p>One <!-- no --> two &lt;b&gt;", [("paragraph", "One two <b>")]),
        ("<p>infor&shy;mation", [("paragraph", "information")]),
        (
            "<p>£4<sup>99</sup>, <b>10</b><sup>3</sup> m<sup>2</sup>, H<sub>2</sub>O, log<sub>2</sub>8, 6 <sup>7</sup>.",
            [("paragraph", "£4 99, 10 3 m2, H2O, log2 8, 6 7.")],
        ),
        (
            "<div><span>$</span><span class=price__integer-part>39</span><div class=price__after-price>"
            "<span class=price__fractional-part>99</span><span>Monthly</span></div></div><p>Or less",
            [("paragraph", "$39 99 Monthly"), ("paragraph", "Or less")],
        ),
        ("<div><span>39</span><div class=cents>50</div> a day", [("paragraph", "39 50 a day")]),
        ("<div><span>A</span><div class=fractions>1</div>", [("paragraph", "A"), ("paragraph", "1")]),
        ("<table><tr><td>a<br><br>b</td><td><p>c</p></td></tr></table>", [("row", "a b | c")]),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", [("paragraph", x) for x in "abc"]),
        ("<dl><dt>T</dt>\n<dd>\n<p>Is it.</p><p>More.</p></dl>", [("item", "T: Is it."), ("item", "More.")]),
        ("<dl><dt>T<span>:</span><dd>Is it.</dl>", [("item", "T: Is it.")]),
        ("<dl><dt>T<dd>Is it.<dt>U</dl><p>More.", [("item", "T: Is it."), ("item", "U"), ("paragraph", "More.")]),
        ("<dl><dt>V<dt>W<dd>Is it.</dl>", [("item", "V"), ("item", "W: Is it.")]),
        (
            "<dl><dt>T?<dt>U?</dt><div><dt>V</dt><dt>W<dd>Is it.</div><dt>X</dl>",
            [("item", x) for x in ("T?", "U?", "V: W: Is it.", "X")],
        ),
    ],
    ids=[
        "inline",
        "loose text",
        "breaks",
        "lines with labels",
        "lines with labels in an item",
        "records of several lines",
        "a line without a label",
        "comment",
        "soft hyphen",
        "raised figures",
        "cents in a box and what follows",
        "cents in a box",
        "no cents",
        "row",
        "row for layout",
        "term",
        "term with a colon",
        "term alone",
        "terms left open",
        "terms alone and two of one meaning",
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
        (
            "<title>Tea | Book</title>",
            "<h1>Tea <a href=#tea>#</a></h1><h2><a href=p.html#k>\u200b</a>Tea in C#</h2><h3><a href=#in>In</a></h3>",
            "Tea",
            [("Tea in C#",), ("Tea in C#", "In")],
        ),
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
        "links to the headings",
        "none",
    ],
)
def test_the_title_is_a_heading_that_the_page_is_named_after(
    head: str, body: str, title: str, paths: list[tuple[str, ...]]
) -> None:
    article = read_html(page(body, head))
    assert (article.title, [section.path for section in article.sections]) == (title, paths)


@pytest.mark.parametrize(
    ("head", "full_title"),
    [
        pytest.param("<title>Tea – Gull  Inn</title>", "Tea – Gull Inn", id="the site's name behind"),
        pytest.param("<title>Gull Inn | tea</title>", "Gull Inn | tea", id="before, in small letters"),
        pytest.param("<title>Tea</title>", "", id="nothing beside it"),
        pytest.param("<title>Tea</title><meta property=og:site_name content='Gull Inn'>", "Tea – Gull Inn", id="Open Graph"),
        pytest.param("<title>Tea | Gull Inn</title><meta property=og:site_name content='GULL INN'>", "Tea | Gull Inn", id="both"),
        pytest.param("<title>Tea | Gull Inn</title><meta property=og:title content=Tea>", "Tea | Gull Inn", id="Open Graph's title has none"),
        pytest.param("<title>Welcome</title><meta property=og:title content='Tea for all'>", "", id="another title"),
        pytest.param("", "", id="no title"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_pages_title_is_kept_apart(head: str, full_title: str) -> None:
    article = read_html(page("<h1>Tea</h1><p>It is hot.", head))
    assert (article.title, article.full_title) == ("Tea", full_title)


def test_a_page_without_a_title_has_no_full_one() -> None:
    article = read_html(page("<p>It is hot.", "<meta property=og:site_name content='Gull Inn'>"))
    assert (article.title, article.full_title) == ("", "")


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


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("sign", "shown"),
    [("\f", " "), ("\v", " "), ("&#12;", " "), ("\x1f", " "), ("\x02", ""), ("\uffff", ""), ("&#xFFFE;", ""), ("&#xFDD0;", "")],
    ids=["form feed", "vertical tab", "form feed by reference", "unit separator", "start of text", "U+FFFF", "U+FFFE by reference", "the edges' mark by reference"],
)  # fmt: skip
def test_a_control_character_is_white_space_or_nothing_also_behind_what_is_left_out(
    sign: str, shown: str, rest: str
) -> None:
    body = (
        f"<nav>Home</nav>{sign}<h2>Rules</h2><p>No <del>old </del>{sign}dogs{sign}at sea.</p><script>x()</script>{sign}"
        f"<table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>x{sign}y</td><td>2</td></tr><tr><td>3</td></tr></table>"
    )
    lines = ["Rules", f"No dogs{shown}at sea.", "A | B", f"x{shown}y | 2", f"x{shown}y | 3"]
    assert read_html(page(body + rest)).text.split("\n\n")[:5] == lines


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
        (NUMBERED.replace("<tr>", "<tr><th colspan=2>brew.sh</tr><tr>", 1), ["brew it\npour it"]),
        (NUMBERED.replace("<tr>", "<tr><th>Do<th>Brew</tr><tr>", 1), []),
        ("<table><tr><td>Brew<td><pre>brew it</pre></table><h2>Head <pre>of it</pre></h2>", []),
        ("<pre>1 + 2</pre><nav><pre>brew it</pre></nav><div hidden><pre>pour it</pre></div>", []),
        ("<p>codeblockq0q</p><pre>brew it</pre>", ["brew it"]),
        ("<tr><td><pre>brew it\npour it</pre></td></tr><tr><td>x<td><pre>drink it</pre></tr>", ["brew it\npour it"]),
        ("<table><tr><td>Brew<table><pre>brew it</pre></table></table><pre>pour it</pre>", ["pour it"]),
    ],
    ids=["empty lines", "button and number", "lines by markup", "characters", "in lists", "numbered lines", "numbered lines with a title", "below names of columns", "in a row or heading", "no words or furniture", "the word that stands for it", "in rows without a table", "in a table without rows"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["<p>Tea.</p>", FILLER], ids=["a short page", "a long page"])
def test_pre_is_code_with_its_lines(body: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{rest}{body}{rest}</main>"))
    found = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.CODE]
    assert [article.text[block.start : block.end] for block in found] == expected
    others = [block for section in article.sections for block in section.blocks if block.kind is not BlockKind.CODE]
    assert not [block for block in others if re.search("codeblockx|q1q", article.text[block.start : block.end])]


def test_code_stands_below_the_title_of_its_table() -> None:
    titled = NUMBERED.replace("<tr>", "<tr><th colspan=2>brew.sh</tr><tr>", 1)
    article = read_html(page(f"<p>Do it:</p>{titled}Drink it."))
    assert article.text.split("\n\n") == ["Do it:", "brew.sh", "brew it\npour it", "Drink it."]


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
