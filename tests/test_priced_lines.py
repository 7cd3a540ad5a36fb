"""Lines that each end with a price."""

from __future__ import annotations

import pytest
from html_pages import page
from passages_of import chunk

from index.chunking.priced_lines import with_priced_lines
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.passage import Article

MENU = ("Soup of the day, sourdough £6", "Prawn cocktail, brown bread £8.50", "Goat's cheese, walnuts £7.50 each")


def read(article: Article) -> list[str]:
    return [passage.text for passage in chunk(with_priced_lines(article))]


def test_each_line_with_a_price_is_a_passage() -> None:
    assert read(read_html(page(f"<p>{'<br>'.join(MENU)}</p>"))) == list(MENU)
    assert read(read_markdown("\n".join(MENU))) == list(MENU)
    assert read(read_markdown("  \n".join(f"**{line}**" for line in MENU))) == [f"**{line}**" for line in MENU]


def test_places_are_those_of_the_text() -> None:
    article = read_html(page(f"<p>Eat well.</p><p>{'<br>'.join(MENU)}</p>"))
    passages = chunk(with_priced_lines(article))
    assert [article.text[passage.start : passage.end] for passage in passages] == ["Eat well.", *MENU]


@pytest.mark.parametrize(
    ("lines", "is_apart"),
    [
        (["Beef pie 17", "Leek tart 14.50", "Trout and beans 19"], True),
        (["Beef pie 17", "Leek tart 14.50"], False),
        (["Beef pie £17", "Leek tart", "Trout and beans £19"], False),
        (["The bicycle costs five and a pedal boat is £6", "for all who come in time, and £4"], False),
        (["The Boat House", "12 Mill Lane", "Hexley HX1 2"], False),
        ([f"{'Tea ' * 60}£6", "Leek tart £5"], False),
        (["Beef pie £17"], False),
    ],
    ids=["numbers", "two numbers", "one without", "prose", "an address", "a long line", "one line"],
)
def test_other_lines_stay_together(lines: list[str], is_apart: bool) -> None:
    article = read_html(page(f"<p>{'<br>'.join(lines)}</p>"))
    [section] = with_priced_lines(article).sections
    assert len(section.blocks) == (len(lines) if is_apart else 1)
