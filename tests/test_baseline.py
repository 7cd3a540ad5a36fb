"""Two runs compared question by question: what is worse is told, and chance is not taken for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.errors import BaselineError
from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import Comparison, compare, quality_json, read_baseline

# Sixty questions of which two thirds have an answer; the surer a reply, the righter.
BEFORE = [
    Outcome(
        id=f"q{number}",
        dialogue=number,
        question=f"Question {number}?",
        kind="none" if number % 3 == 0 else "all",
        answerable=number % 3 > 0,
        status="no_answer" if number % 3 == 0 else "answered",
        reason="below_threshold" if number % 3 == 0 else None,
        confidence=0.2 if number % 3 == 0 else 0.8,
        rank=None if number % 3 == 0 else 1,
        document="d",
        span_found=None,
        span_length=None,
    )
    for number in range(60)
]
Spoil = Callable[[Outcome], Outcome]


def spoilt(spoil: Spoil, count: int, answerable: bool = True) -> list[Outcome]:
    """The same run with so many of its answerable (or unanswerable) questions spoilt."""
    doomed = [outcome.id for outcome in BEFORE if outcome.answerable is answerable][:count]
    return [spoil(outcome) if outcome.id in doomed else outcome for outcome in BEFORE]


@pytest.mark.parametrize(
    ("spoil", "answerable", "worse"),
    [
        pytest.param(lambda o: replace(o, rank=2), True, ("hit_at_1", "correct"), id="wrong passages first"),
        pytest.param(lambda o: replace(o, status="no_answer"), True, ("correct",), id="refused"),
        pytest.param(lambda o: replace(o, confidence=0.1), True, ("auroc",), id="unsure of what is right"),
        pytest.param(lambda o: replace(o, status="answered"), False, ("false_answers",), id="false answers"),
    ],
)
def test_a_significant_fall_is_told_by_its_figure(spoil: Spoil, answerable: bool, worse: tuple[str, ...]) -> None:
    now = spoilt(spoil, 10, answerable)
    assert compare(now, BEFORE).worse == worse
    assert compare(BEFORE, now).worse == ()  # the same the other way is better


def test_one_question_is_chance() -> None:
    comparison = compare(spoilt(lambda o: replace(o, rank=2), 1), BEFORE)
    assert (comparison.worse, comparison.newly_wrong) == ((), ("Question 1?",))
    assert comparison.changes["hit_at_1"].change.value == pytest.approx(-1 / 40)
    assert comparison.changes["hit_at_1"].change.high == 0


def test_as_many_better_as_worse_is_no_fall() -> None:
    def wrong_on(doomed: list[Outcome]) -> list[Outcome]:
        ids = {outcome.id for outcome in doomed}
        return [replace(outcome, rank=2) if outcome.id in ids else outcome for outcome in BEFORE]

    answerable = [outcome for outcome in BEFORE if outcome.answerable]
    comparison = compare(wrong_on(answerable[:8]), wrong_on(answerable[-8:]))
    assert comparison.worse == ()
    assert (len(comparison.newly_correct), len(comparison.newly_wrong)) == (8, 8)


def test_only_the_questions_of_both_are_compared_each_with_itself() -> None:
    shuffled = [replace(outcome, dialogue=99 - outcome.dialogue) for outcome in reversed(BEFORE[:50])]
    new = replace(BEFORE[1], id="new", rank=None)
    assert compare([*BEFORE, new], shuffled) == Comparison(50, compare(BEFORE[:50], BEFORE[:50]).changes, (), (), ())


@pytest.mark.parametrize(
    ("now", "before", "compared"),
    [
        pytest.param([("new", "a", True)], [("old", "a", True)], 1, id="asked once in each"),
        pytest.param([("new", "a", True), ("other", "a", True)], [("old", "a", True)], 0, id="asked twice now"),
        pytest.param([("new", "a", True)], [("old", "a", True), ("other", "a", True)], 0, id="asked twice then"),
        pytest.param([("new", "a", False)], [("old", "a", True)], 0, id="no longer answered by the documents"),
        pytest.param([("new", None, True)], [("old", None, True)], 0, id="of before it was kept"),
    ],
)
def test_a_question_whose_gold_was_mended_is_compared_where_it_cannot_be_taken_for_another(
    now: list[tuple[str, str | None, bool]], before: list[tuple[str, str | None, bool]], compared: int
) -> None:
    def run(asked: list[tuple[str, str | None, bool]]) -> list[Outcome]:
        changed = [replace(BEFORE[1], id=name, asked=words, answerable=can) for name, words, can in asked]
        return [BEFORE[2], *changed]

    assert compare(run(now), run(before)).questions == 1 + compared


def test_the_file_holds_every_outcome_on_a_line_of_its_own(tmp_path: Path) -> None:
    outcomes = [
        replace(BEFORE[1], question='Why "so"?\n', span_found=True, span_length=0.25, milliseconds=3.0),
        BEFORE[3],
    ]
    text = quality_json(outcomes)
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    assert read_baseline(tmp_path / "b.json") == [replace(outcomes[0], milliseconds=None), outcomes[1]]
    assert sum('"id": ' in line for line in text.splitlines()) == 2
    content = json.loads(text)
    assert (content["questions"], content["hit_at_1"], content["intervals"]["hit_at_1"]) == (2, 1.0, [0.2065, 1.0])
    assert {kind: found["questions"] for kind, found in content["by_kind"].items()} == {"all": 1, "none": 1}
    assert (content["by_kind"]["none"]["hit_at_1"], content["by_kind"]["none"]["false_answers"]) == (None, 0.0)


def test_a_run_with_a_comparison_is_a_baseline_too(tmp_path: Path) -> None:
    now = spoilt(lambda o: replace(o, rank=2), 10)
    text = quality_json(now, compare(now, BEFORE))
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    assert read_baseline(tmp_path / "b.json") == now
    assert json.loads(text)["compared"]["worse"] == ["hit_at_1", "correct"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"outcomes": [{}]}', b'{"outcomes": 3}', b"\xff"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.json").write_bytes(content)
    with pytest.raises(BaselineError, match=r"b\.json is no baseline .*chatbot eval QUESTIONS\.jsonl --json"):
        read_baseline(tmp_path / "b.json")


def test_a_baseline_of_other_questions_is_refused() -> None:
    with pytest.raises(BaselineError, match="none of these questions"):
        compare(BEFORE, [replace(outcome, id=f"other-{outcome.id}") for outcome in BEFORE])
