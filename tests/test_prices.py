"""A price in a heading or right below it is one passage with what it is the price of."""

from __future__ import annotations

import time

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from index import open_index
from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.chunking.prices import with_prices
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.passage import Article, Block, BlockKind, Passage, Section
from index.sentences import sentence_splitter


def chunk(article: Article) -> list[Passage]:
    return passages(with_prices(article), "d", article.title, sentence_splitter("english"), ChunkLimits(3, 120))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "### Carrot cake — €4.50\n\nWith walnuts. It is baked here.\n",
            ["Carrot cake — €4.50\n\nWith walnuts.", "It is baked here."],
            id="in a heading above a paragraph",
        ),
        pytest.param(
            "### Basic (12 CHF a month)\n\n- five users\n- ten gigabytes\n",
            ["Basic (12 CHF a month)", "five users", "ten gigabytes"],
            id="in a heading above a list",
        ),
        pytest.param(
            "### Fringe £8\n\n### Dry cut £30\n", ["Fringe £8", "Dry cut £30"], id="in headings above nothing"
        ),
        pytest.param(
            "### Rowing boat\n\n£16 per hour\n\nUp to four people.\n",
            ["Rowing boat\n\n£16 per hour", "Up to four people."],
            id="below a heading",
        ),
        pytest.param(
            "### Sea double\n\nA balcony over the bay\n\n118 euros\n",
            ["Sea double\n\nA balcony over the bay\n\n118 euros"],
            id="below a few words",
        ),
        pytest.param(
            "### Money\n\nThe trip costs £185, in two parts:\n\n- £60 by March\n- the rest by May\n",
            ["The trip costs £185, in two parts:", "£60 by March", "the rest by May"],
            id="in what announces a list",
        ),
        pytest.param(
            "### Family\n\nFrom £40 a day, with:\n\n- two boats\n- four coats\n",
            ["Family\n\nFrom £40 a day, with:", "two boats", "four coats"],
            id="first in what announces a list",
        ),
        pytest.param(
            "### Hair\n\nWash and cut £38\n\nDry cut £30\n",
            ["Wash and cut £38", "Dry cut £30"],
            id="several with names of their own",
        ),
        pytest.param(
            "Caravan pitch two\n---\n\n€31 per night\n\nWith a tap.\n",
            ["Caravan pitch two\n---\n\n€31 per night", "With a tap."],
            id="below an underlined heading",
        ),
        pytest.param(
            '<h3>Tent pitch</h3>\n<div class="all"><p>By the lake</p>\n<p>€24 per night</p></div>\n',
            ['Tent pitch</h3>\n<div class="all"><p>By the lake</p>\n<p>€24 per night'],
            id="below a heading between tags",
        ),
        pytest.param("### Tent pitch\n\n---\n\n€24 per night\n", ["€24 per night"], id="below a rule"),
        pytest.param(
            "<h3>Tent pitch</h3>\n<hr>\n<p>€24 per night</p>\n", ["€24 per night"], id="below a rule between tags"
        ),
        pytest.param("### Tent pitch\n\nper night,24 €\n", ["Tent pitch\n\nper night,24 €"], id="behind a comma"),
        pytest.param("### Prices\n\nSingle step: 85 euros\n", ["Single step: 85 euros"], id="a label of its own"),
        pytest.param("### Deposit\n\nWe take £50 on each boat.\n", ["We take £50 on each boat."], id="a sentence"),
        pytest.param(
            "### The £3 million roof\n\nIt was mended last year.\n", ["It was mended last year."], id="no price"
        ),
        pytest.param("### Why is it £9?\n\nWe bake by hand.\n", ["We bake by hand."], id="a question"),
        pytest.param("# A day for £5\n\nWalk along the bay.\n", ["Walk along the bay."], id="the title"),
    ],
)
def test_a_price_and_what_it_is_of_are_one_passage(text: str, expected: list[str]) -> None:
    article = read_markdown(text)
    found = chunk(article)
    assert [passage.text for passage in found] == expected
    assert all(passage.text == article.text[passage.start : passage.end] for passage in found)


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        pytest.param("Tent", "1," * 40_000, id="a number"),
        pytest.param("Tent", "1,'" * 40_000, id="a number with two marks"),
        pytest.param("Tent", f"{'.' * 40_000}a", id="dots"),
        pytest.param(f"{'?' * 40_000}a", "€5", id="marks of a question"),
    ],
)
def test_a_long_word_takes_no_longer_to_read_than_others(heading: str, below: str) -> None:
    ends = len(heading), len(heading) + 2 + len(below)
    block = Block(BlockKind.PARAGRAPH, ends[0] + 2, ends[1])
    article = Article("Camping", f"{heading}\n\n{below}", (Section((heading,), 0, ends[0], (block,)),))
    begin = time.process_time()
    with_prices(article)
    assert (
        time.process_time() - begin < 1
    )  # it takes some milliseconds; with the square of its signs, four seconds or more


@pytest.mark.parametrize(
    "text",
    ["<h3>Tent pitch</h3>\n<p>€24 per night</p>\n", "Tent pitch\r\n---\r\n\r\n€24 per night\r\n"],
    ids=["tags", "underline"],
)
def test_it_is_searched_without_what_stands_between(text: str) -> None:
    [pitch] = chunk(read_markdown(text))
    assert (pitch.searchable, pitch.fragment) == (
        "Tent pitch. Tent pitch €24 per night",
        "Tent%20pitch,%E2%82%AC24%20per%20night",
    )


def test_a_link_to_it_finds_both_on_the_page() -> None:
    dishes = "<h3>Pancakes – $9.50</h3><p>Four, with syrup.</p><h3>Tent pitch</h3><p>€24 per night</p>"
    [cakes, tent] = chunk(read_html(f"<main><h1>Our prices</h1>{dishes}</main>".encode()))
    assert (cakes.section, cakes.fragment) == (
        ("Pancakes – $9.50",),
        "Pancakes%20%E2%80%93%20%249.50,Four%2C%20with%20syrup.",
    )
    assert (tent.text, tent.fragment) == ("Tent pitch\n\n€24 per night", "Tent%20pitch,%E2%82%AC24%20per%20night")


def test_what_something_costs_is_answered_by_its_own_price(new_world: World) -> None:
    new_world.hold(
        {"menu.md": "# Menu\n\n## Cakes\n\n### Cheesecake — €4.80\n\nBaked.\n\n### Crumble — €4.20\n\nWarm.\n"}
    )
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("How much is the crumble?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "Crumble — €4.20\n\nWarm."
