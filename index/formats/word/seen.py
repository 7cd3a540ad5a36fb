"""The text of a Word document as a reader sees it: what is there for programs goes, and what mammoth would not read is said in its words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from index.formats.word.markup import ALTERNATIVES, DRAWN, MATHS, W, is_on, number, remove, replace, run, text, value

_DRAWINGS = (f"{ALTERNATIVES}AlternateContent", f"{W}drawing", f"{W}pict", f"{W}object")
_BOX = f"{W}txbxContent"
# What holds text as any other: links and fields, changes that are accepted, controls, stretches of a direction of their own.
_WRAPPERS = (
    "hyperlink",
    "fldSimple",
    "ins",
    "moveTo",
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "dir",
    "bdo",
    "ruby",
    "rubyBase",
)
_OF_PROGRAMS = (
    *("sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "rt", "moveFrom", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd"),
    *("instrText", "fldChar", "commentRangeStart", "commentRangeEnd", "commentReference", "proofErr", "lastRenderedPageBreak", "pPrChange", "rPrChange"),
)  # fmt: skip
_CHECKED, _UNCHECKED = "☒", "☐"
_PRIVATE = range(0xE000, 0xF900)  # Unicode's private use area, where fonts of symbols have their signs


def keep_what_is_seen(root: etree._Element) -> None:
    """Leave of a part no more, and no less, than is seen, in the paragraphs, runs and tables that mammoth reads.

    Lists of contents and placeholders of controls go. Text boxes stay, of whatever shape; a picture alone goes, and so does a
    formula that is more than signs in a line, some of them raised or lowered. Boxes to tick and choices are read as they stand.
    """
    for control in list(root.iter(f"{W}sdt")):
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        placeholder = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        if value(gallery) == "Table of Contents" or (placeholder is not None and is_on(placeholder)):
            remove(control)
    for drawing in list(_outermost(root)):
        _keep_boxes(drawing)
    for begin in list(root.iter(f"{W}fldChar")):
        if (chosen := _chosen(begin)) is not None:
            begin.addprevious(text(chosen))
    etree.strip_elements(root, *(f"{W}{name}" for name in _OF_PROGRAMS), with_tail=False)
    etree.strip_tags(root, *(f"{W}{name}" for name in _WRAPPERS))
    for formula in list(root.iter(f"{MATHS}oMath")):
        replace(formula, *_in_line(formula))
    etree.strip_tags(root, f"{MATHS}oMathPara")
    for sign in list(root.iter(f"{W}sym")):
        _say_sign(sign)
    for element in root.iter(f"{W}br", f"{W}cr", f"{W}ptab"):
        element.tag = f"{W}tab" if element.tag == f"{W}ptab" else f"{W}br"
        element.attrib.clear()  # of a page's or a column's end too


def drop_lost_notes(document: etree._Element, footnotes: etree._Element, endnotes: etree._Element) -> None:
    """Take out marks of notes that are not there."""
    for name, notes in (("footnote", footnotes), ("endnote", endnotes)):
        known = {note.get(f"{W}id") for note in notes.iterchildren(f"{W}{name}")}
        for mark in list(chain(document.iter(f"{W}{name}Reference"), footnotes.iter(f"{W}{name}Reference"))):
            if mark.get(f"{W}id") not in known:
                remove(mark)


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    """The drawings that are in no other."""
    stack = [element]
    while stack:
        for child in stack.pop().iterchildren(etree.Element):
            if child.tag in _DRAWINGS:
                yield child
            else:
                stack.append(child)


def _keep_boxes(drawing: etree._Element) -> None:
    """The text of a drawing's boxes in the form that mammoth reads; of two forms of one drawing that with text."""
    content = drawing
    if drawing.tag == _DRAWINGS[0]:
        forms = [*drawing.iterchildren(f"{ALTERNATIVES}Choice", f"{ALTERNATIVES}Fallback")]
        with_text = [form for form in forms if next(form.iter(_BOX), None) is not None]
        content = next(chain(with_text, reversed(forms)), drawing)
        if not with_text and next(content.iter(*_DRAWINGS), None) is None:
            replace(drawing, *content.iterchildren(etree.Element))
            return
    boxes = [
        box for box in content.iter(_BOX) if next(box.iterancestors(_BOX), None) is None or not _is_within(box, content)
    ]
    made = []
    for box in boxes:
        picture = etree.Element(f"{W}pict")
        etree.SubElement(etree.SubElement(picture, f"{DRAWN}shape"), f"{DRAWN}textbox").append(box)
        for inner in list(_outermost(box)):
            _keep_boxes(inner)
        made.append(picture)
    replace(drawing, *made)


def _is_within(box: etree._Element, content: etree._Element) -> bool:
    """Whether another box of the same drawing is around it."""
    return next((True for outer in box.iterancestors(_BOX) if content in outer.iterancestors()), False)


def _chosen(begin: etree._Element) -> str | None:
    """What a field of an old form shows: its box, ticked or not, or what is chosen from its list; None for others."""
    box, choices = begin.find(f"{W}ffData/{W}checkBox"), begin.find(f"{W}ffData/{W}ddList")
    if box is not None:
        says = box.find(f"{W}checked")
        says = box.find(f"{W}default") if says is None else says
        return _CHECKED if says is not None and is_on(says) else _UNCHECKED
    if choices is not None:
        entries = [value(entry) or "" for entry in choices.iterchildren(f"{W}listEntry")]
        place = number(choices.find(f"{W}result")) or 0
        return entries[place] if place < len(entries) else None
    return None


def _in_line(formula: etree._Element) -> list[etree._Element]:
    """Runs of a formula that is nothing but signs and powers or indices of such; none of any other, which would read as something else."""
    runs = []
    for part in formula.iterchildren(etree.Element):
        name = etree.QName(part).localname
        if name == "r":
            runs.append(run(_signs(part)))
        elif name in ("sSup", "sSub"):
            base, raised = part.find(f"{MATHS}e"), part.find(f"{MATHS}{name[1:].lower()}")
            if base is None or raised is None or not (_is_flat(base) and _is_flat(raised)):
                return []
            properties = etree.Element(f"{W}rPr")
            etree.SubElement(properties, f"{W}vertAlign").set(
                f"{W}val", "superscript" if name == "sSup" else "subscript"
            )
            runs += [run(_signs(base)), run(_signs(raised), properties)]
        elif name != "ctrlPr":
            return []
    return runs


def _is_flat(element: etree._Element) -> bool:
    return all(part.tag in (f"{MATHS}r", f"{MATHS}ctrlPr") for part in element.iterchildren(etree.Element))


def _signs(element: etree._Element) -> str:
    return "".join(sign.text or "" for sign in element.iter(f"{MATHS}t"))


def _say_sign(sign: etree._Element) -> None:
    """A sign of an ordinary font as text; those of fonts of symbols are mammoth's to know."""
    try:
        code = int(sign.get(f"{W}char", ""), 16)
    except ValueError:
        remove(sign)
        return
    if code not in _PRIVATE and 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000:
        replace(sign, text(chr(code)))
