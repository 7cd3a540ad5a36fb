"""What is asked of every life in the same few words: dates, nationality, work, fame, whom somebody followed.

The visitors' questions have next to none of them ("how old is she", "who did he replace"), so that the network takes their
answers for near misses, or one who came after for the one before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.knowing.definition import NAME, forms
from chatbot.knowing.marriages import NTH, rows_of_fewer
from chatbot.knowing.siblings import BROTHERS, SIBLINGS, SISTERS, rows_of_siblings, told_of_siblings
from chatbot.knowing.sure import Known, Sure, facts
from index import BlockKind, Passage

_ASKS_WHEN = r"(?:when|(?:in )?(?:what|which) year|on (?:what|which) (?:day|date))"
_OWN = rf"{NAME}(?:['’]s?)?"
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b")
_LIVES = re.compile(r"\bis (?=an? )", re.IGNORECASE)  # of whom has died a text says what they were
_DIES = r"\b(?:died|dies|killed|murdered|executed|drowned|buried|pass(?:ed|es) away|funeral|(?:his|her|their) death)\b"
_WHEN = r"(?:in|on|at|by|after|before|during)\b[^,.;]{1,60}?,?"  # "In May 1950 she died."
_IN_BRACKETS = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")
_KNOWN_FOR = re.compile(r"\b(?:known|famous|remembered|renowned|noted) (?:\w+ )?(?:for|as)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_PROSE = 8  # first sentences among which fame is told of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, by its forms, each of which has one of `words`; `names` are those of facts that tell it, `never` of such
    that do not, `among` what those are called among whom somebody grew up.
    """

    words: frozenset[str]
    forms: tuple[re.Pattern[str], ...]
    names: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    among: frozenset[str] = frozenset()


def _kin(words: str, kin: str, among: frozenset[str]) -> Asked:
    """What asks for brothers or sisters, of whom those tell who are called so."""
    asks = forms(
        rf"how many {kin}(?: (?:does|did|has|had))? {NAME}(?: have| had| got| grow up with)?(?: in total| altogether)?",
        rf"(?:does|did|has|had) {NAME} (?:have |got )?(?:an?y? |any )?{kin}(?:,? (?:and )?how many)?",
        rf"{_OWN} {kin}", rf"{kin} of {NAME}",
    )  # fmt: skip
    return Asked(frozenset(words.split()), asks, ("siblings",), ("children",), among)


