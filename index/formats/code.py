"""What of code is worth a passage."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{2}")  # one letter by itself may be a name in a drawing


def has_words(code: str) -> bool:
    """Whether it holds a word: lines, arrows and numbers alone say nothing that can be searched for."""
    return _WORD.search(code) is not None
