"""What an HTML page holds beside its words."""

from __future__ import annotations

import pytest
from html_pages import FILLER, WORDS, outline, page

from index.errors import SourceError
from index.formats.html.read import read_html

ARIA = "aria-hidden=true"


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><li><a href=#a>Kinds</a><ul><li><a href=p.html#b>1 Green</a></ul></ul><h2 id=a>Kinds</h2><p id=b>Tea.", ["Tea."]),
        ("<ul><li><a href=#a>Kinds</a></ul><h2><a id=a href=#a>§</a>Kinds</h2><p>Tea.", ["Tea."]),
        ("<ul><li><a href=#a>Tern</a> 8<li><a href=/b>Gull</a></ul><p id=a>Tea.", ["Tern 8", "Gull", "Tea."]),
        ("<ul><li><a href=#a>Dogs?</a><div id=a>Yes.</div><li><a href=#b>Cats?</a><ul id=b><li>No.</ul></ul>", ["Dogs?", "Yes.", "Cats?", "No."]),
        ("<dl><dt>1. <a href=#a>Hot</a><dd><dl><dt>1.1. <a href=#b>Is it?</a></dl></dl><p id=a>Tea.<p id=b>It is.", ["Tea.", "It is."]),
        ("<dl><dt><a href=#a>Hot</a><dd>As tea is.<dt><a href=#a></a>Cold<dd>No.<dt>8 <a href=#a>kinds</a></dt></dl><p id=a>Tea.", ["Hot: As tea is.", "Cold: No.", "8 kinds", "Tea."]),
        ("<div id=toc><p>Contents</p></div><p>Tea is made from leaves.</p><section class='related products'>Mugs</section>", ["Tea is made from leaves."]),
        ("<div class=toc><h1>Tea</h1><p>Hot.</p></div><div class=stoch>Tea.</div>", ["Hot.", "Tea."]),
        ("<p>It<sup><a href=#n>1</a></sup> is hot.<sup class=reference>[2]</sup> It is m<sup>2</sup>.", ["It is hot. It is m2."]),
        ("<p>It is hot<a href=#n><sup>1</sup></a>, m<a href=/sq><sup>2</sup></a><a role=doc-noteref>3</a>.", ["It is hot, m2."]),
        ("<p>It is<del> cold</del><ins> hot</ins>, £<s>12</s>8, 4<strike>5</strike>6.</p><pre><del>brew</del></pre>", ["It is hot, £8, 4 6.", "brew"]),
        ("<p>Tea. <span style='DISPLAY: none; a'>No.</span><span style='display : none'>No.</span></p><div style='display:none'>Yes.</div>", ["Tea.", "Yes."]),
        ("<p>Tea <b style='display:none'>is cold. It</b> is hot<a href=/ style='display: none'>, no</a>.<p style='visibility:hidden'>It <i style='opacity:0'>is</i>.", ["Tea is hot.", "It is."]),
        ("<p>Tea.<video src=a>No <b>video</b>.</video>Mugs<audio>No <a href=a>sound</a></audio> <object>no</object><iframe>no</iframe><canvas>no</canvas> are hot.<datalist><option>No</datalist><noframes>No", ["Tea. Mugs are hot."]),
        ("<p>The <ruby>hut<rp>(</rp><rt>cabin</rt></ruby>s <ruby>open<rt>up</ruby>: <ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>に。", ["The huts open: 東京に。"]),
        ("<p>Tea. <a>Mugs <span class=sr-only>(new window)</span></a></p><p class=visually-hidden>Skip</p>", ["Tea. Mugs"]),
        ("<h2>Kinds <b class=sr-only>of tea</b></h2><table><tr><th>a<td><i class=sr-only>Yes</i></table>", ["a | Yes"]),
        (f"<p><del {ARIA}>£12</del> <i class=screen-reader-text>Was £12.</i><ins {ARIA}>£8</ins><i class=screen-reader-text>Is £8.</i></p>", ["Is £8."]),
        (f"<p>Dogs: <i class=sr-only>2 euros</i><i {ARIA}>€2</i>, <b>25<i class=sr-only> minutes</i></b> <i {ARIA}>min</i> <i class=sr-only>and 1 hour</i><i {ARIA}>1 h</i> off", ["Dogs: 2 euros, 25 minutes and 1 hour off"]),
        (f"<p>Tea: <i class=sr-only>4 of 5</i><i {ARIA}>★★★★☆</i><p>Pots <i class=sr-only>(new window)</i><i {ARIA}>↗</i><p>Mugs <b {ARIA}>!!</b> at <i class=sr-only>(new window)</i>£8", ["Tea: 4 of 5", "Pots", "Mugs at £8"]),
        (f"<p><i class=sr-only>Was £12.</i><del {ARIA}>£12</del> <i class=sr-only>Is £8.</i><ins {ARIA}>£8</ins>", ["Is £8."]),
        (f"<i class=sr-only>Skip the menu</i><div {ARIA}><ul><li>Mugs</ul></div><p>Tea.", ["Tea."]),
        (f"<table><tr><th>Pier<th><i class=sr-only>Monday</i><i {ARIA}>Mo</i><tr><td>West<td>9</table>", ["Pier | Monday", "West | 9"]),
        (f"<p>Tea, <i class=sr-only>rated</i><i class=sr-only {ARIA}>4.5</i><b class=sr-only {ARIA}>of 5</b> by all.", ["Tea, rated by all."]),
        ("<div class='admonition note'><p class=admonition-title>Note</p><p>Hot.</div><div class='admonition tip'><p class=admonition-title>Hotter tea</div>", ["Hot.", "Hotter tea"]),
        ("<div class='alert markdown-alert-tip'><p class=markdown-alert-title>Tip</p><p>Hot.</div><p class=admonition-title>", ["Hot."]),
    ],
    ids=[
        "list of contents", "links to the headings", "items that say more", "panels", "terms with numbers", "terms that say more", "names", "not names", "footnotes", "marks as links", "struck out", "hidden", "hidden in a line or faded in", "for browsers without videos", "how words are read",
        "for screen readers", "all that it has", "a price", "spoken before seen", "signs", "a price spoken before seen", "before a hidden block", "a spoken column", "neither seen nor spoken", "a box's kind", "a box of another kind",
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
        (
            "<p>Leave by&nbsp; the north&nbsp;gate. &nbsp;It is&nbsp;&nbsp;old.",
            ["Leave by", "the north gate.", "It is", "old."],
        ),
        ("<p>See <a href=/map>the map<svg><path/></svg></a> of <svg/>Gull Bay.", ["See the", "of", "Bay."]),
        (
            "<p><svg/>See <a href=/map><svg/>the map</a><button>Copy</button>, or<input> ask.<svg/>",
            ["See", ", or", "ask."],
        ),
        ("<p>Meet on <del>Monday</del><ins>Tuesday</ins> at noon, <s>6</s>8.", ["Meet on", "at noon,", "."]),
    ],
    ids=[
        "glued",
        "behind a stop",
        "nothing before",
        "row",
        "at an end",
        "spaces",
        "a link's icon",
        "icons and fields",
        "before a word",
    ],
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


