"""Lists of contents in an HTML page: what is named as one and says nothing but links is none of the page's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from index.formats.html.elements import NO_PAGE, names

TITLE_CHARS = 60  # of what stands above the links, as "Table of Contents"

_BLOCKS = ("details", "div", "dl", "ol", "p", "section", "table", "ul")
# A part of a name, as in `toctree-wrapper` (Sphinx), `list-of-figures` (DocBook) and `toc-numbered-mark` (Texinfo).
_IS_NAMED = re.compile(
    r"(?:\A|[\s_-])(?:toc|toctree|table[-_]of[-_]contents|list-of-\w+)(?:\d?\Z|[\s_-])", re.IGNORECASE
)
_NUMBER = re.compile(r"[\W\d_]|\b[^\W\d_]\b")  # "2.1.", "A."


@dataclass(slots=True)
class _Block:
    """A block that is named as a list of contents, as far as it is read."""

    element: html.HtmlElement
    has_link: bool = False
    title_chars: int = 0
    says_more: bool = False  # behind the first link, by what is none

    def read(self, words: str, is_linked: bool) -> None:
        if is_linked:
            self.has_link = True
        elif self.has_link:
            self.says_more = True
        else:
            self.title_chars += len(words)


def contents(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The blocks of a page's body that are named as a list of contents, and whose words are links but for a title and numbers.

    An entry that tells what it leads to stays with its list: that may answer. The tree may be changed once all are known.
    """
    body = tree.find("body")
    blocks: list[_Block] = []  # around what is read
    links: list[bool] = []  # around it, each with whether it leads to a place, or a script opens it
    for event, element in () if body is None else etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if element.tag == "a":
                links.append(not element.get("href", "").startswith(NO_PAGE))
            if element.tag in _BLOCKS and _IS_NAMED.search(names(element)):
                blocks.append(_Block(element))
            text = None if element.tag in ("script", "style") else element.text
        else:
            if element.tag == "a":
                links.pop()
            if blocks and blocks[-1].element is element:
                block = blocks.pop()
                if block.has_link and not block.says_more and block.title_chars <= TITLE_CHARS:
                    yield element
            text = element.tail
        if blocks and text and (words := _NUMBER.sub("", text)):
            for block in blocks:
                block.read(words, bool(links) and links[-1])
