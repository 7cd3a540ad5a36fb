"""A section that is asked for by its heading: its first passage begins to tell what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from chatbot.knowing.sure import LIKELY, Sure
from chatbot.knowing.whole_sentence import whole_sentences
from chatbot.ranking.rules.hand_on import leads_to
from index import BlockKind, Passage

LONGEST = 8  # words of a heading, and of a name before it
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NUMBERED = re.compile(r"\A\W*(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*[.):]?\s+(?=\D)")
_RANKS = frozenset("dr doctor mr mrs ms miss mx prof professor sir dame rev reverend father sister captain".split())
_SHORTEST_NAME = 2  # words
Words = tuple[str, ...]


def _every(forms: str) -> tuple[Words, ...]:
    return tuple(tuple(form.split()) for form in forms.split(", "))


# What visitors ask for, what pages head it with in other words, and what a passage below such a heading holds.
_ALIKE = (
    (
        _every(
            "opening hours, opening times, hours, business hours, when are you open, when is it open, when do you open"
        ),
        _every("opening hours, opening times, business hours, when are you open, when is it open, when do you open"),
        re.compile(r"\d|day\b|\bfrom\b.*\b(?:to|till|until)\b", re.IGNORECASE),
    ),
    (
        _every(
            "prices, price list, price, cost, fees, rates, what does it cost, how much does it cost, how much is it"
        ),
        _every("prices, price list, fees, admission, rates, what does it cost, how much does it cost"),
        re.compile(r"\d|\bfree\b", re.IGNORECASE),
    ),
)
_OWNED = re.compile(r"['’]s?$")
_OPEN = re.compile(
    r"(?:when|(?:at |until )?what time) (?:do|does|is|are) (?P<whose>.+?) (?:open|close|shut)(?: (?:in|at) (?P<where>.+))?",
    re.IGNORECASE,
)
_NOBODY = frozenset(("it", "they", "we", "you"))


def as_heading(asked: str) -> str:
    """What is asked for as pages head it: "when does the Leeds shop open" asks for the opening hours of the Leeds shop."""
    found = _OPEN.fullmatch(asked.rstrip("?.! "))
    if found is None:
        return asked
    whose, where = found["whose"], found["where"]
    if whose.casefold() in _NOBODY:
        return f"opening hours of {where}" if where else "opening hours"
    return asked if where else f"opening hours of {whose}"  # "in July" asks for a part of them


def words_of(text: str) -> tuple[str, ...]:
    """Its words, case folded, without a "the" before them."""
    words = tuple(word.casefold() for word in _WORD.findall(text))
    return words[1:] if words[:1] == ("the",) else words


def without_rank(words: Words) -> Words:
    """A name of several words without what goes before it: "callum pell" of "dr callum pell"."""
    return words[1:] if len(words) > _SHORTEST_NAME and words[0] in _RANKS else words


def headings(passages: Iterable[tuple[int, Passage]]) -> Mapping[Words, Sure]:
    """The first whole sentence below each heading of a document, by the heading's words, or the code that it leads to; none for
    what a fact is named, nor where several sections have the heading.
    """
    found: dict[Words, Sure] = {}
    named = set()
    places: dict[Words, set[tuple[str, ...]]] = {}  # where each stands
    for section, of_it in groupby(passages, lambda entry: entry[1].section):
        told = []
        for row, passage in of_it:
            if passage.kind is BlockKind.FACT:
                named.add(words_of(passage.fact_key))
            else:
                told.append((row, passage))
        if section and told:
            words = words_of(without_number(section[-1]))
            places.setdefault(words, set()).add(section)
            found.setdefault(words, Sure(*_first(told), confidence=LIKELY, is_section=True))
    told_of = {words: sure for words, sure in found.items() if words and words not in named and len(places[words]) == 1}
    return {without_rank(words): sure for words, sure in told_of.items()} | told_of


def below(sections: Mapping[Words, Sure], words: Words) -> Sure | None:
    """What stands first below the heading of these words, or else below the one that says the same in others."""
    if words in sections:
        return sections[words]
    for asked, headed, holds in _ALIKE:
        if words in asked:
            found = [sections[form] for form in headed if form in sections]
            if len(found) == 1 and holds.search(found[0].passage.text):
                return replace(found[0], confidence=LIKELY)
    return None


def alike(words: Words) -> tuple[Words, ...]:
    """The headings that say the same in the forms that pages have, these words first."""
    return (words, *(form for asked, headed, _ in _ALIKE if words in asked for form in headed if form != words))


def _first(section: Sequence[tuple[int, Passage]]) -> tuple[int, Passage]:
    """What a section begins to tell with."""
    (row, passage), *rest = section
    if rest and rest[0][0] == row + 1 and leads_to(passage, rest[0][1]):
        return rest[0]
    if passage.kind is not BlockKind.PARAGRAPH:
        return row, passage
    whole = whole_sentences([passage for _, passage in section])
    return section[whole[0]] if whole else (row, passage)


def without_number(heading: str) -> str:
    """The heading alone: "Usage" of "2. Usage"."""
    return _NUMBERED.sub("", heading, count=1)


def splits(words: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The name and the heading that they may be: "Ada Quill's early life", "early life of Ada Quill"."""
    for at in range(1, min(len(words), LONGEST + 1)):
        yield _OWNED.sub("", " ".join(words[:at])), words[at:]
    if "of" in words:
        at = words.index("of")
        yield " ".join(words[at + 1 :]), words[:at]
