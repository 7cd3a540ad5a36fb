"""Ask a question set and judge each reply: is a right passage first, is a no said where it should be."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chatbot.conversation.recall import Turn
from chatbot.decide import Reason
from chatbot.outcome import Answered, Reply
from chatbot.question_set import Dialogue, GoldQuestion
from chatbot.small_talk import Status

RANKS = 10  # passages that are looked at

# A passage that is only a part of a gold snippet counts from this share of it on.
PART_OF_GOLD = 0.5


class Ask(Protocol):
    """What is evaluated: a question, the document to stay in, and the dialogue so far, oldest first."""

    def __call__(self, question: str, document: str | None, history: Sequence[Turn], /) -> Reply:
        """The reply with its first `RANKS` passages."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scored question.

    `id` is the same whenever the same is asked with the same gold, `asked` whenever the same is asked; `dialogue`
    numbers the dialogues of the set. `rank` is that of the first right passage, over `related` where the reply was a no;
    None where none is right or nothing is. `document` is where the first passage stands, `passage` its text.
    `span_found` says, of a right first passage, whether a mark holds an answer, and `span_length` is
    the marks' share of its characters; None where that does not count.
    """

    id: str
    dialogue: int
    question: str
    kind: str
    answerable: bool
    status: Status
    reason: Reason | None
    confidence: float
    rank: int | None
    document: str | None
    span_found: bool | None
    span_length: float | None
    milliseconds: float | None = None
    asked: str | None = None  # None in a baseline of before it was kept, as below
    passage: str | None = None

    @property
    def is_correct(self) -> bool:
        """Whether a visitor was served: a right passage first, or a no where nothing answers."""
        is_answered = self.status == "answered"
        return is_answered and self.rank == 1 if self.answerable else not is_answered


def evaluate(dialogues: Sequence[Dialogue], ask: Ask, progress: Callable[[int], None]) -> list[Outcome]:
    """Ask every dialogue once, in order, each turn with the turns before it; `progress` is told how many dialogues are done."""
    outcomes: list[Outcome] = []
    seen: Counter[str] = Counter()
    for number, dialogue in enumerate(dialogues):
        history: list[Turn] = []
        for question in dialogue:
            begin = time.perf_counter()
            reply = ask(question.question, question.document, tuple(history))
            milliseconds = (time.perf_counter() - begin) * 1000
            if question.scored:
                identity = _identity(question, history, question.gold)
                seen[identity] += 1
                repeated = f"-{seen[identity]}" if seen[identity] > 1 else ""
                judged = _judge(question, reply, identity + repeated, number, milliseconds)
                outcomes.append(replace(judged, asked=_identity(question, history)))
            outcome = reply.outcome
            history.append(Turn(question.question, outcome.message if isinstance(outcome, Answered) else None))
        progress(number + 1)
    return outcomes


def is_right(passage: str, gold: Sequence[str]) -> bool:
    """Whether a passage holds a gold snippet or is itself at least half of one, white space and case folded."""
    found = fold(passage)
    return any(snippet in found or is_part(found, snippet) for snippet in map(fold, gold))


def is_part(passage: str, snippet: str) -> bool:
    """Whether a passage is at least half of a gold snippet, both folded."""
    return len(passage) >= PART_OF_GOLD * len(snippet) and passage in snippet


def fold(text: str) -> str:
    """White space and case folded, as snippets are compared."""
    return " ".join(text.split()).casefold()


def _identity(question: GoldQuestion, history: Sequence[Turn], *gold: Sequence[str]) -> str:
    asked = [[turn.question for turn in history], question.question, question.document, *gold]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]


def _judge(question: GoldQuestion, reply: Reply, identity: str, dialogue: int, milliseconds: float) -> Outcome:
    outcome = reply.outcome
    passages = outcome.shown
    ranks = (place for place, passage in enumerate(passages[:RANKS], 1) if is_right(passage.text, question.gold))
    rank = next(ranks, None)
    span_found, span_length = None, None
    if rank == 1 and question.answers:
        first = passages[0]
        marks = [first.text[mark.start : mark.end] for mark in first.highlights]
        span_found = any(fold(answer) in fold(mark) for answer in question.answers for mark in marks)
        if marks:
            span_length = sum(map(len, marks)) / len(first.text)
    return Outcome(
        identity,
        dialogue,
        question.question,
        question.kind,
        bool(question.gold),
        outcome.status,
        outcome.reason,
        round(outcome.confidence, 4),  # as POST /api/chat gives it
        rank,
        passages[0].citation.document if passages else None,
        span_found,
        span_length,
        milliseconds,
        passage=passages[0].text if passages else None,
    )
