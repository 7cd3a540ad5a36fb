"""What only repeats the question goes last."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.echo import demote_echoes
from index import BlockKind, Passage
from index.tokeniser import Tokeniser


def passage(text: str, answer_start: int = 0) -> Passage:
    kind = BlockKind.FACT if answer_start else BlockKind.PARAGRAPH
    return Passage("d", 1, kind, text, 0, len(text), (), text, answer_start)


OFFICE = passage("- Order2: Warden of the Harbour", 10)
SUCCESSOR = passage("- Successor2: Ivo Lane", 14)
SENTENCE = passage("She was Warden of the Harbour.")
OTHER = passage("Ada was a keeper.")

FOUND = dict(enumerate((OFFICE, SUCCESSOR, SENTENCE, OTHER)))
RANKED = [RankedHit(row, 0.5, 0.5) for row in FOUND]


class IndexTerms:
    """The part of an index that compares terms."""

    def __init__(self, tokenise: Tokeniser) -> None:
        self.terms = tokenise
        self.adds_nothing = tokenise.adds_nothing


TERMS = IndexTerms(Tokeniser("english"))


@pytest.mark.parametrize(
    ("question", "order"),
    [
        pytest.param("Who succeeded her as Warden of the Harbour?", [1, 3, 0, 2], id="echoes of a question for something go last"),
        pytest.param("WHO succeeded her as WARDEN of the HARBOUR", [1, 3, 0, 2], id="however it is written"),
        pytest.param("Who was the keeper Ada?", [0, 1, 2, 3], id="the only echo is last already"),
        pytest.param("Was she Warden of the Harbour?", [0, 1, 2, 3], id="yes or no is answered by an echo"),
        pytest.param("Warden of the Harbour", [0, 1, 2, 3], id="no question word"),
    ],
)  # fmt: skip
def test_a_passage_that_says_nothing_new_goes_last(question: str, order: list[int]) -> None:
    assert [hit.row for hit in demote_echoes(RANKED, 4, FOUND, question, TERMS)] == order


@pytest.mark.parametrize(
    ("question", "order"),
    [
        pytest.param("is breakfast included", [2, 3, 0, 1], id="yes or no"),
        pytest.param("list all that is included with breakfast", [2, 3, 0, 1], id="no question word"),
        pytest.param("is breakfast included on Sundays?", [2, 3, 0, 1], id="less than what is asked"),
        pytest.param("is breakfast served", [0, 1, 2, 3], id="another question"),
    ],
)
def test_a_passage_that_asks_the_same_goes_last(question: str, order: list[int]) -> None:
    texts = (
        "Is breakfast included?",
        "**Is breakfast included?**",
        "Is breakfast included? Yes.",
        "Breakfast is included.",
    )
    found = dict(enumerate(map(passage, texts)))
    ranked = [RankedHit(row, 0.5, 0.5) for row in found]
    assert [hit.row for hit in demote_echoes(ranked, 4, found, question, TERMS)] == order


@pytest.mark.parametrize(
    ("question", "text", "is_echo"),
    [
        pytest.param("How many boats are there?", "See Section 6.1, “How many boats are there?”, for more information.", True, id="section"),
        pytest.param("are there logs of the boats", "For further details, please see “Are there logs of the boats?” on page 12.", True, id="yes or no"),
        pytest.param("How many boats are there?", "6.1 How many boats are there?", True, id="number of a heading"),
        pytest.param("How many boats are there?", "FAQ: How many boats are there?, #2252", True, id="label and number of an issue"),
        pytest.param("How many boats are there?", "See Section 6.1, the boats are 12.", False, id="that says something"),
        pytest.param("How many boats are there?", "Boats: 12", False, id="number that answers"),
        pytest.param("How many boats are there?", "How many boats are there? 12", False, id="number behind a question"),
        pytest.param("How many boats are there?", "The boats did not see them.", False, id="statement about seeing"),
        pytest.param("Where is more information on the boats?", "See Section 6.1, “Boats”.", False, id="asked for"),
    ],
)  # fmt: skip
def test_what_only_refers_to_what_is_asked_or_numbers_it_goes_last(question: str, text: str, is_echo: bool) -> None:
    found = dict(enumerate(map(passage, (text, "Ada was a keeper."))))
    ranked = [RankedHit(row, 0.5, 0.5) for row in found]
    order = [hit.row for hit in demote_echoes(ranked, 2, found, question, TERMS)]
    assert order == ([1, 0] if is_echo else [0, 1])


def test_code_is_no_echo() -> None:
    text = "pip install harbour"
    found = {0: Passage("d", 1, BlockKind.CODE, text, 0, len(text), (), text), 1: OTHER}
    ranked = [RankedHit(row, 0.5, 0.5) for row in found]
    assert [hit.row for hit in demote_echoes(ranked, 2, found, "How do I pip install harbour?", TERMS)] == [0, 1]


def test_no_further_than_what_is_shown_is_looked_at() -> None:
    looked_at: list[str] = []

    class Terms(Tokeniser):
        def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
            looked_at.append(text)
            return super().adds_nothing(text, terms)

    shown = demote_echoes(RANKED, 1, FOUND, "Who succeeded her as Warden of the Harbour?", IndexTerms(Terms("english")))
    assert [hit.row for hit in shown] == [1, 2, 3, 0]
    assert looked_at == ["Warden of the Harbour", "Ivo Lane"]
