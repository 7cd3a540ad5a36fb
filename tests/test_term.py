"""How long somebody held an office, told by both lines of an infobox that say it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatbot.decide import JudgedHit
from chatbot.knowing.term import asks_how_long, told_of_term
from chatbot.weighing.term import with_end
from index import BlockKind, Document, Passage


def _fact(name: str, value: str, group: str) -> Passage:
    text = f"- {name.title()}: {value}"
    return Passage("ida", 1, BlockKind.FACT, text, 0, len(text), (), text, 2, f"{name}, in office", group)


MAYOR, HEALTH, ROADS = "12th Mayor of Ribe", "Minister of Health", "Minister of Roads"
FACTS = [
    _fact("term start", "1901", MAYOR),
    _fact("term end", "1909", MAYOR),
    _fact("term start", "1910", HEALTH),
    _fact("term end", "1912", HEALTH),
    _fact("term start", "1913", ROADS),
    _fact("successor", "Bo Lind", ROADS),
]


class Index:
    """These facts."""

    def __init__(self) -> None:
        self.documents = {"ida": Document("ida", "Ida Storm", None, "ida.txt", range(len(FACTS)), "she")}

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [FACTS[row] for row in rows]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How long was Ida Storm Mayor of Ribe?", [0, 1]),
        ("for how many years was Ida Storm the mayor", [0, 1]),
        ("how long did she serve as Minister of Health", [2, 3]),
        ("How long has Ida Storm been Minister of Roads?", [4]),
        ("How long was Ida Storm minister?", []),
        ("How long was Ida Storm Mayor of Aarhus?", []),
        ("How long was Ida Storm deputy mayor?", []),
        ("How long was Ida Storm ill?", []),
    ],
)
def test_a_term_is_told_by_the_office_that_the_question_names(question: str, rows: list[int]) -> None:
    assert asks_how_long(question)
    assert [sure.row for sure in told_of_term(question, "Ida Storm", list(enumerate(FACTS)))] == rows


def test_when_somebody_became_something_is_not_how_long() -> None:
    assert not asks_how_long("When did Ida Storm become mayor?")


@pytest.mark.parametrize(
    ("question", "first", "told", "rows"),
    [
        ("When was Ida Storm mayor?", [(0, 0.9), (1, 0.8), (2, 0.1)], 2, [0, 1, 2]),
        ("When was Ida Storm mayor?", [(1, 0.9), (0, 0.8), (2, 0.1)], 2, [0, 1, 2]),
        ("When was Ida Storm mayor?", [(0, 0.9), (1, 0.3)], 1, [0, 1]),
        (
            "When was Ida Storm mayor?",
            [(0, 0.9), (1, 0.4)],
            2,
            [0, 1],
        ),  # nearly sure, beside the other half of the answer
        ("When was Ida Storm mayor?", [(0, 0.4), (1, 0.4)], 1, [0, 1]),  # the first is not sure enough
        ("When did Ida Storm become mayor?", [(0, 0.9), (1, 0.8)], 1, [0, 1]),
        ("When was Ida Storm in office?", [(0, 0.9), (3, 0.8)], 1, [0, 3]),
        ("When was Ida Storm in office?", [(0, 0.9), (2, 0.8)], 1, [0, 2]),
        ("When was Ida Storm mayor?", [(0, 0.9)], 1, [0]),
    ],
)
def test_both_ends_of_a_term_are_told_together(
    question: str, first: list[tuple[int, float]], told: int, rows: list[int]
) -> None:
    hits, together = with_end([JudgedHit(*hit) for hit in first], question, 0.5, Index())
    assert ([hit.row for hit in hits], together) == (rows, told)
    assert [hit.confidence for hit in hits] == [confidence for _, confidence in first]
