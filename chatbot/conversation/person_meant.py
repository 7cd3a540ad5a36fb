"""Whom "he" or "she" may stand for: the people of the last turns, the nearest and best fitting first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.conversation.letters import CAPITAL
from chatbot.conversation.people import Gender, Name, names, role_gender
from chatbot.conversation.phrases import anatomy, is_plural, noun_phrases
from chatbot.conversation.told import Told, full, is_subject

_IN_PLACE = re.compile(
    rf"\b(in|at|near|from|of|between|off|outside|via) (?:the )?(?:{CAPITAL}[\w’'-]*(?: {CAPITAL}[\w’'-]*)*, )?$"
)  # "in Cork, Ireland" too
_ARTICLE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_LONGEST_BEFORE = len("outside the ")
# "Behavioural advice is given by Greta Holm": whom "who gives it" awaits.
_BY = re.compile(rf"\bby (?=(?:{CAPITAL}\w*\.? )?{CAPITAL}\w+ {CAPITAL})")
_OWN = re.compile(r"(?:my|our) \w", re.IGNORECASE)  # "my dog": whom visitors bring is "he" or "she" to them
_NEAR = 60  # characters before a name, in which the word before it stands
_WHO_IS = re.compile(r"who(?:['’]?s| (?:is|was|are|were)) (?P<name>.+?)(?<![?.! ])[?.! ]*", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
KNOWN_GENDER = 1.2  # a known gender weighs as much as being named a little later: tuned on benchmarks/dialogues/tuning


@dataclass(slots=True)
class _Candidate:
    text: str
    weight: float
    gender: Gender
    is_thing: bool


def person(gender: Gender, told: Sequence[Told], taken: Sequence[str], asked: str = "") -> str | None:
    """The likeliest person of this gender, of any where it is empty."""
    best: _Candidate | None = None
    named = _words(asked)
    for age, turn in enumerate(reversed(told)):
        for candidate in _people(turn):
            fits = not gender or candidate.gender in (gender, "")
            if candidate.is_thing or candidate.text in taken or _says(named, candidate.text) or not fits:
                continue
            candidate.weight += (KNOWN_GENDER if candidate.gender else 0) - 1.5 * age
            if best is None or candidate.weight > best.weight:
                best = candidate
    return best.text if best else None


def persons(turn: Told) -> list[str]:
    """The people that a turn names, each once, by their whole names."""
    found = [
        full(name.text, turn)
        for text in (turn.question, turn.answer)
        for name in names(text)
        if may_be_person(name, turn)
    ]
    return list(dict.fromkeys(found))


def may_be_person(name: Name, turn: Told) -> bool:
    """Whether a name in a turn is somebody's, as far as its form and the subject say."""
    if turn.subject and full(name.text, turn) == turn.subject.name:
        return turn.subject.gender != ""
    return not name.is_thing and (
        bool(name.gender)
        or (
            len(name.text.split()) > 1
            and " of " not in name.text
            and " the " not in name.text
            and not re.search(r"\d", name.text)
        )
    )


def _people(turn: Told) -> Iterator[_Candidate]:
    """Those whom a turn's answer names, those whom its question does, and whom its document is about."""
    asked = list(_asked(turn))
    said = [full(name.text, turn) for name in asked]
    yield from _answering(turn, said)
    for name, text in zip(asked, said, strict=True):
        gender = _gender(text, name, turn)
        if gender or not _is_place(name, turn.question):
            is_own = is_subject(text, turn)
            is_told_of = not is_own and text in turn.answer and not _is_beside(name, turn.question)
            weight = 3.0 if is_told_of and not is_plural(text) else 2.0
            yield _Candidate(text, weight, gender, name.is_thing or (is_own and _is_of_thing(turn)))
    for phrase in (*anatomy(turn.question).phrases, *noun_phrases(turn.question)):
        if _OWN.match(phrase.text) and not is_plural(phrase.text.lower()):
            yield _Candidate(phrase.text, 2.0, role_gender(phrase.text.split()[-1]), False)
            break
    if turn.subject and turn.subject.gender:
        yield _Candidate(turn.subject.name, 1.0, turn.subject.gender, False)


