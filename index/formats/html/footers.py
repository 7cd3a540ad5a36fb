"""What a page's footer tells that visitors ask for: how to get in touch, and when it is open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import takewhile

from lxml import etree, html

from index.formats.breaks import BREAKS
from index.formats.html.elements import HEADINGS, HIDDEN_BY_STYLE, NO_PAGE, around_blocks, line

_CONTENT = (
    "ancestor::main or ancestor::article or ancestor::blockquote or ancestor::footer or ancestor::*[@role='main']"
)
_FOOTERS = etree.XPath(f"//footer[not({_CONTENT})][not(.//main or .//article or .//h1)]")
_IS_HIDDEN = f"@hidden or @aria-hidden='true' or {HIDDEN_BY_STYLE}"
_HIDDEN = etree.XPath(f"boolean(ancestor-or-self::*[{_IS_HIDDEN}])")
_WIDGETS = etree.XPath(
    ".//nav|.//form|.//dialog|.//script|.//style|.//template|.//noscript|.//svg|.//button|.//select|.//textarea"
    f"|.//*[{_IS_HIDDEN}]"
)
_ADDRESS = r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}"
_NUMBER = r"(?<![\w.,/-])(?:\+\d|\(?0\d)[\d ()/.-]{5,}\d(?!\w)"
_DAY = r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b|\bdaily\b"
_CONTACT = re.compile(rf"{_ADDRESS}|{_NUMBER}", re.IGNORECASE)
_HOURS = re.compile(rf"(?:{_DAY})(?P<behind>.*)", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_SAYS = re.compile(rf"\d|@|{_DAY}", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\) ?\d|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)


def take_footers(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Take the page's footers out of it, and give each that is seen and tells an address for e-mail, a telephone number or a day
    and hour, with what tells figures or days in it, and the headings of these, alone.
    """
    for footer in _FOOTERS(tree):
        is_hidden = _HIDDEN(footer)
        footer.drop_tree()
        if not is_hidden and _tells(" ".join(map(line, _told(footer)))):
            footer.tag = "div"
            yield footer


def _told(footer: html.HtmlElement) -> list[html.HtmlElement]:
    """The blocks that tell something, when all else but their headings is taken out."""
    for element in _WIDGETS(footer):
        element.drop_tree()
    around = around_blocks(footer) | {footer}
    for element in around:
        _part(element, around)
    told: list[html.HtmlElement] = []
    heads: html.HtmlElement | None = None  # the last heading, while nothing is told below it
    for block in [element for element in footer.iter(*BREAKS) if element not in around]:
        if block.tag in HEADINGS:
            if heads is not None:
                heads.drop_tree()
            heads = block
            continue
        _drop_copyright(block)
        if _is_told(block):
            heads = None
            told.append(block)
        else:
            block.drop_tree()
    if heads is not None:
        heads.drop_tree()
    return told


def _part(outer: html.HtmlElement, around: Collection[html.HtmlElement]) -> None:
    """Make a block of each stretch of words that stands beside others in it."""
    run = _run(outer.text)
    outer.text = None
    children = list(outer)
    if run is not None:
        outer.insert(0, run)
    for child in children:
        if child.tag in BREAKS or child in around:
            run = _run(child.tail)
            child.tail = None
            if run is not None:
                child.addnext(run)
        else:
            if run is None:
                child.addprevious(run := html.Element("div"))
            run.append(child)


def _run(text: str | None) -> html.HtmlElement | None:
    if not (text or "").strip():
        return None
    run = html.Element("div")
    run.text = text
    return run


def _drop_copyright(block: html.HtmlElement) -> None:
    """Take out its lines of copyright, where a break parts them from others."""
    breaks = list(block.iterchildren("br"))
    for begin in (block, *breaks) if breaks else ():
        rest = block.iterchildren() if begin is block else begin.itersiblings()
        elements = list(takewhile(lambda element: element.tag != "br", rest))
        text = begin.text if begin is block else begin.tail
        words = "".join((text or "", *(f"{line(element)}{element.tail or ''}" for element in elements)))
        if _COPYRIGHT.search(words):
            for element in elements:
                block.remove(element)
            if begin is block:
                block.text = None
            else:
                begin.tail = None


def _is_told(block: html.HtmlElement) -> bool:
    words = line(block)
    linked = "".join(line(link) for link in block.iter("a") if not link.get("href", "").startswith(NO_PAGE))
    is_menu = 2 * len(linked) > len(words)
    return bool(_SAYS.search(words)) and not (is_menu or _COPYRIGHT.search(words))


def _tells(words: str) -> bool:
    hours = _HOURS.search(words)
    return _CONTACT.search(words) is not None or (hours is not None and _FIGURE.search(hours["behind"]) is not None)
