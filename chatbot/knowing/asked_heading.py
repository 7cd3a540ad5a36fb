"""A heading that is the very question, as those of a FAQ are: what stands below it answers, whichever document it is in.

Words of a heading are searched with each passage below it, so some of these are always among the candidates: of 512 such
headings of documentation, asked for among up to 20,000 passages, three had none there. No table of headings is kept.

Of 84 first whole sentences below them, 60 answer by themselves and the others only lead to what does; of 37 that ranking is sure
of, 34 do; so do 29 of 30 that say yes or no, and 10 of 10 that are all of their section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from chatbot.conversation.phrases import ASKING, AUXILIARIES, BEFORE_IS
from chatbot.indexed import unbroken
from chatbot.knowing.asked_alike import alike
from chatbot.knowing.heading import without_number
from chatbot.knowing.sure import CONFIDENCE, LIKELY, Sure
from chatbot.knowing.whole_sentence import says_yes_or_no, whole_sentences
from chatbot.ranking.ranked_hit import RankedHit
from index import Passage

FIRST = 0.7  # of a section's first whole sentence, where nothing else says that it answers
FEWEST = 3  # words, without articles: "Do you deliver?"
REMEMBERED = 1024  # headings; popular passages come again and again
LOOKED_AT = 40  # passages of a section before and behind one that was found
_ARTICLES = frozenset(("a", "an", "the"))
_WORD = re.compile(r"\w+(?:'\w+)*")
_LABEL = re.compile(r"\A\W*q(?:uestion)?\W{0,2}\d{0,3}[.:)]\s*", re.IGNORECASE)
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should|must|need)n'?t\b")
_SHORT = (
    (re.compile(r"\bcan(?:'?t|not)\b"), "can not"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (_NOT, r"\1 not"),
    (re.compile(rf"\b({BEFORE_IS}|that|there|it|he|she)'s\b"), r"\1 is"),
    (re.compile(r"\b(what|where|who|how)s\b"), r"\1 is"),
    (re.compile(r"\b(what|where|who|how|you|we|they)'re\b"), r"\1 are"),
    (re.compile(r"\b(i|you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\b(i|you|we|they|he|she|it|what|who)'ll\b"), r"\1 will"),
    (re.compile(r"\bi'?m\b"), "i am"),
)


def asked_words(text: str) -> tuple[str, ...]:
    """What a question says, however it is written: without its number, marks, capitals and articles, and nothing shortened."""
    words = without_number(_LABEL.sub("", text)).casefold().replace("’", "'")
    for short, long in _SHORT:
        words = short.sub(long, words)
    return tuple(word for word in _WORD.findall(words) if word not in _ARTICLES)


def asked_heading(
    question: str,
    found: Iterable[tuple[int, Passage]],
    title: Callable[[str], str],
    ranked: Sequence[RankedHit],
    around: Callable[[int, int], Sequence[tuple[int, Passage]]],
) -> tuple[Sure, ...]:
    """What answers a question below the heading that it is, one passage of each document that has just one such section.

    `found` are passages with their rows, `title` gives that of a document, which heads what stands before its first section,
    `ranked` are those of them that are ranked, best first; `around` gives the passages of a row's document with their rows, in
    order, so many before and behind it.
    """
    return tuple(
        _answer(_section(row, around(row, LOOKED_AT)), ranked) for row in below_heading(question, found, title)
    )


def below_heading(question: str, found: Iterable[tuple[int, Passage]], title: Callable[[str], str]) -> list[int]:
    """A row of the section that a question is the heading of, of each document that has just one such section; where none has, of
    one whose heading asks the same in other words.
    """
    asking = [(row, passage, words) for row, passage in found if (words := _asked(_heading(passage, title)))]
    asked = asked_words(question) if asking else ()
    if len(asked) < FEWEST:
        return []
    headed = [(row, passage) for row, passage, words in asking if words == asked]
    if not headed and len(same := alike(asked)) >= FEWEST:
        headed = [(row, passage) for row, passage, words in asking if alike(words) == same]
    places: dict[str, dict[tuple[str, ...], int]] = {}
    for row, passage in headed:
        places.setdefault(passage.document, {}).setdefault(passage.section, row)
    return [row for sections in places.values() if len(sections) == 1 for row in sections.values()]


def _heading(passage: Passage, title: Callable[[str], str]) -> str:
    return passage.section[-1] if passage.section else title(passage.document)


@lru_cache(maxsize=REMEMBERED)
def _asked(heading: str) -> tuple[str, ...]:
    """What a heading asks; nothing where it asks nothing."""
    first = _WORD.search(without_number(heading).casefold())
    is_asking = heading.rstrip("*_ ").endswith("?") or (first is not None and first[0] in ASKING | AUXILIARIES)
    return asked_words(heading) if is_asking else ()


def _section(row: int, near: Sequence[tuple[int, Passage]]) -> Sequence[tuple[int, Passage]]:
    """Those of these passages that stand in the section of this row."""
    path = dict(near)[row].section
    return unbroken(near, row, lambda passage: passage.section == path)


def _answer(section: Sequence[tuple[int, Passage]], ranked: Sequence[RankedHit]) -> Sure:
    """The first whole sentence of a section, or the one that ranking is surer of, unless the first says yes or no."""
    whole = [section[place] for place in whole_sentences([passage for _, passage in section])] or section[:1]
    row, passage = whole[0]
    confidence = CONFIDENCE if len(section) == 1 or says_yes_or_no(passage) else FIRST
    if confidence == FIRST:
        passages = dict(whole)
        best = next((hit for hit in ranked if hit.row in passages), None)
        if best and best.confidence >= LIKELY:
            row, passage, confidence = best.row, passages[best.row], best.confidence
    return Sure(row, passage, confidence=confidence, goes_first=True, is_section=True)
