"""What is said below the heading of another thing than a question names is no answer, where several things have it said of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import World

from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.other_section import demote_other_sections
from index import BlockKind, Passage

CARE = (
    ("Linen sheets", "Iron them while they are damp."),
    ("Curtains", "Do not iron; steam them on the rail."),
    ("Silk pillowcases", "Iron them on the wrong side."),
    ("Bath mats", "Wash them once a month."),
    ("Bath mats", "Never bleach them."),
)
BINS = (
    ("Blue bin", "Emptied every month."),
    ("Brown bin", "Emptied every week in summer."),
    ("Bottle bank", "No lids."),
)


def passages(below: Sequence[tuple[str, str]], title: str = "Care") -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (heading,), f"{title} {heading} {text}")
        for row, (heading, text) in enumerate(below)
    }


@pytest.mark.parametrize(
    ("below", "question", "order", "expected"),
    [
        pytest.param(CARE, "can I iron the pillowcases", [0, 1, 2, 3], [(2, 0.9), (3, 0.1), (0, 0.0), (1, 0.0)], id="what is said of it first, as sure as all"),
        pytest.param(CARE, "can I iron the bath mats", [1, 0, 3], [(3, 0.2), (1, 0.0), (0, 0.0)], id="nothing is said of it"),
        pytest.param(CARE, "is it safe to iron pillowcases", [0, 2], [(2, 0.7), (0, 0.0)], id="safe says nothing"),
        pytest.param(CARE, "can I bleach the curtains", [4, 1], [(4, 0.4), (1, 0.3)], id="below one heading alone it may be of all"),
        pytest.param(CARE, "can I iron the curtains", [1, 0, 2], [(1, 0.4), (0, 0.3), (2, 0.2)], id="the one that is named"),
        pytest.param(CARE, "can I iron socks", [1, 0, 2], [(1, 0.4), (0, 0.3), (2, 0.2)], id="none is named"),
        pytest.param(BINS, "how often is the brown bin emptied", [0, 1, 2], [(1, 0.7), (2, 0.2), (0, 0.0)], id="a noun that others have"),
        pytest.param(BINS, "how often is the bin emptied", [0, 1], [(0, 0.4), (1, 0.3)], id="that noun alone"),
        pytest.param((("What we iron", "Iron shirts."), ("Curtains", "Do not iron.")), "can I iron curtains", [0, 1], [(0, 0.4), (1, 0.3)], id="a heading that says what is done"),
        pytest.param((("Ironing", "Iron shirts."), ("Curtains", "Do not iron.")), "can I iron curtains", [0, 1], [(0, 0.4), (1, 0.3)], id="a heading of a verb"),
        pytest.param((("Last century", "Her house is the hall."), ("Early years", "Her house was new."), ("Today", "All is calm.")), "what is her house today", [0, 1], [(0, 0.4), (1, 0.3)], id="a heading of a time"),
        pytest.param((("Shirts", "Iron shirts and curtains."), ("Curtains", "Do not iron.")), "can I iron curtains", [0, 1], [(0, 0.4), (1, 0.3)], id="it tells of both"),
    ],
)  # fmt: skip
def test_what_is_said_of_another_thing_goes_last(
    below: Sequence[tuple[str, str]], question: str, order: list[int], expected: list[tuple[int, float]]
) -> None:
    ranked = [RankedHit(row, 0.5, 0.4 - place / 10) for place, row in enumerate(order)]
    ordered = demote_other_sections(ranked, passages(below), question)
    assert [(hit.row, round(hit.confidence, 6)) for hit in ordered] == expected


def test_a_title_that_names_all_of_them_says_of_none_what_may_be_done() -> None:
    found = passages(CARE[:3], "Sheets, curtains and pillowcases")
    ranked = [RankedHit(0, 0.5, 0.6), RankedHit(1, 0.5, 0.2)]
    assert [hit.row for hit in demote_other_sections(ranked, found, "can I iron the curtains")] == [1, 0]
    assert demote_other_sections(ranked, found, "when do I iron the curtains") == ranked


def test_the_duvet_is_not_ironed_because_the_blanket_may_be(new_world: World) -> None:
    answerer = new_world.answerer(
        {
            "care.md": "# Bedding\n\n## Wool blanket\n\nYou can iron it.\n\n## Duvet\n\nNever iron it.\n\n"
            "## Pillow\n\nWash it by hand.\n"
        }
    )
    duvet, pillow = (answerer.reply(f"Can I iron the {thing}?").outcome for thing in ("duvet", "pillow"))
    assert isinstance(duvet, Answered)
    assert duvet.message == "Never iron it."
    assert isinstance(pillow, NotAnswered)


def test_a_unit_of_time_names_no_heading_of_a_range() -> None:
    found = passages((("Babies under 2 years", "One puff."), ("Adults", "Two puffs.")))
    ranked = [RankedHit(1, 0.5, 0.6), RankedHit(0, 0.5, 0.2)]
    assert demote_other_sections(ranked, found, "how many puffs for a 30 year old") == ranked
