"""A question in a document hands its place on to its answer."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.hand_on import hand_on
from index import BlockKind, Passage


def passage(text: str, section: str = "Stay", kind: BlockKind = BlockKind.PARAGRAPH) -> Passage:
    return Passage("inn", 1, kind, text, 0, len(text), (section,), text)


MAY_I, YES, ROOMS = (
    passage("Can I bring my dog?"),
    passage("One per room, for 12 a night."),
    passage("We have ten rooms."),
)


def fact(name: str, value: str, group: str = "") -> Passage:
    text = f"- {name.title()}: {value}"
    start = len(text) - len(value)
    return Passage("inn", 1, BlockKind.FACT, text, 0, len(text), (), text, start, fact_name=name, fact_group=group)


BELL = passage("ring --twice", kind=BlockKind.CODE)


@pytest.mark.parametrize(
    ("following", "order"),
    [
        pytest.param((MAY_I, YES, ROOMS), [1, 0, 2], id="to what follows"),
        pytest.param((passage("**Can I bring my dog?**"), YES, ROOMS), [1, 0, 2], id="in bold"),
        pytest.param((ROOMS, MAY_I, YES), [0, 2, 1], id="not the first"),
        pytest.param((passage("Is it far?"), MAY_I, YES), [0, 2, 1], id="not to another question"),
        pytest.param((ROOMS, YES, MAY_I), [0, 1, 2], id="nothing follows"),
        pytest.param((MAY_I, passage("A bus stops here.", "Way"), ROOMS), [0, 1, 2], id="not to another section"),
        pytest.param((passage('He said: "Is it far?"'), YES, ROOMS), [0, 1, 2], id="not what was said"),
        pytest.param((passage("Is it?", kind=BlockKind.ROW), YES, ROOMS), [0, 1, 2], id="not a row"),
        pytest.param((passage("Ring **twice:**"), BELL, ROOMS), [1, 0, 2], id="a colon, to code"),
        pytest.param((MAY_I, BELL, ROOMS), [1, 0, 2], id="a question, to code"),
        pytest.param((ROOMS, BELL, YES), [0, 1, 2], id="not a sentence with a stop, to code"),
        pytest.param((passage("Ring twice:"), YES, ROOMS), [0, 1, 2], id="a colon, not to a sentence"),
        pytest.param((passage("ring:", kind=BlockKind.CODE), BELL, ROOMS), [0, 1, 2], id="not code"),
    ],
)
def test_a_question_trades_places_with_what_follows_it(following: tuple[Passage, ...], order: list[int]) -> None:
    ranked = [RankedHit(row, 0.9 - 0.1 * row, 0.8 - 0.1 * row) for row in range(3)]
    handed = hand_on(ranked, dict(enumerate(following)))
    assert [hit.row for hit in handed] == order
    assert [(hit.cosine, hit.confidence) for hit in handed] == [(hit.cosine, hit.confidence) for hit in ranked]


def test_an_answer_that_was_not_found_or_stands_above_changes_nothing() -> None:
    for rows in ([0, 2], [1, 0]):
        ranked = [RankedHit(row, 0.5, 0.5) for row in rows]
        assert hand_on(ranked, {0: MAY_I, 1: YES, 2: ROOMS}) == ranked


@pytest.mark.parametrize(
    ("above", "order"),
    [
        pytest.param(fact("subdivision type", "Region"), [1, 0], id="what it is"),
        pytest.param(fact("subdivision type", "County"), [0, 1], id="what another one is"),
        pytest.param(fact("office", "Region"), [0, 1], id="a name that tells something itself"),
    ],
)
def test_a_fact_that_says_what_the_one_below_is_trades_places_with_it(above: Passage, order: list[int]) -> None:
    ranked = [RankedHit(0, 0.9, 0.8), RankedHit(1, 0.8, 0.1)]
    handed = hand_on(ranked, {0: above, 1: fact("subdivision name", "Lower Senna", "Region")})
    assert [(hit.row, hit.confidence) for hit in handed] == list(zip(order, (0.8, 0.1), strict=True))
