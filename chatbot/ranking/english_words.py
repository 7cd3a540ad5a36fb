"""English words for finding answer spans: their classes, shapes and endings, and what a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import regex
import Stemmer

from chatbot.conversation.phrases import AUXILIARIES

WORD = regex.compile(r"\w+(?:[.,'’/–-]\w+)*|[^\w\s]")  # to `re`, a vowel sign or a combining accent ends a word
_QUESTION_WORD = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.I)
ASKS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bhow (many|much|old|long|far|tall|large|big|high|often|deep|fast|wide|heavy)\b|\b(what|which) (\w+ )?(number|percent|percentage|percentile|amount|proportion|fraction|score|age|population|distance|rank|ratio)\b",
        r"\bwhen\b|\b(what|which) (\w+ )?(year|years|date|month|day|century|decade|time|period)\b",
        r"\b(who|whom|whose)\b",
        r"\bwhere\b|\b(what|which) (\w+ )?(country|city|state|place|location|town|region|countries|cities|county|continent|area|nation)\b",
        r"\bwhy\b|\bwhat (caused|reason)\b",
        r"\bhow\b",
        r"\b(what|which) (?!(a|an|the|this|these|is|was|were|are|be|been|did|does|do|has|have|had|can|could|may|might|will|would|should|must|to|of|in|at|on|by|for|from|with)\b)\w",
        r"\b(what|which)\b",
    )
)  # number, date, person, place, reason, manner, "which X", what
_VERBS = "|".join(verb.replace("'", "['’]?") for verb in sorted(AUXILIARIES - {"be", "been"}))
_WHETHER = re.compile(rf"\W*(?:(?:and|so|but|hello|hi|please)\W+)*(?:{_VERBS})\b")
_CLASSES = {
    "article": "the a an", "pointing": "this that these those such", "owner": "his its her their our my your",
    "pronoun": "he she it they we i you him them us who whom", "of": "of", "by": "by", "to": "to", "for": "for", "from": "from",
    "in": "in at on within during between among near into under over through across around behind inside outside upon",
    "with": "with without including like", "as": "as than", "and": "and or & nor",
    "but": "but while although though however", "cause": "because since due so therefore thus",
    "be": "is was were are be been being became become becomes", "have": "has have had having", "do": "do does did",
    "modal": "can could may might will would shall should must", "not": "not no never nor",
    "relative": "which when where that whose whether if how what why",
    "number": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million billion trillion half third quarter dozen dozens twice first second fourth several",
    "month": "january february march april may june july august september october november december",
    "unit": "percent % years year months days day weeks week hours hour minutes minute seconds miles mile km kilometers kilometres metres meters meter metre feet foot inches acres tons tonnes people dollars pounds points yards times century centuries degrees °c °f sq hectares",
    "about": "about approximately around nearly almost over more less least up roughly only just",
    "comma": ",", "stop": ". ! ?", "colon": "; :", "quote": "\" “ ” ' ’ ‘", "open": "( [", "close": ") ]", "dash": "— – -", "money": "$ £ € ¥",
}  # fmt: skip
_ENDINGS = {
    "-ly": ("ly",), "-ing": ("ing",), "-ed": ("ed",),
    "-tion": ("tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ship", "ure"),
    "-er": ("er", "or", "ist", "ian", "ians", "ers", "ors", "ists"),
    "-al": ("al", "ic", "ous", "ive", "ful", "able", "ible", "ary"), "-s": ("s",),
}  # fmt: skip
RULES = [
    *_CLASSES,
    *_ENDINGS,
    "lower",
    "capital",
    "first capital",
    "capitals",
    "digit",
    "year",
    "decimal",
    "mixed digits",
    "mark",
]
_PLACE_OF = {name: place for place, name in enumerate(RULES)}
_DIGITS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (("year", r"1\d{3}s?|20\d\ds?"), ("decimal", r"[\d.,]+"), ("mixed digits", r".*"))
)
_CLASSES_OF: dict[str, list[str]] = {}
for _name, _members in _CLASSES.items():
    for _member in _members.split():
        _CLASSES_OF.setdefault(_member, []).append(_name)
_SAYING = {"number", "month", "unit", "about"}  # classes whose words say something; the others' are function words
FUNCTION_WORDS = frozenset(
    {word for word, names in _CLASSES_OF.items() if not _SAYING & set(names)} | {"who", "whom", "name"}
)
NO_START = ("mark", "and", "but", "be", "have", "relative")
NO_END = ("mark", "article", "owner", "and", "but", "of", "by", "to", "for", "from", "be", "have")
REMEMBERED = 8192  # words: most come again
REMEMBERED_TEXTS = 4096  # texts whose words are kept, some three kilobytes each: headings and rows come again and again
NO_S = re.compile(r"(?<!['’])[^\W_]+|(?<=['’])[^\W_]{2,}")  # words, without the "s" behind an apostrophe

_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class Shape:
    """A word in itself, whatever stands around it.

    `row` has a byte for each of RULES, 1 where it holds and else 0, two that are 0, and one for function words; `stem`,
    a crude one, is empty for those.
    """

    lower: str
    stem: str
    row: bytes


@lru_cache(maxsize=REMEMBERED)
def shape(word: str, is_first: bool) -> Shape:
    """What a word is, which its place changes only where it `is_first`."""
    lower = word.lower()
    names = list(_CLASSES_OF.get(lower, ()))
    is_mark = not word[0].isalnum()
    is_function = is_mark or lower in FUNCTION_WORDS
    if is_mark:
        names += ["mark"] * ("unit" not in names and "money" not in names)
    elif word[0].isdigit():
        names += ["digit", next(name for name, pattern in _DIGITS if pattern.fullmatch(word))]
    elif word[0].isupper():
        names += ["capitals"] * (len(word) > 1 and word.isupper())
        names += [("first capital" if is_first else "capital")] * (not (is_first and lower in _CLASSES_OF))
    elif not names:
        names += ["lower", *(name for name, endings in _ENDINGS.items() if lower.endswith(endings))][:2]
    row = bytearray(len(RULES) + 3)
    for name in names:
        row[_PLACE_OF[name]] = 1
    row[-1] = is_function
    return Shape(lower, "" if is_function else crude_stem(lower), bytes(row))


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Of a word in lower case, by the Snowball stemmer (Porter, 2001)."""
    found: str = _stemmer.stemWord(word)
    return found


