"""Asides of HTML: a caution or a footnote belongs to the text that it stands in; a sidebar is beside it."""

from __future__ import annotations

from lxml import etree, html

from index.formats.html.elements import HEADINGS, has_class, one_of

_ASIDES = etree.XPath(
    "//aside[not(ancestor::aside) and (ancestor::main or ancestor::article or ancestor::*[@role='main'])]"
)
# With words of its own, not only links and headings.
_CONTENT = etree.XPath(
    "descendant-or-self::aside[not(@role='complementary' or @role='navigation')]"
    f"[not({has_class('newsletter', 'ad')})]"
    f"[.//text()[normalize-space()][not({one_of('ancestor', 'a', *HEADINGS[1:])})]]"
)
_IN_TEXT = etree.XPath(
    "boolean(parent::li or parent::dd or parent::blockquote"
    " or ../p or ../pre or ../table or ../dl or ../h2 or ../h3 or ../h4 or ../h5 or ../h6)"
)


def keep_asides(tree: html.HtmlElement) -> None:
    """Make a `div` of each aside that stands in a text, alone in an element of its own or not.

    In a text is what has paragraphs, headings or the like beside it, or is a part of an item; a sidebar has columns beside it.
    """
    for aside in _ASIDES(tree):
        if _IN_TEXT(_outermost(aside)):
            for content in _CONTENT(aside):
                content.tag = "div"


def _outermost(element: html.HtmlElement) -> html.HtmlElement:
    """Of the `div` and `section` that hold nothing else, the outermost, or itself."""
    outer = element.getparent()
    while (
        outer is not None
        and outer.tag in ("div", "section")
        and not (outer.text or "").strip()
        and element.getprevious() is None
        and element.getnext() is None
    ):
        element, outer = outer, outer.getparent()
    return element
