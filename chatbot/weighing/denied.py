"""An item below a heading that forbids says the opposite without it: `bread or biscuits` below "Never give"."""

from __future__ import annotations

import re

from index import BlockKind, Passage

_DENIES = re.compile(
    r"\b(?:not|no|none|never|nor|without|cannot|(?:do|does|did|is|are|can|must|should|wo|would|need)n?['’]t|avoid|except|exceptions?"
    r"|excluded|excluding|exclusions?|forbidden|prohibited|banned)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[.!?…][\])}\"'”’»*_~`]*\s*\Z")


def denying_heading(passage: Passage) -> str | None:
    """The innermost heading above an item that denies what stands below it, or the heading right above that ends with a colon; None
    without such a one, and for a whole sentence, which says by itself what holds.
    """
    if passage.kind is not BlockKind.ITEM or not passage.section or _WHOLE.search(passage.text):
        return None
    denying = next((heading for heading in reversed(passage.section) if _DENIES.search(heading)), None)
    return denying or (passage.section[-1] if passage.section[-1].rstrip().endswith(":") else None)