def _asked(words: str, *asks: str, names: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> Asked:
    return Asked(frozenset(words.split()), forms(*asks), names, never)


_AGE = _asked(
    "old age",
    rf"how old (?:is|was) {NAME}(?: now| today)?", rf"(?:what(?: is|['’]?s| was) )?{_OWN} (?:current )?age",
    names=("birth date",),
)  # fmt: skip
_BORN = _asked(
    "born dob birth birthdate birthday",
    rf"{_ASKS_WHEN} (?:is|was) {NAME} born", rf"{NAME} born",
    rf"(?:(?:what|when)(?: is|['’]?s| was) )?{_OWN} (?:dob|date of birth|birth ?date|birthday)",
    names=("birth date",),
)  # fmt: skip
_DIED = _asked(
    "die died pass passed death deathdate",
    rf"(?:when|(?:in )?(?:what|which) year) did {NAME} (?:die|pass away)", rf"when has {NAME} (?:died|passed away)",
    rf"(?:what(?: is|['’]?s| was) )?{_OWN} (?:date of death|death ?date)",
    names=("death date",),
)  # fmt: skip
_ALIVE = _asked(
    "alive living dead died die pass passed live",
    rf"(?:is|was) {NAME} (?:still |already )?(?:alive|living|dead)", rf"has {NAME} (?:died|passed away)",
    rf"did {NAME} (?:die|pass away)(?: yet| already)?", rf"does {NAME} still live",
    names=("death date",),
)  # fmt: skip
_DEATH = _asked(
    "die died pass passed buried death",
    rf"(?:how|where|why) did {NAME} (?:die|pass away)", rf"what did {NAME} die (?:of|from)",
    rf"(?:where|when) (?:is|was) {NAME} buried", rf"how old was {NAME} when (?:she|he|they) (?:died|passed away)",
    rf"(?:what(?: is|['’]?s| was) )?{_OWN} (?:cause of death|place of death)",
)  # fmt: skip
_NATIONALITY = _asked(
    "nationality citizenship",
    rf"(?:what|which) nationality (?:is|was|does) {NAME}(?: have)?",
    rf"(?:what(?: is|['’]?s| was) )?{_OWN} (?:nationality|citizenship)",
    names=("nationality", "citizenship"),
)  # fmt: skip
_WORK = _asked(
    "job profession occupation",
    rf"(?:what(?: is|['’]?s| was) )?{_OWN} (?:job|profession|occupation)",
    names=("occupation", "profession"),
)
_FAME = _asked(
    "famous known important notable remembered should",
    rf"why (?:is|was) {NAME} (?:so )?(?:famous|known|well[- ]known|important|notable|remembered)",
    rf"what (?:is|was) {NAME} (?:best |most |so )?(?:known|famous|notable) for",
    rf"why should (?:i|we) know {NAME}",
    names=("known for",),
)  # fmt: skip
_FOLLOWED = _asked(
    "replace succeed take follow",
    rf"who(?:m)? did {NAME} (?:replace|succeed|take over from|follow)(?: (?:as|in) (?P<office>.+?))?",
    names=("predecessor",), never=("successor",),
)  # fmt: skip
_TOOK_OFFICE = _asked(
    "become start begin take",
    rf"{_ASKS_WHEN} did {NAME} (?:become|(?:start|begin|take office|take over) as) (?:the |an? )?(?P<office>.+?)",
    names=("term start",), never=("term end",),
)  # fmt: skip
_LEFT_OFFICE = _asked(
    "stop cease leave resign step until till",
    rf"{_ASKS_WHEN} did {NAME} (?:stop being|cease to be|(?:leave office|resign|step down) as) (?:the |an? )?(?P<office>.+?)",
    rf"(?:until|till) when did {NAME} (?:serve|act|work) as (?:the |an? )?(?P<office>.+?)",
    names=("term end",), never=("term start",),
)  # fmt: skip
_OF_OFFICES = (_FOLLOWED, _TOOK_OFFICE, _LEFT_OFFICE)
_SIBLINGS = _kin(
    "siblings brother brothers",
    r"(?:siblings|brothers? (?:and|or|&) sisters?|sisters? (?:and|or|&) brothers?|brothers?/sisters?)",
    SIBLINGS,
)
_BROTHERS = _kin("brother brothers", "brothers?", BROTHERS)
_SISTERS = _kin("sister sisters", "sisters?", SISTERS)
_CHILDREN = _asked(
    "children kids sons daughters offspring",
    rf"how many (?:children|kids|sons|daughters|offspring)(?: (?:does|did|has|had))? {NAME}(?: have| had| got| raise)?",
)
_GRANDCHILDREN = _asked(
    "grandchildren grandkids grandsons granddaughters",
    rf"how many (?:great[- ]?)?grand(?:children|kids|sons|daughters)(?: (?:does|did|has|had))? {NAME}(?: have| had| got)?",
    rf"(?:does|did|has|had) {NAME} (?:have |got )?(?:any )?grand(?:children|kids|sons|daughters)",
    rf"{_OWN} grandchildren",
)  # fmt: skip
_MARRIED_AGAIN = _asked(
    "husband wife spouse",
    rf"(?:who(?:['’]?s|m)?|what)(?: (?:is|was))? (?:the name of )?{_OWN} (?P<nth>{NTH}) (?:husband|wife|spouse)(?: called| named)?",
    rf"(?:when|where|why|how|who(?:m)?) did {NAME} (?:marry|meet|divorce) (?:her|his) (?P<nth>{NTH}) (?:husband|wife)",
)  # fmt: skip
_ALL = (
    _DEATH,
    _AGE,
    _BORN,
    _DIED,
    _ALIVE,
    _NATIONALITY,
    _WORK,
    _FAME,
    *_OF_OFFICES,
    _SIBLINGS,
    _BROTHERS,
    _SISTERS,
    _CHILDREN,
    _GRANDCHILDREN,
    _MARRIED_AGAIN,
)


def asks_of_life(question: str) -> tuple[str, Asked, str] | None:
    """Of whom it is asked, what, and in which office or the how-manieth; None where it asks something else."""
    words = _WORD.findall(question.lower())
    for asked in _ALL:
        for form in () if asked.words.isdisjoint(words) else asked.forms:
            if found := form.fullmatch(question):
                return f"{found['article'] or ''}{found['name']}", asked, _which(found)
    return None


def _which(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return groups.get("office") or groups.get("nth") or ""


def is_of_life(question: str) -> bool:
    """Whether it is a question about a life."""
    return asks_of_life(question) is not None


def told_of_life(asked: Asked, which: str, passages: Sequence[tuple[int, Passage]], opening: Sure | None) -> Known:
    """What the first passages of somebody's document, with their rows, tell of it; nothing where they do not.

    `opening` is the sentence that says who it is.
    """
    if asked is _CHILDREN:
        return Known((), rows_of_siblings(passages))
    if asked is _GRANDCHILDREN:
        return Known((), frozenset(row for row, passage in passages if "grand" not in passage.text.lower()))
    if asked is _MARRIED_AGAIN:
        return Known((), rows_of_fewer(which, passages))
    told = facts(passages, *asked.names)
    if asked.among and not told:
        told = told_of_siblings(asked.among, passages)
    never = frozenset(sure.row for name in asked.never for sure in facts(passages, name))
    if asked is _AGE:
        aged = tuple(sure for sure in facts(passages, "death date") if "aged" in sure.passage.text)
        told = aged or told
    if asked in _OF_OFFICES:
        told = tuple(sure for sure in told if _is_of_office(which, sure.passage.fact_group))
    if told or opening is None:
        return Known(told, never)
    dates = _IN_BRACKETS.search(opening.passage.text[: opening.start])
    years = len(_YEAR.findall(dates[0])) if dates else 0
    if (asked in (_AGE, _BORN) and years) or (asked in (_DIED, _ALIVE) and years > 1):
        return Known((Sure(opening.row, opening.passage),), never)
    if asked in (_DIED, _ALIVE, _DEATH) and _is_said_to_live(opening, passages):
        lives = Sure(opening.row, opening.passage)  # what is told of a death is of others
        return Known((lives,)) if asked is _ALIVE else Known((), frozenset(row for row, _ in passages))
    if asked in (_NATIONALITY, _WORK):
        return Known((opening,), never)
    if asked is _FAME:
        prose = [(row, passage) for row, passage in passages if passage.kind is BlockKind.PARAGRAPH][:_PROSE]
        known_for = ((row, passage, _KNOWN_FOR.search(passage.text)) for row, passage in prose)
        return Known(tuple(Sure(row, passage, at.start()) for row, passage, at in known_for if at)[:1], never)
    return Known((), never)


def _is_of_office(which: str, office: str) -> bool:
    """Whether an office is called so, or some of its words with the first: "chair of the authority" for "Chair of the Ports
    Authority".
    """
    asked, named = (_WORD.findall(words.lower()) for words in (which, office))
    return not asked or which.casefold() == office.casefold() or (asked[:1] == named[:1] and set(asked) <= set(named))


def _is_said_to_live(opening: Sure, passages: Sequence[tuple[int, Passage]]) -> bool:
    """Whether the opening says what somebody is, and neither a fact nor a sentence that begins with "she" or "he" or that
    name tells of a death, nor one that has a time before that and the death right behind.
    """
    start = opening.start or 0
    is_something = _LIVES.match(opening.passage.text, max(start - len("is "), 0))
    if not is_something or any(passage.fact_name.startswith("death ") for _, passage in passages):
        return False
    name = re.findall(r"\w+", opening.passage.text[:start])[:3]
    them = rf"(?:{'|'.join(map(re.escape, ('she', 'he', 'they', *name)))})\b"
    dies = rf"\W*(?:{them}.*{_DIES}|{_WHEN} {them}(?: \w+){{0,2}} {_DIES})"
    died = re.compile(dies, re.IGNORECASE | re.DOTALL)
    return not any(died.match(passage.text) for _, passage in passages)
