"""A PDF's words that no reader sees: too small, invisible or white with nothing behind them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

from index.formats.pdf.drawn import Box, grounds
from index.formats.pdf.signs import origin_of

_SMALLEST = 1.0  # of type, in points; a dot of print is half as large
_WHITE = 0xFA  # of each colour, at least

_Handle = Any  # PDFium's


class Unseen:
    """Tells which lines of a page are not seen; what is drawn on it but words is looked for where it matters, and once."""

    def __init__(self, page: pdfium.PdfPage, glyphs: _Handle) -> None:
        self._page, self._glyphs = page, glyphs
        self._behind: Sequence[Box] | None = None

    def holds(self, place: int, size: float) -> bool:
        """Whether the words around the sign at this place, of type of `size` points, are unseen.

        Words over a picture are not: the text of a scanned page is drawn invisible over it, and white words stand on dark
        shapes.
        """
        if size < _SMALLEST:
            return True
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(pdfium_c.FPDFText_GetTextObject(self._glyphs, place))
        is_white = mode == pdfium_c.FPDF_TEXTRENDERMODE_FILL and self._is_white(place)
        return (is_white or mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE) and not self._is_over_something(place)

    def _is_white(self, place: int) -> bool:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium_c.FPDFText_GetFillColor(self._glyphs, place, red, green, blue, alpha)
        return min(red.value, green.value, blue.value) >= _WHITE

    def _is_over_something(self, place: int) -> bool:
        if self._behind is None:
            self._behind = list(grounds(self._page))
        x, y = origin_of(self._glyphs, place)
        return any(left <= x <= right and low <= y <= high for left, low, right, high in self._behind)
