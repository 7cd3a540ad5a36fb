"""The numbers that a browser puts before the items of an ordered list (HTML Standard, 4.4.5 and 4.4.8)."""

from __future__ import annotations

import re

from lxml import html

from index.formats.html.elements import NUMBER

_WHOLE = re.compile(r"\s*([+-]?\d{1,6})(?!\d)")
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(?:none|disc|circle|square)\b", re.IGNORECASE)
_LETTERED = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(?P<form>lower|upper)-(?:alpha|latin)\b", re.IGNORECASE)


def number_items(tree: html.HtmlElement) -> None:
    """Say of each item of an ordered list what number, or letter of twenty-six, stands before it."""
    for item in tree.iter("li"):
        item.attrib.pop(NUMBER, None)
    for ordered in tree.iter("ol"):
        style = ordered.get("style", "")
        if _UNNUMBERED.search(style):
            continue
        lettered = _LETTERED.search(style)
        form = {"lower": "a", "upper": "A"}[lettered["form"].lower()] if lettered else ordered.get("type", "1").strip()
        items = list(ordered.iterchildren("li"))
        step = -1 if ordered.get("reversed") is not None else 1
        start = _whole(ordered.get("start"))
        place = (len(items) if step < 0 else 1) if start is None else start
        for item in items:
            own = _whole(item.get("value"))
            place = place if own is None else own
            if written := _written(place, form):
                item.set(NUMBER, f"{written}.")
            place += step


def _whole(written: str | None) -> int | None:
    found = _WHOLE.match(written or "")
    return int(found[1]) if found else None


def _written(place: int, form: str) -> str:
    if form in ("a", "A"):
        return chr(ord(form) + place - 1) if 0 < place <= 26 else ""
    return str(place) if form == "1" and place >= 0 else ""
