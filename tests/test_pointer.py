"""A sentence that only names the clause in which something is told is no answer; that clause is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import World

from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.pointer import hand_to_clause
from index import BlockKind, Passage

LATE, NOTICE, DOGS = "6.4 If you pay late, we charge £15.", "We tell you a week before.", "8.1 Dogs may stay."


def found(*texts: str, section: str = "Rules") -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (section,), text)
        for row, text in enumerate(texts)
    }


def ordered(passages: dict[int, Passage], question: str, order: Sequence[int]) -> list[tuple[int, float]]:
    ranked = [RankedHit(row, 0.5, 0.9 - place / 10) for place, row in enumerate(order)]
    return [(hit.row, round(hit.confidence, 1)) for hit in hand_to_clause(ranked, passages, question)]


@pytest.mark.parametrize(
    "points",
    [
        "2.3 What happens with late payments is described in clause 6.4.",
        "Late payment is governed by clauses 6.4 and 7.",
        "2.1 The fee is due as set out in clause 6.",
        "Charges for late payment are those of clause 6.4.",
        "It is charged in accordance with clause 6.4 of this agreement.",
        "For what late payment costs see clause 6.4.",
        "Please refer to section 6.4 for what late payment costs.",
    ],
)
def test_it_trades_places_with_the_clause_that_it_names(points: str) -> None:
    passages = found(points, DOGS, LATE, NOTICE)
    assert ordered(passages, "What happens if I pay late?", [0, 1, 2]) == [(2, 0.9), (1, 0.8), (0, 0.7)]


@pytest.mark.parametrize(
    ("points", "question"),
    [
        pytest.param("A late payment costs £15 as set out in clause 6.4.", "What does it cost?", id="it tells something"),
        pytest.param("You may pay late, unless clause 6.4 says otherwise.", "May I pay late?", id="it only makes an exception"),
        pytest.param("Late payment is described in clause 6.4.", "Which clause is about late payment?", id="the clause is asked for"),
        pytest.param("Late payment is described in clause 6.4.", "Where is late payment described?", id="the place is asked for"),
        pytest.param("The rules are dealt with on Monday.", "What happens if I pay late?", id="it names none"),
    ],
)  # fmt: skip
def test_what_tells_more_or_is_asked_for_stays(points: str, question: str) -> None:
    assert ordered(found(points, DOGS, LATE), question, [0, 1, 2]) == [(0, 0.9), (1, 0.8), (2, 0.7)]


def test_a_later_sentence_of_the_clause_and_one_below_its_heading_stand_in_it_too() -> None:
    points = "When we tell you is described in clause 6.4."
    assert ordered(found(points, DOGS, LATE, NOTICE), "When do you tell me?", [0, 1, 3])[0] == (3, 0.9)
    headed = {**found(points, DOGS), **{row: found(DOGS, NOTICE, NOTICE, section="6.4 Telling")[row] for row in (2,)}}
    assert ordered(headed, "When do you tell me?", [0, 1, 2])[0] == (2, 0.9)


def test_where_nothing_of_the_clause_is_found_it_goes_last_without_confidence() -> None:
    passages = found("Late payment is described in clause 9.", DOGS, LATE)
    assert ordered(passages, "What happens if I pay late?", [0, 1, 2]) == [(1, 0.8), (2, 0.7), (0, 0.0)]


def test_a_clause_that_may_be_of_a_law_is_looked_for_and_no_more() -> None:
    passages = found("Notice is given in accordance with section 21.", DOGS, LATE)
    assert ordered(passages, "How is notice given?", [0, 1, 2]) == [(0, 0.9), (1, 0.8), (2, 0.7)]


def test_the_answer_is_what_the_clause_says(new_world: World) -> None:
    text = "# Terms\n\n2.3 What happens if you pay late is described in clause 6.4.\n\n6.4 If you pay ten days late, we charge £15.\n"
    outcome = new_world.answerer({"terms.md": text}).reply("What happens if you pay late?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "6.4 If you pay ten days late, we charge £15."
