"""Words that a style strikes out, as Google Docs writes them, become words in `<s>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from index.formats.html.elements import around_blocks

_DECORATION = ("text-decoration", "text-decoration-line")
_CLASS = re.compile(r"\s*(?P<tag>[a-z]\w*)?\.(?P<name>[\w-]+)\s*", re.IGNORECASE)
_STYLED = etree.XPath("//body//*[contains(@style, 'line-through')]")


def mark_struck(tree: html.HtmlElement) -> None:
    """By their own style, or by a class that the page's own style sheet strikes out, whatever the screen; a box of blocks stays."""
    struck = dict.fromkeys(each for each in _STYLED(tree) if _strikes(each.get("style", "")))
    classes = set(_struck_classes(tree))
    if classes:
        for element in tree.iterfind("body//*[@class]"):
            names = element.get("class", "").split()
            if any((tag, name) in classes for name in names for tag in (None, element.tag)):
                struck[element] = None
    if not struck:
        return
    boxes = around_blocks(tree)
    for element in struck:
        if element not in boxes:
            words = html.Element("s")
            words.text, element.text = element.text, None
            words.extend(list(element))
            element.append(words)


def _struck_classes(tree: html.HtmlElement) -> Iterator[tuple[str | None, str]]:
    """Each with the tag that its rule is for, if it is for one."""
    for sheet in tree.iter("style"):
        within = 0  # braces of an at-rule, as one for print
        for piece in _without_comments(sheet.text or "").split("}"):
            head, _, rule = piece.rpartition("{")
            within += piece.count("{")
            if within == 1 and _strikes(rule):
                for selector in head.rpartition(";")[2].split(","):
                    if of_class := _CLASS.fullmatch(selector):
                        yield of_class["tag"] and of_class["tag"].lower(), of_class["name"]
            within = max(0, within - 1)


def _strikes(rule: str) -> bool:
    declared = (declaration.partition(":") for declaration in rule.lower().split(";"))
    return any(name.strip() in _DECORATION and "line-through" in value for name, _, value in declared)


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return " ".join([first, *(other.partition("*/")[2] for other in others)])
