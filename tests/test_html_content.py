"""What of an HTML page is its content, where nothing in the page says so."""

from __future__ import annotations

import time

import pytest
from html_pages import FILLER, MENU, WORDS, outline, page

from index.formats.html.read import read_html

HALF = f"<p>{' '.join(WORDS.split()[:60])}</p>"
FAQ = "".join(
    f"<h3>Is the {kind} tea hot?</h3><p>It is, as all of our teas are.</p><ul><li>Brew {kind} leaves for two minutes.</li>"
    f"<li>Leave the {kind} pot open.</li></ul><dl><dt>{kind}</dt><dd>Two euros a pot, with milk or without it.</dd></dl>"
    for kind in ("green", "black", "white", "red", "cold")
)
TEASERS = "".join(
    f"<div><h3><a href=/{name}>A day at the {name}</a></h3><p>We went there with the cups.</p><a href=/{name}>More</a></div>"
    for name in ("lake", "mill", "fair", "school")
)


@pytest.mark.parametrize(
    "body",
    [
        f"{HALF}<h2>Questions</h2>{FAQ}",
        f"<div class=a><ul>{MENU}</ul></div><div class=b>{HALF}<h2>Questions</h2>{FAQ}</div>",
        f"<div><div><div>{HALF}</div></div><div><h2>Questions</h2></div>{''.join(f'<div>{part}</div>' for part in FAQ.split('<p>', 1))}</div>",
        f"<table><tr><td><ul>{MENU}</ul><td>{HALF}<h2>Questions</h2>{FAQ}</table>",
        f"<div>{HALF}<h2>Questions</h2>{FAQ}<h2>See also</h2><ul>{MENU}</ul></div>",
        f"<div>{HALF}<h2>Questions</h2>{FAQ}</div><div><h2>Our trips</h2>{TEASERS}</div>",
        f"<div>{HALF}<h2>Questions</h2>{FAQ}</div><div class=commentlist><div>Anna wrote:</div><div>Cold tea is best.</div></div>",
    ],
    ids=["nothing else", "a menu", "columns", "a table for layout", "links below", "teasers", "comments"],
)  # fmt: skip
def test_a_page_keeps_its_headings_and_lists_where_nothing_says_what_its_content_is(body: str) -> None:
    article = read_html(page(body))
    sections = outline(article)
    assert [path for path, _ in sections if path] == [
        ("Questions",),
        *(("Questions", f"Is the {kind} tea hot?") for kind in ("green", "black", "white", "red", "cold")),
    ]
    blocks = [block for path, blocks in sections for block in blocks if path]
    assert [kind for kind, _ in blocks].count("item") == 15
    for beside in ("entry of the menu", "See also", "trips", "day at", "cups", "wrote", "Cold tea is best"):
        assert beside not in article.text
    assert WORDS.split(".")[0] in article.text


def test_what_stands_beside_a_whole_text_is_left_out() -> None:
    boxes = "".join(
        f"<div><h3>{name}</h3><div>Here is some more about the {name}, which is new.</div></div>"
        for name in ("book of the month", "weather", "film of the week", "garden")
    )
    text = f"<h2>Kinds</h2>{FILLER}<h2>Brewing</h2>{FILLER}"
    article = read_html(page(f"<div class=entry-content>{text}</div><div class=x>{boxes * 2}</div>"))
    assert [path for path, _ in outline(article)] == [("Kinds",), ("Brewing",)]


def test_a_page_of_news_keeps_them() -> None:
    news = "".join(
        f"<div><h3><a href=/{name}>News of the {name}</a></h3><p>{WORDS}</p></div>" for name in ("lake", "mill", "fair")
    )
    article = read_html(page(f"<ul>{MENU}</ul><div>{news}</div>"))
    assert [path for path, _ in outline(article)] == [
        ("News of the lake",),
        ("News of the mill",),
        ("News of the fair",),
    ]


@pytest.mark.parametrize("text", [FILLER, "<p>Tea is hot.</p>"], ids=["a long page", "a short page"])
@pytest.mark.parametrize("outer", ["<main>{}</main>", "<div id=content>{}</div>"], ids=["main", "no main"])
def test_a_form_around_a_page_is_no_form(outer: str, text: str) -> None:
    search = "<div><label>Search the site</label><input name=q><button>Go</button></div>"
    body = outer.format(f"{text}<h2>Hours</h2><ul><li>Bring a cup.</ul>")
    article = read_html(page(f"<form id=aspnetForm>{search}<nav>Home</nav>{body}</form>"))
    assert outline(article)[-1] == (("Hours",), [("item", "Bring a cup.")])
    assert "Home" not in article.text


def test_a_form_within_a_page_is_left_out_however_long() -> None:
    fields = "".join(f"<p><label>Your wish of number {number}</label><input></p>" for number in range(40))
    article = read_html(page(f"<h1>Tea</h1><p>Write to us.</p><form>{fields}<p>Thank you.</p></form>"))
    assert article.text == "Write to us."


def test_deep_markup_is_read_in_time_that_grows_with_the_page() -> None:
    def seconds(paragraphs: int) -> float:
        text = '<p>It is <a href="a.html">one word</a> or more of text here.</p>' * paragraphs
        begin = time.process_time()
        read_html(page(f"{'<div>' * 60}{text}{'</div>' * 60}"))
        return time.process_time() - begin

    assert seconds(4000) < 7 * seconds(1000)  # where paragraphs are looked for in each block around them, ten times
