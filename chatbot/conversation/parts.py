"""A question that is two: "When and where was she born?", "Who was her husband and when did he die?", "… and why?"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, AUXILIARIES, AUXILIARY, BEFORE_IS, PREPOSITIONS, anatomy

_BY = r"(?:(?:in|at|by|to|from|for|with|on|of) )?"
_ASK = rf"{_BY}(?:(?:{BEFORE_IS})['’]?s\b|who|whom|whose|what|which|when|where|why|how)"
_HOW = (
    rf"how (?:(?:many|much) \w+|(?!(?:{'|'.join(AUXILIARIES | PREPOSITIONS)})\b)\w+)"  # "how long", "how many people"
)
_TWO_ASKED = re.compile(
    rf"(?P<first>{_HOW}|{_ASK})(?: and|, ) (?P<second>{_HOW}|{_ASK}) (?P<rest>{AUXILIARY} .+)", re.I
)
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|the|an?|my|your|his|her|its|our|their|any|anyone|one)\b"
)
_NUMBER = r"\d[.)] *"
_ASKED = rf"(?:{_ASK}\b|{AUXILIARY} {_SUBJECT})"
_JOINT = re.compile(
    rf"(?:,? and (?:also )?|(?<![?!.])[!.]*+[?][?!.]*+ *(?:(?:and|also|then),? (?:also )?|{_NUMBER})?)(?={_ASKED})",
    re.I,
)
_FIRST = re.compile(rf"{_NUMBER}(?={_ASKED})", re.I)
_TWO_ASSERTED = re.compile(rf",? and (?={AUXILIARY} \w+ )", re.I)  # "is entry free and are dogs allowed"
# "how long is the trip and do dogs pay", and not "Who sells bread and does cakes?" or "Where do they live and do sports in winter?".
_INVERTED = re.compile(rf"{_ASK}(?: \w+){{0,2}} {AUXILIARY} {_SUBJECT}|(?:when|where|why|how)\b", re.I)
_TWO_INVERTED = re.compile(
    rf",? and (?=(?:do|does|did) \w+ (?!(?:{'|'.join(PREPOSITIONS)}|there|here|too)\b)\w"
    rf"|(?!do|did|has|had|have){AUXILIARY} (?!always\b)(?:\w*[^\Ws]s|\w*men|children|people) )",
    re.I,
)
_LISTED = re.compile(rf", (?={_ASK} {AUXILIARY}\b)", re.I)
# "When was she born and where?": what is left out is taken from the first half as from a turn before.
_BARE = rf"(?:when|where|why|how(?: (?:much|long|often|many))?|{_BY[:-1]}whom)"
_TAIL = re.compile(rf"(?:,? and|,(?= {_BARE} and)) (?P<tail>{_BARE})(?: and (?P<last>{_BARE}))?[?!. ]*$", re.I)
_SHORT_IS = re.compile(rf"\b({BEFORE_IS})['’]?s\b", re.I)
_MOST = 3  # that the last one is told behind


def parts(question: str) -> tuple[str, ...]:
    """The questions of which it is made, in order; itself alone where it is one.

    It is two only where each half has its own question word or verb that asks, and the last one may be no more than that:
    "Who knew when and how the war would end?" is one.
    """
    words = question.strip()
    words = words[first.end() :] if (first := _FIRST.match(words)) else words
    if both := _TWO_ASKED.fullmatch(words):
        return tuple(_sentence(f"{both[ask]} {both['rest']}") for ask in ("first", "second"))
    halves = [half.strip() for half in _JOINT.split(words)]
    if len(halves) == 1 and halves[0].split(" ", 1)[0].lower() in AUXILIARIES:
        halves = [half.strip() for half in _TWO_ASSERTED.split(words)]
    if len(halves) == 1 and _INVERTED.match(words):
        halves = [half.strip() for half in _TWO_INVERTED.split(words)]
    if len(halves) > 1:
        halves = [*(half.strip() for half in _LISTED.split(halves[0])), *halves[1:]]
    if len(halves) > 1 and all(map(_is_question, halves)):
        return tuple(map(_sentence, halves))
    tail = _TAIL.search(words)
    if tail and tail.start() and _is_question(words[: tail.start()]):
        found = (*parts(words[: tail.start()]), *filter(None, tail.group("tail", "last")))
        return tuple(map(_sentence, found)) if len(found) <= _MOST else (words,)
    return (words,)


def _sentence(half: str) -> str:
    return f"{half[0].upper()}{half[1:].rstrip('?!.;, ')}?"


def _is_question(words: str) -> bool:
    """Whether it begins with a question word and then its verb, or with a verb that asks, and says what it asks about.

    "where the sea was rough" is no question, and neither is "who knew when".
    """
    words = _SHORT_IS.sub(r"\1 is", words)
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
