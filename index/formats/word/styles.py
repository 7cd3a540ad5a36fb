"""What styles say of paragraphs and runs, along what each is based on, written to the paragraph or run itself: mammoth reads only that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from index.formats.word.markup import W, is_on, number, remove, value

_KEPT = {"b": "b", "strike": "strike", "dstrike": "strike", "vanish": "vanish"}


@dataclass(frozen=True)
class Style:
    """One style with those that it is based on; `outline` is the level of a heading from 0, None where it says none.

    `numbering` are the number of a list and the level within it, None where it says none. `marks` are those of "b", "strike"
    and "vanish" that it says, and whether they hold.
    """

    names: tuple[str, ...] = ()
    outline: int | None = None
    numbering: tuple[int, int] | None = None
    marks: dict[str, bool] = field(default_factory=dict)


NO_STYLE = Style()


class Styles:
    """The styles of a document by their ids; what is not there, or is based on itself, says nothing."""

    def __init__(self, root: etree._Element, numbering: etree._Element) -> None:
        self._elements: dict[str, etree._Element] = {}
        for element in root.iterchildren(f"{W}style"):
            if identifier := element.get(f"{W}styleId"):
                self._elements.setdefault(identifier, element)
        self._numbering = numbering
        self._made: dict[str, Style] = {}

    def of(self, identifier: str | None) -> Style:
        """A style, whole."""
        chain = list(self._chain(identifier))
        made = NO_STYLE
        for one in reversed(chain):
            if one not in self._made:
                self._made[one] = self._whole(one, made)
            made = self._made[one]
        return made

    def _chain(self, identifier: str | None) -> Iterator[str]:
        """It and those that it is based on, down to one that is known whole."""
        seen: set[str] = set()
        while identifier and identifier in self._elements and identifier not in seen:
            seen.add(identifier)
            yield identifier
            if identifier in self._made:
                return
            identifier = value(self._elements[identifier].find(f"{W}basedOn"))

    def _whole(self, identifier: str, based_on: Style) -> Style:
        element = self._elements[identifier]
        name = value(element.find(f"{W}name")) or identifier
        outline = number(element.find(f"{W}pPr/{W}outlineLvl"))
        listed = element.find(f"{W}pPr/{W}numPr")
        return Style(
            names=(name.lower(), *based_on.names),
            outline=based_on.outline if outline is None else outline,
            numbering=based_on.numbering if listed is None else self.list_place(listed, identifier),
            marks=based_on.marks | marks_of(element.find(f"{W}rPr")),
        )

    def list_place(self, listed: etree._Element, style: str | None) -> tuple[int, int] | None:
        """The number of a list and the level in it; None where it says that there is none."""
        identifier = number(listed.find(f"{W}numId"))
        level = number(listed.find(f"{W}ilvl"))
        if not identifier:
            return None
        return identifier, self._levels.get(style, 0) if level is None else level

    @cached_property
    def _levels(self) -> dict[str | None, int]:
        """The levels of lists that name a style."""
        levels = self._numbering.iterfind(f"{W}abstractNum/{W}lvl")
        written = ((value(level.find(f"{W}pStyle")), level.get(f"{W}ilvl", "")) for level in levels)
        return {style: int(level) for style, level in written if style and level.isdecimal() and len(level) == 1}


def marks_of(properties: etree._Element | None) -> dict[str, bool]:
    """Which of "b", "strike" and "vanish" the properties of a run say, and whether they hold."""
    marks: dict[str, bool] = {}
    for child in () if properties is None else properties.iterchildren(*(f"{W}{name}" for name in _KEPT)):
        mark = _KEPT[etree.QName(child).localname]
        marks[mark] = marks.get(mark, False) or is_on(child)
    return marks


def write_marks(root: etree._Element, styles: Styles) -> None:
    """Say of each run itself whether it is bold or struck out, and take out those that are hidden."""
    for paragraph in root.iter(f"{W}p"):
        own = paragraph.find(f"{W}pPr/{W}pStyle")
        of_paragraph = styles.of(value(own)).marks
        for run in list(_runs(paragraph)):
            properties = run.find(f"{W}rPr")
            of_run = {} if properties is None else styles.of(value(properties.find(f"{W}rStyle"))).marks
            marks = of_paragraph | of_run | marks_of(properties)
            if marks.get("vanish"):
                remove(run)
                continue
            plain = etree.Element(f"{W}rPr")
            for mark in ("b", "strike"):
                if marks.get(mark):
                    etree.SubElement(plain, f"{W}{mark}")
            raised = None if properties is None else properties.find(f"{W}vertAlign")
            if raised is not None:
                plain.append(raised)
            if properties is not None:
                run.remove(properties)
            if len(plain):
                run.insert(0, plain)


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Its own runs, and none of a text box in it."""
    for child in paragraph.iterchildren():
        if child.tag == f"{W}r":
            yield child
        elif child.tag != f"{W}pPr":
            yield from child.iterchildren(f"{W}r")
