"""What Word counts and lists by itself in a document that it saves as a web page: marks of items, numbers of headings, and contents."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.html.elements import NUMBER

_MARKS = etree.XPath("//body//span[contains(translate(@style, ' ', ''), 'mso-list:Ignore')]")
_CONTENTS = etree.XPath("//body//p[starts-with(@class, 'MsoToc')][.//a[starts-with(@href, '#')]]")
_PLAIN = re.compile(r"\d+[.)]?")
_OF_SEVERAL = re.compile(r"\d+(?:\.\d+)+[.)]?")
_COUNTS = re.compile(r".*\d.*|\(?[a-zA-Z]{1,5}[.)]")  # not the sign of a bullet, which may be an "o"


def take_word_marks(tree: html.HtmlElement) -> None:
    """Take lists of contents and the signs of items out, as of `.docx`, and leave numbers and letters where a reader sees them.

    A paragraph that had a mark becomes an item, but a clause (`4.2`), which is none; of an item with a number alone that is
    none of its words.
    """
    for mark in _MARKS(tree):
        sign = " ".join(mark.text_content().split())
        paragraph = next(mark.iterancestors("p"), None)
        if paragraph is not None and not _OF_SEVERAL.fullmatch(sign):
            paragraph.tag = "li"
        if paragraph is not None and _PLAIN.fullmatch(sign):
            paragraph.set(NUMBER, sign if sign[-1:] in ".)" else f"{sign}.")
        elif _COUNTS.fullmatch(sign):
            mark.tail = f"{sign} {mark.tail or ''}"
        mark.drop_tree()
    for entry in _CONTENTS(tree):
        entry.drop_tree()
