"""What visitors of a site want to know is told by the section that tells it, whatever that is headed."""

from __future__ import annotations

import time

import pytest

from chatbot.knowing.wishes import as_heading, wished
from index import BlockKind, Passage


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("when does the Leeds shop open?", "opening hours of the Leeds shop"),
        ("what time do you close", "opening hours"),
        ("how much is it", "prices"),
        ("How expensive is it?", "prices"),
        ("how much do you charge", "prices"),
        ("what would it cost me", "prices"),
        ("how much is it at the Leeds shop", "prices of the Leeds shop"),
        ("do you have a price list?", "prices"),
        ("how much is the entry?", "admission"),
        ("what does admission cost", "admission"),
        ("how much are tickets for the lighthouse", "admission of the lighthouse"),
        ("ticket price", "admission"),
        ("entrance fee for the lighthouse", "admission of the lighthouse"),
        ("price of a ticket", "admission"),
        ("how much does it cost to get in", "admission"),
        ("how much to get into the lighthouse", "admission of the lighthouse"),
        ("how much is it to visit the lighthouse?", "admission of the lighthouse"),
        ("do I have to pay to get in?", "admission"),
        ("do i need to pay for entry", "admission"),
        ("is entry free", "admission"),
        ("is it free to enter?", "admission"),
        ("how do i get there?", "directions"),
        ("how can we get to the lighthouse", "directions of the lighthouse"),
        ("what is the best way to get there", "directions"),
        ("directions to the lighthouse", "directions of the lighthouse"),
        ("how do I find you?", "directions"),
    ],
)
def test_a_wish_is_a_heading(asked: str, heading: str) -> None:
    assert as_heading(asked) == heading


@pytest.mark.parametrize(
    "asked",
    [
        "how much is a kilo",
        "how much does it cost to send a parcel",
        "how much is it for children",
        "how much is a ticket for a child",
        "how do i get a key",
        "how do i find my order",
        "is parking free",
        "when was it opened",
        "how do they charge the boats",
    ],
)
def test_what_asks_for_more_is_none(asked: str) -> None:
    assert as_heading(asked) == asked


def _section(*lines: str, heading: str, begin: int = 0) -> list[tuple[int, Passage]]:
    """Passages below a heading; an item begins with a dash, a row with a bar."""
    kinds = {"-": BlockKind.ITEM, "|": BlockKind.ROW}
    return [
        (row, Passage("d", row + 1, kinds.get(line[0], BlockKind.PARAGRAPH), line, 0, len(line), (heading,), ""))
        for row, line in enumerate(lines, begin)
    ]


@pytest.mark.parametrize(
    ("heading", "text", "wish"),
    [
        pytest.param("Opening times", "From 8 to 10.", "opening hours", id="in other words"),
        pytest.param("Opening times", "See the board.", None, id="no time"),
        pytest.param("Hours", "No music after 22:00.", None, id="a word with other senses"),
        pytest.param("Charges", "They were dropped in 1990.", None, id="another sense"),
        pytest.param("Entry", "We do not test children for years 1 to 3.", None, id="no price"),
        pytest.param("2. What it costs", "The boat costs 9 leva.", "prices", id="a number before it"),
        pytest.param("Rooms and prices", "| Double | 90 |", "prices", id="a part of a heading"),
        pytest.param("Prices in dollars", "| Vaccination | 95 |", "prices", id="with a unit"),
        pytest.param("Prices (in pesos)", "Lesson, by car: 1,900", "prices", id="lines with labels"),
        pytest.param("PRICES THIS WEEK", "Eggs cost £2.", "prices", id="of now"),
        pytest.param("Prices of a move", "It costs £900.", "prices", id="of what is sold"),
        pytest.param("Our monthly fees", "- Card: 4 euros", "prices", id="with more before it"),
        pytest.param("Shipping costs", "| Abroad | 9 euros |", None, id="of something else"),
        pytest.param("Getting here", "By bus 17.", "directions", id="the way"),
    ],
)
def test_a_section_tells_a_wish_where_its_text_fits(heading: str, text: str, wish: str | None) -> None:
    assert list(wished(_section(text, heading=heading))) == ([wish] if wish else [])


def test_what_getting_in_costs_is_told_by_the_prices_where_they_name_it() -> None:
    assert set(wished(_section("| Adult | £9 |", heading="Prices"))) == {"prices", "admission"}
    assert set(wished(_section("| Haircut | £9 |", heading="Prices"))) == {"prices"}
    tickets = _section("| Adult | £9 |", heading="Tickets")
    prices = _section("| Adult lunch | £7 |", heading="Prices", begin=1)
    assert wished([*tickets, *prices])["admission"].row == 0


def test_two_sections_that_tell_it_tell_nothing() -> None:
    pool, sauna = _section("| Adult | £9 |", heading="Rates"), _section("| Adult | £7 |", heading="Fees", begin=1)
    assert wished([*pool, *sauna]) == {}


@pytest.mark.parametrize(
    ("lines", "row", "told"),
    [
        pytest.param(("Ask us.", "It costs £9.", "Members pay £5."), 1, (1, 2), id="sentences"),
        pytest.param(("It costs £9.", "- Dogs: £2", "Members pay £5."), 0, (), id="a sentence with its list"),
        pytest.param(("| Adult | £9 |", "| Child | £5 |", "Dogs pay £2."), 0, (), id="a table"),
    ],
)
def test_all_sentences_that_hold_it_are_told_and_of_a_list_its_first(
    lines: tuple[str, ...], row: int, told: tuple[int, ...]
) -> None:
    sure = wished(_section(*lines, heading="Prices"))["prices"]
    assert (sure.row, sure.told, sure.is_section) == (row, told, True)


def test_a_long_sentence_without_an_amount_takes_no_time() -> None:
    begin = time.process_time()
    assert wished(_section("Ask us for " * 20_000, heading="Prices")) == {}
    assert time.process_time() - begin < 0.5
