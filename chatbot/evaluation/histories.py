"""What the turns before a question do to it: the questions that they rescue, and those that they make worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.conversation.recall import Turn
from chatbot.evaluate import Ask, evaluate
from chatbot.outcome import Answered, Reply
from chatbot.question_set import Dialogue


@dataclass(frozen=True, slots=True)
class HistoryEffect:
    """Counts of questions that have an answer; served is who gets a right passage first.

    Of `turns` with others before them `served` are, `rescued` of them only because of those others; `lost` would be
    without them. Of `openings` that are served alone, `wrongly_rescued` are no longer behind a question about another
    document.
    """

    turns: int
    served: int
    rescued: int
    lost: int
    openings: int
    wrongly_rescued: int


def effect_of_histories(dialogues: Sequence[Dialogue], ask: Ask, progress: Callable[[int], None]) -> HistoryEffect:
    """Ask every turn with its history and without, and every opening question behind another one.

    `progress` is told how many dialogues are done, three times over.
    """
    told = [place > 0 for dialogue in dialogues for place, question in enumerate(dialogue) if question.scored]
    together = evaluate(dialogues, ask, progress)
    alone = evaluate(
        dialogues, lambda asked, within, _: ask(asked, within, ()), lambda done: progress(len(dialogues) + done)
    )
    pairs = [
        (a.is_correct, b.is_correct)
        for a, b, has_history in zip(together, alone, told, strict=True)
        if has_history and a.answerable
    ]
    openings, wrongly_rescued = _behind_another(dialogues, ask, lambda done: progress(2 * len(dialogues) + done))
    return HistoryEffect(
        turns=len(pairs),
        served=sum(with_it for with_it, _ in pairs),
        rescued=sum(with_it and not without for with_it, without in pairs),
        lost=sum(without and not with_it for with_it, without in pairs),
        openings=openings,
        wrongly_rescued=wrongly_rescued,
    )


def _behind_another(dialogues: Sequence[Dialogue], ask: Ask, progress: Callable[[int], None]) -> tuple[int, int]:
    """How many openings are served alone, and how many of those no longer are behind the next that another document answers."""
    replies: list[Reply] = []

    def remembered(asked: str, within: str | None, history: Sequence[Turn]) -> Reply:
        replies.append(ask(asked, within, history))
        return replies[-1]

    openings = [(replace(dialogue[0], scored=True),) for dialogue in dialogues if dialogue[0].gold]
    alone = evaluate(openings, remembered, lambda _: None)
    served = worse = 0
    for place, (opening, outcome) in enumerate(zip(openings, alone, strict=True)):
        progress(place + 1)
        others = [(place + step) % len(openings) for step in range(1, len(openings))]
        stranger = next((other for other in others if alone[other].document != outcome.document), None)
        if not outcome.is_correct or stranger is None:
            continue
        shown = replies[stranger].outcome
        turn = Turn(alone[stranger].question, shown.message if isinstance(shown, Answered) else None)
        [behind] = evaluate([opening], _after(turn, ask), lambda _: None)
        served, worse = served + 1, worse + (not behind.is_correct)
    return served, worse


def _after(turn: Turn, ask: Ask) -> Ask:
    return lambda question, document, _: ask(question, document, (turn,))
