"""Questions that two documents answer equally well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from chatbot.decide import JudgedHit
from chatbot.weighing.ambiguity import senses
from index import BlockKind, Document, Passage

DOCUMENTS = {
    "ada": Document("ada", "Ada Quill", None, "ada.txt", range(2), "she"),
    "una": Document("una", "Una Reed", None, "una.txt", range(2, 3), "she"),
    "tam": Document("tam", "Tam Lane", None, "tam.txt", range(3, 4), "he"),
    "bay": Document("bay", "Gull Bay", None, "bay.txt", range(4, 5), "it"),
    "ivo": Document("ivo", "Ivo Moor", None, "ivo.txt", range(5, 6), "he"),
}
TEXTS = [
    ("ada", "Born in 1872."),
    ("ada", "Her sister was born in 1880."),
    ("una", "Born in 1901."),
    ("tam", "Born in 1850."),
    ("bay", "A lifeboat was born here in 1905."),
    ("ivo", "Born in 1866."),
]


class Small:
    """The documents and their texts."""

    documents = DOCUMENTS

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [self._passage(*TEXTS[row]) for row in rows]

    def terms(self, text: str) -> list[str]:
        return [word for word in re.findall(r"\w+", text.lower()) if word not in ("when", "was", "she", "he", "it")]

    def _passage(self, document: str, text: str) -> Passage:
        searchable = f"{DOCUMENTS[document].title}\n{text}"
        return Passage(document, 1, BlockKind.PARAGRAPH, text, 0, len(text), (), searchable)


def hits(*found: tuple[int, float]) -> tuple[JudgedHit, ...]:
    return tuple(JudgedHit(row, confidence) for row, confidence in found)


@pytest.mark.parametrize(
    ("question", "found", "ordered", "equal"),
    [
        pytest.param("When was she born?", hits((0, 0.6), (2, 0.5)), [0, 2], 2, id="two women"),
        pytest.param("When was the lamp born?", hits((0, 0.9), (2, 0.3)), [0, 2], 1, id="one is much surer"),
        pytest.param("When was she born?", hits((0, 0.99), (1, 0.1), (2, 0.01)), [0, 2, 1], 2, id="one is much surer, and the other answers alone"),
        pytest.param("When was he born?", hits((3, 0.99), (0, 0.1), (5, 0.01)), [3, 5, 0], 2, id="one of two men is much surer"),
        pytest.param("When was her lamp born?", hits((0, 0.99), (3, 0.01)), [0, 3], 1, id="one is a man"),
        pytest.param("When was it born?", hits((4, 0.99), (2, 0.01)), [4, 2], 1, id="it is much surer"),
        pytest.param("Was she born before Jane Moor?", hits((0, 0.99), (2, 0.01)), [0, 2], 1, id="another name"),
        pytest.param("When was Una born?", hits((0, 0.6), (2, 0.5)), [0, 2], 1, id="one of them is named"),
        pytest.param("When was she born?", hits((0, 0.6), (1, 0.5)), [0, 1], 1, id="the same document"),
        pytest.param("When was she born?", hits((0, 0.6), (1, 0.6), (2, 0.5)), [0, 2, 1], 2, id="the other goes second"),
        pytest.param("When was she born?", hits((3, 0.6), (0, 0.5)), [0, 3], 1, id="she is no man"),
        pytest.param("When was she born?", hits((0, 0.6), (3, 0.5)), [0, 3], 1, id="the man is second already"),
        pytest.param("When was it born?", hits((4, 0.6), (0, 0.5)), [4, 0], 2, id="no person is asked for"),
        pytest.param("When was she born?", hits((0, 0.6)), [0], 1, id="only one passage"),
        pytest.param("When was she born?", hits((0, 1.0), (2, 1.0)), [0, 2], 2, id="both are certain"),
    ],
)  # fmt: skip
def test_where_two_documents_fit_both_come_first(
    question: str, found: tuple[JudgedHit, ...], ordered: list[int], equal: int
) -> None:
    moved, senses_found = senses(
        question, found, Small(), {"una": JudgedHit(2, 0.8), "ivo": JudgedHit(5, 0.8)}.get, str
    )
    assert ([hit.row for hit in moved], senses_found) == (ordered, equal)
    confidences = [hit.confidence for hit in moved]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    ("told", "found", "shown"),
    [
        pytest.param({"ada": 1, "una": 2}, hits((0, 0.9), (1, 0.1), (2, 0.01)), [1, 2], id="another passage of the first"),
        pytest.param({"ada": 1, "una": 2}, hits((0, 0.9), (2, 0.9)), [1, 2], id="another passage, and the other is as sure"),
        pytest.param({"una": 2}, hits((0, 0.9), (2, 0.01)), [2], id="the other alone"),
        pytest.param({"ada": 1}, hits((0, 0.9), (2, 0.01)), [1], id="the first alone"),
        pytest.param({"una": 2}, hits((0, 0.9), (2, 0.9)), [0, 2], id="both are as sure as they stand"),
        pytest.param({"ada": 1}, hits((0, 0.9), (2, 0.9)), [1, 2], id="both are as sure, and one is told otherwise"),
        pytest.param({"ada": 0, "una": 1}, hits((0, 0.9), (2, 0.9)), [0, 1], id="both are as sure, and the other is told otherwise"),
        pytest.param({}, hits((0, 0.9), (2, 0.01)), [0], id="neither"),
    ],
)  # fmt: skip
def test_each_is_asked_by_name_what_is_known_of_lives(
    told: dict[str, int], found: tuple[JudgedHit, ...], shown: list[int]
) -> None:
    def ask(document: str) -> JudgedHit | None:
        return JudgedHit(told[document], 0.7) if document in told else None

    moved, count = senses("When was she born?", found, Small(), ask, str, is_of_life=True)
    assert [hit.row for hit in moved[:count]] == shown
    assert len({hit.row for hit in moved}) == len(moved)
    confidences = [hit.confidence for hit in moved]
    assert confidences == sorted(confidences, reverse=True)


PAGES = {
    name: Document(name, title, None, f"{name}.txt", range(row, row + 1), "it")
    for row, (name, title) in enumerate((("bench", "Arden bench"), ("table", "Arden table"), ("chair", "Corfe chair")))
}


class Furniture(Small):
    """Pages of one form, each with its prices below that heading."""

    documents = PAGES
    told = (("bench", "Price", "It is £90."), ("table", "Price", "It is £40."), ("chair", "Price", "It is £30."))
    others = (("table", "Care", "It is oiled."),)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [
            replace(
                self._passage(document, text),
                section=(heading,),
                searchable=f"{self.documents[document].title} {heading} {text}",
            )
            for document, heading, text in ((*self.told, *self.others)[row] for row in rows)
        ]

    def _passage(self, document: str, text: str) -> Passage:
        return Passage(document, 1, BlockKind.PARAGRAPH, text, 0, len(text), (), text)


SURE = hits((0, 0.99), (2, 0.02), (1, 0.01))


@pytest.mark.parametrize(
    ("question", "found", "told", "shown"),
    [
        pytest.param("price of the Arden", SURE, {"table": 1}, [0, 1], id="two have the name"),
        pytest.param("price of the Arden", SURE, {}, [0], id="the other page answers nothing"),
        pytest.param("price of the Arden", SURE, {"table": 3}, [0], id="the other page answers elsewhere"),
        pytest.param("price of the Arden bench", SURE, {"table": 1}, [0], id="one is named"),
        pytest.param("price", SURE, {"chair": 2}, [0, 2], id="none is named"),
        pytest.param("price", hits((0, 0.99), (3, 0.02)), {"table": 1}, [0], id="the other tells of something else"),
    ],
)  # fmt: skip
def test_of_pages_of_one_form_two_are_shown_where_none_is_named_alone(
    question: str, found: tuple[JudgedHit, ...], told: dict[str, int], shown: list[int]
) -> None:
    def ask(document: str) -> JudgedHit | None:
        return JudgedHit(told[document], 0.7) if document in told else None

    moved, count = senses(question, found, Furniture(), ask, str)
    assert [hit.row for hit in moved[:count]] == shown


@pytest.mark.parametrize(
    ("told", "confidence", "shown"),
    [
        pytest.param(3, 0.7, [0, 3], id="elsewhere on the page"),
        pytest.param(3, 0.5, [0], id="elsewhere, and hardly"),
        pytest.param(1, 0.5, [0, 1], id="hardly, at the same place"),
    ],
)
def test_a_page_that_has_the_name_too_is_shown_where_it_answers(told: int, confidence: float, shown: list[int]) -> None:
    def ask(document: str) -> JudgedHit | None:
        return JudgedHit(told, confidence) if document == "table" else None

    found = hits((0, 0.99), (3, 0.02))
    moved, count = senses("price of the Arden", found, Furniture(), ask, str, namesakes=("bench", "table"))
    assert [hit.row for hit in moved[:count]] == shown
