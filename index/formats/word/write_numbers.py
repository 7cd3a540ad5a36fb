"""The numbers of paragraphs, written where a reader sees them: before a clause and a heading as a part of its words."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from index.formats.line_forms import GOES_ON, SENTENCE_END
from index.formats.word.markup import W, number, run, words
from index.formats.word.numbering import Counted

NUMBER = "Number"  # the style of a run that numbers a heading, or an item of whose words it is none


def write_numbers(numbered: Mapping[etree._Element, Counted], headings: frozenset[etree._Element]) -> None:
    """Write each number before its paragraph.

    Where a list numbers some of its paragraphs by several levels (`4.2`), those of it with figures that say something whole are
    clauses, and no items any more. Of other lists a number alone is marked as what the item does not say; letters, and numbers
    with words, are a part of it.
    """
    below: dict[str, int] = {}  # of each kind of list with clauses, the first level below them
    for one in numbered.values():
        if one.is_of_several:
            below[one.kind] = max(below.get(one.kind, 0), one.level + 1)
    for paragraph, one in numbered.items():
        is_marked = paragraph in headings
        if not is_marked and one.kind not in below:
            is_marked = one.is_plain
        elif not is_marked and one.level >= below[one.kind]:
            _set_level(paragraph, one.level - below[one.kind])
        elif not is_marked and _is_whole(words(paragraph)):
            etree.strip_elements(paragraph, f"{W}numPr")
        _write(paragraph, f"{one.text} ", NUMBER if is_marked else None)


def _is_whole(said: str) -> bool:
    return SENTENCE_END.search(said) is not None or said.endswith(GOES_ON)


def _set_level(paragraph: etree._Element, level: int) -> None:
    for written in paragraph.iterfind(f"{W}pPr/{W}numPr/{W}ilvl"):
        written.set(f"{W}val", str(min(level, number(written) or 0)))


def _write(paragraph: etree._Element, text: str, style: str | None) -> None:
    properties = None
    if style:
        properties = etree.Element(f"{W}rPr")
        etree.SubElement(properties, f"{W}rStyle").set(f"{W}val", style)
    paragraph.insert(1, run(text, properties))
