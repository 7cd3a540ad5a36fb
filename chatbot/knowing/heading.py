"""A section that is asked for by its heading: its first passage begins to tell what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from chatbot.knowing.sure import CONFIDENCE, LIKELY, Sure
from chatbot.ranking.hand_on import leads_to
from index import BlockKind, Passage

LONGEST = 8  # words of a heading, and of a name before it
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NUMBERED = re.compile(r"\W*\d{1,3}(?:\.\d{1,3})*[.):]?\s+(?=\D)")
# What pages head in other words than visitors ask, and FAQs with the question itself.
_ALIKE = tuple(
    tuple(tuple(form.split()) for form in forms.split(", "))
    for forms in (
        "opening hours, opening times, hours, business hours, opening, when are you open, when is it open, when do you open",
        "prices, price list, price, costs, cost, fees, charges, rates, what does it cost, how much does it cost, how much is it, what do you charge",
    )
)
_OWNED = re.compile(r"['’]s?$")


def words_of(text: str) -> tuple[str, ...]:
    """Its words, case folded, without a "the" before them."""
    words = tuple(word.casefold() for word in _WORD.findall(text))
    return words[1:] if words[:1] == ("the",) else words


def headings(passages: Iterable[tuple[int, Passage]]) -> Mapping[tuple[str, ...], Sure]:
    """The first passage below each heading of a document, by the heading's words, or the code that it leads to; none for what a
    fact is named.
    """
    found: dict[tuple[str, ...], Sure] = {}
    named = set()
    for row, passage in passages:
        if passage.kind is BlockKind.FACT:
            named.add(words_of(passage.fact_name.split(",")[0]))
        elif passage.section:
            words = words_of(without_number(passage.section[-1]))
            first = found.get(words)
            if first is None or (first.row == row - 1 and leads_to(first.passage, passage)):
                asks = passage.section[-1].rstrip("*_ ").endswith("?")  # a FAQ's own question has its answer below it
                found[words] = Sure(row, passage, confidence=CONFIDENCE if asks else LIKELY)
    return {words: sure for words, sure in found.items() if words and words not in named}


def below(sections: Mapping[tuple[str, ...], Sure], words: tuple[str, ...]) -> Sure | None:
    """What stands first below the heading of these words, or else below one that says the same in others."""
    alike = next((forms for forms in _ALIKE if words in forms), ())
    return next((sections[form] for form in (words, *alike) if form in sections), None)


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
