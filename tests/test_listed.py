"""A list is known to be asked for where the question says no more than what it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.conversation.several import several
from chatbot.knowing.listed import listed
from index import BlockKind, Passage


def passage(text: str, *section: str, kind: BlockKind = BlockKind.ITEM, columns: str = "", name: str = "") -> Passage:
    above = f"Corrin. {'. '.join(section)}. {columns}. " if columns else ""
    readable = f"{above}{text}"
    return Passage(
        "bike", 1, kind, text, 0, len(text), section, readable, 0, name, columns, None, "", readable, len(above)
    )


GREEN, CREAM = passage("moss green", "Colours"), passage("cream", "Colours")
TRAVEL, CLINIC = (
    passage(row, "What to buy", kind=BlockKind.ROW, columns="Tube | Price") for row in ("Travel | 3", "Clinic | 21")
)
RELL, OSK = (passage(f"Club: {name}", kind=BlockKind.FACT, name="clubs") for name in ("Rell", "Osk"))
SINGLE, DOUBLE = (passage(room, "Rooms and prices") for room in ("single, 40", "double, 60"))
PASSPORT, LETTER = (passage(paper, "Documents you need") for paper in ("a passport", "a letter"))
FAR = passage("It is far.", "Colours of the sea", kind=BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    ("question", "found", "row"),
    [
        pytest.param("which colours are there", (FAR, CREAM, GREEN), 1, id="by its heading"),
        pytest.param("what colours does the Corrin come in", (CREAM, GREEN), 0, id="and its document's title"),
        pytest.param("which tubes do you sell", (TRAVEL, CLINIC), 0, id="by a column's name"),
        pytest.param("which rooms are there", (SINGLE, DOUBLE), 0, id="by the first of two names"),
        pytest.param("what are the prices", (SINGLE, DOUBLE), 0, id="by the second of two names"),
        pytest.param("which documents do I need", (LETTER, PASSPORT), 0, id="by what is said of them"),
        pytest.param("which clubs did he have", (RELL, OSK), 0, id="by the name of its facts"),
        pytest.param("what teams did he play for", (RELL, OSK), 0, id="as visitors call such facts"),
        pytest.param("which clubs did his brother have", (RELL, OSK), None, id="of somebody else"),
        pytest.param("which colours does the basket come in", (CREAM, GREEN), None, id="of something else"),
        pytest.param(
            "which colours are there", (CREAM, GREEN, replace(CREAM, document="car")), None, id="of two documents"
        ),
        pytest.param("which gears are there", (CREAM, GREEN), None, id="another list"),
        pytest.param("which colours are there", (FAR, CREAM), None, id="one passage is no list"),
    ],
)
def test_a_list_that_is_asked_for_by_its_name_is_known(
    question: str, found: tuple[Passage, ...], row: int | None
) -> None:
    asked = several(question)
    assert asked is not None
    rows = list(enumerate(found))
    sure = listed(asked, rows, lambda _: "Corrin town bike", lambda _, __: rows)
    assert (sure and sure.row) == row
