"""Which part of an HTML page is its content, where a page has much beside what trafilatura found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree, html

from index.formats.html.elements import HEADINGS, names
from index.formats.html.tables import is_row

CONTENT_SHARE = 0.8  # where trafilatura finds that much of a part without its furniture, all of the part is content
HELD_SHARE = 0.9  # of what it finds; the rest may be a line of the footer
MOST = 0.5  # of a page's letters, for its content
TEASERS_SHARE = 0.2  # of what it finds; a part with more is what the page is for, as a list of news
RUN = 5  # words in the same order, which stand in two texts by no chance

_BLOCKS = frozenset({"center", "div", "dl", "ol", "p", "section", "table", "td", "ul"})
_HOLDERS = frozenset({"article", "body", "center", "div", "main", "section", "span", "table", "tbody", "td", "tr"})
_HEADINGS = HEADINGS[1:]
_WORD = re.compile(r"\w+")
_LEADS_ON = re.compile(r"(?!mailto:|tel:|#.)")  # a menu that scripts open links to "#"


class _Letters(NamedTuple):
    all: int
    linked: int  # of them, those of links to other pages
    found: int  # of them, those that trafilatura found


def content(part: html.HtmlElement, found: Iterable[str]) -> html.HtmlElement:
    """Take out of a part of a page what is beside its content, and return the element that holds the rest; `found` are trafilatura's blocks.

    Where nothing in the page is named as content, trafilatura finds its paragraphs and tables alone, and no heading and no list.
    So what it found tells where the content is, not what: the element that holds nearly all of that is the content if that is
    nearly all of it. Else everything is but what looks like a menu (blocks of which nothing was found, links for the most
    part), like comments, or like teasers of other pages (their headings are links).
    """
    counted = _counted(part, found)
    inner = _holder(part, counted) if part.tag == "body" else part
    for block in list(_beside(part, counted)):
        _drop_with_heading(block)
    left = sum(len(word) for word in _WORD.findall(part.text_content()))
    is_whole = counted[inner].found >= CONTENT_SHARE * counted[inner].all and counted[inner].all >= MOST * left
    return inner if is_whole else part


def _counted(part: html.HtmlElement, found: Iterable[str]) -> dict[etree._Element, _Letters]:
    runs = set[tuple[str, ...]]()
    for block in found:
        words = _words(block)
        runs.add(tuple(words))
        runs.update(zip(*(words[place:] for place in range(RUN)), strict=False))
    counted: dict[etree._Element, _Letters] = {}
    links = 0
    for event, element in etree.iterwalk(part, events=("start", "end")):
        is_link = element.tag == "a" and _LEADS_ON.match(element.get("href", "#opens")) is not None
        links += is_link if event == "start" else 0
        if event == "end":
            texts = [(element.text, links > 0), *((inner.tail, links > 0) for inner in element)]
            own = [_letters(text, linked, runs) for text, linked in texts if text and text.strip()]
            counted[element] = _Letters(
                *map(sum, zip(_Letters(0, 0, 0), *own, *map(counted.__getitem__, element), strict=True))
            )
            links -= is_link
    return counted


def _letters(text: str, is_linked: bool, runs: set[tuple[str, ...]]) -> _Letters:
    words = _words(text)
    size = sum(map(len, words))
    is_found = tuple(words) in runs or tuple(words[:RUN]) in runs
    return _Letters(size, size * is_linked, size * is_found)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\u00ad", "").casefold())


def _holder(part: html.HtmlElement, counted: dict[etree._Element, _Letters]) -> html.HtmlElement:
    """The smallest element that holds nearly all that was found."""
    least = HELD_SHARE * counted[part].found
    inner: html.HtmlElement = part
    deeper: html.HtmlElement | None = part
    while deeper is not None:
        inner = deeper
        fitting = (it for it in inner if it.tag in _HOLDERS and counted[it].found >= least and not is_row(it))
        deeper = next(fitting, None)
    return inner


def _beside(element: html.HtmlElement, counted: dict[etree._Element, _Letters]) -> Iterator[html.HtmlElement]:
    """The outermost blocks in it that are no content."""
    most = TEASERS_SHARE * counted[element].found

    def within(outer: html.HtmlElement) -> Iterator[html.HtmlElement]:
        for inner in outer:
            if inner.tag in _BLOCKS and counted[inner].all and _is_beside(inner, counted[inner], most):
                yield inner
            elif inner.tag not in ("ul", "ol", "dl", "p") and not is_row(inner):
                yield from within(inner)

    return within(element)


def _is_beside(block: html.HtmlElement, letters: _Letters, most: float) -> bool:
    if not letters.found and (2 * letters.linked > letters.all or "comment" in names(block).casefold()):
        return True
    if letters.found >= most or block.find(".//h1") is not None:
        return False
    headings = [heading for heading in block.iter(*_HEADINGS) if _words(heading.text_content())]
    return 2 * sum(map(_is_teaser, headings)) > len(headings)


def _is_teaser(heading: html.HtmlElement) -> bool:
    """Whether all of its words are a link to another page."""
    link = next(heading.iterancestors("a"), heading.find(".//a"))
    if link is None or link.get("href", "#").startswith("#"):
        return False
    return set(_words(heading.text_content())) <= set(_words(link.text_content()))


def _drop_with_heading(block: html.HtmlElement) -> None:
    """Drop it, and the heading above it that then has nothing."""
    above, below = block.getprevious(), block.getnext()
    ends = (below is None or below.tag in _HEADINGS) and not (block.tail or "").strip()
    if above is not None and above.tag in _HEADINGS and ends and not (above.tail or "").strip():
        above.drop_tree()
    block.drop_tree()
