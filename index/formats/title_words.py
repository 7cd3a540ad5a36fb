"""Whether a line may be a mere title: what is a heading is no passage, so what a line states would be lost."""

from __future__ import annotations

import re

_STATES = re.compile(
    r"[.!;,]\Z|[.!?;] |\d{3}|\d(?!\d?\Z)|\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would|not|no"
    r"|never|please|we|you|i|it|they|he|she|closed|open|opens|forbidden|prohibited|allowed|permitted|required|included|free|only"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]{4,}")  # words that a title writes large
FEW = 3  # words that hardly state anything


def states_something(words: str) -> bool:
    """Whether there is a verb, a weekday, a number (but one or two figures at the end: "Footpath 7"); a question states nothing."""
    return not words.endswith(("?", "？", "؟")) and _STATES.search(words) is not None


def is_title(words: str) -> bool:
    """Whether it states nothing, and has few words or writes them large."""
    names = _NAME.findall(words)
    is_large = bool(names) and all(name[0].isupper() for name in names)
    is_short = len(words.split()) <= FEW or is_large or words.endswith(("?", "？", "؟"))
    return is_short and not states_something(words)
