"""Rows that an HTML page lays out by its stylesheet alone: a label and its value, which stand beside each other on the screen only."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

from lxml import etree, html

from index.formats.html.elements import line
from index.formats.price_words import is_price

CELL_CHARS = 100  # a longer cell is prose
PAIR = 2  # cells; more of them may as well stand below each other, unless they are named as columns, or one is only a price
_MOST_CELLS = 4  # with a price
_CARD_CHARS = 200  # of each of those

_ROWS = etree.XPath("//body//*[*[2]][not(ancestor-or-self::pre or ancestor-or-self::code or ancestor-or-self::table)]")
_HOLDS_BLOCKS = etree.XPath("boolean(.//div or .//p or .//ul or .//ol or .//dl or .//table or .//br or .//pre)")
_BLOCKS = ("div", "p")
_PICTURES = ("i", "img", "picture", "span", "svg")  # without words
_INLINE = ("a", "b", "em", "i", "small", "span", "strong", "time")
_IS_COLUMN = re.compile(r"\b(?:col|cell)", re.IGNORECASE)
_SENTENCE = re.compile(r"[?!]\Z|\s\S+\s\S+\.\Z")


def join_columns(tree: html.HtmlElement) -> None:
    """Make lines of one item or block of the cells in each such row; there are rows of one form, with another label each.

    Cells are short blocks, in rows of one parent: `<div>Adult</div><div>£5</div>`, with what it is between them, too. Or they are inline elements with nothing
    between them, and neither a space, a stop nor half a word beside, in all rows of that form: `<b>Adult</b><i>£5</i>`.
    """
    blocks: dict[Hashable, list[html.HtmlElement]] = defaultdict(list)
    inline: dict[Hashable, list[html.HtmlElement]] = defaultdict(list)
    for row in _ROWS(tree):
        are_blocks = row.tag in ("div", "li") and all(_is_block(cell) for cell in row)
        if not (are_blocks or all(cell.tag in _INLINE for cell in row)) or any(map(_HOLDS_BLOCKS, row)):
            continue
        cells = _cells(row)
        if len(cells) < PAIR or (row.text or "").strip() or any((cell.tail or "").strip() for cell in row):
            continue
        if are_blocks:
            if _are_short(cells):
                blocks[_holder(row), len(cells)].append(row)
        else:
            inline[tuple((element.tag, element.get("class")) for element in (row, *cells))].append(row)
    for rows in blocks.values():
        if _differ(rows):
            for row in rows:
                _make_item(row)
    for rows in inline.values():
        if _differ(rows) and all(map(_is_glued, rows)):
            for row in rows:
                _make_lines(row)


def _is_block(cell: html.HtmlElement) -> bool:
    """Whether it is a block, or only a picture beside some."""
    return cell.tag in _BLOCKS or (cell.tag in _PICTURES and not line(cell))


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    """Those with words."""
    return [cell for cell in row if line(cell)]


def _are_short(cells: Sequence[html.HtmlElement]) -> bool:
    words = [line(cell) for cell in cells]
    if PAIR < len(cells) <= _MOST_CELLS and sum(map(is_price, words)) == 1 and not is_price(words[0]):
        return all(len(said) <= _CARD_CHARS for said in words)
    are_beside = len(cells) == PAIR or all(_IS_COLUMN.search(cell.get("class", "")) for cell in cells)
    return are_beside and all(len(said) <= CELL_CHARS and not _SENTENCE.search(said) for said in words)


def _holder(row: html.HtmlElement) -> html.HtmlElement | None:
    """The innermost element that holds more than this row."""
    inner = row
    while inner.getprevious() is None and inner.getnext() is None and (outer := inner.getparent()) is not None:
        inner = outer
    return inner.getparent()


def _differ(rows: Iterable[html.HtmlElement]) -> bool:
    return len({line(_cells(row)[0]) for row in rows}) > 1


def _is_glued(row: html.HtmlElement) -> bool:
    if any(cell.tail for cell in row[:-1]):
        return False
    words = [cell.text_content() for cell in _cells(row)]
    return all(
        (left[-1].isalnum() or left[-1] == ".")
        and (right[0].isalnum() or unicodedata.category(right[0]) == "Sc")
        and not _is_letter(left)
        for left, right in pairwise(words)
    )


def _is_letter(text: str) -> bool:
    """As an initial is, or one of a word whose letters move."""
    return len(text) == 1 and text.isalpha()


def _make_item(row: html.HtmlElement) -> None:
    for cell in _cells(row):
        cell.tag = "span"
    _make_lines(row)
    if row.tag != "li":
        item = html.Element("li")
        item.extend(row)
        row.append(item)
        row.tag = "ul"


def _make_lines(row: html.HtmlElement) -> None:
    for cell in _cells(row)[:-1]:
        cell.addnext(html.Element("br"))
