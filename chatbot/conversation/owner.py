"""Whether a pronoun is whose something is ("her house"), or whom something is done to ("tell her about it")."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, PREPOSITIONS

_OWNERS = frozenset(("his", "its", "their"))
_BEHIND_OBJECTS = (
    PREPOSITIONS | ASKING | frozenset("and or but because while than if so the a an any this that these those".split())
)
# These may say what hers is like: "her first husband", "her later work".
_ENDS = r"(?:well|again|today|yesterday|now|here|there|first|last|too|instead|later|out|off|up|away|alone)(?:[?.! ]*$)"
_OWNED = re.compile(rf"\s+(?!(?:{'|'.join(sorted(_BEHIND_OBJECTS))})(?![-\w])|{_ENDS})\w", re.IGNORECASE)


def is_possessive(pronoun: str, rest: str) -> bool:
    """Whether it is an owner; `rest` is what follows it, which alone tells the two senses of "her" apart."""
    lower = pronoun.lower()
    return lower in _OWNERS or (lower == "her" and _OWNED.match(rest) is not None)
