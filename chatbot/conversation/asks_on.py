"""Turns that ask for what comes next in the telling: "and then?", "what did she do next?", "go on"."""

from __future__ import annotations

import re

_LEAD = r"(?:(?:and|but|so|ok|okay|oh|yes|right|h+m+)[ ,.!…]+)*"
_LATER = r"(?:next|then|after (?:that|this)|afterwards|later(?: on)?)"
_WHO = r"(?:he|she|they|it|i|we|you|one)"
_NEXT = re.compile(
    rf"(?:{_LEAD}(?:(?:and|but|so),? {_LATER}|next|after (?:that|this)|afterwards"
    rf"|then what(?: happened| (?:did|does|do) {_WHO} do)?|what {_LATER}|what follow(?:s|ed)"
    rf"|what(?:['’]?s| is| was| comes?| came| happen(?:s|ed)| follow(?:s|ed)) {_LATER}"
    rf"|what (?:did|does|do|will|should|must|can) {_WHO} do {_LATER}))",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"{_LEAD}(?:please )?(?:(?:can|could|would|will) you (?:please )?)?(?:go on|continue|carry on|keep going|read on"
    r"|(?:tell|give|show) me more|say more|more(?: details?| info(?:rmation)?)?)(?: please)?",
    re.IGNORECASE,
)
_MARKS = " ?!.…"
_SOME = 3  # passages for "go on"


def asks_on(question: str) -> int:
    """How many passages behind what was told are asked for, at most; 0 where none is."""
    words = question.rstrip(_MARKS)
    if _NEXT.fullmatch(words):
        return 1
    return _SOME if _MORE.fullmatch(words) else 0
