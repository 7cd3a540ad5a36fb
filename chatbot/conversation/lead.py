"""What a question has around it only behind another turn: "and", "what about", "same for", "no, I mean"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, ORDERS, PREPOSITIONS
from chatbot.small_talk import is_small_talk

_JOINS = re.compile(
    r"(?:(?:ok|okay|and|or|but|so|also|then)\b[ ,]*)*"
    r"(?:(?:(?:what|how) about|(?:the )?same(?: thing| question)?(?: again)? (?:for|with|about|as for)(?= +\S))\b\s*)?",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"(?:(?:no|oh|sorry|oops|wait|actually)\b[ ,.!]*)*(?:i|we) (?:mean|meant|said)\b[ ,:]*",
    re.IGNORECASE,
)
_MARK = r"(?: ?(?:,|[!:;]+(?= )|\.+(?= +\D)) *| [–-] +)"  # not that of "no-show" and "No. 5"
# Before these a preposition is the beginning of a noun: "No after-school club?", "No under-12s?"
_IN_NOUNS = frozenset("after before under over near as between past through against inside outside besides".split())
_OF_A_NO = frozenset(("any", "each", "every", "some"))  # "No any time limit?"
_GOES_ON = rf"(?=(?:{'|'.join(sorted((PREPOSITIONS | DETERMINERS) - _IN_NOUNS - _OF_A_NO))}) \S)"
# "No smoking?", "wait times", "rather good" and "No on-site parking?" begin with a word of their own.
_TAKES_BACK = re.compile(
    rf"(?:(?:nope|nah|no|wait|oh|sorry|oops|actually|rather)(?:{_MARK}| {_GOES_ON})"
    rf"|(?:oh|oops) (?=(?:no|sorry|wait|actually)\b)"
    rf"|or rather(?:{_MARK}| )"
    rf"|not (?:that|this)(?: one)?{_MARK})+",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"(?:yes|no|nope|not (?:really|quite|exactly|yet|now|sure|at all|that \w+)|never ?mind|forget (?:it|that)|nothing(?: else| more)?"
    r"|(?:for )?(?:just )?(?:an?|one) (?:(?:little|tiny) )?(?:bit|while|sec|second|moment|minute)"
    r"|my (?:mistake|bad|fault|error|apologies|god|goodness|word)|about (?:that|this)|(?:wrong|typo)\b.*|that['’]?s .*"
    r"|to (?:bother|disturb|trouble|interrupt|hear|ask|say|be)\b.*|for (?:asking|bothering|troubling|disturbing|interrupting)\b.*"
    r"|for (?:the|my|any|all the) (?:\w+ )?(?:trouble|bother|typos?|mistakes?|mess|confusion|inconvenience|questions?))[ .!?]*",
    re.IGNORECASE,
)
_MEANT = re.compile(r"(?<!\S)(?P<last>\S+?),? (?:i|we) (?:mean|meant)(?P<marks>[ .?!]*)$", re.IGNORECASE)
_TAKES_MEANT = ASKING | AUXILIARIES | frozenset(("than", "that", "as", "if", "and", "think"))


def without_lead(question: str) -> str:
    """What is left of a question without it; a word that takes back what was asked goes only where a phrase follows,
    and neither another question nor a mere remark.
    """
    meant = _MEANT.search(question)
    if meant and meant["last"].lower() not in _TAKES_MEANT:  # "on Sunday I mean", and not "what do I mean"
        question = question[: meant.end("last")] + meant["marks"]
    rest = _after(_MEANS, question)
    if rest == question:
        corrected = _after(_TAKES_BACK, question)
        words = set(re.findall(r"[\w'’]+", corrected.lower()))
        is_phrase = words.isdisjoint(ASKING | AUXILIARIES) and corrected.split(" ", 1)[0].lower() not in ORDERS
        rest = corrected if is_phrase and not _says_nothing(corrected) else question
    return _after(_JOINS, rest).strip()


def _says_nothing(corrected: str) -> bool:
    """Whether it is a mere remark: "sorry to bother you", "no, thanks"."""
    return _REACTION.fullmatch(corrected) is not None or is_small_talk(corrected)


def _after(lead: re.Pattern[str], text: str) -> str:
    found = lead.match(text)
    return text[found.end() :] if found else text
