"""What "it", "they" and "that party" may stand for: the things of the last turns, a question's before its answer's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.conversation.letters import CAPITAL
from chatbot.conversation.people import NO_NAMES, names, role_gender
from chatbot.conversation.person_meant import may_be_person, persons
from chatbot.conversation.phrases import (
    BE,
    COMES_ABOUT,
    DETERMINERS,
    POINTED_AT,
    PREPOSITIONS,
    NounPhrase,
    anatomy,
    is_plural,
    noun_phrases,
)
from chatbot.conversation.times import is_time
from chatbot.conversation.told import Told, full, is_subject

YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b")
_POINTING = frozenset(("that", "this", "those", "these"))
_KNOWN = re.compile(rf"(?:[Tt]he|[Yy]our|[Oo]ur|[Mm]y) |{CAPITAL}")  # and not "a stay"
_SINGULAR = ("us", "is", "'s", "’s")
_UNITS = frozenset("degrees metres meters kilometres kilometers miles feet euros pounds dollars".split())
_WHO_IS = re.compile(r"who(?:['’]?s| (?:is|was|are|were)) ", re.IGNORECASE)
_SAYS_WHO = re.compile(rf"[?.! ]*(?:$|(?:{'|'.join(PREPOSITIONS)})\b)", re.IGNORECASE)
_BEFORE_LIKE = re.compile(rf"\b(?:{'|'.join(sorted(BE))}) (?:it|they) (?:still |always |also )?$", re.IGNORECASE)
_NO_THINGS = COMES_ABOUT | {"else"}


def thing(turn: Told, taken: Sequence[str], is_one: bool = False) -> str | None:
    """What the question, or else its answer, is about; `is_one`: of what a question names rather one than several, where it may be
    in or at that.
    """
    parts = anatomy(turn.question)
    asks_who = turn.question.lower().startswith("who")
    people = {
        name.text
        for name in names(turn.question)
        if (asks_who or name.gender or full(name.text, turn) != name.text or is_subject(name.text, turn))
        and may_be_person(name, turn)
    } | set(turn.persons)
    found: list[int] = []
    within: list[int] = []
    who_is = _WHO_IS.match(turn.question) if is_one else None
    for place, phrase in enumerate(parts.phrases):
        if who_is and phrase.start == who_is.end() and _SAYS_WHO.match(turn.question, phrase.end):
            continue  # "Who is the keeper of the light?"
        if (
            phrase.text in taken
            or _is_like(phrase, turn.question)
            or (is_one and role_gender(phrase.text.split()[-1]))  # "Ada Quill's daughter"
            or _without_article(phrase.text) in people
            or phrase.text.split()[0].lower() in _POINTING
        ):
            continue
        is_last_of_owner = place + 1 == len(parts.phrases) and re.search("['’]s ", phrase.text)
        if not is_last_of_owner and (phrase.text.lower().startswith(("his ", "her ")) or _names_person(phrase, people)):
            continue
        if phrase.preposition == "for" and is_time(phrase.text):
            continue  # "for a month"
        if phrase.preposition not in ("in", "at", "on", "by"):
            found.append(place)
        elif phrase.text.split()[-1].lower() not in NO_NAMES and not is_time(phrase.text):
            within.append(place)
    if is_one and found and _is_several(parts.phrases[found[0]]):
        known = [at for at in (*found, *within) if _KNOWN.match(parts.phrases[at].text)]
        found = [at for at in known if not _is_several(parts.phrases[at])] + found
    if found:
        return _with_owner(parts.phrases[found[0]], parts.phrases[found[0] + 1 :], turn.question)
    if parts.asked:
        asked = turn.question[slice(*parts.asked)].split(" ", 1)
        if asked[0].lower() in ("which", "what") and len(asked) > 1 and asked[1].lower() not in _NO_THINGS:
            return f"the {asked[1]}"
    said = noun_phrases(turn.answer)
    for place, phrase in enumerate(said):
        is_number = YEAR.search(phrase.text) or not re.search(r"[^\W\d]", phrase.text)
        if not is_number and not any(person in phrase.text for person in persons(turn)):
            return re.sub(r"^an? ", "the ", _with_owner(phrase, said[place + 1 :], turn.answer), flags=re.IGNORECASE)
    return turn.subject.name if turn.subject and not turn.subject.gender else None


def several(turn: Told, taken: Sequence[str]) -> str | None:
    """What several of a turn "they" may be, people too; or else one thing."""
    parts = anatomy(turn.question)
    asked = turn.question[slice(*parts.asked)] if parts.asked else ""
    for phrase in parts.phrases:
        is_many = is_plural(phrase.text.lower()) and not is_time(phrase.text)
        if is_many and phrase.text not in taken and phrase.text[-2:] != "'s":
            return re.sub(r"^(?:any|some) ", "the ", phrase.text, flags=re.IGNORECASE)
    people = persons(turn)
    if len(people) > 1 and not asked.lower().startswith("how many"):
        return f"{people[0]} and {people[1]}"
    if asked.lower().startswith("how many"):
        counted = asked.split(" ", 2)
        if len(counted) > 2:
            return counted[2].removeprefix("of ")
    for phrase in noun_phrases(turn.answer):
        last = phrase.text.split()[-1].lower()
        if last in _UNITS or is_time(last):
            continue  # "below 17 degrees", "for 90 days"
        if last.endswith("s") and not last.endswith(("ss", "'s")) and phrase.text.lower() not in turn.question.lower():
            return phrase.text
    return thing(turn, taken)


def called(noun: str, told: Sequence[Told]) -> str | None:
    """The noun phrase of the last turn that has this noun, or of one before it that ends in it."""
    for age, turn in enumerate(reversed(told)):
        if age and noun in POINTED_AT:
            return None
        for text in (turn.question, turn.answer):
            for phrases in (anatomy(text).phrases, noun_phrases(text)):
                for place, phrase in enumerate(phrases):
                    words = phrase.text.lower().split()
                    if noun in (words[-1:] if age else words) and words[0] not in _POINTING:
                        return _with_owner(phrase, phrases[place + 1 :], text)
    return None


def _is_several(phrase: NounPhrase) -> bool:
    """Whether it names several, and is no name: "the entries", and not "Gull Ferries"."""
    last = phrase.text.split()[-1]
    return last.islower() and is_plural(last) and not last.endswith(_SINGULAR)


def _is_like(phrase: NounPhrase, question: str) -> bool:
    """Whether it says what "it" is like: "is it wheelchair accessible", and not "is it a bridge"."""
    is_bare = phrase.text.islower() and phrase.text.split()[0] not in DETERMINERS
    return is_bare and _BEFORE_LIKE.search(question, 0, phrase.start) is not None


def _names_person(phrase: NounPhrase, people: set[str]) -> bool:
    return any(phrase.text.startswith(person) for person in people)


def _with_owner(phrase: NounPhrase, following: Sequence[NounPhrase], question: str) -> str:
    """ "the tower" with its "of Pennock Lighthouse"."""
    if following and following[0].preposition in ("of", "for"):
        between = question[phrase.end : following[0].start].strip()
        if between == following[0].preposition:
            return question[phrase.start : following[0].end]
    return phrase.text


def _without_article(text: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", text, flags=re.IGNORECASE)
