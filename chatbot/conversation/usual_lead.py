"""A phrase that goes on from the turn before, as such are mostly written: "And the third bridge?" for "hmm, as for the third bridge then?"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import DETERMINERS, ORDERS, anatomy
from chatbot.small_talk import is_small_talk

_USUAL = re.compile(r"(?:and|(?:and |but )?what about|how about)\b", re.IGNORECASE)
_DETERMINER = rf"(?:{'|'.join(sorted(DETERMINERS))})"
# A mere "well", "right", "next" or "first" may begin a phrase: "well water", "next Sunday", "first aid".
_WORD = (
    r"(?:and|or(?! rather\b)|but|so|also|plus|then|ok(?:ay|ey)?|alright|h+m+|mhm|e+r+m*|u+h*m+|uh"
    rf"|(?:oh|ah+|well|right|great|cool|thanks|yes|yeah)(?= ?[,:.!…]+ )|(?:next|now|first|finally|lastly)(?= ?[,:.!…]+ | {_DETERMINER} ))"
)
_ABOUT = (
    r"(?:(?:what|how) about|what of|as (?:for|to|regards)|(?:with |in )?(?:regards?|respect) to|regarding|concerning"
    r"|how (?:is|are|was|were) (?:it|things) (?:with|for|about)"
    r"|(?:the )?same(?: thing| question)?(?: again)?,?(?: but| only| just)? (?:for|with|about|as for))"
)
_LEAD = re.compile(rf"(?:(?:{_WORD})\b[ ,:.!…]*)*(?:{_ABOUT} )?", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:,? (?:then|too|as well|also|though)|, (?:what|how) about (?:it|them|that|this|those|these|him|her))(?P<marks>[ .?!]*)$",
    re.IGNORECASE,
)
_SPEAKERS = frozenset(("i", "i'm", "i’m", "i'll", "i’ll", "we", "you", "u"))
_LONGEST = 8  # words; more of them are a remark


def with_usual_lead(question: str) -> str:
    """A mere phrase behind "And", where what it begins or ends with says only that it goes on; all else as it is."""
    lead = _LEAD.match(question)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(question, begin)
    phrase = question[begin : tail.start()] if tail else question[begin:]
    taken = begin > 0 or tail is not None
    if not taken or not _is_phrase(phrase) or (tail is None and _USUAL.fullmatch(question[:begin].strip())):
        return question
    return f"And {phrase}{tail['marks'] if tail else ''}"


def _is_phrase(words: str) -> bool:
    said = words.lower().split()
    if not re.search(r"\w", words) or len(said) > _LONGEST or said[0] in _SPEAKERS | ORDERS or is_small_talk(words):
        return False
    parts = anatomy(words)
    return not parts.is_whole and parts.asked is None
