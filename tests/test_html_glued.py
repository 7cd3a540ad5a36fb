"""Words of HTML that only a stylesheet sets apart."""

from __future__ import annotations

import pytest
from html_pages import outline, page

from index.formats.html.read import read_html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div><span>12 May 2025</span><span>Town hall</span></div>", "12 May 2025 Town hall"),
        ("<p><strong>45</strong><span>concerts a year</span></p>", "45 concerts a year"),
        ("<div><span>£</span><span>240</span><span>per week</span></div>", "£240 per week"),
        ("<p><strong>Tuesday</strong><time>7pm</time></p>", "Tuesday 7pm"),
        ("<p><a href=/c>Choir</a><a href=/o>Opera</a></p>", "Choir Opera"),
        ("<p><label for=s>S</label><label for=m>M</label></p>", "S M"),
        ("<p><b>5</b><i>th floor</i></p>", "5th floor"),
        ("<p><b>20</b><i>km away</i></p>", "20km away"),
        ("<p><b>T</b><span>Here once was tea</span></p>", "THere once was tea"),
        ("<p><b>Word</b><i>Press</i></p>", "WordPress"),
        ("<p><b>dis</b><i>connected pots</i></p>", "disconnected pots"),
        ("<p>Tea of <b>Old</b><i>Town pots</i>, hot</p>", "Tea of OldTown pots, hot"),
        ("<p><b>Old tea</b> <i>Town pots</i></p>", "Old tea Town pots"),
        ("<p><a href=/c>Cho</a><a href=/c>ir</a></p>", "Choir"),
    ],
    ids=[
        "a date and a place", "a count", "a price", "a time", "links", "labels", "an ordinal", "a unit", "an initial", "a name",
        "a syllable", "within a text", "a space", "one link in two",
    ],
)  # fmt: skip
def test_words_that_are_seen_apart_are_read_apart(body: str, expected: str) -> None:
    assert outline(read_html(page(body))) == [((), [("paragraph", expected)])]


def test_each_part_is_linked_by_itself() -> None:
    article = read_html(page("<p>Sing!</p><div><span>12 May 2025</span><span>Town hall</span></div>"))
    parts = article.sections[0].blocks[1].parts
    assert [article.text[start:end] for start, end in parts] == ["12 May 2025", "Town hall"]
