"""How a price is written."""

from __future__ import annotations

import regex

_CODES = "EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK"
_NUMBER = r"\p{N}[\p{N}.,'’]*+(?!\s?(?:k|m|mn|bn|thousand|million|billion|trillion)\b)"
_BEGINS = r"(?<![\w\p{N}]|\p{N}[.,'’]|[.,'’]{2})"  # no number is looked for within one: a long one takes the square of its length
PRICE = regex.compile(
    rf"(?:[£$€¥]|\b(?:{_CODES}))\s?{_NUMBER}|{_BEGINS}{_NUMBER}\s?(?:[£$€¥]|(?:{_CODES}|kr|euros?|dollars?|pounds?)\b)"
)
