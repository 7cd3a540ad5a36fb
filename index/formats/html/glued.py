"""Words of HTML with nothing between them, which a stylesheet alone sets apart: a date and a place, a number and what it counts."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.html.elements import INLINE, line, one_of

_INLINE = (*INLINE, "time")
_LEADS_TO = {"a": "href", "label": "for"}
_PAIRS = etree.XPath(
    f"//body//*[{one_of('self', *_INLINE)}][following-sibling::node()[1][{one_of('self', *_INLINE)}]]"
    "[not(ancestor::pre or ancestor::code or ../text()[normalize-space(.)])]"
)
# "45" and "concerts a year", but not "5" and "th", "k" or "km".
_COUNTS = (re.compile(r"\d\Z"), re.compile(r"[^\W\d_]{3}"))
_ENDS_WORD = re.compile(r"[^\W_]\Z")
_TIME = re.compile(r"\d{1,2}(?:[:.]\d\d| ?[ap]m)\b", re.IGNORECASE)
_BEGINS_ANOTHER = re.compile(r"[^\Wa-zß-öø-ÿ_]")


def part_glued(tree: html.HtmlElement) -> None:
    """End a line between two inline elements where no word goes on: two links, a number and what it counts, a time, or what begins
    with a capital or a figure beside more than a word. There is no text around them in what they stand in.
    """
    for left in _PAIRS(tree):
        if _are_apart(left, left.getnext()):
            left.addnext(html.Element("br"))


def _are_apart(left: html.HtmlElement, right: html.HtmlElement) -> bool:
    before, after = line(left), line(right)
    if not (_ENDS_WORD.search(before) and after[:1].isalnum()):
        return False
    leads_to = _LEADS_TO.get(str(left.tag))
    if left.tag == right.tag and leads_to and left.get(leads_to) != right.get(leads_to):
        return True
    if len(before) == 1:
        return False
    if (_COUNTS[0].search(before) and _COUNTS[1].match(after)) or _TIME.match(after):
        return True
    return _BEGINS_ANOTHER.match(after) is not None and " " in f"{before}{after}"
