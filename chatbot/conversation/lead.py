"""What a question has around it only behind another turn: "and", "what about", "no, I mean"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, ORDERS, PREPOSITIONS

_JOINS = re.compile(
    r"(?:(?:ok|okay|and|or|but|so|also|then)\b[ ,]*)*(?:(?:what|how) about\b\s*)?",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"(?:(?:no|oh|sorry|oops|wait|actually)\b[ ,.!]*)*(?:i|we) (?:mean|meant|said)\b[ ,:]*",
    re.IGNORECASE,
)
_MARK = r"(?: ?(?:,|[!:;]+(?= )|\.+(?= +\D)) *| [–-] +)"  # not that of "no-show" and "No. 5"
# Before these a preposition is the beginning of a noun: "No after-school club?", "No under-12s?"
_IN_NOUNS = frozenset("after before under over near as between past through against inside outside besides".split())  # noqa: SIM905
_GOES_ON = "|".join(sorted((PREPOSITIONS | DETERMINERS) - _IN_NOUNS))
# "No smoking?" and "wait times" begin with a word of their own.
_TAKES_BACK = re.compile(
    rf"(?:(?:oh|sorry|oops|actually|(?:or )?rather)\b(?:{_MARK}| )"
    rf"|(?:nope|nah|no|wait)(?:{_MARK}| (?=(?:{_GOES_ON})\b))"
    rf"|not (?:that|this)(?: one)?{_MARK})+",
    re.IGNORECASE,
)
_MEANT = re.compile(r"(?<!\S)(?P<last>\S+?),? (?:i|we) (?:mean|meant)(?P<marks>[ .?!]*)$", re.IGNORECASE)
_TAKES_MEANT = ASKING | AUXILIARIES | frozenset(("than", "that", "as", "if", "and", "think"))


def without_lead(question: str) -> str:
    """What is left of a question without it; a word that takes back what was asked goes only where no other question follows."""
    meant = _MEANT.search(question)
    if meant and meant["last"].lower() not in _TAKES_MEANT:  # "on Sunday I mean", and not "what do I mean"
        question = question[: meant.end("last")] + meant["marks"]
    rest = _after(_MEANS, question)
    if rest == question:
        corrected = _after(_TAKES_BACK, question)
        words = set(re.findall(r"[\w'’]+", corrected.lower()))
        is_phrase = words.isdisjoint(ASKING | AUXILIARIES) and corrected.split(" ", 1)[0].lower() not in ORDERS
        rest = corrected if is_phrase else question
    return _after(_JOINS, rest).strip()


def _after(lead: re.Pattern[str], text: str) -> str:
    found = lead.match(text)
    return text[found.end() :] if found else text
