"""The numbers of clauses, before their sentences and in headings: `4.2 The tenant …`, `§ 5 Fees`, `A.3 …`, and the marks of their
items: `(a) keep animals`.
"""

from __future__ import annotations

import regex

from index import BlockKind, Passage

CALLED = r"(?:sub-?)?(?:clause|section|rule|article|paragraph|regulation|chapter)"
NUMBER = r"(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})*"
_BEGIN = rf"[*_\s]*(?:(?i:{CALLED}|§+)\s*)?"
_OPENS = regex.compile(rf"{_BEGIN}(?P<number>{NUMBER})(?P<mark>[.):])?[*_]*\s+(?=[*_\"“”'‘’(\[]*[\p{{Lu}}\p{{N}}])")
_HEADS = regex.compile(rf"{_BEGIN}(?P<number>{NUMBER}|[A-Z](?=[.):]))[.):]?(?:[*_]*\s+\S|\s*\Z)")
_OWN_MARK = regex.compile(r"(?:\((?:[a-zA-Z]|[ivx]{2,5}|\d{1,2})\)|(?:[a-z]|[ivx]{2,5})[.)])\s+")


def own_mark(text: str) -> int:
    """Where the words of an item begin behind a mark of its own, 4 in `(a) keep animals`; 0 where there is none."""
    found = _OWN_MARK.match(text)
    return found.end() if found else 0


def opened(passage: Passage) -> tuple[str, int] | None:
    """The number of the clause that a passage begins, as it is compared, and where the words behind it begin; None where it
    begins none: `12 guests`, and `3.5 million`.
    """
    found = _OPENS.match(passage.text) if passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else None
    if found is None or not (found["mark"] or "." in found["number"]):
        return None
    return compared(found["number"]), found.end()


def headed(heading: str) -> str | None:
    """The number in a heading, as it is compared; None where it has none."""
    found = _HEADS.match(heading)
    return compared(found["number"]) if found else None


def compared(number: str) -> str:
    """A number in the form in which two are compared."""
    return number.lower().rstrip(".")
