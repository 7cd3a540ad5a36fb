"""What turns before a question do to it, counted on dialogues that one can follow by hand."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.cite import Citation, CitedPassage
from chatbot.conversation.recall import Turn
from chatbot.evaluation.histories import HistoryEffect, effect_of_histories
from chatbot.outcome import Answered, NotAnswered, Reply
from chatbot.question_set import GoldQuestion
from chatbot.understand import Question


def passage(text: str, document: str) -> CitedPassage:
    place = Citation(f"{document}:1", document, document, (), f"{document}.txt", 0, 1, None, None)
    return CitedPassage(text, 0.9, (), None, None, place)


ADA, OTTO = passage("Ada was born in 1872.", "ada"), passage("Otto was born in 1880.", "otto")
DIED = passage("Ada died in 1931.", "ada")


def ask(question: str, document: str | None, history: Sequence[Turn]) -> Reply:
    """Knows by heart; takes "where" after Otto for a question about Otto."""
    last = history[-1] if history else None
    match question:
        case "When was Ada born?":
            found = (ADA,)
        case "When was Otto born?":
            found = (OTTO,)
        case "When did she die?":
            found = (DIED,) if last and last.answer == ADA.text else (OTTO,)
        case "Who died in 1931?":
            found = (DIED,) if last is None else ()
        case _:
            found = (OTTO,) if last and last.answer == OTTO.text else (ADA,)
    return Reply("id", Question(question, question), Answered(found) if found else NotAnswered("out_of_scope", ()), "v")


def gold(question: str, *texts: str, scored: bool = True) -> GoldQuestion:
    return GoldQuestion(question, texts, scored=scored)


DIALOGUES = [
    (
        gold("When was Ada born?", ADA.text, scored=False),
        gold("When did she die?", DIED.text),
        gold("Who died in 1931?", DIED.text),
        gold("Who is the king?"),
    ),
    (gold("When was Otto born?", OTTO.text),),
    (gold("Where does Ada stand?", ADA.text),),
]


def test_turns_are_rescued_by_their_history_and_lost_by_it() -> None:
    effect = effect_of_histories(DIALOGUES, ask, lambda _: None)
    assert (effect.turns, effect.served, effect.rescued, effect.lost) == (2, 1, 1, 1)


def test_openings_are_asked_behind_one_about_another_document() -> None:
    """ "Where does Ada stand?" is first tried behind Ada, which is passed over, then behind Otto."""
    dialogues = [DIALOGUES[2], DIALOGUES[0], DIALOGUES[1]]
    effect = effect_of_histories(dialogues, ask, lambda _: None)
    assert (effect.openings, effect.wrongly_rescued) == (3, 1)


def test_where_all_is_about_one_document_there_is_nothing_to_be_rescued_from() -> None:
    effect = effect_of_histories(DIALOGUES[2:], ask, lambda _: None)
    assert effect == HistoryEffect(turns=0, served=0, rescued=0, lost=0, openings=0, wrongly_rescued=0)


def test_progress_is_told_to_the_end() -> None:
    done: list[int] = []
    effect_of_histories(DIALOGUES, ask, done.append)
    assert done == list(range(1, 10))
