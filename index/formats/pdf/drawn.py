"""What is drawn on a PDF's page but words: dots that are bullets, and what words stand on."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

_MOST_SHAPES = 2_000  # of a page; one with more is a drawing
_DEEPEST = 15  # forms in forms

Box = tuple[float, float, float, float]  # left, low, right and high, in points


class Dots:
    """Small shapes of a page, as which browsers draw bullets."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        shapes = islice(_shapes(page.raw), _MOST_SHAPES)
        small = [
            (left, low, right, high) for left, low, right, high in shapes if 0 < right - left < 1.5 * (high - low) < 15
        ]
        self._dots = sorted(small, key=_middle)
        self._middles = list(map(_middle, self._dots))

    def has_before(self, left: float, base: float, size: float) -> bool:
        """Whether one stands before a line as its bullet does, less than half as high as its type."""
        beside = self._dots[bisect_right(self._middles, base) : bisect_left(self._middles, base + size * 0.7)]
        return any(
            max(end - begin, high - low) < size / 2 and 0 < left - end < 2 * size for begin, low, end, high in beside
        )


def grounds(page: pdfium.PdfPage) -> Iterator[Box]:
    """The places of shapes, pictures and forms."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        piece = pdfium_c.FPDFPage_GetObject(page.raw, index)
        if pdfium_c.FPDFPageObj_GetType(piece) != pdfium_c.FPDF_PAGEOBJ_TEXT:
            yield from _box(piece)


def _shapes(holder: Any, depth: int = 0) -> Iterator[Box]:
    """Those of a page, or of a form on it; `PdfPage.get_objects` would wrap each piece of text, too."""
    if depth:
        count, get = pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject
    else:
        count, get = pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject
    for index in range(count(holder)):
        piece = get(holder, index)
        kind = pdfium_c.FPDFPageObj_GetType(piece)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield from _box(piece)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _shapes(piece, depth + 1)


def _box(piece: Any) -> Iterator[Box]:
    """Its place; none where PDFium knows none."""
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    if pdfium_c.FPDFPageObj_GetBounds(piece, left, low, right, high):
        yield left.value, low.value, right.value, high.value


def _middle(shape: Box) -> float:
    """Its height on the page."""
    _, low, _, high = shape
    return (low + high) / 2
