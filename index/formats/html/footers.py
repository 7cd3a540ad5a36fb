"""What a page's footer tells that visitors ask for: how to get in touch, and when it is open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from index.formats.breaks import BREAKS
from index.formats.html.elements import HEADINGS, line

_CONTENT = "ancestor::main or ancestor::article or ancestor::footer or ancestor::*[@role='main']"
_FOOTERS = etree.XPath(f"//footer[not({_CONTENT})][not(.//main or .//article or .//h1)]")
_WIDGETS = etree.XPath(
    ".//nav|.//form|.//dialog|.//script|.//style|.//template|.//noscript|.//svg|.//button|.//select|.//textarea"
    "|.//*[@hidden or @aria-hidden='true']"
)
_ADDRESS = r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}"
_NUMBER = r"(?<![\w.,/-])(?:\+\d|\(?0\d)[\d ()/.-]{5,}\d(?!\w)"
_DAY = r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b|\bdaily\b"
_CONTACT = re.compile(rf"{_ADDRESS}|{_NUMBER}", re.IGNORECASE)
_HOURS = re.compile(rf"(?:{_DAY})(?P<behind>.*)", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_SAYS = re.compile(rf"\d|@|{_DAY}", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\) ?\d|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)
_LEADS_ON = re.compile(r"(?!mailto:|tel:)")


def take_footers(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Take the page's footers out of it, and give each that tells an address for e-mail, a telephone number or a day and hour,
    with what tells figures or days in it, and the headings of these, alone.
    """
    for footer in _FOOTERS(tree):
        footer.drop_tree()
        if _tells(line(footer)):
            _clear(footer)
            footer.tag = "div"
            yield footer


def _tells(words: str) -> bool:
    hours = _HOURS.search(words)
    return _CONTACT.search(words) is not None or (hours is not None and _FIGURE.search(hours["behind"]) is not None)


def _clear(footer: html.HtmlElement) -> None:
    for element in _WIDGETS(footer):
        element.drop_tree()
    heads: html.HtmlElement | None = None  # the last heading, while nothing is told below it
    for block in list(_innermost(footer)):
        if block.tag in HEADINGS:
            if heads is not None:
                heads.drop_tree()
            heads = block
        elif _is_told(block):
            heads = None
        else:
            block.drop_tree()
    if heads is not None:
        heads.drop_tree()


def _innermost(footer: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The blocks without blocks in them, in order."""
    around: set[etree._Element] = set()
    for _, element in etree.iterwalk(footer, events=("end",)):
        is_block = element.tag in BREAKS
        if (is_block or element in around) and (parent := element.getparent()) is not None:
            around.add(parent)
        if is_block and element not in around and element is not footer:
            yield element


def _is_told(block: html.HtmlElement) -> bool:
    words = line(block)
    linked = "".join(line(link) for link in block.iter("a") if _LEADS_ON.match(link.get("href", "")))
    is_menu = 2 * len(linked) > len(words)
    return bool(_SAYS.search(words)) and not (is_menu or _COPYRIGHT.search(words))
