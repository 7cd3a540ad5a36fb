"""Quality on a question set: is the right passage first, and is a no said where it should be.

A question set is JSON lines. One question is `{"question", "gold", "document"?, "kind"?}` where
`gold` lists verbatim snippets that answer, and is empty where the documents do not answer. A
dialogue is `{"turns": [{"question", "gold", "score"?}, …]}`; turns with `"score": false` only lead
up to the next.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.answer import Answered, NotAnswered, Reply
from chatbot.errors import QuestionSetError

Ask = Callable[[str, str | None], Reply]

# A passage that is only a part of a gold snippet counts from this share of it on.
PART_OF_GOLD = 0.5


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and the snippets that answer it; none where the documents do not."""

    question: str
    gold: tuple[str, ...]
    document: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares from 0 to 1 (None where no question counts), milliseconds for one whole answer.

    `correct` is answered with a right passage first; `false_answers` is the share of unanswerable
    questions that were answered all the same. Ranks are over `related` where the reply was a no.
    """

    questions: int
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_5: float | None
    mrr_at_10: float | None
    answered: float | None
    correct: float | None
    false_answers: float | None
    p50_ms: float
    p95_ms: float
    correct_by_kind: dict[str, float]


def read_questions(file: Path) -> list[GoldQuestion]:
    """The scored questions of a set; QuestionSetError names the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{file} cannot be read: {error}.") from error
    questions: list[GoldQuestion] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.extend(_questions(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionSetError(
                f"{file}, line {number}: expected an object with `question` and `gold`, or with `turns` of them ({type(error).__name__}: {error})."
            ) from error
    if not questions:
        raise QuestionSetError(f"{file} holds no question.")
    return questions


def evaluate(questions: Sequence[GoldQuestion], ask: Ask, progress: Callable[[int], None]) -> Evaluation:
    """Ask every question once, in order; `progress` is told how many are done."""
    ranks: list[int | None] = []
    answered: list[bool] = []
    false_answers: list[bool] = []
    milliseconds: list[float] = []
    by_kind: dict[str, list[bool]] = {}
    for done, question in enumerate(questions, 1):
        begin = time.perf_counter()
        reply = ask(question.question, question.document)
        milliseconds.append((time.perf_counter() - begin) * 1000)
        progress(done)
        is_answered = isinstance(reply.outcome, Answered)
        if question.gold:
            found = _rank(reply, question.gold)
            ranks.append(found)
            answered.append(is_answered)
            right = is_answered and found == 1
        else:
            false_answers.append(is_answered)
            right = not is_answered
        by_kind.setdefault(question.kind, []).append(right)
    return Evaluation(
        questions=len(questions),
        hit_at_1=_share([rank == 1 for rank in ranks]),
        hit_at_3=_share([rank is not None and rank <= 3 for rank in ranks]),
        hit_at_5=_share([rank is not None and rank <= 5 for rank in ranks]),
        mrr_at_10=_share([1 / rank if rank else 0.0 for rank in ranks]),
        answered=_share(answered),
        correct=_share([was and rank == 1 for was, rank in zip(answered, ranks, strict=True)]),
        false_answers=_share(false_answers),
        p50_ms=statistics.median(milliseconds),
        p95_ms=statistics.quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0],
        correct_by_kind={kind: sum(right) / len(right) for kind, right in sorted(by_kind.items())},
    )


def is_right(passage: str, gold: Sequence[str]) -> bool:
    """Whether a passage holds a gold snippet or is itself at least half of one, white space and case folded."""
    found = fold(passage)
    return any(
        snippet in found or (found in snippet and len(found) >= PART_OF_GOLD * len(snippet))
        for snippet in map(fold, gold)
    )


def fold(text: str) -> str:
    """White space and case folded, as snippets are compared."""
    return " ".join(text.split()).casefold()


def _questions(row: dict[str, Any]) -> Iterator[GoldQuestion]:
    for turn in row.get("turns", [row]):
        if turn.get("score", True):
            if not isinstance(turn["gold"], list):
                raise TypeError("gold is a list of snippets")
            yield GoldQuestion(
                str(turn["question"]),
                tuple(map(str, turn["gold"])),
                turn.get("document") or row.get("document"),
                turn.get("kind") or row.get("kind") or "all",
            )


def _rank(reply: Reply, gold: Sequence[str]) -> int | None:
    outcome = reply.outcome
    passages = (
        outcome.passages
        if isinstance(outcome, Answered)
        else outcome.related
        if isinstance(outcome, NotAnswered)
        else ()
    )
    return next((rank for rank, passage in enumerate(passages[:10], 1) if is_right(passage.text, gold)), None)


def _share(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
