"""Boxes of HTML: the title of one heads what is in it alone."""

from __future__ import annotations

import pytest
from html_pages import outline, page

from index.formats.html.read import read_html


def test_the_title_of_a_box_heads_the_box_alone() -> None:
    box = "<div class=sidebar>{}<div class=titlepage><div><p class=title><strong>TIP Cold pots</strong></p></div></div><p>Warm it.</p><ul><li>Or wait.</ul></div>"
    body = f"<h2>Brewing</h2><p>Pour it.</p>{box.format('<a id=a></a>')}<p>Drink it.</p>{box.format('')}<h2>Kinds</h2><p>Green."
    tip = (("Brewing", "TIP Cold pots"), [("paragraph", "Warm it."), ("item", "Or wait.")])
    assert outline(read_html(page(body))) == [
        (("Brewing",), [("paragraph", "Pour it.")]),
        tip,
        (("Brewing",), [("paragraph", "Drink it.")]),
        tip,
        (("Kinds",), [("paragraph", "Green.")]),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div><p class=title><b>A pot</b></p></div>",
        "<div><p>Pour it.</p><p class=title><b>A pot</b></p><p>Drink it.</p></div>",
        "<div><p class=title><b>It is not hot</b></p><p>Pour it.</p></div>",
        "<div><p class=title><b>Figure 1.2. A pot, from the side</b></p><p>Pour it.</p></div>",
        f"<div><p class=title><b>{'A pot ' * 30}</b></p><p>Pour it.</p></div>",
        "<div><p class=subtitle><b>A pot</b></p><p>Pour it.</p></div>",
    ],
    ids=["nothing below it", "within a text", "a statement", "a caption", "long", "another name"],
)
def test_a_title_that_heads_nothing_or_says_something_stays_a_paragraph(body: str) -> None:
    assert [path for path, _ in outline(read_html(page(f"<h2>Brewing</h2>{body}<p>More.")))] == [("Brewing",)]


def test_a_name_and_its_price_stay_together() -> None:
    cards = "".join(
        f"<div><p class=title><b>{name} tea</b></p><p>£{price}</p></div>"
        for name, price in (("Green", 4), ("Black", 5))
    )
    assert outline(read_html(page(cards))) == [((), [("item", "Green tea £4"), ("item", "Black tea £5")])]
