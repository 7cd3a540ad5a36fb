"""Questions that a table's row may answer: what it tells, below a column's name, of the thing in its first cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.cells import cell_spans

# What is told of a thing in one cell. What is paid is paid for it, and one calls for it.
_TOLD = frozenset(
    """
    address age area capacity cost date deadline deposit depth distance duration fare fee fine height length meaning
    phone population power price range size speed telephone temperature voltage volume weight width
    """.split()  # noqa: SIM905  # a list of one word a line is a page long
)
_FOR = frozenset(("cost", "deadline", "deposit", "fare", "fee", "fine", "phone", "price", "telephone"))
_NAME = re.compile(r"[A-Z]?[a-z]+(?: [a-z]+){0,2}")
_THING = re.compile(r"[^\W\d_][\w'’&./-]*(?: [\w'’&./-]+){0,4}")


def cells(row: str) -> Sequence[str]:
    """The words of a row's cells."""
    return [row[start:end].strip(" \t\n*_`") for start, end in cell_spans(row)]


def row_questions(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """Of the first column whose name says what it tells of each thing, where the row says something there.

    The thing is quoted, as in a sentence its words alone may make none: `the price for "Adult"`; not a code such as E12.
    """
    if len(row) != len(columns) or not row or not _THING.fullmatch(row[0]):
        return
    thing = row[0] if row[0].isupper() else f'"{row[0]}"'
    for name, cell in zip(columns[1:], row[1:], strict=True):
        told = name.lower().rpartition(" ")[2]
        if told in _TOLD and _NAME.fullmatch(name) and any(map(str.isalnum, cell)) and cell != name:
            yield f"What is the {name.lower()} {'for' if told in _FOR else 'of'} {thing}?"
            return