def test_a_heading_that_leads_back_to_the_contents_stays() -> None:
    back = "role=doc-backlink href"
    body = f"<h2><a {back}=#c>Kinds</a></h2><p>Tea is hot.</p><p><a {back}=#m>1</a> It is old."
    assert outline(read_html(page(body))) == [(("Kinds",), [("paragraph", "Tea is hot."), ("paragraph", "It is old.")])]


def test_arrows_back_to_marks_of_notes_are_left_out() -> None:
    body = (
        "<p>Tea<a href='#n1'>*</a> is hot <a href='#y'>✓</a>, <a href='#r'>★★★★☆</a>.<a href='#n2'>†</a><pre><a href='#n3'>*</a> tea</pre><ol class=wp-block-footnotes>"
        "<li id=n1>In a cup. <a href='#l' aria-label='Jump to note 1'>↩︎</a></li><li id=n2><p>By far.&nbsp;<a class=footnote-backref href='#f:1'>&#8617;</a></p></li>"
        "<li id=n3>Or so. <a role=doc-backlink href='#f:3'>^</a></li></ol><p><a class=sdfootnotesym href='#anc1'>1</a>By order.</p>"
    )
    assert outline(read_html(page(body))) == [
        ((), [("paragraph", "Tea is hot ✓, ★★★★☆."), ("code", "* tea"), ("item", "In a cup."), ("item", "By far."), ("item", "Or so."), ("paragraph", "By order.")])
    ]  # fmt: skip