def _answering(turn: Told, said: Sequence[str]) -> Iterator[_Candidate]:
    """Those whom an answer names and the question, which names these by their whole names, does not."""
    parts = anatomy(turn.question)
    asks_who = parts.asked is not None and turn.question[slice(*parts.asked)].lower().startswith("who")
    role = role_gender(turn.question) if asks_who else ""
    is_awaited = asks_who and not _tells_of_named(turn, said)
    done_by = _BY.search(turn.answer) if is_awaited else None
    words = _words(turn.question)
    for name in names(turn.answer):
        text = full(name.text, turn)
        gender = _gender(text, name, turn)
        is_initials = name.text.isupper() and len(name.text) > 1
        is_no_person = name.is_thing or (not gender and (is_initials or _is_place(name, turn.answer)))
        if text in said or _says(words, text) or is_no_person:
            continue
        if is_subject(text, turn):
            yield _Candidate(text, 1.5, gender, _is_of_thing(turn))
        elif is_awaited and (done_by is None or name.start >= done_by.end() or gender):
            yield _Candidate(text, 3.0, role or gender, False)
            is_awaited = False
        else:
            yield _Candidate(text, 1.2, gender or _near_role(turn.answer, name.start), False)
    if is_awaited and role and parts.phrases:  # "Who was her husband?" without an answer
        yield _Candidate(parts.phrases[0].text, 2.5, role, False)


def _tells_of_named(turn: Told, said: Sequence[str]) -> bool:
    """Whether what answers tells of whom the question names: "Who is Ada Quill?"."""
    phrases = [full(phrase.text, turn) for phrase in anatomy(turn.question).phrases]
    who_is = _WHO_IS.fullmatch(turn.question)
    is_named = who_is is not None and who_is["name"].casefold() in map(str.casefold, said)
    return is_named or (turn.subject is not None and phrases == [turn.subject.name])


def _is_of_thing(turn: Told) -> bool:
    return turn.subject is not None and turn.subject.pronoun in ("it", "they")


def _asked(turn: Told) -> Iterator[Name]:
    """The names in a question, also those of several words that its answer alone writes with capitals."""
    question = turn.question.casefold()
    yield from (name for name in names(turn.question) if name.start or len(name.text.split()) > 1)
    for name in names(turn.answer):
        start = question.find(name.text.casefold())
        if start > 0 and " " in name.text and name.text not in turn.question:
            yield replace(name, start=start)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _says(words: frozenset[str], name: str) -> bool:
    """Whether each word of a name is among these, in whatever letters."""
    return words.issuperset(name.casefold().split())


def _gender(text: str, name: Name, turn: Told) -> Gender:
    own = turn.subject.gender if turn.subject and is_subject(text, turn) else ""
    return own or name.gender


def _is_place(name: Name, answer: str) -> bool:
    """ "in Cork", "from Cork", "mayor of Cork", and not "from Jelka Orsic"."""
    behind = _IN_PLACE.search(answer, max(0, name.start - _LONGEST_BEFORE), name.start)
    return behind is not None and (behind[1] not in ("from", "of") or " " not in name.text)


def _is_beside(name: Name, question: str) -> bool:
    """ "the Ferryman", "Matthew's mother": the name is of a thing, or of whom the one who is asked about belongs to."""
    owns = question[name.start + len(name.text) :].startswith(("'", "’"))
    return owns or _ARTICLE.search(question[: name.start]) is not None


def _near_role(answer: str, start: int) -> Gender:
    """ "a son, Jonas": the word before the name."""
    return role_gender(" ".join(re.findall(r"\w+", answer[max(0, start - _NEAR) : start])[-1:]))
