"""What is bold: words by themselves head what follows them on pages that are written without headings."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.breaks import BREAKS
from index.formats.html.elements import HEADINGS, around_blocks, has_class, line
from index.formats.title_words import is_bold_title, may_head

LONGEST = 120  # characters of what heads something
_LOWEST = 6  # level
_SEVERAL = 2  # titles, for a page has one style
_BOLD = ("b", "strong")
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_IS_OF_BOX = etree.XPath(f"boolean(self::*[{has_class('title', 'subtitle')}])")  # in DocBook, of an example or a figure
_INLINE = ("em", "font", "i", "span", "u")
_BEHIND = " :\t\r\n\u00a0"  # what may stand behind the bold words
# Where a bold line is what a table, a list, a picture, a fold or a menu makes of it.
_ELSEWHERE = frozenset(
    ("a", "button", "dd", "details", "dl", "dt", "figcaption", "figure", "label", "li", "nav", "table", *HEADINGS)
)


def head_by_bold(tree: html.HtmlElement) -> None:
    """Make a heading of each paragraph of bold words alone that are a title and that other words follow, one level below the
    heading before it. Where several are titles, others that may be one are headings too. What leads elsewhere, as a link, stays
    as it is.
    """
    around = around_blocks(tree)
    blocks = [block for block in tree.iter(*BREAKS) if block not in around and line(block)]
    lines = {block: said for block in blocks if (said := _bold_words(block))}
    titles = {block for block, said in lines.items() if is_bold_title(said)}
    if len(titles) >= _SEVERAL:
        titles |= {block for block, said in lines.items() if may_head(said)}
    level = 1
    waiting: html.HtmlElement | None = None  # a bold line that nothing has followed yet
    for block in blocks:
        if waiting is not None and block not in titles and block.tag not in HEADINGS:
            waiting.tag = f"h{min(level + 1, _LOWEST)}"
        level = int(block.tag[1]) if block.tag in HEADINGS else level
        waiting = block if block in titles else None


def _bold_words(block: html.HtmlElement) -> str:
    """The words of a bold line; none of any other block."""
    if (
        block.tag not in ("p", "div")
        or _IS_OF_BOX(block)
        or not _is_bold(block)
        or block.find(".//a[@href]") is not None
    ):
        return ""
    words = line(block)
    is_elsewhere = any(outer.tag in _ELSEWHERE for outer in block.iterancestors())
    return "" if is_elsewhere or len(words) > LONGEST else words


def makes_bold(element: etree._Element) -> bool:
    """Whether it makes the words in it bold by itself."""
    return element.tag in _BOLD or _BOLD_STYLE.search(element.get("style", "")) is not None


def _is_bold(element: html.HtmlElement) -> bool:
    """Whether all of its words are bold."""
    if (element.text or "").strip(_BEHIND):
        return False
    for child in element:
        if not (makes_bold(child) or child.tag == "br" or (child.tag in _INLINE and _is_bold(child))):
            return False
        if (child.tail or "").strip(_BEHIND):
            return False
    return True