@lru_cache(maxsize=REMEMBERED_TEXTS)
def told_stems(text: str) -> frozenset[str]:
    """The stems of a text's words but for function words."""
    return frozenset(stem(word) for word in NO_S.findall(text.lower()) if word not in FUNCTION_WORDS)


def crude_stem(word: str) -> str:
    """Crude on purpose, as the span model was trained: enough to see that "surrendered" stands for "surrender"."""
    return word[:5] if len(word) > 4 else word.removesuffix("s") if len(word) > 3 else word


def asked_kind(question: str) -> int:
    """The type of a question: the place in ASKS of the first that fits, or their count."""
    return next((place for place, pattern in enumerate(ASKS) if pattern.search(question)), len(ASKS))


def asks_whether(question: str) -> bool:
    """Whether a question in lower case asks if something is so, by how it begins."""
    return _WHETHER.match(question) is not None


def question_word_and_head(question: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Spans of the question word and of the last word of the noun after it ("which big city did" -> city)."""
    asks = _QUESTION_WORD.search(question)
    names = asks is not None and asks[0].lower() in ("what", "which", "how")
    head = None
    for word in WORD.finditer(question, asks.end() if asks else 0):
        lower = word[0].lower()
        if (
            lower == "of"
            and head
            and question[slice(*head)].lower() in ("type", "types", "kind", "kinds", "sort", "form", "part")
        ):
            head = None
        elif lower in FUNCTION_WORDS or not lower[0].isalnum():
            if head:
                break
        elif head and (not names or lower.endswith("ed")):
            break
        elif not (names and lower in ("many", "much")):
            head = word.span()
    return (asks.span() if asks else None), head
