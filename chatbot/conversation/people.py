"""Names in a text, and whether one may be a woman's, a man's or a thing's: by titles, given names and roles, no model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chatbot.conversation.letters import CAPITAL, SMALL
from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, INDEFINITE, ORDERS, PREPOSITIONS

Gender = Literal["she", "he", ""]

_WOMEN = frozenset(
    """
    alice amy ana andrea angela anita ann anna anne barbara beatrice betty brenda carol caroline carolyn
    catherine charlotte christina christine claire cynthia deborah debra diana diane donna dorothy eleanor
    elizabeth ella ellen emily emma eva evelyn frances gloria grace hannah heather helen helena ida irene
    irina isabel jane janet janice jean jennifer jessica joan joyce judith judy julia julie karen kate katherine
    kathleen kelly laura lena linda lisa lucy margaret maria marie marilyn martha mary megan melissa mia
    michelle nadia nancy natalie nicole nina olga olivia pamela patricia rachel rebecca rita rosa rose
    ruth sandra sara sarah sharon shirley sofia sophia sophie stephanie susan susanna teresa theresa tina
    valerie vanessa vera victoria virginia wendy yvonne zoe
    """.split()
)  # the most frequent in English-speaking countries, without those that men bear too
_MEN = frozenset(
    """
    aaron adam alan albert alexander alfred andrew anthony arthur benjamin bernard brian bruce carl carlos
    charles christopher daniel david dennis donald douglas edmund eduard edward edwin eric
    ernest eugene felix francis frank franz fred frederick gary george gerald gregory hans harold harry henry
    herbert howard hugh ian ivan jack jacob james jason jeffrey jeremy jerry jesse joe john jonathan jose
    josef joseph joshua juan julian karl keith kenneth kevin larry lawrence leo leonard leonardo louis luis
    mark martin matthew max michael nathan nicholas oscar otto patrick paul pedro peter philip
    philipp ralph raymond richard robert roger ronald roy russell ryan samuel scott sean sebastian sergei simon
    stanley stephen steve steven stuart theodore thomas timothy tobias victor viktor vincent walter wayne
    wilhelm william
    """.split()
)
_WOMEN_ROLES = frozenset(
    """
    wife mother daughter sister aunt niece grandmother granddaughter widow girlfriend actress queen princess
    duchess empress woman girl heroine abbess countess lady stepmother mrs ms miss madame
    """.split()
)
_MEN_ROLES = frozenset(
    """
    husband father son brother uncle nephew grandfather grandson widower boyfriend actor king prince duke
    emperor man boy hero abbot count stepfather mr sir lord monk
    """.split()
)
_RANKS = frozenset(
    """
    dr mr mrs ms miss sir lord lady prof professor president minister prime king queen prince princess captain
    general colonel judge justice senator governor mayor chancellor pope bishop saint st abbess abbot emperor
    empress duke duchess count countess engineer doctor first secretary
    """.split()
)
_THINGS = frozenset(
    """
    act agency academy airport army association award bank bay bill board book bridge building castle cathedral
    centre center church city college committee company conservatory corporation council country county court
    cup department festival force foundation government group hall hospital house institute international island
    kingdom lake league library licence lighthouse market ministry mountain museum music national office opera
    orchestra order organization park parliament party philharmonic plate prize project republic river road
    school sea service society square state station street symphony team theatre tower town treaty trust union
    university valley war
    """.split()
)
_OF_QUESTIONS = ASKING | AUXILIARIES | PREPOSITIONS | DETERMINERS | ORDERS | INDEFINITE
_GIVEN_NAMES = {"per", "till"}  # of them
_FUNCTION_WORDS = frozenset(
    """
    few more most much many several such both either neither another other others only one half all no
    i he she it we you they here there
    and or but so than if because although though while once
    behind below above amid beyond despite following like including owing due according throughout unlike up upon via
    not now just yes thanks
    """.split()
)
_ADVERBS = frozenset(
    """
    today currently formerly former initially originally finally eventually meanwhile later next then previously recently
    soon again afterwards thereafter subsequently however therefore thus instead otherwise together
    """.split()
)
CALENDAR = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    """.split()
)
_CONTACT = frozenset("phone telephone fax email website address".split())
# What may stand at the head of a run of capitals, as it begins a sentence or names a time, and is no part of a name.
NO_NAMES = frozenset(
    word.replace("'", "") for word in (_OF_QUESTIONS - _GIVEN_NAMES) | _FUNCTION_WORDS | _ADVERBS | CALENDAR | _CONTACT
)
_RUN = re.compile(
    rf"(?P<article>\b[Aa]n? )?(?P<name>{CAPITAL}[\w’'-]*\.?"
    rf"(?:(?: (?:de|da|del|della|di|van|von|der|den|of|the|al|bin|la|le))* {CAPITAL}[\w’-]*(?:'(?!s\b)\w+|(?<=s)'(?= {CAPITAL}))?)*)"
)
# What follows the verb of an order: "Write to the office" names nobody, nor does "Bring a towel".
_BEFORE_A_NOUN = re.compile(rf"(?:-\w+)? {SMALL}")
_BEHIND_AN_ORDER = re.compile(r" (?:to|your|our|us|me|them|it|the|an?|this|these|those|any|each|every)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; `gender` is what its own words say."""

    text: str
    start: int
    gender: Gender
    is_thing: bool


def names(text: str) -> Iterator[Name]:
    """The names of a text in order, without function words at their head and ranks ("Minister Hun Sen")."""
    for run in _RUN.finditer(text):
        words = re.split(r" ", run["name"])
        if run["article"] and len(words) == 1 and _BEFORE_A_NOUN.match(text, run.end()):
            continue  # "a Cambodian politician"
        start = run.start("name")
        if run["article"] and len(words) > 1:  # "an American Scott Leiper"
            start += len(words.pop(0)) + 1
        gender: Gender = ""
        while words and ((word := _bare(words[0])) in NO_NAMES or (word in _RANKS and len(words) > 1)):
            gender = gender or role_gender(word)
            start += len(words.pop(0)) + 1
        name = re.sub(r"['’]s?$|\.$", "", " ".join(words))
        is_alone = len(words) == 1 and start == run.start("name") and not gender_of(name)
        if is_alone and _begins_sentence(text, start) and _BEHIND_AN_ORDER.match(text, run.end()):
            continue
        if len(name) > 1:
            yield Name(name, start, gender or gender_of(name), any(_bare(word) in _THINGS for word in words))


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?:"


def gender_of(name: str) -> Gender:
    """By its first word; empty where that is not among the most frequent given names."""
    first = _bare(name.split(" ", 1)[0])
    return "she" if first in _WOMEN else "he" if first in _MEN else ""


def role_gender(words: str) -> Gender:
    """The gender of the last role that is named: "her second husband"."""
    found: Gender = ""
    for word in re.findall(r"\w+", words.casefold()):
        found = "she" if word in _WOMEN_ROLES else "he" if word in _MEN_ROLES else found
    return found


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$|\W", "", word).casefold()
