"""A section that is asked for by its heading: its first passage begins to tell what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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


_OWNED = re.compile(r"['’]s?$")


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
