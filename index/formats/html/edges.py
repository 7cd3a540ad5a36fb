"""Where something was cut out of an HTML text, or stands raised in it: a mark until the text is a passage, whose parts then end there."""

from __future__ import annotations

import re

from lxml import etree, html

EDGE = "\ufdd0"  # a noncharacter, which pages are not to hold (Unicode, 23.7)

_RAISED = etree.XPath("//body//*[self::sup or self::sub][not(ancestor::pre)]")
_FIRST_WORD = re.compile(r"\A\w+")
_LAST_WORD = re.compile(r"(?<!\w)\w+\Z")
_IN_SPACE = re.compile(f" {EDGE}+(?= )")


def cut(element: html.HtmlElement) -> None:
    """Take it out of its text, and leave `EDGE` there, which `cut_at_edges` takes away."""
    element.tail = EDGE + (element.tail or "")
    element.drop_tree()


def part_figures(tree: html.HtmlElement) -> None:
    """Leave `EDGE` between a figure and one that is raised or lowered beside it: cents and powers are no figures of the number."""
    for element in _RAISED(tree):
        words = element.text_content()
        before, after = _text_before(element), element.tail or ""
        if before[-1:].isdecimal() and words[:1].isdecimal():
            element.text = EDGE + (element.text or "")
        if words[-1:].isdecimal() and after[:1].isdecimal():
            element.tail = EDGE + after


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
                spans.append((before + len(shown) - len(shown.lstrip()), before + len(shown.rstrip())))
        text = text[:begun] + text[begun:].rstrip()
    text = (text + _IN_SPACE.sub("", words[end:]).replace(EDGE, "")).rstrip()
    return text, () if spans == [(0, len(text))] else tuple(spans)
