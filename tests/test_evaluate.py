"""Quality figures, by hand on eight questions; and question sets that cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.answer import Answered, NotAnswered, Reply
from chatbot.cite import Citation, CitedPassage
from chatbot.errors import QuestionSetError
from chatbot.evaluate import Evaluation, GoldQuestion, evaluate, read_questions
from chatbot.small_talk import SmallTalk
from chatbot.understand import Question

PLACE = Citation("d:1", "d", "D", (), "d.txt", 0, 1, None, None)


def passages(*texts: str) -> tuple[CitedPassage, ...]:
    return tuple(CitedPassage(text, 0.5, (), None, None, PLACE) for text in texts)


OUTCOMES = {
    "first": Answered(passages("It is red.", "b")),
    "third": Answered(passages("a", "b", "It IS\nred.", "d")),
    "fourth": Answered(passages("a", "b", "c", "It is red.")),
    "missed": Answered(passages("a", "b")),
    "tenth": Answered(passages(*"abcdefghi", "It is red.", "It is red.")),
    "abstained": NotAnswered("below_threshold", passages("a", "It is red.")),
    "rightly abstained": NotAnswered("out_of_scope", ()),
    "false answer": Answered(passages("a")),
    "greeting": SmallTalk("Hello!"),
}


def ask(question: str, document: str | None) -> Reply:
    assert document == ("d" if question == "first" else None)
    return Reply("id", Question(question, question), OUTCOMES[question], "v1")


def test_figures_by_hand() -> None:
    def gold(question: str, *snippets: str, kind: str = "all") -> GoldQuestion:
        return GoldQuestion(question, snippets, "d" if question == "first" else None, kind)

    told: list[int] = []
    questions = [
        gold("first", "nothing", "is RED", kind="who"),
        gold("third", "It is red."),
        gold("fourth", "It is red."),
        gold("missed", "It is red."),
        gold("tenth", "It is red."),
        gold("abstained", "It is red."),
        gold("rightly abstained", kind="none"),
        gold("false answer", kind="none"),
    ]
    figures = evaluate(questions, ask, told.append)
    assert told == [1, 2, 3, 4, 5, 6, 7, 8]
    assert 0 <= figures.p50_ms <= figures.p95_ms
    assert replace(figures, p50_ms=0, p95_ms=0) == Evaluation(
        questions=8,
        hit_at_1=pytest.approx(1 / 6),
        hit_at_3=pytest.approx(3 / 6),
        hit_at_5=pytest.approx(4 / 6),
        mrr_at_10=pytest.approx((1 + 1 / 3 + 1 / 4 + 0 + 1 / 10 + 1 / 2) / 6),
        answered=pytest.approx(5 / 6),
        correct=pytest.approx(1 / 6),
        false_answers=pytest.approx(1 / 2),
        p50_ms=0,
        p95_ms=0,
        correct_by_kind={"all": 0, "none": 0.5, "who": 1},
    )


def test_a_share_of_no_question_is_none() -> None:
    figures = evaluate([GoldQuestion("greeting", (), None, "all")], ask, lambda _: None)
    assert (figures.hit_at_1, figures.mrr_at_10, figures.answered, figures.correct, figures.false_answers) == (
        None,
        None,
        None,
        None,
        0,
    )


@pytest.mark.parametrize(
    ("passage", "gold", "hit"),
    [
        pytest.param("It is red. It is big.", "It is red.", 1, id="more than the gold"),
        pytest.param("it  IS\nred.", "It is red.", 1, id="case and white space do not matter"),
        pytest.param("It is red, which", "It is red, which is a colour.", 1, id="at least half of the gold"),
        pytest.param("It is red,", "It is red, which is a colour.", 0, id="less than half of the gold"),
        pytest.param("It was red.", "It is red.", 0, id="something else"),
    ],
)
def test_a_passage_is_right_when_it_holds_the_gold_or_half_of_it(passage: str, gold: str, hit: int) -> None:
    reply = Reply("id", Question("q", "q"), Answered(passages(passage)), "v1")
    assert evaluate([GoldQuestion("q", (gold,), None, "all")], lambda *_: reply, lambda _: None).hit_at_1 == hit


def test_a_question_set_is_read(tmp_path: Path) -> None:
    rows = [
        {"question": "One?", "gold": ["1"], "answers": ["1"], "document": "a", "kind": "who"},
        {"question": "Two?", "gold": []},
        {
            "document": "b",
            "turns": [
                {"question": "Lead?", "gold": ["x"], "score": False},
                {"question": "Three?", "gold": ["3"], "score": True},
                {"question": "Four?", "gold": ["4"], "kind": "when"},
            ],
        },
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n\n".join(map(json.dumps, rows)) + "\n")
    assert read_questions(file) == [
        GoldQuestion("One?", ("1",), "a", "who"),
        GoldQuestion("Two?", (), None, "all"),
        GoldQuestion("Three?", ("3",), "b", "all"),
        GoldQuestion("Four?", ("4",), "b", "when"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b'{"question": "a", "gold": []}\n{"question": "b"', r"set\.jsonl, line 2: expected", id="cut JSON"),
        pytest.param(b'{"question": "a"}\n', r"set\.jsonl, line 1: expected.*gold", id="no gold"),
        pytest.param(b'\n["a"]\n', r"set\.jsonl, line 2: expected", id="a list"),
        pytest.param(b'{"turns": 3}\n', r"set\.jsonl, line 1: expected", id="turns that are none"),
        pytest.param(b'{"question": "a", "gold": "a snippet"}\n', r"set\.jsonl, line 1: expected", id="gold that is no list"),
        pytest.param(b"\n", r"set\.jsonl holds no question", id="empty"),
        pytest.param(b"\xff\n", r"set\.jsonl cannot be read", id="no text"),
    ],
)  # fmt: skip
def test_a_wrong_question_set_is_refused_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(content)
    with pytest.raises(QuestionSetError, match=told):
        read_questions(file)


def test_a_missing_question_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")


def test_the_small_world_is_measured(answerer) -> None:
    questions = [
        GoldQuestion("When did Sam Quill die?", ("Sam Quill died in 1931.",), None, "all"),
        GoldQuestion("Who succeeded her as Warden of the Harbour?", ("Ivo Lane",), "ada-quill", "all"),
        GoldQuestion("Quantum chromodynamics lattice?", (), None, "none"),
    ]
    figures = evaluate(questions, answerer.reply, lambda _: None)
    assert (figures.hit_at_1, figures.correct, figures.false_answers) == (1, 1, 0)
