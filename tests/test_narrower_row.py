"""Of a table the row of just what is asked for answers, and not that of something narrower."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import World

from chatbot.outcome import Answered
from chatbot.ranking.fuse import RankedHit
from chatbot.ranking.rules.narrower_row import before_narrower_rows
from index import BlockKind, Passage

HIRE = (
    "| Bath towel | £2.50 |",
    "| Bicycle | £12 |",
    "| Child's bicycle | £8 |",
    "| Towel | £1.50 |",
    "| E-books | 8 |",
    "| Books | 12 |",
    "| Module II | 9 |",
    "| Module I | 7 |",
)


def rows(texts: Sequence[str], kind: BlockKind = BlockKind.ROW) -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, kind, text, 0, len(text), ("Hire",), text, fact_group="| Item | Price |")
        for row, text in enumerate(texts)
    }


@pytest.mark.parametrize(
    ("question", "order", "expected"),
    [
        pytest.param("how much is a towel", [0, 1, 3], [3, 1, 0], id="a word more before"),
        pytest.param("How many books can I borrow?", [4, 5], [5, 4], id="joined by a hyphen"),
        pytest.param("how much is a bath towel", [0, 3], [0, 3], id="the narrower one is asked for"),
        pytest.param("how much is a bicycle for my child", [2, 1], [2, 1], id="the narrower one is, behind"),
        pytest.param("how much is a kids bicycle", [2, 1], [2, 1], id="in a word of the question's own"),
        pytest.param("how much is a bicycle for my son", [2, 1], [2, 1], id="in one behind"),
        pytest.param("how much is a towel", [0, 1, 2, 3], [3, 1, 2, 0], id="far behind"),
        pytest.param("how long is module iii", [6, 7], [6, 7], id="another number"),
        pytest.param("how much is a sauna", [0, 3], [0, 3], id="neither is asked for"),
    ],
)  # fmt: skip
def test_it_trades_places_with_the_narrower_one(question: str, order: list[int], expected: list[int]) -> None:
    ranked = [RankedHit(row, 0.5, 0.9 - place / 10) for place, row in enumerate(order)]
    ordered = before_narrower_rows(ranked, rows(HIRE), question)
    assert [hit.row for hit in ordered] == expected
    assert [hit.confidence for hit in ordered] == [hit.confidence for hit in ranked]


def test_rows_of_another_table_and_items_stay() -> None:
    ranked = [RankedHit(0, 0.5, 0.9), RankedHit(3, 0.5, 0.8)]
    items = rows(HIRE, BlockKind.ITEM)
    other = {**rows(HIRE), 3: Passage("d", 4, BlockKind.ROW, HIRE[3], 0, len(HIRE[3]), ("Sale",), HIRE[3])}
    assert [before_narrower_rows(ranked, found, "how much is a towel") for found in (items, other)] == [ranked] * 2


def test_the_answer_is_the_row_of_what_is_asked_for(new_world: World) -> None:
    table = f"# Hire\n\n| Item | Price |\n| --- | --- |\n| Bath towel | £2.50, wash included |\n{HIRE[1]}\n{HIRE[3]}\n"
    outcome = (
        new_world.answerer({"hire.md": table}).reply("With the wash included, what is the price of a towel?").outcome
    )
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == HIRE[3]
