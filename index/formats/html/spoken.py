"""What an HTML page says to screen readers alone, and what it shows the eye in its place: one of the two is read."""

from __future__ import annotations

import re
from typing import TypeGuard

from lxml import etree, html

from index.formats.html.edges import cut
from index.formats.html.elements import HEADINGS, INLINE, has_name, letters, line, one_of, unspaced
from index.formats.price_words import PRICE

STRUCK = ("del", "s", "strike")  # the elements of words that no longer hold

_IS_NAMED = has_name("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text")
_SPOKEN = etree.XPath(f"//body//*[{_IS_NAMED}][not(ancestor::pre or .//main or .//article or .//h1)]")
_HOLDER = etree.XPath(f"ancestor-or-self::*[{one_of('self', *HEADINGS, 'td', 'th')}][1]")
_HAS_BLOCKS = etree.XPath("boolean(.//div or .//p or .//ul or .//ol or .//dl or .//table)")
_IS_STRUCK = etree.XPath(f"boolean({one_of('descendant-or-self', *STRUCK)})")
_CLOSES = re.compile(r"[.,;:!?)\]]")


def drop_spoken(tree: html.HtmlElement) -> None:
    """Cut what only a screen reader says, unless it is all that a cell or heading has, or names the price right behind it ("Sale price"),
    or says in its own way what the eye sees beside it.

    That is cut then, as it often tells less: `Mo` for Monday, stars for a figure. Of a price that is struck out both are.
    """
    for element in _SPOKEN(tree):
        if element.getparent() is None:  # cut as the twin of the one before
            continue
        twin = _twin(element)
        if twin is None and _names_price(element):
            element.tail = f" {element.tail or ''}"
            continue
        if twin is None:
            words = letters(element.text_content())
            if all(letters(holder.text_content()) != words for holder in _HOLDER(element)):
                cut(element)
            continue
        follows = (element if twin is element.getprevious() else twin).tail
        if twin.tag in STRUCK:
            cut(element)
        else:
            element.text = f" {element.text or ''}"
            element.tail = f"{'' if _CLOSES.match(follows or '') else ' '}{element.tail or ''}"
        cut(twin)


def _names_price(element: html.HtmlElement) -> bool:
    """Whether it is what a price stands behind that still holds."""
    behind = element.getnext()
    if behind is None or (element.tail or "").strip() or _IS_STRUCK(behind):
        return False
    return bool(letters(element.text_content())) and PRICE.match(line(behind)) is not None


def _twin(element: html.HtmlElement) -> html.HtmlElement | None:
    """What only the eye sees, right before or behind it."""
    before = element.getprevious()
    if _is_seen(before) and not (before.tail or "").strip():
        return before
    while not (element.tail or "").strip():
        behind = element.getnext()
        outer = element.getparent()
        if behind is not None or outer is None or outer.tag not in INLINE:
            return behind if _is_seen(behind) else None
        element = outer
    return None


def _is_seen(element: html.HtmlElement | None) -> TypeGuard[html.HtmlElement]:
    """Whether it is text that a screen reader passes over; a sign by itself is an icon, several may be stars."""
    if element is None or element.get("aria-hidden") != "true" or _HAS_BLOCKS(element):
        return False
    return len(unspaced(element)) > 1 or bool(letters(element.text_content()))
