"""How a price is written."""

from __future__ import annotations

import regex

_CODES = "EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK"
_NUMBER = r"\p{N}[\p{N}.,'’]*+(?!\s?(?:k|m|mn|bn|thousand|million|billion|trillion)\b)"
_BEGINS = r"(?<![\w\p{N}]|\p{N}[.,'’]|[.,'’]{2})"  # no number is looked for within one: a long one takes the square of its length
PRICE = regex.compile(
    rf"(?:[£$€¥]|\b(?:{_CODES}))\s?{_NUMBER}|{_BEGINS}{_NUMBER}\s?(?:[£$€¥]|(?:{_CODES}|kr|euros?|dollars?|pounds?)\b)"
)
_MOST_WORDS = 8  # of a line that tells a price: "from £30 per person and night"
# From the end, which alone is looked at: from each mark on, a long row of them takes the square of its length.
_SAYS_MORE = regex.compile(r"(?r)[:：]\s|[.!?…؟。]\W*\Z")  # what has the price by its own label, a sentence


def is_price(words: str) -> bool:
    """Whether a line only tells a price."""
    if len(words.split()) > _MOST_WORDS or _SAYS_MORE.search(words):
        return False
    found = PRICE.search(words)
    announces = words.endswith((":", "："))  # "The trip costs £185, in two parts:", but "£40 a family, with:"
    return found is not None and not (announces and len(words[: found.start()].split()) > 1)
