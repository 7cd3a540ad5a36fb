"""Bytes of a file as UTF-8 text, or what they are instead."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from charset_normalizer import from_bytes

from index.errors import SourceError

# A PDF, or a byte that stands in no text of any encoding of single bytes; a zip, as office programs write, begins with two.
_OF_NO_TEXT = re.compile(rb"\A%PDF-|[\x00-\x06\x0e-\x19\x1c-\x1f]")


def is_no_text(data: bytes) -> bool:
    """Whether it is no text in any encoding, so that it cannot be converted to UTF-8."""
    try:
        return "\0" in data.decode("utf-8")
    except UnicodeDecodeError:
        return not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and _OF_NO_TEXT.search(data) is not None


def decode(data: bytes) -> str:
    """The text that its bytes are in UTF-8; SourceError for any other, which names what it looks like, and for an empty one.

    An offset into a guess would cite nothing.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = from_bytes(data).best()
        looks = f" (it looks like {guess.encoding})" if guess else ""
        raise SourceError(f"is not UTF-8{looks}; convert it, for example with iconv") from error
    if "\0" in text:
        raise SourceError("holds NUL characters, so it is not a text; convert it to UTF-8 text")
    if not text.strip("\ufeff \t\r\n"):
        raise SourceError("is empty")
    return text
