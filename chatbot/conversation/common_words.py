"""Which words are common ones of the encoder's language, whether the documents have them or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

from index import Encoder

# Words: a quarter of a megabyte, four where visitors send only the longest. Several steps ask for those of a question.
REMEMBERED = 2048
# What is written in many documents though no token of the encoder's: "kilos"; by benchmarks/training/common_words.py.
IN_PRINT = frozenset((Path(__file__).parents[1] / "data" / "common_words.txt").read_text(encoding="utf-8").split())
_LEAST = 3  # letters before an ending
_LEAST_BEFORE_ER = 4  # before "est" too: "diner" is no slip of one who dins, nor "leter" of one who lets
_HISSES = re.compile(r"(?:s|x|z|ch|sh|o)\Z")


class CommonWords:
    """Called with a word, whether it is one."""

    def __init__(self, encoder: Encoder) -> None:
        self._is_token = lru_cache(maxsize=REMEMBERED)(partial(_is_token, encoder))

    def __call__(self, word: str, derived: bool = True) -> bool:
        """Whether the encoder has it as one token, as it has the common words of its language, or one that it comes from: "fixes".

        Without those that are `derived`, no doer and no most of a word is one: "engin" is a token, and "enginer" a slip.
        """
        lower = word.lower()
        bases = (*_singulars(lower), *(_derived_from(lower) if derived else ()))
        return any(map(self._is_token, (lower, *bases)))


def _is_token(encoder: Encoder, word: str) -> bool:
    offsets = encoder.token_offsets(word)
    return int((offsets[:, 1] > offsets[:, 0]).sum()) == 1


def _singulars(word: str) -> Iterator[str]:
    """What a word may be a plural or a verb's third person of; a past tense may as well be a slip ("maried", of "Marie")."""
    if word.endswith("s") and not word.endswith("ss"):
        yield from (word[:-1],) if len(word) > _LEAST else ()
        if word.endswith("es") and len(word) - 2 >= _LEAST and _HISSES.search(word[:-2]):
            yield word[:-2]


def _derived_from(word: str) -> Iterator[str]:
    """What a word, or what it is a plural of, may be a doer or the most of."""
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    for ending in ("er", "est"):
        base = singular.removesuffix(ending)
        if base != singular and len(base) >= _LEAST_BEFORE_ER:
            yield base
            yield f"{base}e"
