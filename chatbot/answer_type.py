"""The type of answer that an English question asks for, and whether a passage holds one that the question does not."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

AnswerType = Literal["number", "date", "person", "place", "reason", "any"]

# The first rule that fits decides.
_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (many|much|old|long|far|tall|large|big|high|often|deep|fast|wide|heavy)\b"
            r"|\b(what|which) (number|percent|percentage|amount|proportion|fraction|score|age|population|distance|rank|ratio)\b"
            r"|\bwhat (is|was|were|are) the (\w+ )?(number|population|percentage|amount|length|height|size|cost|price|total)\b"
        ),
    ),
    (
        "date",
        re.compile(r"\bwhen\b|\b(what|which) (\w+ )?(year|years|date|month|day|century|decade|time|period)\b"),
    ),
    ("person", re.compile(r"\b(who|whom|whose)\b")),
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(what|which) (\w+ )?"
            r"(country|city|state|place|location|town|region|countries|cities|county|continent|area|nation)\b"
        ),
    ),
    ("reason", re.compile(r"\bwhy\b|\bwhat (caused|reason)\b")),
)

_DATE = re.compile(
    r"\b1[0-9]{3}s?\b|\b20[0-9]{2}s?\b|\bcentur"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:BC|AD|BCE)\b"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|billion|half|third|quarter|dozen|twice|once|several|percent)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[A-Z][\w'’-]*")
_INNER_CAPITAL = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]*")
_REASON = re.compile(
    r"\b(?:because|due to|in order to|since|so that|as a result|caus|to (?:\w+)|for|by|reason|thus|therefore|led to"
    r"|resulted)\b",
    re.IGNORECASE,
)

# Words that open a sentence and are no names.
_OPENERS = frozenset(
    """
    the a an in on at it he she they this that these those there as by for from with after before during although while
    when if but and however his her its their one some many most other such to of
    """.split()  # noqa: SIM905  # a list of one word a line is a page long
)


def answer_type(question: str) -> AnswerType:
    """What is asked for; "any" where nothing can be told."""
    folded = question.lower()
    return next((name for name, pattern in _ASKS if pattern.search(folded)), "any")


def holds_type(asked: AnswerType, text: str, question_words: Collection[str]) -> bool:
    """Whether a text holds something of the asked type that the question, given as its lower-case words, does not say itself."""
    match asked:
        case "number":
            return _holds_new(_NUMBER, text, question_words)
        case "date":
            return _holds_new(_DATE, text, question_words)
        case "person":
            names = ((name.start(), name[0].lower()) for name in _CAPITAL.finditer(text))
            return any(name not in question_words and (start or name not in _OPENERS) for start, name in names)
        case "place":
            return _holds_new(_INNER_CAPITAL, text, question_words)
        case "reason":
            return bool(_REASON.search(text))
        case _:
            return True


def _holds_new(pattern: re.Pattern[str], text: str, question_words: Collection[str]) -> bool:
    return any(found[0].lower() not in question_words for found in pattern.finditer(text))
