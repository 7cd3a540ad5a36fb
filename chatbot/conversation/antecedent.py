"""What a pronoun may stand for: the people and things of the last turns, the nearest and best fitting first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.conversation.people import NO_NAMES, Gender, Name, names, role_gender
from chatbot.conversation.phrases import COMES_ABOUT, POINTED_AT, NounPhrase, anatomy, is_plural, noun_phrases

PERSONAL: dict[str, str] = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she",
    "it": "it", "its": "it", "they": "they", "them": "they", "their": "they", "theirs": "they",
}  # fmt: skip
_PEOPLE: dict[str, Gender] = {"man": "he", "woman": "she", "person": ""}
_POINTING = frozenset(("that", "this", "those", "these"))
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b")
_PLACE = re.compile(r"\b(?:in|at|to|from|near|of) (?=[^\W\d_a-z])")
_IN_PLACE = re.compile(r"\b(in|at|near|from|of|between|off|outside|via) (?:the )?$")
_ARTICLE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
_WHO_IS = re.compile(r"who(?:['’]?s| (?:is|was|are|were)) (?P<name>.+?)[?.! ]*", re.IGNORECASE)
_KNOWN = re.compile(r"(?:[Tt]he|[Yy]our|[Oo]ur|[Mm]y) |[^\W\d_a-z]")  # and not "a stay"
_SINGULAR = ("us", "is", "'s", "’s")
_TIMES = frozenset("year month week day hour time morning afternoon evening night weekend season end".split())  # noqa: SIM905
_NO_THINGS = COMES_ABOUT | {"else"}
KNOWN_GENDER = 1.2  # a known gender weighs as much as being named a little later: tuned on benchmarks/dialogues/tuning


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, and the pronoun that it uses for it: she, he, it, they, or none."""

    name: str
    pronoun: str


@dataclass(frozen=True, slots=True)
class Told:
    """One earlier turn as it was understood: the question, the answer, the document that answered with its subject,
    and the row of the passage that did. `persons` are those for whom "he" or "she" stood in its question.
    """

    question: str
    answer: str = ""
    subject: Subject | None = None
    document: str | None = None
    row: int | None = None
    persons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Candidate:
    text: str
    weight: float
    gender: Gender
    is_thing: bool


def antecedent(pronoun: str, told: Sequence[Told], taken: Sequence[str] = (), asked: str = "") -> str | None:
    """What the pronoun stands for after these turns, oldest first; `taken` is said already in the same question, `asked`, and no
    person that this names is meant.
    """
    lower = pronoun.lower()
    meant = PERSONAL.get(lower, "")
    if not told:
        return None
    if meant in ("he", "she"):
        return _person("he" if meant == "he" else "she", told, taken, asked)
    if meant == "it":
        return next(filter(None, (_thing(turn, taken, is_one=True) for turn in reversed(told))), None)
    if meant == "they":
        return _several(told[-1], taken)
    return _pointed_at(lower, told)


def _person(gender: Gender, told: Sequence[Told], taken: Sequence[str], asked: str = "") -> str | None:
    """The likeliest person of this gender, of any where it is empty."""
    best: _Candidate | None = None
    for age, turn in enumerate(reversed(told)):
        for candidate in _people(turn):
            fits = not gender or candidate.gender in (gender, "")
            if candidate.is_thing or candidate.text in taken or _says(asked, candidate.text) or not fits:
                continue
            candidate.weight += (KNOWN_GENDER if candidate.gender else 0) - 1.5 * age
            if best is None or candidate.weight > best.weight:
                best = candidate
    return best.text if best else None


