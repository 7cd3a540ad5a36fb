"""A clause that is asked for by its number, as in contracts and rules: "what does clause 4.2 say", "section 5", "rule 3.3 (b)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.knowing.sure import Sure
from chatbot.ranking.clause_numbers import CALLED, NUMBER, compared, headed, opened
from index import BlockKind, Passage

_CALLED = rf"{CALLED}|para|art|sec|point|item|step|§+"
_ASKED = re.compile(
    r"(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:(?P<lead>(?:what(?:['’]s| is| does| do)?|how does)(?P<within> (?:in|under|written in|it say in))?|where is|(?:show|read|give|quote|explain|cite)(?: (?:me|us))?"
    r"|(?:the )?(?:text|wording) of) )?(?:the )?"
    rf"(?:(?P<called>{_CALLED})(?:\b|(?<=§))\.?\s*(?:no\.?|number|nr\.?|#)?\s*)?"
    rf"(?P<number>{NUMBER}|(?<=\s)[A-Z](?!\w))\.?(?P<letters>(?:\s*\([a-z]{{1,4}}\))*)"
    r"(?: (?:of|in) (?:the |your )?(?P<name>[^\s?!]+(?: [^\s?!]+){0,6}?))?"
    r"(?P<tail>(?: (?:say|says|said|state|states|read|mean|means|about|contain|cover))+(?: exactly)?)?(?:,? please)?[ ?.!]*",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\(([a-z]+)\)", re.IGNORECASE)
_MARK = re.compile(r"(?:\A|[\r\n])[ \t>]*(?P<mark>(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+\Z")
_MARK_CHARS = 20
_ITEM = r"\W*{}[.)\]]"
_OF_ANY = re.compile(  # words for a document that it need not say of itself
    r"\b(?:agreements?|articles?|code|constitution|contract|document|guide(?:lines)?|handbook|lease|manual|page|polic(?:y|ies)|regulations"
    r"|rules|statutes?|terms(?: (?:and|&) conditions| of (?:use|service))?|text)\b"
)
_NAMING = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class AskedClause:
    """Its number as it is compared, the letters of an item of it, outermost first, and what the document is called; empty where
    it is not said. A step is an item of a numbered list, and no section.
    """

    number: str
    letters: tuple[str, ...]
    name: str
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A passage of a clause with its row; `mark` is what stands before its words, of an item that is numbered by its list."""

    row: int
    passage: Passage
    mark: str


def may_be_called(name: str, text: str) -> bool:
    """Whether a document with this text may be meant by a name: it has all words but those for documents of any kind."""
    has = text.lower()
    return all(word in has for word in _NAMING.findall(_OF_ANY.sub("", name.lower())))


Clauses = Mapping[str, Sequence[Part]]


def asks_for_clause(question: str) -> AskedClause | None:
    """Which clause a question wants to be told; None where it asks for none, or of what one says about something."""
    asked = _ASKED.fullmatch(question)
    if asked is None:
        return None
    number = asked["number"]
    if not asked["called"]:
        # A number alone is a clause where it is asked what it says: "what does 4.2 say", "what is in 4.2".
        is_asked = asked["lead"] and (asked["tail"] or asked["within"])
        if not is_asked or not ("." in number or asked["letters"]):
            return None
    letters = tuple(letter.lower() for letter in _LETTERS.findall(asked["letters"]))
    is_step = (asked["called"] or "").lower() == "step"
    return AskedClause(compared(number), letters, asked["name"] or "", is_step)


def clauses(passages: Iterable[tuple[int, Passage]], text: str) -> Clauses:
    """The passages of each clause of a document with their rows, in order, by its number; none of a number that stands before several.

    A clause is what stands from a passage that begins with its number up to the next one, or below a heading with it, within
    what stands below other headings below that, too. So is an item of a numbered list, if that stands in no clause. `text` is the
    document's, where the marks of its items stand before them.
    """
    found: dict[str, list[Part]] = {}
    several: set[str] = set()
    heads: dict[str, tuple[str, ...]] = {}  # the heading of each number
    items: set[str] = set()
    within: str | None = None
    section: tuple[str, ...] | None = None
    for row, passage in passages:
        part = Part(row, passage, _mark(passage, text))
        if passage.section != section:
            section, within = passage.section, None
        for depth, heading in enumerate(passage.section, 1):
            if number := headed(heading):
                path = passage.section[:depth]
                if heads.setdefault(number, path) != path:
                    several.add(number)
                found.setdefault(number, []).append(part)
        if begun := opened(passage):
            within = None if begun[0] in heads else begun[0]
            if within and within in found:
                several.add(within)
        elif (within is None or within in items) and (number := _item_number(part)):
            if number in found:
                several.add(number)
            items.add(number)
            within = number
        if within is not None:
            found.setdefault(within, []).append(part)
    return {number: told for number, told in found.items() if number not in several}


def _mark(passage: Passage, text: str) -> str:
    is_item = passage.kind is BlockKind.ITEM
    found = _MARK.search(text, max(0, passage.start - _MARK_CHARS), passage.start) if is_item else None
    return found["mark"] if found else ""


def _item_number(part: Part) -> str | None:
    """The number of an item that stands below no heading with one."""
    number = part.mark[:-1]
    return number if number.isdecimal() and not any(map(headed, part.passage.section)) else None


def told_of_clause(asked: AskedClause, known: Clauses) -> Sure | None:
    """What tells the clause that is asked for, or the item of it; None where there is none of its number."""
    told = known.get(asked.number, ())
    for letter in asked.letters:
        is_item = re.compile(_ITEM.format(letter), re.IGNORECASE)
        at = next((at for at, part in enumerate(told) if is_item.match(part.mark or part.passage.text)), None)
        if at is None:
            break
        told = told[at : at + 1] if letter == asked.letters[-1] else told[at:]
    if not told or (asked.is_step and not told[0].mark and told[0].passage.kind is not BlockKind.ITEM):
        return None
    first = told[0]
    return Sure(
        first.row, first.passage, goes_first=True, is_section=len(told) > 1, told=tuple(part.row for part in told)
    )
