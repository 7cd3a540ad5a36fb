"""Rows of a table of several models go last where the question names one that the table does not have: of `Lumen S | Lumen M | Lumen Pro`
none is the Lumen L.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from chatbot.conversation.people import CALENDAR
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import BlockKind, Passage, cell_spans

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_SEVERAL = re.compile(r"\d\s?[-–—+/]|[-–—/,&]|\b(?:and|to|or|from|up|over|under|each|all|any|other)\b", re.IGNORECASE)
_AMOUNTS = FUNCTION_WORDS | set(
    "above age aged ages below least maximum minimum most over".split()
)  # "over 5" tells of a 7 too
_SHORT = 2  # letters of what names a model however it is written: "XS"
_NO_MODELS = frozenset("am pm go me ok hi im id ur".split())  # in small letters: "home visit im in Leeds"
_LEAST = 2  # models with one name before what tells them apart


def demote_other_models(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the rows of a table whose columns or rows are models of one name, where the question says that name
    before what none of them has there. `passages` are those of `ranked` by row.
    """
    pairs = pairwise(_WORD.finditer(question))
    beside = [(name[0], which[0]) for name, which in pairs if question[name.end() : which.start()].isspace()]
    asked = [(name.lower(), which.lower()) for name, which in beside if _tells_which(which)]
    asked = [(name, which) for name, which in asked if name not in _AMOUNTS]
    if not asked:
        return list(ranked)
    first_cells: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for hit in ranked:
        passage = passages[hit.row]
        if passage.kind is BlockKind.ROW and (cells := cell_spans(passage.text)):
            first_cells.setdefault(_table(passage), []).append(passage.text[slice(*cells[0])])

    def is_of_another(passage: Passage) -> bool:
        if passage.kind is not BlockKind.ROW:
            return False
        text = passage.searchable.lower()
        lacking = [(name, which) for name, which in asked if name in text and f"{name} {which}" not in text]
        lists = (column_names(passage)[1:], first_cells[_table(passage)]) if lacking else ()
        return any(_lacks(models, name, which) for name, which in lacking for models in lists)

    return put_last(ranked, {hit.row for hit in ranked if is_of_another(passages[hit.row])})


def _table(passage: Passage) -> tuple[str, tuple[str, ...], str]:
    return passage.document, passage.section, passage.fact_group


def _tells_which(word: str) -> bool:
    """Whether it may tell one model from another: it has a figure or a capital, or is very short."""
    is_marked = any(map(str.isdigit, word)) or word[:1].isupper() or len(word) <= _SHORT
    return is_marked and word not in _NO_MODELS and word.lower() not in FUNCTION_WORDS | CALENDAR


def _lacks(models: Iterable[str], name: str, which: str) -> bool:
    """Whether several of these have that name, each before what tells it apart, and none before this."""
    told = [f" {model.lower()}".partition(f" {name} ")[2] for model in models]
    firsts = {found[0] for behind in told if (found := _WORD.match(behind))}
    return len(firsts) >= _LEAST and which not in firsts and not any(map(_SEVERAL.search, told))
