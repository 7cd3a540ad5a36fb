"""What Word counts and lists by itself in a document that it saves as a web page: marks of items, numbers of headings, and contents."""

from __future__ import annotations

from lxml import etree, html

_MARKS = etree.XPath("//body//span[contains(translate(@style, ' ', ''), 'mso-list:Ignore')]")
_CONTENTS = etree.XPath("//body//p[starts-with(@class, 'MsoToc')][.//a[starts-with(@href, '#')]]")


def drop_word_marks(tree: html.HtmlElement) -> None:
    """Take them out, as of `.docx`, and make an item of each paragraph that had a mark."""
    for mark in _MARKS(tree):
        paragraph = next(mark.iterancestors("p"), None)
        if paragraph is not None:
            paragraph.tag = "li"
        mark.drop_tree()
    for entry in _CONTENTS(tree):
        entry.drop_tree()