def _people(turn: Told) -> Iterator[_Candidate]:
    asked = list(_asked(turn))
    said = [_full(name.text, turn) for name in asked]
    parts = anatomy(turn.question)
    asks_who = parts.asked is not None and turn.question[slice(*parts.asked)].lower().startswith("who")
    role = role_gender(turn.question) if asks_who else ""
    # What answers "Who is Ada Quill?" tells of her.
    answering = not (turn.subject and [_full(phrase.text, turn) for phrase in parts.phrases] == [turn.subject.name])
    who_is = _WHO_IS.fullmatch(turn.question)
    answering = answering and (who_is is None or who_is["name"].casefold() not in map(str.casefold, said))
    for name in names(turn.answer):
        text = _full(name.text, turn)
        gender = _gender(text, name, turn)
        is_initials = name.text.isupper() and len(name.text) > 1
        if (
            text in said
            or _says(turn.question, text)
            or name.is_thing
            or (not gender and (is_initials or _is_place(name, turn.answer)))
        ):
            continue
        if turn.subject and text == turn.subject.name:
            yield _Candidate(text, 1.5, gender, turn.subject.pronoun in ("it", "they"))
        elif asks_who and answering:
            yield _Candidate(text, 3.0, role or gender, False)
            answering = False
        else:
            yield _Candidate(text, 1.2, gender or _near_role(turn.answer, name.start), False)
    if asks_who and answering and role and parts.phrases:  # "Who was her husband?" without an answer
        yield _Candidate(parts.phrases[0].text, 2.5, role, False)
    for name, text in zip(asked, said, strict=True):
        is_subject = turn.subject is not None and text == turn.subject.name
        is_thing = name.is_thing or (is_subject and turn.subject is not None and turn.subject.pronoun in ("it", "they"))
        gender = _gender(text, name, turn)
        if gender or not _is_place(name, turn.question):
            is_told_of = not is_subject and text in turn.answer and not _is_beside(name, turn.question)
            yield _Candidate(text, 3.0 if is_told_of and not is_plural(text) else 2.0, gender, is_thing)
    if turn.subject and turn.subject.pronoun in ("he", "she"):
        yield _Candidate(turn.subject.name, 1.0, "he" if turn.subject.pronoun == "he" else "she", False)


def _asked(turn: Told) -> Iterator[Name]:
    """The names in a question, also those of several words that its answer alone writes with capitals."""
    question = turn.question.casefold()
    yield from (name for name in names(turn.question) if name.start or len(name.text.split()) > 1)
    for name in names(turn.answer):
        start = question.find(name.text.casefold())
        if start > 0 and " " in name.text and name.text not in turn.question:
            yield replace(name, start=start)


def _says(text: str, name: str) -> bool:
    """Whether a text has each word of a name, in whatever letters."""
    return set(name.casefold().split()).issubset(re.findall(r"\w+(?:[-'’.]\w+)*", text.casefold()))


def _gender(text: str, name: Name, turn: Told) -> Gender:
    if turn.subject and text == turn.subject.name and turn.subject.pronoun in ("he", "she"):
        return "he" if turn.subject.pronoun == "he" else "she"
    return name.gender


def _is_place(name: Name, answer: str) -> bool:
    """ "in Cork", "from Cork", "mayor of Cork", and not "from Jelka Orsic"."""
    behind = _IN_PLACE.search(answer[: name.start])
    return behind is not None and (behind[1] not in ("from", "of") or " " not in name.text)


def _is_beside(name: Name, question: str) -> bool:
    """ "the Ferryman", "Matthew's mother": the name is of a thing, or of whom the one who is asked about belongs to."""
    owns = question[name.start + len(name.text) :].startswith(("'", "’"))
    return owns or _ARTICLE.search(question[: name.start]) is not None


def _near_role(answer: str, start: int) -> Gender:
    """ "a son, Jonas": the word before the name."""
    return role_gender(" ".join(re.findall(r"\w+", answer[:start])[-1:]))


def _is_subject(name: Name, turn: Told) -> bool:
    return turn.subject is not None and name.text == turn.subject.name


def _full(name: str, turn: Told) -> str:
    """The subject's whole name for a part of it."""
    if turn.subject and set(name.casefold().split()) <= set(turn.subject.name.casefold().split()):
        return turn.subject.name
    return name


