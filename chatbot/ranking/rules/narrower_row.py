"""Of a table the row of just what is asked for goes before that of something narrower: `Towel` before `Bath towel` for a towel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage, cell_spans

_WORD = re.compile(r"[^\W_]+")
_SAY_NOTHING = FUNCTION_WORDS - {"i"}  # "Module I" is another than "Module II"
_COUNTS = frozenset(map(stem, ("many", "much")))
# Behind what is asked for, before what says which is meant.
_FURTHER = frozenset(("by", "for", "from", "in", "of", "on", "to", "with", "without"))


def before_narrower_rows(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Let the first hit, where it is a row, and one of the same table trade places if the first cell of that says no more than the
    question, and the first one's says it with words that the question does not have.

    Where the question says which is meant in words of its own ("a kids' bicycle", "a bicycle for my son"), the order stays.
    `passages` are those of `ranked` by row.
    """
    ordered = list(ranked)
    first = passages[ranked[0].row] if ranked else None
    if first is None or first.kind is not BlockKind.ROW:
        return ordered
    asked = _words(question)
    name = _first_cell(first.text)
    if name.issubset(asked):
        return ordered
    of_table = (BlockKind.ROW, first.document, first.section, first.fact_group)
    for place, hit in enumerate(ranked):
        other = passages[hit.row]
        is_of_it = place > 0 and (other.kind, other.document, other.section, other.fact_group) == of_table
        if is_of_it and _is_just(_first_cell(other.text), name, asked):
            ordered[0] = replace(hit, confidence=ranked[0].confidence)
            ordered[place] = replace(ranked[0], confidence=hit.confidence)
            break
    return ordered


def _is_just(wider: frozenset[str], name: frozenset[str], asked: Sequence[str]) -> bool:
    """Whether the question names the wider one of two, and neither of what the other says more nor anything else of its kind."""
    if not wider or not wider < name or not wider.issubset(asked) or not (name - wider).isdisjoint(asked):
        return False
    places = [place for place, word in enumerate(asked) if word in wider]
    before, behind = asked[: places[0]], asked[places[-1] + 1 : places[-1] + 4]
    is_other = bool(before) and before[-1] not in FUNCTION_WORDS and before[-1] not in _COUNTS
    is_further = behind[:1] != [] and behind[0] in _FURTHER and not FUNCTION_WORDS.issuperset(behind)
    return not is_other and not is_further


def _words(text: str) -> Sequence[str]:
    """Its words, function words as they are, of others the stems."""
    return [word if word in FUNCTION_WORDS else stem(word) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=1024)
def _first_cell(text: str) -> frozenset[str]:
    """The stems of the words of a row's first cell that has any."""
    cells = (_words(text[start:end]) for start, end in cell_spans(text))
    return frozenset(word for word in next(filter(None, cells), ()) if word not in _SAY_NOTHING)
