"""A question that is two: "When and where was she born?", "Who was her husband and when did he die?"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, AUXILIARIES, anatomy

_ASK = r"(?:(?:in|at|by|to|from|for|with|on|of) )?(?:who|whom|whose|what|which|when|where|why|how)"
_TWO_ASKED = re.compile(
    rf"(?P<first>{_ASK})(?: and|, ) (?P<second>{_ASK}) (?P<rest>(?:{'|'.join(AUXILIARIES)}) .+)", re.I
)
_JOINT = re.compile(rf"(?:,? and (?:also )?|[?] +(?:and )?)(?={_ASK}\b)", re.I)
_MOST = 3


def parts(question: str) -> tuple[str, ...]:
    """The questions of which it is made, in order; itself alone where it is one.

    It is two only where each half has its own question word and verb: "Who knew when and how the
    war would end?" is one.
    """
    words = question.strip()
    if (both := _TWO_ASKED.fullmatch(words)) and both.start() == 0:
        return tuple(f"{both[ask][0].upper()}{both[ask][1:]} {both['rest']}" for ask in ("first", "second"))
    halves = [half.strip() for half in _JOINT.split(words)]
    if 1 < len(halves) <= _MOST and all(map(_is_question, halves)):
        return tuple(f"{half[0].upper()}{half[1:].rstrip('?.;, ')}?" for half in halves)
    return (words,)


def _is_question(words: str) -> bool:
    """Whether it begins with a question word and then its verb, or with a verb that asks, and says what it asks about.

    "where the sea was rough" is no question, and neither is "who knew when".
    """
    opening = words.lower().split()[:2]
    if not opening or not (set(opening) & ASKING or opening[0] in AUXILIARIES):
        return False
    found = anatomy(words)
    said = [word.strip("?,.") for word in words.lower().split()]
    if found.asked and words[slice(*found.asked)].lower().split()[-1] in ("when", "where", "why", "how"):
        following = words[found.asked[1] :].lower().split()
        if not following or following[0] not in AUXILIARIES:
            return False
    return found.is_whole and said[-1] not in ASKING and not set(said) <= ASKING | AUXILIARIES
