"""Each reply is judged: by hand on a few replies of every sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chatbot.cite import Citation, CitedPassage
from chatbot.conversation.recall import Turn
from chatbot.evaluate import Outcome, evaluate
from chatbot.outcome import Answered, NotAnswered, Reply
from chatbot.question_set import GoldQuestion
from chatbot.ranking.answer_span import Span
from chatbot.small_talk import SmallTalk
from chatbot.understand import Question

if TYPE_CHECKING:
    from chatbot.answer import Answerer

PLACE = Citation("d:1", "d", "D", (), "d.txt", 0, 1, None, None)


def passages(*texts: str, marks: Sequence[tuple[int, int]] = ()) -> tuple[CitedPassage, ...]:
    marked = tuple(Span(start, end) for start, end in marks)
    return tuple(CitedPassage(text, 0.123456, marked, None, None, PLACE) for text in texts)


OUTCOMES = {
    "first": Answered(passages("It is red.", "b", marks=[(6, 9)])),
    "first, wrong words marked": Answered(passages("It is red.", "b", marks=[(0, 2), (3, 5)])),
    "first, nothing marked": Answered(passages("It is red.")),
    "third": Answered(passages("a", "b", "It IS\nred.", "d", marks=[(0, 1)])),
    "missed": Answered(passages("a", "b")),
    "eleventh": Answered(passages(*"abcdefghij", "It is red.")),
    "abstained": NotAnswered("below_threshold", passages("a", "It is red.")),
    "nothing near": NotAnswered("out_of_scope", ()),
    "greeting": SmallTalk("Hello!"),
}


def ask(question: str, document: str | None, history: Sequence[Turn]) -> Reply:
    return Reply("id", Question(question, question), OUTCOMES[question], "v1")


def outcome_of(question: GoldQuestion) -> Outcome:
    [outcome] = evaluate([(question,)], ask, lambda _: None)
    return outcome


@pytest.mark.parametrize(
    ("question", "judged"),
    [
        ("first", ("answered", None, 0.1235, 1, "d", True, 0.3)),
        ("first, wrong words marked", ("answered", None, 0.1235, 1, "d", False, 0.4)),
        ("first, nothing marked", ("answered", None, 0.1235, 1, "d", False, None)),
        ("third", ("answered", None, 0.1235, 3, "d", None, None)),
        ("missed", ("answered", None, 0.1235, None, "d", None, None)),
        ("eleventh", ("answered", None, 0.1235, None, "d", None, None)),
        ("abstained", ("no_answer", "below_threshold", 0.1235, 2, "d", None, None)),
        ("nothing near", ("no_answer", "out_of_scope", 0.0, None, None, None, None)),
        ("greeting", ("small_talk", None, 1.0, None, None, None, None)),
    ],
)
def test_a_reply_is_judged(question: str, judged: tuple[object, ...]) -> None:
    outcome = outcome_of(GoldQuestion(question, ("is RED",), kind="colour", answers=("Red",)))
    assert outcome.milliseconds is not None and outcome.milliseconds >= 0
    first = {"first": "It is red.", "third": "a", "missed": "a", "eleventh": "a", "abstained": "a"}
    passage = first.get(question.partition(",")[0])
    expected = Outcome(outcome.id, 0, question, "colour", True, *judged, asked=outcome.asked, passage=passage)  # type: ignore[arg-type]
    assert replace(outcome, milliseconds=None) == replace(expected, milliseconds=None)


@pytest.mark.parametrize(
    ("question", "gold", "correct"),
    [
        ("first", "It is red.", True),
        ("third", "It is red.", False),
        ("abstained", "It is red.", False),
        ("missed", None, False),
        ("abstained", None, True),
        ("greeting", None, True),
    ],
)
def test_a_visitor_is_served_by_a_right_first_passage_or_a_right_no(
    question: str, gold: str | None, correct: bool
) -> None:
    assert outcome_of(GoldQuestion(question, (gold,) if gold else ())).is_correct is correct


@pytest.mark.parametrize(
    ("passage", "gold", "right"),
    [
        pytest.param("It is red. It is big.", "It is red.", True, id="more than the gold"),
        pytest.param("it  IS\nred.", "It is red.", True, id="case and white space do not matter"),
        pytest.param("It is red, which", "It is red, which is a colour.", True, id="at least half of the gold"),
        pytest.param("It is red,", "It is red, which is a colour.", False, id="less than half of the gold"),
        pytest.param("It was red.", "It is red.", False, id="something else"),
    ],
)
def test_a_passage_is_right_when_it_holds_the_gold_or_half_of_it(passage: str, gold: str, right: bool) -> None:
    reply = Reply("id", Question("q", "q"), Answered(passages(passage)), "v1")
    [outcome] = evaluate([(GoldQuestion("q", (gold,)),)], lambda *_: reply, lambda _: None)
    assert (outcome.rank == 1) is right


def test_a_turn_is_asked_with_the_turns_before_it_and_only_scored_ones_count() -> None:
    asked: list[tuple[str, str | None, tuple[Turn, ...]]] = []
    told: list[int] = []

    def note(question: str, document: str | None, history: Sequence[Turn]) -> Reply:
        asked.append((question, document, tuple(history)))
        return ask(question, document, history)

    dialogue = (
        GoldQuestion("first", ("red",), "d", scored=False),
        GoldQuestion("abstained", ("red",), "d"),
        GoldQuestion("third", ("red",), "d"),
    )
    outcomes = evaluate([dialogue, (GoldQuestion("missed", ()),)], note, told.append)
    first, second = Turn("first", "It is red."), Turn("abstained", None)
    assert asked == [
        ("first", "d", ()),
        ("abstained", "d", (first,)),
        ("third", "d", (first, second)),
        ("missed", None, ()),
    ]
    assert [(o.dialogue, o.question) for o in outcomes] == [(0, "abstained"), (0, "third"), (1, "missed")]
    assert told == [1, 2]


def test_a_question_has_the_same_id_in_every_run_until_it_or_its_gold_changes() -> None:
    question = GoldQuestion("first", ("red",), kind="who")
    same = replace(question, kind="what", answers=("red",))
    others = [
        replace(question, question="third"),
        replace(question, gold=("Red",)),
        replace(question, document="d"),
    ]
    assert outcome_of(question).id == outcome_of(same).id
    asked = {outcome_of(one).asked for one in (question, same, *others)}
    assert len(asked) == 3 and outcome_of(others[1]).asked == outcome_of(question).asked
    assert len({outcome_of(one).id for one in (question, *others)}) == 4
    twice = evaluate([(question,), (question,)], ask, lambda _: None)
    assert [outcome.id for outcome in twice] == [twice[0].id, f"{twice[0].id}-2"]


def test_the_small_world_is_judged(answerer: Answerer) -> None:
    questions = [
        GoldQuestion("When did Sam Quill die?", ("Sam Quill died in 1931.",)),
        GoldQuestion("Who succeeded her as Warden of the Harbour?", ("Ivo Lane",), "ada-quill"),
        GoldQuestion("Quantum chromodynamics lattice?", ()),
    ]
    outcomes = evaluate([(q,) for q in questions], lambda q, document, _: answerer.reply(q, document), lambda _: None)
    assert [outcome.is_correct for outcome in outcomes] == [True, True, True]
