"""What a visitor wrote, as it may be shown to others: without what leads to a person, or takes over a terminal."""

from __future__ import annotations

import re

FEWEST_DIGITS = 7  # of a telephone number without its area code

_E_MAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.\w+")
_NUMBER = re.compile(r"[+(]?\d(?:[ ./()–-]{0,2}\d)+")
_YEAR = r"(?:1\d|20)\d\d"
_DATES = re.compile(rf"{_YEAR}(?:[ /–-]{_YEAR}){{0,2}}|{_YEAR}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2{_YEAR}")
# Control characters, and what turns the direction of the text around it (Unicode Bidirectional Algorithm, 2.1 to 2.6).
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def mask(text: str) -> str:
    """E-mail addresses and numbers of `FEWEST_DIGITS` or more are named in place; dates and spans of years stay."""
    text = _E_MAIL.sub("[e-mail]", _CONTROLS.sub(" ", text))
    return _NUMBER.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return found[0] if digits < FEWEST_DIGITS or _DATES.fullmatch(found[0]) else "[number]"
