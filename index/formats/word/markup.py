"""The names of WordprocessingML (ISO/IEC 29500-1), and what is done with its elements again and again."""

from __future__ import annotations

from lxml import etree

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_RENAMED = {  # what differs beside the beginning
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/math": b"officeDocument/2006/math",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
}

W = f"{{{_WORD}}}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWN = "{urn:schemas-microsoft-com:vml}"

_OFF = ("0", "false", "off")
_IN_WORDS = (f"{W}t", f"{W}tab", f"{W}br", f"{W}noBreakHyphen")


def transitional(written: bytes) -> bytes:
    """A part in UTF-8 with the names that all programs but those of the strict form write."""
    if _STRICT in written:
        for strict, usual in _RENAMED.items():
            written = written.replace(_STRICT + strict, _TRANSITIONAL + usual)
    return written


def value(element: etree._Element | None) -> str | None:
    """What an element says, None where it is not there or says nothing."""
    return None if element is None else element.get(f"{W}val")


def is_on(element: etree._Element) -> bool:
    """Whether a property holds: it does where it is there and does not say otherwise (17.17.4)."""
    return value(element) not in _OFF


def number(element: etree._Element | None) -> int | None:
    """A whole number, None where there is none."""
    written = value(element) or ""
    return int(written) if written.isdecimal() and len(written) < 10 else None


def remove(element: etree._Element) -> None:
    """Take an element out with all that is in it."""
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def replace(element: etree._Element, *others: etree._Element) -> None:
    """Put others where an element is."""
    for other in others:
        element.addprevious(other)
    remove(element)


def run(words: str, properties: etree._Element | None = None) -> etree._Element:
    """A run of these words."""
    made = etree.Element(f"{W}r")
    if properties is not None:
        made.append(properties)
    made.append(text(words))
    return made


def text(words: str) -> etree._Element:
    """The text of a run."""
    made = etree.Element(f"{W}t")
    made.text = words
    return made


def words(element: etree._Element) -> str:
    """What it says, on one line."""
    said = (
        piece.text or "" if piece.tag == _IN_WORDS[0] else "-" if piece.tag == _IN_WORDS[3] else " "
        for piece in element.iter(*_IN_WORDS)
    )
    return " ".join("".join(said).split())
