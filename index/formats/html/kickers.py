"""Kickers: a date, a time or a few words right above a heading of HTML, which tell of what that heads."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from lxml import etree, html

from index.formats.html.elements import HEADINGS, has_words, line, one_of
from index.formats.line_forms import SENTENCE_END

_LONGEST = 40  # characters
_MOST = 3  # a day, a time and a kind
_BOXES = etree.XPath(
    f"//body//*[{one_of('self', 'article', 'div', 'li', 'section')}][not(ancestor::table or ancestor::nav)]"
)
_HOLDERS = ("a", "div", "header", "hgroup", "section", "span")  # of a heading within its box
_TAGS = ("b", "div", "em", "i", "p", "small", "span", "strong", "time")
_HOLDS_MORE = etree.XPath(f"boolean({one_of('descendant', *HEADINGS, 'a', 'li', 'table', 'dl', 'input')})")


class _Opening(NamedTuple):
    """What a box begins with, up to its heading."""

    kickers: list[html.HtmlElement]
    heading: html.HtmlElement

    @property
    def form(self) -> tuple[object, ...]:
        return (self.heading.tag, *((kicker.tag, kicker.get("class")) for kicker in self.kickers))


def lower_kickers(tree: html.HtmlElement) -> None:
    """Move the kickers that each of several boxes begins with behind its heading, of boxes beside each other or of one class.

    Above it they would be of what the box before tells.
    """
    opened = {box: opening for box in _BOXES(tree) if (opening := _opening(box))}
    classes = Counter((box.get("class"), opening.form) for box, opening in opened.items())
    for box, opening in opened.items():
        beside = (opened.get(it) for it in (box.getprevious(), box.getnext()) if it is not None and it.tag == box.tag)
        is_of_class = box.get("class") and classes[box.get("class"), opening.form] > 1
        if is_of_class or opening.form in (other.form for other in beside if other is not None):
            _lower(opening)


def _lower(opening: _Opening) -> None:
    below = html.Element("div")
    below.tail, opening.heading.tail = opening.heading.tail, None
    opening.heading.addnext(below)
    for kicker in opening.kickers:
        kicker.tail = " "
        below.append(kicker)


def _opening(box: html.HtmlElement) -> _Opening | None:
    if (box.text or "").strip():
        return None
    kickers: list[html.HtmlElement] = []
    for child in box:
        if _is_kicker(child) and len(kickers) < _MOST:
            kickers.append(child)
        elif has_words(child):
            heading = _leading_heading(child)
            return _Opening(kickers, heading) if kickers and heading is not None else None
        if (child.tail or "").strip():
            return None
    return None


def _is_kicker(element: html.HtmlElement) -> bool:
    if element.tag not in _TAGS or _HOLDS_MORE(element) or not has_words(element):
        return False
    room = _LONGEST
    for text in element.itertext():
        room -= len(" ".join(text.split()))
        if room < 0:
            return False
    return not SENTENCE_END.search(line(element))


def _leading_heading(element: html.HtmlElement) -> html.HtmlElement | None:
    """The heading of level 2 or below that is the first with words in it."""
    inner: html.HtmlElement | None = element
    while inner is not None and inner.tag in _HOLDERS and not (inner.text or "").strip():
        inner = next((child for child in inner if has_words(child) or (child.tail or "").strip()), None)
    return inner if inner is not None and inner.tag in HEADINGS[1:] else None
