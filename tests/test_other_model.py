"""Of a table of several models nothing is told of one that it does not have."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.other_model import demote_other_models
from index import BlockKind, Passage

COLUMNS = ("Model | Power", "Orbis 115 | 220 W", "Orbis 125 Pro | 300 W")
MODELS = (" | Lumen S | Lumen M | Lumen Pro", "RAM | 4 GB | 8 GB | 16 GB", "Battery of the Lumen Go | 1 | 2 | 3")
ZONES = ("Ticket | Zone 1–3 | Zone 4", "Adult | £3 | £5")


def _table(rows: Sequence[str]) -> dict[int, Passage]:
    header, *told = rows
    above = f"| {header} |"
    before = f"Data. {' '.join(above.split())}. "

    def passage(place: int, row: str) -> Passage:
        words = f"{before}{row}"
        own_start = len(before)
        return Passage(
            "d", place, BlockKind.ROW, row, 0, 1, (), words, fact_group=above, readable=words, own_start=own_start
        )

    return {place: passage(place, row) for place, row in enumerate(told, 1)}


@pytest.mark.parametrize(
    ("table", "question", "left"),
    [
        pytest.param(MODELS, "How much RAM has the Lumen L?", [], id="no such column"),
        pytest.param(MODELS, "ram of the lumen xs", [], id="in small letters"),
        pytest.param(MODELS, "Does the Lumen Max have 4 GB?", [], id="whether it is so"),
        pytest.param(MODELS, "How much RAM has the Lumen M?", [1, 2], id="a column"),
        pytest.param(MODELS, "ram of the lumen pro", [1, 2], id="a column in small letters"),
        pytest.param(MODELS, "Battery of the Lumen Go", [2], id="a row that names it"),
        pytest.param(MODELS, "how much ram has a lumen", [1, 2], id="no model"),
        pytest.param(MODELS, "lumen battery", [1, 2], id="a word of another kind"),
        pytest.param(COLUMNS, "How many watts has the Orbis 180?", [], id="no such row"),
        pytest.param(COLUMNS, "How many watts has the Orbis 125?", [1, 2], id="a row"),
        pytest.param(COLUMNS, "How many watts has the Torva 180?", [1, 2], id="a name that no model has"),
        pytest.param(MODELS, "how much ram has a lumen, XS", [1, 2], id="behind a comma"),
        pytest.param(MODELS, "how much ram has a lumen im new", [1, 2], id="a word of a chat"),
        pytest.param(MODELS, "is a Lumen May offer on, how much ram", [1, 2], id="a month"),
        pytest.param(ZONES, "adult ticket for zone 2", [1], id="within what a column reaches over"),
    ],
)
def test_rows_of_a_table_without_the_model_go_last(table: Sequence[str], question: str, left: list[int]) -> None:
    passages = _table(table)
    ranked = demote_other_models([RankedHit(row, 0.5, 0.9) for row in passages], passages, question)
    assert [hit.row for hit in ranked if hit.confidence] == left
