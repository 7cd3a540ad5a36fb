"""Boxes of an HTML page: an example, a table or a sidebar with a title, which heads what is in it alone."""

from __future__ import annotations

from lxml import etree, html

from index.formats.html.elements import HEADINGS, has_class, line, one_of, unspaced
from index.formats.title_words import may_head

_TITLES = etree.XPath(f"//body//p[{has_class('title')}][strong or b][ancestor::div]")
_HEADING_CHARS = 120  # of a longer one, some may be a sentence
_HAS_HEADING = etree.XPath(f"boolean({one_of('descendant', *HEADINGS, 'summary')})")


def head_boxes(tree: html.HtmlElement) -> None:
    """Make a `details` of each `div` that begins with `<p class="title"><strong>` (DocBook) and says more, and that title its `summary`.

    A title that may state something ("Example 5.3. The file is empty") stays a paragraph, for a heading is no passage.
    """
    for title in _TITLES(tree):
        words = line(title)
        box = _box(title)
        if box is not None and len(words) <= _HEADING_CHARS and may_head(words) and not _HAS_HEADING(box):
            title.drop_tree()
            title.tag, box.tag = "summary", "details"
            box.insert(0, title)
            title.tail, box.text = box.text, None


def _box(title: html.HtmlElement) -> html.HtmlElement | None:
    """The nearest `div` around it with other words, if all of them stand behind it."""
    box = title.getparent()
    own = unspaced(title)
    while box is not None and box.tag == "div":
        words = unspaced(box)
        if words != own:
            return box if own and words.startswith(own) else None
        box = box.getparent()
    return None
