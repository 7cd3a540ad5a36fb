"""Where something was cut out of an HTML text, or stands in it that is no text: a mark until the text is a passage, whose parts then end there."""

from __future__ import annotations

import re

from lxml import etree, html

from index.formats.html.elements import INLINE
from index.span import trimmed

EDGE = "\ufdd0"  # a noncharacter, which pages are not to hold (Unicode, 23.7)

_RAISED = etree.XPath("//body//*[self::sup or self::sub][not(ancestor::pre)]")
_FRACTION = " or ".join(f"contains(@class, '{word}')" for word in ("fraction", "cents", "decimal"))
# Cents that stand in a box of their own, as in the price tables of Elementor, which are raised beside the number by its style.
_CENTS = etree.XPath(f"//body//div[{_FRACTION} or *[1][{_FRACTION}]][preceding-sibling::node()[1][self::span][not(*)]]")
_ICONS = etree.XPath("//body//*[self::svg or self::button or self::input or self::select][not(ancestor::pre)]")
_SPACES = re.compile(r"(?<=\S)\s{2,}(?=\S)")
_FIRST_WORD = re.compile(r"\A\w+")
_LAST_WORD = re.compile(r"(?<!\w)\w+\Z")
_IN_SPACE = re.compile(f" {EDGE}+(?= )")


def cut(element: html.HtmlElement) -> None:
    """Take it out of its text, and leave `EDGE` there, which `cut_at_edges` takes away."""
    element.tail = EDGE + (element.tail or "")
    element.drop_tree()


def part_figures(tree: html.HtmlElement) -> None:
    """Leave `EDGE` between a figure and one that is raised or lowered beside it: cents and powers are no figures of the number."""
    for element in _CENTS(tree):
        number = element.getprevious()
        if (
            number is not None
            and (number.text or "")[-1:].isdecimal()
            and element.text_content().strip()[:1].isdecimal()
        ):
            number.text, element.tag = f"{number.text}{EDGE}", "span"
    for element in _RAISED(tree):
        words = element.text_content()
        before, after = _text_before(element), element.tail or ""
        if before[-1:].isdecimal() and words[:1].isdecimal():
            element.text = EDGE + (element.text or "")
        if words[-1:].isdecimal() and after[:1].isdecimal():
            element.tail = EDGE + after


def part_spaces(tree: html.HtmlElement) -> None:
    """Leave `EDGE` in white space that a browser shows wider than the one space that it is read as, since some of it does not break."""
    for element in tree.iter(etree.Element):
        if element.tag != "pre" and element.text and "\u00a0" in element.text:
            element.text = _SPACES.sub(_parted, element.text)
        if element.tail and "\u00a0" in element.tail:
            element.tail = _SPACES.sub(_parted, element.tail)


def _parted(spaces: re.Match[str]) -> str:
    return f" {EDGE} " if "\u00a0" in spaces[0] else spaces[0]


def part_icons(tree: html.HtmlElement) -> None:
    """Leave `EDGE` for a picture, button or field that stands within a text: a browser finds no words across it."""
    for element in _ICONS(tree):
        if _stands_in_text(element):
            tail = element.tail or ""
            element.tail = f"{' ' * tail[:1].isspace()}{EDGE}{tail}"


def _stands_in_text(element: html.HtmlElement) -> bool:
    inner = element
    while not (before := _text_right_before(inner)).strip():
        outer = inner.getparent()
        if inner.getprevious() is not None or outer is None or outer.tag not in INLINE:
            break
        inner = outer
    behind = element
    while not (behind.tail or "").strip():
        outer = behind.getparent()
        if behind.getnext() is not None or outer is None or outer.tag not in INLINE:
            break
        behind = outer
    return bool(before.strip()) and bool((behind.tail or "").strip())


def _text_right_before(element: html.HtmlElement) -> str:
    previous, outer = element.getprevious(), element.getparent()
    if previous is not None:
        return str(previous.tail or (previous.text_content() if previous.tag in INLINE else ""))
    return str((outer.text if outer is not None else "") or "")


def _text_before(element: html.HtmlElement) -> str:
    previous = element.getprevious()
    if previous is not None:
        return previous.tail or previous.text_content()
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def cut_at_edges(words: str, parts: tuple[tuple[int, int], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words without edges, and their parts, as the page shows something else at each edge; a word that ends or begins there may be one with it."""
    if EDGE not in words:
        return words, parts
    text = ""
    spans: list[tuple[int, int]] = []
    end = 0
    for start, stop in parts or ((0, len(words)),):
        text += _IN_SPACE.sub("", words[end:start]).replace(EDGE, "")
        end, begun = stop, len(text)
        pieces = words[start:stop].split(EDGE)
        for place, piece in enumerate(pieces, 1):
            text += " " if text[-1:].isalnum() and piece[:1].isalnum() else ""
            before = len(text) + (len(piece) - len(_FIRST_WORD.sub("", piece)) if place > 1 else 0)
            text += piece.lstrip() if text[-1:].isspace() or not text else piece
            shown = text[before:] if place == len(pieces) else _LAST_WORD.sub("", text[before:])
            if shown.strip():
                spans.append(trimmed(text, before, before + len(shown)))
        text = text[:begun] + text[begun:].rstrip()
    text = (text + _IN_SPACE.sub("", words[end:]).replace(EDGE, "")).rstrip()
    return text, () if spans == [(0, len(text))] else tuple(spans)
