"""Lists of contents in an HTML page: what is named as one and says nothing but links is none of the page's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

TITLE_CHARS = 60  # of what stands above the links, as "Table of Contents"

_BLOCKS = ("details", "div", "dl", "ol", "p", "section", "table", "ul")
# A part of a name, as in `toctree-wrapper` (Sphinx), `list-of-figures` (DocBook) and `toc-numbered-mark` (Texinfo).
_IS_NAMED = re.compile(
    r"(?:\A|[\s_-])(?:toc|toctree|table[-_]of[-_]contents|list-of-\w+)(?:\d?\Z|[\s_-])", re.IGNORECASE
)
_TEXTS = etree.XPath(".//text()[not(ancestor::script or ancestor::style)]")
_NUMBER = re.compile(r"[\W\d_]|\b[^\W\d_]\b")  # "2.1.", "A."
_NO_PLACE = ("mailto:", "tel:")


def contents(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The outermost blocks of a page's body that are named as a list of contents, and whose words are links but for a title and numbers.

    An entry that tells what it leads to stays with its list: that may answer.
    """
    body = tree.find("body")
    for element in () if body is None else list(body.iterdescendants(*_BLOCKS)):
        if _IS_NAMED.search(f"{element.get('id', '')} {element.get('class', '')}") and _only_leads_on(element):
            yield element


def _only_leads_on(element: html.HtmlElement) -> bool:
    has_link = False
    title = ""
    for text in _TEXTS(element):
        words = _NUMBER.sub("", text)
        if not words:
            continue
        holder = text.getparent().getparent() if text.is_tail else text.getparent()
        if _in_link(holder):
            has_link = True
        elif has_link:
            return False
        else:
            title += words
    return has_link and len(title) <= TITLE_CHARS


def _in_link(holder: html.HtmlElement) -> bool:
    """Whether it is within a link to a place, or one that a script opens."""
    links = (element for element in (holder, *holder.iterancestors()) if element.tag == "a")
    link = next(links, None)
    return link is not None and not link.get("href", "").startswith(_NO_PLACE)
