"""What an element of an HTML page says, and how elements are found by what they are called."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.breaks import BREAKS

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NUMBER = "number"  # the attribute of an item that says what stands before its words
INLINE = ("a", "b", "em", "i", "label", "small", "span", "strong")  # which stand in a line with the text around them
NO_PAGE = ("mailto:", "tel:")  # how an address begins that leads to none
HIDDEN_BY_STYLE = "contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')"  # a test in XPath

_NO_LETTERS = re.compile(r"\W+")


def has_words(element: etree._Element) -> bool:
    """Whether there are any in it."""
    return any(text.strip() for text in element.itertext())


def line(element: html.HtmlElement) -> str:
    """Its words with one space between them."""
    return " ".join(element.text_content().split())


def unspaced(element: html.HtmlElement) -> str:
    """Its characters without white space."""
    return "".join(element.text_content().split())


def names(element: html.HtmlElement) -> str:
    """What it is called: its id and its classes."""
    return f"{element.get('id', '')} {element.get('class', '')}"


def letters(text: str) -> str:
    """The letters and digits of a text, without case: what two texts have alike that are written otherwise."""
    return _NO_LETTERS.sub("", text).casefold()


def around_blocks(tree: html.HtmlElement) -> set[html.HtmlElement]:
    """What has blocks in it, of the tree and all elements in that."""
    around = set[html.HtmlElement]()
    for _, element in etree.iterwalk(tree, events=("end",)):
        if (element.tag in BREAKS or element in around) and (parent := element.getparent()) is not None:
            around.add(parent)
    return around


def one_of(axis: str, *tags: str) -> str:
    """A test in XPath: an element of one of these tags is there, in that direction."""
    return " or ".join(f"{axis}::{tag}" for tag in tags)


def has_class(*names: str) -> str:
    """A test in XPath: one of the names is among the element's classes."""
    return " or ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)


def has_name(*names: str) -> str:
    """The same, or one of them is its id."""
    return " or ".join(f"contains(concat(' ', @id, ' ', normalize-space(@class), ' '), ' {name} ')" for name in names)
