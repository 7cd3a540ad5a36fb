"""A question with the words that an abbreviation of it stands for, as the documents spell them: "the Annual General Meeting" for "the AGM"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from chatbot.ranking.ranges.in_range import Said
from chatbot.ranking.ranked_hit import RankedHit
from index import Passage

# Of two letters nearly any two names beside each other would do.
_ABBREVIATION = re.compile(r"(?<![\w.'’-])(?:[A-Z]{3,6}|[a-z]{3,5})(?![\w'’-])")
_REMEMBERED = 64
_MOST = 2  # of a question; each is searched for
_BETWEEN = r"(?:\s+(?:and|for|in|of|on|the|to|&))*\s+"


def spelt_out(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str, is_word: Callable[[str], bool]
) -> Iterator[Said]:
    """The question with the capitalised words of a passage whose initials are a word of it that is none of English; for so many
    words at most.

    The passages that may answer it are those that spell it out, below such a heading too. `passages` are those of `ranked` by row,
    `is_word` tells a common word.
    """
    return islice(_each(ranked, passages, question, is_word), _MOST)


def _each(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str, is_word: Callable[[str], bool]
) -> Iterator[Said]:
    for found in _ABBREVIATION.finditer(question):
        short = found[0]
        if short.islower() and is_word(short):
            continue
        spelling = _spelling(short.upper())
        rows = (hit.row for hit in ranked)
        spelt = {row: match[0] for row in rows if (match := spelling.search(passages[row].searchable))}
        if not spelt:
            continue
        first = next(iter(spelt.values()))
        asked = question[: found.start()] + first + question[found.end() :]
        yield Said(asked, frozenset(row for row, words in spelt.items() if words == first), False)


@lru_cache(maxsize=_REMEMBERED)
def _spelling(short: str) -> re.Pattern[str]:
    return re.compile(r"\b" + _BETWEEN.join(rf"{letter}[\w'’-]*[a-z]" for letter in short) + r"\b")
