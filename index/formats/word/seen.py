"""What a reader of a Word document sees as its text and its headings, said in the words that mammoth knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

LEVELS = 6  # of headings that HTML has
_BODY_TEXT = 9  # the outline level of what is no heading (ISO/IEC 29500-1, 17.3.1.20)

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"  # ISO/IEC 29500-1
_MATHS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_OFF = ("0", "false", "off")
_IS_CONTENTS = re.compile(
    r"(?:toc|table of (?:figures|authorities)|index) ?\d*|(?:toc|contents|index) heading", re.IGNORECASE
)
_WRAPPERS = ("fldSimple", "dir", "bdo", "rubyBase", "ruby")  # what they hold is text as any other


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    outline: int | None


def keep_what_is_seen(parts: Iterable[etree._Element]) -> None:
    """Change the parts so that mammoth reads no more, and no less, than a reader sees.

    Hidden words and lists of contents and of figures go; what stands in simple fields, in stretches of a direction of their
    own and in ruby stays, and so does a formula that is nothing but signs in a line. A paragraph whose style, or one that
    this is based on, or who itself has a level in the outline is a heading of that level, however its style is called.
    """
    roots = list(parts)
    styles = {identifier: style for root in roots for identifier, style in _styles(root)}
    for root in roots:
        word = etree.QName(root).namespace
        if word in (_WORD, _STRICT) and etree.QName(root).localname in ("document", "footnotes", "endnotes"):
            _drop_hidden(root, f"{{{word}}}")
            _unwrap(root, f"{{{word}}}")
            _name_headings(root, f"{{{word}}}", styles)


def _styles(root: etree._Element) -> Iterator[tuple[str, _Style]]:
    word = f"{{{etree.QName(root).namespace}}}"
    for style in root.iterchildren(f"{word}style"):
        identifier = style.get(f"{word}styleId")
        if identifier and style.get(f"{word}type") == "paragraph":
            based_on = _value(style.find(f"{word}basedOn"), word)
            outline = _level(style.find(f"{word}pPr/{word}outlineLvl"), word)
            yield identifier, _Style(_value(style.find(f"{word}name"), word) or "", based_on, outline)


def _drop_hidden(root: etree._Element, word: str) -> None:
    for hidden in list(root.iter(f"{word}vanish")):
        properties = hidden.getparent()
        run = properties.getparent() if properties is not None else None
        if run is not None and run.tag == f"{word}r" and _value(hidden, word) not in _OFF:
            _remove(run)
    for gallery in list(root.iter(f"{word}docPartGallery")):
        control = next(gallery.iterancestors(f"{word}sdt"), None)
        if control is not None and _value(gallery, word) == "Table of Contents":
            _remove(control)


def _unwrap(root: etree._Element, word: str) -> None:
    for reading in list(root.iter(f"{word}rt")):  # how a ruby's base is said
        _remove(reading)
    etree.strip_tags(root, *(f"{word}{name}" for name in _WRAPPERS))
    for name, known_as in (("cr", "br"), ("ptab", "tab")):
        for element in root.iter(f"{word}{name}"):
            element.tag = f"{word}{known_as}"
    for maths in _MATHS:
        for formula in list(root.iter(f"{{{maths}}}oMath")):
            if all(element.tag in (f"{{{maths}}}r", f"{{{maths}}}ctrlPr") for element in formula):
                run = etree.Element(f"{word}r")
                etree.SubElement(run, f"{word}t").text = "".join(
                    text.text or "" for text in formula.iter(f"{{{maths}}}t")
                )
                formula.addnext(run)
                _remove(formula)
        etree.strip_tags(root, f"{{{maths}}}oMathPara")


def _name_headings(root: etree._Element, word: str, styles: dict[str, _Style]) -> None:
    for paragraph in list(root.iter(f"{word}p")):
        properties = paragraph.find(f"{word}pPr")
        if properties is None:
            continue
        style = properties.find(f"{word}pStyle")
        identifier = _value(style, word)
        based_on = list(_based_on(identifier, styles))
        if any(_IS_CONTENTS.fullmatch(one.name) for one in based_on[:1]):
            _remove(paragraph)
            continue
        own = _level(properties.find(f"{word}outlineLvl"), word)
        level = own if own is not None else next((one.outline for one in based_on if one.outline is not None), None)
        if level is None or any(one.name.casefold() == "title" for one in based_on):
            continue
        if level >= _BODY_TEXT:
            if style is not None:
                properties.remove(style)
            continue
        if style is None:
            style = etree.Element(f"{word}pStyle")
            properties.insert(0, style)
        style.set(f"{word}val", f"Heading{min(level + 1, LEVELS)}")


def _based_on(identifier: str | None, styles: dict[str, _Style]) -> Iterator[_Style]:
    """The style and those that it is based on, from the nearest; once around where they go in a circle."""
    seen: set[str] = set()
    while identifier and identifier not in seen and (style := styles.get(identifier)):
        seen.add(identifier)
        yield style
        identifier = style.based_on


def _value(element: etree._Element | None, word: str) -> str | None:
    return None if element is None else element.get(f"{word}val")


def _level(element: etree._Element | None, word: str) -> int | None:
    value = _value(element, word)
    return int(value) if value and value.isdecimal() else None


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
