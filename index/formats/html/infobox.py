"""The infobox of a wiki's page: a table whose rows are facts, each a label and a value."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.html.elements import has_class, line

LABELLED = "\ufdd4"  # around what a fact's label stands below, in front of it; a noncharacter (Unicode, 23.7)

_INFOBOXES = etree.XPath(f"//table[{has_class('infobox')}][not(.//table)]")
_MARK = re.compile(f"{LABELLED}[^{LABELLED}]*{LABELLED}")
_BULLET = re.compile(r"\s*[•·–-]\s*")
_LABEL = re.compile(
    rf"{LABELLED}(?P<group>[^{LABELLED}]*){LABELLED}(?:{_BULLET.pattern})?(?P<label>.*?)[\s:]*", re.DOTALL
)


def mark_facts(tree: html.HtmlElement) -> None:
    """Mark the label of each row of an infobox that has one, and one value; `label_of` finds it in the row's words.

    A label with a bullet stands below the heading above it: `• Total` below `Population`.
    """
    for table in _INFOBOXES(tree):
        group = ""
        for row in table.iter("tr"):
            cells = [cell for cell in row.iterchildren("th", "td") if cell.text_content().strip()]
            words = line(cells[0]) if cells else ""
            if not words or cells[0].tag != "th":
                continue
            is_below = _BULLET.match(words) is not None
            if not is_below:
                group = words
            if len(cells) == 2 and cells[1].tag == "td":
                cells[0].text = f"{LABELLED}{group if is_below else ''}{LABELLED}{cells[0].text or ''}"


def label_of(words: str) -> tuple[str, str] | None:
    """What a marked label stands below, which may be empty, and the label; None for words of another kind."""
    found = _LABEL.fullmatch(words.strip())
    return (found["group"], " ".join(found["label"].split())) if found and found["label"].strip() else None


def without_marks(words: str) -> str:
    """The words of what is no row after all, without the mark of a label."""
    return _MARK.sub("", words) if LABELLED in words else words
