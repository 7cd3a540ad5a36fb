"""What a pronoun may stand for after the last turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from chatbot.conversation.letters import CAPITAL
from chatbot.conversation.people import Gender, names
from chatbot.conversation.person_meant import may_be_person, person
from chatbot.conversation.phrases import POINTED_AT, anatomy
from chatbot.conversation.thing_meant import YEAR, called, several, thing
from chatbot.conversation.times import is_time
from chatbot.conversation.told import Told, full

PERSONAL: dict[str, Literal["he", "she", "it", "they"]] = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she",
    "it": "it", "its": "it", "they": "they", "them": "they", "their": "they", "theirs": "they",
}  # fmt: skip
_PEOPLE: dict[str, Gender] = {"man": "he", "woman": "she", "person": ""}
_WHERE = {"in": "in", "into": "in", "to": "in", "at": "at"}
_KNOWN = ("the ", "your ", "our ")
_PLACE = re.compile(rf"\b(?:in|at|to|from|near|of) (?={CAPITAL})")


def antecedent(pronoun: str, told: Sequence[Told], taken: Sequence[str], asked: str) -> str | None:
    """What the pronoun stands for after these turns, oldest first; `taken` is said already in the same question, `asked`, and no
    person that this names is meant.
    """
    lower = pronoun.lower()
    match PERSONAL.get(lower):
        case "he" | "she" as gender:
            return person(gender, told, taken, asked)
        case "it":
            return next(filter(None, (thing(turn, taken, is_one=True) for turn in reversed(told))), None)
        case "they":
            return several(told[-1], taken)
        case _:
            return _pointed_at(lower, told)


def _within(question: str) -> str | None:
    """ "in the mine" of "can I go into the mine?"."""
    for phrase in reversed(anatomy(question).phrases):
        if phrase.preposition in _WHERE and phrase.text.lower().startswith(_KNOWN) and not is_time(phrase.text):
            return f"{_WHERE[phrase.preposition]} {phrase.text}"
    return None


def _pointed_at(lower: str, told: Sequence[Told]) -> str | None:
    """ "that year", "the same party", "there", "then"."""
    turn = told[-1]
    if lower in ("then", "that year", "that time", "the same year", "this year"):
        years = YEAR.findall(turn.answer) or YEAR.findall(turn.question)
        return f"in {years[-1]}" if years else None
    if lower == "there":
        for text in (turn.question, turn.answer):
            if text is turn.answer and (within := _within(turn.question)):
                return within
            places = [name for name in names(text) if _PLACE.search(text[max(0, name.start - 5) : name.start + 1])]
            places = [name for name in places if not may_be_person(name, turn) or text is turn.answer]
            if places:
                return f"in {full(places[-1].text, turn)}"
        return f"in {turn.subject.name}" if turn.subject and turn.subject.pronoun == "it" else None
    noun = lower.split()[-1]
    is_bare = noun in ("that", "this", "one", "ones")
    if not is_bare and (found := called(noun, told)):
        return found
    if noun in _PEOPLE:
        return person(_PEOPLE[noun], told, ())
    return thing(turn, ()) if is_bare or noun in POINTED_AT else None