ENTRIES = "<dt>1.1. <a href=a.html#b>Is tea hot?</a></dt><dt>A. <a href=b.html>Pots</a></dt>"


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<div class=toc><p>Table of Contents</p><dl class=toc>{ENTRIES}</dl></div><p>Hot.", ["Hot."]),
        (f"<div class='toctree-wrapper compound'>{LINKS}</div><ul class=toc-numbered>{LINKS}</ul>Hot.", ["Hot."]),
        (f"<div class=list-of-figures><p>Figures</p><dl>{ENTRIES}</dl></div><p>Hot.", ["Hot."]),
        ("<div class=fancy_toc><a onclick=open()>► Contents</a><div><a href=#a>1. Kinds</a></div></div><p id=a>Hot.", ["Hot."]),
        ("<dl class=main-toc><dt><a href=a.html>Pots</a> – hold tea</dt></dl>", ["Pots – hold tea"]),
        ("<div class=main-toc><a href=a.html>Pots</a><p>Tea is hot.</div>", ["Pots", "Tea is hot."]),
        ("<ul class=main-toc><li><a href=mailto:ann@example.org>Ann</a><li><a href=tel:5551234>555 1234</a></ul>", ["Ann", "555 1234"]),
        (f"<div class=main-toc>{'We have these: ' * 9}<a href=a.html>Pots</a></div>", [("We have these: " * 9) + "Pots"]),
        (f"<div class=stock>{LINKS}</div><div class=toc-less>Hot.</div>", ["Mugs", "Pots", "Hot."]),
    ],
    ids=["DocBook", "Sphinx", "figures", "a script opens it", "it tells more", "a text", "whom to ask", "a long text above", "other names"],
)  # fmt: skip
def test_a_list_of_contents_is_left_out_however_much_of_the_page_it_is(
    body: str, expected: list[str], rest: str
) -> None:
    article = read_html(page(f"<h1>Tea</h1>{body}{rest}"))
    found = [words for _, blocks in outline(article) for _, words in blocks]
    assert [words for words in found if words != WORDS] == expected


def test_a_page_of_contents_alone_has_no_text() -> None:
    with pytest.raises(SourceError, match="no text beside navigation"):
        read_html(page(f"<div class=toc><p>Tea</p><dl>{ENTRIES}</dl></div>"))


NEIGHBOURS = (
    "<title>Kinds of tea</title><link rel=prev href=a.html title='1. Pots'><link rel=next href=c.html title='3. Mugs'>"
    "<link rel=home href=index.html title='All of tea'><link rel=stylesheet href=style.css title=Tea>"
)
ABOVE = "<table><tr><th colspan=2>Kinds of tea<tr><td><a href=a.html>Prev</a><td>All of tea<td><a href=./c.html>Next</a></table>"


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{ABOVE}<p>Hot.", ["Hot."]),
        ("<p>Hot.</p><ul><li><a href=a.html><b>Prev</b>1. Pots</a><li><a href=#>Up</a><li><a href=index.html>All of tea</a></ul>", ["Hot."]),
        ("<div>« <a href=c.html>forward</a> | <a href=t.html>Table of Contents</a> [<a href=i.html>index</a>]</div><p>Hot.", ["Hot."]),
        ("<p>Hot.</p><p>Next: <a rel=next href=d.html>Cups</a>, Up: <a rel=up href=e.html>Ware</a></p>", ["Hot."]),
        ("<div><a href=d.html>Previous page</a> – <a href=e.html>Table of Contents</a></div><p>Hot.", ["Hot."]),
        ("<p>Hot. See <a href=c.html>the next page</a>.", ["Hot. See the next page."]),
        ("<ul><li><a href=c.html>Mugs</a><li><a href=d.html>Cups</a></ul>", ["Mugs", "Cups"]),
        ("<p><a href=index.html>Home</a></p>", ["Home"]),
        ("<table><tr><td><a href=c.html>Mugs</a><td>£5</table>", ["Mugs | £5"]),
    ],
    ids=["above", "below", "signs", "by its rel", "by its words", "a text", "a list of more", "nowhere on", "a table of more"],
)  # fmt: skip
def test_what_only_leads_to_the_pages_before_and_behind_is_left_out(body: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"{body}{rest}", NEIGHBOURS))
    found = [words for _, blocks in outline(article) for _, words in blocks]
    assert [words for words in found if words != WORDS] == expected


