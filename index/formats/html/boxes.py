"""Boxes of an HTML page: an example, a table or a sidebar with a title, which heads what is in it alone."""

from __future__ import annotations

from lxml import etree, html

from index.formats.title_words import may_head

_TITLES = etree.XPath(
    "//body//p[contains(concat(' ', normalize-space(@class), ' '), ' title ')][strong or b][ancestor::div]"
)
_HEADING_CHARS = 120  # of a longer one, some may be a sentence
_HAS_HEADING = etree.XPath("boolean(.//h1 or .//h2 or .//h3 or .//h4 or .//h5 or .//h6 or .//summary)")


def head_boxes(tree: html.HtmlElement) -> None:
    """Make a `details` of each `div` that begins with `<p class="title"><strong>` (DocBook) and says more, and that title its `summary`.

    A title that may state something ("Example 5.3. The file is empty") stays a paragraph, for a heading is no passage.
    """
    for title in _TITLES(tree):
        words = " ".join(title.text_content().split())
        box = _box(title)
        if box is not None and len(words) <= _HEADING_CHARS and may_head(words) and not _HAS_HEADING(box):
            title.drop_tree()
            title.tag, box.tag = "summary", "details"
            box.insert(0, title)
            title.tail, box.text = box.text, None


def _box(title: html.HtmlElement) -> html.HtmlElement | None:
    """The nearest `div` around it with other words, if all of them stand behind it."""
    box = title.getparent()
    own = "".join(title.text_content().split())
    while box is not None and box.tag == "div":
        words = "".join(box.text_content().split())
        if words != own:
            return box if own and words.startswith(own) else None
        box = box.getparent()
    return None
