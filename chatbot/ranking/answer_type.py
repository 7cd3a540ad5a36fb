"""The type of answer that an English question asks for, and whether a passage holds one that the question does not."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

AnswerType = Literal[
    "contact", "reason", "age", "money", "weight", "length", "duration", "frequency", "number", "time", "year", "date",
    "place", "person", "any",
]  # fmt: skip


_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)(?:['’]?s)?\b")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_NUMERAL = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third"
    r"|quarter|dozen|twice|once|both|no|none|single|several"
)
_LENGTH = r"(?:kilo|centi|milli)?met(?:er|re)s?|km|cm|mm|m|miles?|feet|foot|ft|inch(?:es)?|yards?"

# Patterns are of lower-case text, which takes half the time of matching in either case.
# The first rule that fits decides, so what is said more narrowly stands before what is said more widely.
_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("contact", re.compile(r"\be-?mail\b|\b(?:tele)?phone\b|\bcall you\b")),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:caused|reason)\b|\bfor what reason\b|\bhow come\b")),
    ("age", re.compile(r"\bhow old\b|\bwhat age\b")),
    (
        "money",
        re.compile(
            r"\bhow much\b.*\b(?:costs?|prices?|paid|pay|earn\w*|charge\w*|fee|worth|spend|spent|ticket|money|salary|fine"
            r"|rent|sold|buy|raised?|budget|licen[cs]e)\b|\bhow much (?:is|are)\b|\bhow expensive\b"
            r"|\b(?:price|cost|fee|salary|charge) (?:of|for)\b|\bwhat (?:do|does|did) .*\bcost\b"
        ),
    ),
    ("weight", re.compile(r"\bhow heavy\b|\bweigh")),
    (
        "length",
        re.compile(
            r"\bhow (?:tall|high|deep|wide|far|broad|thick)\b|\b(?:what|which) (?:distance|height|length|depth)\b"
        ),
    ),
    ("duration", re.compile(r"\bhow long\b")),
    ("frequency", re.compile(r"\bhow (?:often|frequently)\b")),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|big|large|fast|hot|cold)\b"
            r"|\b(?:what|which) (?:number|percent\w*|amount|proportion|fraction|score|population|rank|ratio|temperature)\b"
            r"|\bwhat (?:is|was|were|are) the (?:\w+ )?"
            r"(?:number|population|percentage|amount|length|height|size|total|temperature|speed|maximum|minimum)\b"
        ),
    ),
    (
        "time",
        re.compile(r"\bwhat time\b|\b(?:until|till|since|from) when\b|\bopening (?:hours|times)\b|\bwhen .*\bopen\b"),
    ),
    ("year", re.compile(r"\b(?:what|which) (?:\w+ )?years?\b")),
    (
        "date",  # "when" before a subject asks; "Who was in charge when it burned?" does not
        re.compile(
            r"^when\b|\bwhen (?:did|was|were|is|are|does|do|will|has|had|can)\b"
            r"|\b(?:what|which) (?:\w+ )?(?:dates?|months?|days?|century|centuries|decades?|periods?)\b"
        ),
    ),
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:\w+ )?"
            r"(?:country|city|state|place|location|town|region|countries|cities|county|continent|area|nation)\b"
        ),
    ),
    ("person", re.compile(r"\bwh(?:o|om|ose)\b")),
)

# What an answer of the type looks like.
_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "contact": re.compile(r"@|\d[\d ()/+-]{4,}\d"),
    "reason": re.compile(
        r"\b(?:because|due to|owing to|since|so that|in order|as a result|result(?:ed|s|ing) (?:in|from)|reasons?|caus\w+"
        r"|thus|therefore|led to|leading to|thanks to|for fear|so)\b"
    ),
    "age": re.compile(
        rf"\bage[ds]?\b|years? old|\bborn\b|\bat \d|\bw(?:as|ere) (?:\d\d?|{_NUMERAL})\b|\bold(?:er|est)?\b|\bunder\b|\bover\b"
    ),
    "money": re.compile(
        r"[£$€¥%]|\b(?:euros?|pounds?|dollars?|cents?|pence|crowns?|francs?|marks|riel|yen|rupees?|percent|per cent|free|usd"
        r"|gbp|eur)\b"
    ),
    "weight": re.compile(r"\b(?:tonn?e?s?|kg|kilo\w*|g|grams?|pounds?|lbs?|ounces?)\b"),
    "length": re.compile(rf"\d\s?(?:{_LENGTH})\b|\b(?:{_NUMERAL}) (?:{_LENGTH})\b"),
    "duration": re.compile(
        r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b"
        rf"|\b(?:since|until|from)\b.*\d|\d\d\d\d.*\d\d\d\d|\d\s?(?:{_LENGTH})\b|\b(?:{_NUMERAL}) (?:{_LENGTH})\b"
    ),
    "frequency": re.compile(
        r"\bevery\b|\btimes?\b|\b(?:dai|week|month|year)ly\b|\bannual|\beach\b|\bonce\b|\btwice\b|\bper\b|days\b"
        r"|\ba (?:day|week|month|year)\b"
    ),
    "number": re.compile(rf"\d|\b(?:{_NUMERAL})\b"),
    "time": re.compile(
        rf"\d|\b(?:noon|midnight|a\.?m|p\.?m|o'clock|dawn|dusk|\w+days?|morning|evening|afternoon|night|{_MONTH})\b"
    ),
    "year": re.compile(r"\b1\d{3}s?\b|\b20\d\ds?\b|\b\d{2,4}\s?(?:bce?|ad|ce)\b"),
    "date": re.compile(
        rf"\b1\d{{3}}s?\b|\b20\d\ds?\b|centur|\b(?:{_MONTH})\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|\b(?:bce?|ad|ce)\b|\d\s?[:.]\s?\d\d"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:spring|summer|autumn|winter|noon|midnight|dusk|dawn|day|week"
        r"|month|season|year|morning|evening|night|during|after|before|while|until|since|every)s?\b"
    ),
    "place": re.compile(
        r"(?:\A(?!(?:The|An?|He|She|It|They|We|You|In|On|At)\b)(?=[A-Z].{0,59}\Z)"  # a value, as of "Residence"
        r"|\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|under|behind|beside|[Bb]y|[Oo]n|[Tt]o|into|between|along|across|inside|outside|around"
        r"|off|through|within|over|above|below|opposite|throughout)\s(?:the |an? |our |its |his |her |their )?\W{0,2})"
        rf"(?!\d|(?i:{_MONTH})\b)(?P<said>[\w’'-]+)"
    ),
    "person": re.compile(r"\b(?P<said>[A-Z][\w'’-]*)"),
}  # fmt: skip
_OF_CASE: frozenset[AnswerType] = frozenset(("place", "person"))  # whose patterns tell capitals
# Of these the question may say the word itself: "Why did so few die?" - "so that …".
_MAY_BE_SAID: frozenset[AnswerType] = frozenset(
    ("contact", "reason", "age", "money", "duration", "frequency", "length", "weight")
)

# Words that open a sentence and are no names.
_OPENERS = frozenset(
    """
    the a an in on at it he she they this that these those there as by for from with after before during although while
    when if but and however his her its their one some many most other such to of we you our your
    """.split()
)


def asks_for_something(question: str) -> bool:
    """Whether there is a question word; what has none is to be answered by yes or no, or is only a few key words."""
    return _QUESTION_WORD.search(question.lower()) is not None


def answer_type(question: str) -> AnswerType:
    """What is asked for; "any" where nothing can be told."""
    lower = question.lower()
    return next((name for name, pattern in _ASKS if pattern.search(lower)), "any")


def holds_type(asked: AnswerType, text: str, question_words: Collection[str]) -> bool:
    """Whether a text holds something of the asked type that the question, given as its lower-case words, does not say itself."""
    if asked == "any":
        return True
    found = _HOLDS[asked].finditer(text if asked in _OF_CASE else text.lower())
    if asked in _MAY_BE_SAID:
        return next(found, None) is not None
    if asked == "person":
        found = (match for match in found if match.start() or match[0].lower() not in _OPENERS)
    said = "said" if "said" in _HOLDS[asked].groupindex else 0
    return any(match[said].lower() not in question_words for match in found)