def _thing(turn: Told, taken: Sequence[str], is_one: bool = False) -> str | None:
    """What the question, or else its answer, is about; `is_one`: of what a question names rather one than several, where it may be
    in or at that.
    """
    parts = anatomy(turn.question)
    asks_who = turn.question.lower().startswith("who")
    people = {
        name.text
        for name in names(turn.question)
        if (asks_who or name.gender or _full(name.text, turn) != name.text or _is_subject(name, turn))
        and _may_be_person(name, turn)
    } | set(turn.persons)
    found: list[int] = []
    within: list[int] = []
    for place, phrase in enumerate(parts.phrases):
        if (
            phrase.text in taken
            or _without_article(phrase.text) in people
            or phrase.text.split()[0].lower() in _POINTING
        ):
            continue
        is_last_of_owner = place + 1 == len(parts.phrases) and re.search("['’]s ", phrase.text)
        if not is_last_of_owner and (phrase.text.lower().startswith(("his ", "her ")) or _names_person(phrase, people)):
            continue
        if phrase.preposition not in ("in", "at", "on", "by"):
            found.append(place)
        elif phrase.text.split()[-1].lower() not in _TIMES | NO_NAMES:
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
        is_number = _YEAR.search(phrase.text) or not re.search(r"[^\W\d]", phrase.text)
        if not is_number and not any(person in phrase.text for person in _persons(turn)):
            return re.sub(r"^an? ", "the ", _with_owner(phrase, said[place + 1 :], turn.answer), flags=re.IGNORECASE)
    return turn.subject.name if turn.subject and turn.subject.pronoun not in ("he", "she") else None


def _is_several(phrase: NounPhrase) -> bool:
    """Whether it names several, and is no name: "the entries", and not "Gull Ferries"."""
    last = phrase.text.split()[-1]
    return last.islower() and is_plural(last) and not last.endswith(_SINGULAR)


def _several(turn: Told, taken: Sequence[str]) -> str | None:
    parts = anatomy(turn.question)
    asked = turn.question[slice(*parts.asked)] if parts.asked else ""
    for phrase in parts.phrases:
        if is_plural(phrase.text.lower()) and phrase.text not in taken and phrase.text[-2:] != "'s":
            return re.sub(r"^(?:any|some) ", "the ", phrase.text, flags=re.IGNORECASE)
    people = _persons(turn)
    if len(people) > 1 and not asked.lower().startswith("how many"):
        return f"{people[0]} and {people[1]}"
    if asked.lower().startswith("how many"):
        counted = asked.split(" ", 2)
        if len(counted) > 2:
            return counted[2].removeprefix("of ")
    for phrase in noun_phrases(turn.answer):
        last = phrase.text.split()[-1].lower()
        if last.endswith("s") and not last.endswith(("ss", "'s")) and phrase.text.lower() not in turn.question.lower():
            return phrase.text
    return _thing(turn, taken)


def _pointed_at(lower: str, told: Sequence[Told]) -> str | None:
    """ "that year", "the same party", "there", "then"."""
    turn = told[-1]
    if lower in ("then", "that year", "that time", "the same year", "this year"):
        years = _YEAR.findall(turn.answer) or _YEAR.findall(turn.question)
        return f"in {years[-1]}" if years else None
    if lower == "there":
        for text in (turn.question, turn.answer):
            places = [name for name in names(text) if _PLACE.search(text[max(0, name.start - 5) : name.start + 1])]
            places = [name for name in places if not _may_be_person(name, turn) or text is turn.answer]
            if places:
                return f"in {_full(places[-1].text, turn)}"
        return f"in {turn.subject.name}" if turn.subject and turn.subject.pronoun == "it" else None
    noun = lower.split()[-1]
    is_bare = noun in ("that", "this", "one", "ones")
    if not is_bare and (found := _called(noun, told)):
        return found
    if noun in _PEOPLE:
        return _person(_PEOPLE[noun], told, ())
    return _thing(turn, ()) if is_bare or noun in POINTED_AT else None


def _called(noun: str, told: Sequence[Told]) -> str | None:
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


def _persons(turn: Told) -> list[str]:
    found = [
        _full(name.text, turn)
        for text in (turn.question, turn.answer)
        for name in names(text)
        if _may_be_person(name, turn)
    ]
    return list(dict.fromkeys(found))


def _may_be_person(name: Name, turn: Told) -> bool:
    if turn.subject and _full(name.text, turn) == turn.subject.name:
        return turn.subject.pronoun in ("he", "she")
    return not name.is_thing and (
        bool(name.gender)
        or (
            len(name.text.split()) > 1
            and " of " not in name.text
            and " the " not in name.text
            and not re.search(r"\d", name.text)
        )
    )


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
