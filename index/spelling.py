"""The words of the documents as they are written, and those that a misspelt one may stand for.

The vocabulary of the lexical index holds stems; a name needs its letters. Comparing with each word
of about the same length takes 4 ms at 100,000 words (RapidFuzz) and no memory beside the words; an
index of deletions (SymSpell) takes 0.03 ms and 220 MB. Only unknown words are compared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.tokeniser import words

SHORTEST = 3  # letters: below, every word is near every other
TWO_SLIPS = 10  # letters from which two slips are allowed
FIRST_MAY_DIFFER = 8  # letters from which the slip may be a wrong first letter
LONG_BASE = 6  # letters from which a word without its "s" is another one: "weddings"
NEAREST = 12
HYPHEN = "-"

_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]+-[^\W\d_]+(?![\w-])")


def write_words(texts: Iterable[str], file: Path) -> None:
    """Write the different words of texts, sorted, and those of two words with a hyphen; those with digits are left out. The same
    texts give the same bytes.
    """
    found = set[str]()
    for text in texts:
        found.update(word for word in words(text) if len(word) >= SHORTEST and word.isalpha())
        if HYPHEN in text:
            found.update(HYPHEN.join(words(compound)) for compound in _COMPOUND.findall(text))
    file.write_text(json.dumps(sorted(found), ensure_ascii=False), encoding="utf-8")


class Words:
    """The words of an index version, read when the first unknown one comes."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        """`read` gives what `write_words` wrote."""
        self._read = read

    def near(self, word: str) -> list[str]:
        """The one that is written with a hyphen, "wi-fi" for "wifi". Else the words one slip away (a letter wrong, missing, too many or swapped), or what they are a plural of; where there
        are none, of long ones those two slips away, behind the same first letter.

        A short word is another word with another first letter ("lard", "card"; "ebike", "bike") or without its last
        ("Peru", "per"): its first may only be missing, or swapped with the second. Sorted, those that are written go first.
        """
        folded = "".join(words(word))
        if len(folded) < SHORTEST or not folded.isalpha():
            return []
        if compound := self._compounds.get(folded):
            return [compound]
        for slips in (1, 2) if len(folded) >= TWO_SLIPS else (1,):
            if near := self._within(folded, slips):
                return near
        return []

    def _within(self, folded: str, slips: int) -> list[str]:
        found = [
            near
            for length in range(len(folded) - slips, len(folded) + slips + 1)
            for near, distance, _ in process.extract(
                folded, self._by_length.get(length, []), scorer=OSA.distance, score_cutoff=slips, limit=NEAREST
            )
            if distance and _is_slip(folded, near, distance)
        ]
        return sorted(found, key=lambda near: (near in self._bases, near))[:NEAREST]

    @cached_property
    def _all(self) -> list[str]:
        found: list[str] = json.loads(self._read())
        return found

    @cached_property
    def _compounds(self) -> dict[str, str]:
        return {word.replace(HYPHEN, ""): word for word in self._all if HYPHEN in word}

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(word for word in self._all if HYPHEN not in word)

    @cached_property
    def _bases(self) -> frozenset[str]:
        """Words that the documents have as a plural alone."""
        plurals = (
            word for word in self._written if word.endswith("s") and len(word) > LONG_BASE and word[-2] not in "su"
        )
        return frozenset(plural[:-1] for plural in plurals) - self._written

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        grouped: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._written | self._bases):
            grouped[len(word)].append(word)
        return grouped


def _is_slip(word: str, near: str, distance: int) -> bool:
    if len(word) >= FIRST_MAY_DIFFER:
        return distance == 1 or near[0] == word[0]
    begins_alike = near[0] == word[0] or near[:2] == word[1::-1] or near[1:] == word
    is_piece = word[:-1] == near and word[-1] != near[-1]  # in "quilll" a letter came twice
    return begins_alike and not is_piece
