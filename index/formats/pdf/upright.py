"""A PDF's pages as they are seen: turned as viewers turn them, and with lines from left to right, which PDFium has to be told."""

from __future__ import annotations

import ctypes
from contextlib import closing
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

RULER = "¤"  # rare, so that few others have to be told from it
_SIZE = 10.0  # in points


def add_ruler(page: pdfium.PdfPage) -> Any:
    """Put a sign as wide as the page at its foot, and return PDFium's handle of it, before the page's text is taken.

    Where words stand at the left and prices at the right, more of the page's height than of its width is covered, and PDFium
    takes the text to go from top to bottom; letters drawn one by one, as browsers draw those of many fonts, are lines of their
    own then (`CPDF_TextPage::FindTextlineOrientation`). Text that covers four fifths of the width goes from left to right.
    """
    left, foot, right, _ = page.get_bbox()
    ruler = pdfium_c.FPDFPageObj_NewTextObj(page.pdf.raw, b"Helvetica", _SIZE)
    written = f"{RULER}\0".encode("utf-16-le")
    pdfium_c.FPDFText_SetText(ruler, (ctypes.c_ushort * 2).from_buffer_copy(written))
    begin, low, end, high = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(ruler, begin, low, end, high)
    wider = (right - left) / (end.value - begin.value)
    pdfium_c.FPDFPageObj_Transform(ruler, wider, 0, 0, 1, left - begin.value * wider, foot - low.value)
    pdfium_c.FPDFPage_InsertObject(page.raw, ruler)
    return ruler


def is_ruler(ruler: Any, glyphs: Any, place: int) -> bool:
    """Whether a sign of the page's text, PDFium's `glyphs`, is the ruler's."""
    drawn = pdfium_c.FPDFText_GetTextObject(glyphs, place)
    return ctypes.addressof(drawn.contents) == ctypes.addressof(ruler.contents)


def turned_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page of a document, counted from 0; one that viewers turn, as many landscape pages are, with its words as they are seen."""
    page = document[index]
    turn = page.get_rotation()
    if not turn:
        return page
    left, low, right, high = page.get_bbox()
    matrix = {
        90: (0, -1, 1, 0, -low, right),
        180: (-1, 0, 0, -1, right, high),
        270: (0, 1, -1, 0, high, -left),
    }[turn]
    width, height = page.get_size()
    with closing(page):
        pdfium_c.FPDFPage_TransFormWithClip(page.raw, pdfium_c.FS_MATRIX(*matrix), None)
        pdfium_c.FPDFPage_TransformAnnots(page.raw, *matrix)
        page.set_rotation(0)
        page.set_mediabox(0, 0, width, height)
        page.set_cropbox(0, 0, width, height)
    return document[index]