MADE = "<div class=footer><hr>{}</div>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<div class='menu mainmenu'>{LINKS}</div>{FILLER}", []),
        (f"<div id=global-nav><a href=/>Home</a> | <a href=/m>Mugs</a></div>{FILLER}", []),
        (f"{FILLER}<div class=navfooter><a href=/bugs>Tell us what is wrong</a></div>", []),
        (f"<section id=table_of_contents><h2>On this page</h2><div>{LINKS}</div></section><h3>Tea</h3>{FILLER}", []),
        (f"<div class=menu>{LINKS}</div><p>Tea.", ["Mugs", "Pots", "Tea."]),
        (f"<div class=menu><ul><li><a href=/a>A pot for £8</a><li>Soup</ul></div>{FILLER}", ["A pot for £8", "Soup"]),
        (f"<main><div class=menu>{LINKS}</div>{FILLER}</main>", ["Mugs", "Pots"]),
        (f"<div class=menus>{LINKS}</div>{FILLER}", ["Mugs", "Pots"]),
        (FILLER + MADE.format("Generated by Leaf-Doc V1.34.0"), []),
        (FILLER + MADE.format("© Copyright 2010-2014 Ann Field (see AUTHORS). Created using <a href=/s>Leaf</a> 7.2.6."), []),
        (FILLER + MADE.format("<div id=footer-text>Last updated\n2025-06-13 22:20:03 UTC</div>"), []),
        (FILLER + MADE.format("Last updated 13 June 2025"), ["Last updated 13 June 2025"]),
        (FILLER + MADE.format("Made by hand since 1921."), ["Made by hand since 1921."]),
        (FILLER + MADE.format("© 2024 Ann Field. Open at 10:30:00"), ["© 2024 Ann Field. Open at 10:30:00"]),
    ],
    ids=[
        "a menu", "a line of links", "a line below", "contents with underscores", "most of the page", "what it offers", "within the content",
        "another name", "what made it", "whose it is and what made it", "made to the second", "written on a day", "made by hand", "a time",
    ],
)  # fmt: skip
def test_menus_and_what_made_a_page_are_left_out(body: str, expected: list[str]) -> None:
    found = [words for path, blocks in outline(read_html(page(body))) for _, words in blocks if path in ((), ("Tea",))]
    assert [words for words in found if words != WORDS] == expected


def test_what_a_screen_reader_calls_a_price_names_it() -> None:
    label, price = "<span class=visually-hidden>{}</span>", "<span>£{}</span>"
    body = (
        f"<h2>Kettle</h2><div>{label.format('Regular price')}{price.format(79)}</div><div>{label.format('Regular price')}<span><s>£79</s></span>"
        f"{label.format('Sale price')}{price.format(64)}</div><div>{label.format('Unit price')}<span></span></div><p>{label.format('New window')}It is black.</p>"
    )
    assert outline(read_html(page(body))) == [
        (
            ("Kettle",),
            [("paragraph", "Regular price £79"), ("paragraph", "Sale price £64"), ("paragraph", "It is black.")],
        )
    ]


@pytest.mark.parametrize(
    ("style", "body", "expected"),
    [
        pytest.param(".c1{color:red}.c9{text-decoration:line-through}", "<p>By <span class='c2 c9'>Friday 4</span> 11 May.</p>", ["By 11 May."], id="a class"),
        pytest.param("@import url(a.css);\n/* .c1{ */ del, .c8 ,S.c9 {Text-Decoration-Line: underline line-through;}", "<p>By <s class=c9>4</s> <b class=c9>5</b> <b class=c8>6</b> 7 May.</p>", ["By 5 7 May."], id="one of several selectors, of a tag"),
        pytest.param("", "<ul><li style='text-decoration: line-through'>Buy <b>tea</b></li><li>Buy jam</li></ul>", ["Buy jam"], id="a style of its own"),
        pytest.param("a:hover.c9{text-decoration:line-through}.c9:hover{text-decoration:line-through}.c9{text-decoration:underline}", "<p>By <span class=c9>4</span> May.</p>", ["By 4 May."], id="only sometimes"),
        pytest.param("@media print{.c1{color:red}.c9{text-decoration:line-through}}", "<p>By <span class=c9>4</span> May.</p>", ["By 4 May."], id="only in print"),
        pytest.param(".c9{text-decoration:line-through", "<p>By <span class=c9>4</span> 5 May.</p>", ["By 5 May."], id="a sheet without an end"),
        pytest.param(".c9{text-decoration:line-through}", "<div class=c9><p>By 4 May.</p></div>", ["By 4 May."], id="a box of blocks"),
    ],
)  # fmt: skip
def test_words_that_a_style_strikes_out_are_left_out(style: str, body: str, expected: list[str]) -> None:
    read = read_html(f"<html><head><style>{style}</style></head><body>{body}</body></html>".encode())
    assert [words for _, blocks in outline(read) for _, words in blocks] == expected
