"""What a PDF's form is filled with: values of fields, which lie over the page and are no text of it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

_UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_TO_TICK = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_OF_CHOICES = (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
_CHECKED, _UNCHECKED = "☒", "☐"

_Handle = Any  # PDFium's


@dataclass(frozen=True, slots=True)
class Field:
    """A field that says something, with its place on the page in points from the lower left."""

    words: str
    is_tick: bool  # a box to tick, which stands before its label
    left: float
    low: float
    right: float
    high: float


def filled_fields(page: pdfium.PdfPage) -> list[Field]:
    """Those of a page of a document whose forms are initialised, from the left; none of any other page.

    Boxes are told ticked or not. Left out are fields that are empty, hidden or hold a password.
    """
    return sorted(_fields(page), key=lambda field: field.left) if page.formenv else []


def _fields(page: pdfium.PdfPage) -> Iterator[Field]:
    place = pdfium_c.FS_RECTF()
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
        mark = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        try:
            is_seen = not pdfium_c.FPDFAnnot_GetFlags(mark) & _UNSEEN
            if is_seen and pdfium_c.FPDFAnnot_GetSubtype(mark) == pdfium_c.FPDF_ANNOT_WIDGET:
                kind = pdfium_c.FPDFAnnot_GetFormFieldType(page.formenv.raw, mark)
                words = " ".join(_value(page.formenv.raw, mark, kind).split())
                if words and pdfium_c.FPDFAnnot_GetRect(mark, place):
                    yield Field(words, kind in _TO_TICK, place.left, place.bottom, place.right, place.top)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(mark)


def _value(form: _Handle, mark: _Handle, kind: int) -> str:
    if kind in _TO_TICK:
        return _CHECKED if pdfium_c.FPDFAnnot_IsChecked(form, mark) else _UNCHECKED
    if kind in _OF_CHOICES:
        places = range(pdfium_c.FPDFAnnot_GetOptionCount(form, mark))
        chosen = [at for at in places if pdfium_c.FPDFAnnot_IsOptionSelected(form, mark, at)]
        if chosen:
            return ", ".join(_told(pdfium_c.FPDFAnnot_GetOptionLabel, form, mark, at) for at in chosen)
    elif kind != pdfium_c.FPDF_FORMFIELD_TEXTFIELD:
        return ""
    is_secret = pdfium_c.FPDFAnnot_GetFormFieldFlags(form, mark) & pdfium_c.FPDF_FORMFLAG_TEXT_PASSWORD
    return "" if is_secret else _told(pdfium_c.FPDFAnnot_GetFormFieldValue, form, mark)


def _told(ask: Any, *of: Any) -> str:
    """What PDFium writes, UTF-16 that ends with a zero, into as many bytes as it asks for."""
    length = ask(*of, None, 0)
    written = (ctypes.c_ushort * (length // 2 + 1))()
    ask(*of, written, length)
    return bytes(written).decode("utf-16-le", "ignore").partition("\0")[0]
