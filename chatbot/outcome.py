"""What can come of a question: an answer with its citations, an honest no, or small talk; and of several parts of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from chatbot.cite import CitedPassage
from chatbot.decide import Reason, falling
from chatbot.notices import REFUSALS, of_cut, of_left_out, of_senses, of_unanswered
from chatbot.same_titles import told_apart
from chatbot.small_talk import SmallTalk, Status
from chatbot.understand import Question


@dataclass(frozen=True, slots=True)
class Answered:
    """At least one cited passage. The message is what the first `parts` of them tell: each answers a part of the question, or
    what one announces by a colon follows it, or they are a list that is asked for.

    The first `senses` are of different documents and answer equally well: the question may mean any of them, or what `others`
    is of, for which a reply of one passage has no room. `unanswered` are the parts that nothing answers, `left_out` those whose
    answer there is no room for. `cut` are the titles of documents of whose list or table only the beginning is told.
    """

    status: ClassVar[Status] = "answered"
    reason: ClassVar[None] = None

    passages: tuple[CitedPassage, ...]
    parts: int = 1
    senses: int = 1
    unanswered: tuple[str, ...] = ()
    others: tuple[CitedPassage, ...] = ()
    left_out: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an answer without a citation."""
        if not self.passages:
            raise ValueError("an answer needs at least one cited passage")

    @property
    def confidence(self) -> float:
        """The probability that the first passage answers."""
        return self.passages[0].confidence

    @property
    def shown(self) -> tuple[CitedPassage, ...]:
        """What is cited."""
        return self.passages

    @property
    def told(self) -> tuple[CitedPassage, ...]:
        """The passages that the message consists of: of each part or of each sense one, with what it announces."""
        return self.passages[: max(self.parts, self.senses)]

    @property
    def meant(self) -> tuple[tuple[str, CitedPassage], ...]:
        """The passages of each sense behind what its document is called, by its file too where titles are equal; empty where it is one."""
        senses = (*self.passages[: self.senses], *self.others)
        if len(senses) == 1:
            return ()
        titles = told_apart((passage.citation.title, passage.citation.source) for passage in senses)
        return tuple(zip(titles, senses, strict=True))

    @property
    def notice(self) -> str:
        """What the message says beside them: that the question has several senses, or where a list goes on, and which parts nothing
        answers or are left out; or nothing.
        """
        if meant := self.meant:
            return of_senses(title for title, _ in meant)
        said = (of_cut(self.cut), of_unanswered(self.unanswered), of_left_out(self.left_out))
        return "\n".join(filter(None, said))

    @property
    def message(self) -> str:
        """What a visitor reads first, verbatim from a document; of several senses each behind its document's title, and an item of
        a list behind what announces it.

        Of parts that nothing answers or that are left out it says so, behind those of the others.
        """
        if meant := self.meant:
            shown = meant[: self.senses]
            return "\n".join((self.notice, *(f"{title}: {passage.told}" for title, passage in shown)))
        return "\n".join(filter(None, (*(passage.told for passage in self.told), self.notice)))


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """An honest no: the reason, and what came nearest. It has no passages to give."""

    status: ClassVar[Status] = "no_answer"

    reason: Reason
    related: tuple[CitedPassage, ...]

    @property
    def confidence(self) -> float:
        """The probability that the nearest passage would have answered."""
        return self.related[0].confidence if self.related else 0.0

    @property
    def shown(self) -> tuple[CitedPassage, ...]:
        """What came nearest."""
        return self.related

    @property
    def message(self) -> str:
        """The no in plain words."""
        return REFUSALS[self.reason]


Outcome = Answered | NotAnswered | SmallTalk


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question; `version` is the index version that it was answered from, `suggestions` are questions to ask next."""

    id: str
    question: Question
    outcome: Outcome
    version: str
    suggestions: tuple[str, ...] = ()


def joined(asked: str, questions: Sequence[Question]) -> Question:
    """The parts as one question again, without one that the next begins with: "Who won?", "Who won, and why?"."""
    terms = dict.fromkeys(term for question in questions for term in question.context_terms)
    every = [question.understood for question in questions]
    said = [words for words, after in zip(every, [*every[1:], ""], strict=True) if not _begins_with(after, words)]
    return Question(asked, " ".join(said), tuple(terms))


def _begins_with(question: str, other: str) -> bool:
    return question.startswith(f"{other.rstrip('?')}, ")


def combined(
    questions: Sequence[Question], outcomes: Sequence[Outcome], shown: int, not_asked: Sequence[str] = ()
) -> Outcome:
    """The first passage of each part in order, with what it announces where that leaves room for all, then the others; a no only
    where no part is answered, and small talk only where there is nothing else to reply to.

    A part of several senses is left out beside one that has an answer. `not_asked` are further parts, left out too.
    """
    answered = [outcome for outcome in outcomes if isinstance(outcome, Answered) and not outcome.meant]
    ambiguous = next((outcome for outcome in outcomes if isinstance(outcome, Answered) and outcome.meant), None)
    if ambiguous and not answered:
        return ambiguous
    if not answered or (len(outcomes) == 1 and not not_asked):
        return min(outcomes, key=_says_little)
    firsts: dict[str, CitedPassage] = {}
    has_room = sum(outcome.parts for outcome in answered) <= shown
    for first in (p for outcome in answered for p in outcome.passages[: outcome.parts if has_room else 1]):
        same = firsts.get(first.citation.id)
        firsts[first.citation.id] = first if same is None else _marked_for_both(same, first)
    others = sorted(
        (passage for outcome in answered for passage in outcome.passages[1:]), key=lambda passage: -passage.confidence
    )
    passages = list((firsts | {p.citation.id: p for p in others if p.citation.id not in firsts}).values())[:shown]
    confidences = falling(passage.confidence for passage in passages)
    passages = [replace(passage, confidence=sure) for passage, sure in zip(passages, confidences, strict=True)]
    parts = zip(questions, outcomes, strict=True)
    unanswered = tuple(question.asked for question, outcome in parts if isinstance(outcome, NotAnswered))
    told = {passage.citation.id for passage in passages[: len(firsts)]}
    left_out = tuple(
        question.asked
        for question, outcome in zip(questions, outcomes, strict=True)
        if isinstance(outcome, Answered) and (outcome.meant or outcome.passages[0].citation.id not in told)
    )
    cut = dict.fromkeys(
        title
        for outcome in answered
        if outcome.passages[0].citation.id in told
        for title in (outcome.cut if has_room or outcome.parts == 1 else (outcome.passages[0].citation.title,))
    )
    return Answered(
        tuple(passages),
        min(len(firsts), shown),
        unanswered=unanswered,
        left_out=(*left_out, *not_asked),
        cut=tuple(cut),
    )


def _says_little(outcome: Outcome) -> int:
    """A no to a question says most, that nothing was asked least."""
    if isinstance(outcome, NotAnswered):
        return 2 if outcome.reason == "empty_question" else 0
    return 1


def _marked_for_both(first: CitedPassage, second: CitedPassage) -> CitedPassage:
    """A passage that answers two parts, with the marks of both; where two overlap, the first one's."""
    marks = list(first.highlights)
    marks += [
        mark for mark in second.highlights if all(mark.end <= own.start or own.end <= mark.start for own in marks)
    ]
    return replace(first, highlights=tuple(sorted(marks, key=lambda mark: mark.start)))
