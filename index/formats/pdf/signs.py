"""What PDFium tells of a sign of a page's text: where it stands, how large it is set and in which font.

`glyphs` is the handle of the text, `place` the sign's in it. Places on the page are in points from the lower left.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

FAR = 1e6  # points; PDF allows pages of 14,400: what lies beyond, or is no number, comes from damage
_FONT_NAME_BYTES = 128  # longer names are cut


def origin_of(glyphs: Any, place: int) -> tuple[float, float]:
    """Where it begins on its base line."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(glyphs, place, x, y)
    return x.value, y.value


def box_of(glyphs: Any, place: int) -> Any:
    """PDFium's own for what it takes up: `left`, `bottom`, `right` and `top`."""
    taken = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(glyphs, place, taken)
    return taken


def gap_between(glyphs: Any, last: int, first: int) -> float:
    """How far one begins behind another."""
    return float(box_of(glyphs, first).left - box_of(glyphs, last).right)


def size_of(glyphs: Any, place: int) -> float:
    """That of its type; 1 where it is none."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(glyphs, place, matrix)
    points = float(pdfium_c.FPDFText_GetFontSize(glyphs, place) * math.hypot(matrix.c, matrix.d))
    return points if 0 < points < FAR else 1.0


def font_of(glyphs: Any, place: int) -> bytes:
    """The name of its font."""
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    pdfium_c.FPDFText_GetFontInfo(glyphs, place, name, _FONT_NAME_BYTES - 1, None)
    return name.value
