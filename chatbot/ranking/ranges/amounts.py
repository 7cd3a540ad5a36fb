"""Amounts and ranges that a text names, as stretches of a scale: `7 kg`, `2 to 5 kg`, `under 12`, `65+`, "a 7-year-old"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.ranges.dates import DATE, DAY, OF_YEARS, asked_dates, names_month, told_dates
from chatbot.ranking.ranges.stretch import Amount, Stretch
from chatbot.ranking.ranges.weekdays import WEEKDAY, asked_weekdays, names_weekday, told_weekdays

_Form = Literal["between", "below", "until", "above", "from", "at"]
_Scales = Mapping[str, float]  # how much one of a unit is on each scale that it is of

# Patterns are of lower-case text. A day counts among hours and among days.
_UNITS: Mapping[str, _Scales] = {
    "minute minutes min mins": {"hours": 1 / 60},
    "hour hours hr hrs h": {"hours": 1.0},
    "day days night nights": {"hours": 24.0, "days": 1.0},
    "week weeks wk wks": {"days": 7.0},
    "month months mth mths": {"days": 365.25 / 12, "age": 1 / 12},
    "year years yr yrs": {"days": 365.25, "age": 1.0},
    "g gram grams gramme grammes": {"weight": 0.001},
    "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes": {"weight": 1.0},
    "t tonne tonnes": {"weight": 1000.0},
    "mm millimetre millimetres millimeter millimeters": {"length": 0.001},
    "cm centimetre centimetres centimeter centimeters": {"length": 0.01},
    "m metre metres meter meters": {"length": 1.0},
    "km kms kilometre kilometres kilometer kilometers": {"length": 1000.0},
    "mile miles": {"length": 1609.344},
    "m² sqm": {"area": 1.0},
    "ml millilitre millilitres milliliter milliliters": {"volume": 0.001},
    "l litre litres liter liters": {"volume": 1.0},
    "mb": {"data": 0.001},
    "gb": {"data": 1.0},
    "tb": {"data": 1000.0},
    "£ pound pounds": {"£": 1.0},
    "€ euro euros": {"€": 1.0},
    "$ dollar dollars": {"$": 1.0},
    "people person persons guest guests visitor visitors participant participants passenger passengers adult adults child children"
    " player players student students pupil pupils": {"people": 1.0},
}
YEAR = "year"
# All but those of what else is counted.
SCALES = frozenset((YEAR, WEEKDAY, DAY, OF_YEARS, DATE, *(scale for scales in _UNITS.values() for scale in scales)))
_SCALES = {unit: scales for units, scales in _UNITS.items() for unit in units.split()}
_SCALES |= {f"square {unit}": {"area": 1.0} for unit in ("metre", "metres", "meter", "meters")}
_AGE = re.compile(
    r"\b(?:age[ds]?|old|child(?:ren)?|kids?|juniors?|youths?|young|teenagers?|adults?|seniors?|pensioners?|bab(?:y|ies)|infants?"
    r"|toddlers?|concessions?)\b"
)
_SIZE = re.compile(r"\b(?:people|persons?|guests?|visitors?|participants?|passengers?|group|party)\b")
_COLUMN_WORD = re.compile(r"[a-z]+|[£€$]")

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD = rf"\b(?:{'|'.join(_WORDS)})\b"
_HAS_NUMBER = re.compile(rf"\d|{_WORD}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_COUNT = rf"(?:(?<![\w.,])\d+\b|{_WORD})"
_FIGURES = rf"(?:{_THOUSANDS.pattern}(?!\d)|\d+(?:[.,]\d+)?|{_WORD})(?![:\d]|[.,]\d)"
_SAME = "(?:calendar|consecutive|full|whole)"  # days that are days
_A, _B = (
    rf"(?<![\w.,:])(?P<{name}_sign>[£€$]\s?)?(?P<{name}>{_FIGURES})(?:[\s-]{{0,2}}(?:{_SAME}\s)?(?P<{name}_unit>(?!s\b)(?:square\s)?[a-z]+²?|[£€$]))?"
    for name in ("a", "b")
)
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_END = r"(?=[\s,.;:)?!'’|]|\Z)"
_RANGES: tuple[tuple[_Form, re.Pattern[str]], ...] = (
    ("between", re.compile(rf"(?P<and>between\s+)?{_A}\s*(?:-|–|—|to|up to|(?(and)and|(?!)))\s*{_B}{_END}")),
    (
        "below",
        re.compile(
            rf"\b(?:under|below|less than|fewer than|younger than|shorter than|lighter than)[\s-]+{_A}(?P<s>s?){_END}"
        ),
    ),
    ("from", re.compile(rf"\b(?:up to|until)\s+{_A}(?=\s+before\b)")),  # so long before, or longer
    ("until", re.compile(rf"\b(?:up to|at most|first|no more than|not more than|maximum|max\.?|until|within)\s+{_A}{_END}")),
    (
        "above",
        re.compile(
            rf"\b(?:over|above|more than|older than|longer than|heavier than|exceeding)[\s-]+{_A}(?P<s>s?){_END}"
        ),
    ),
    ("from", re.compile(rf"\b(?:at least|from|minimum|min\.?)\s+{_A}{_END}")),
    (
        "from",
        re.compile(
            rf"{_A}\s*(?P<s>\+|plus\b|(?:and|or) (?:over|above|more|older|up|upwards|longer|heavier)\b)"
        ),
    ),
    ("until", re.compile(rf"{_A}\s*(?:and|or) (?:under|below|less|fewer|younger|shorter|lighter)\b")),
)  # fmt: skip
_AMOUNTS: tuple[tuple[_Form, re.Pattern[str]], ...] = (*_RANGES, ("at", re.compile(rf"{_A}{_END}")))
_BEFORE = 30  # characters that are looked at before a number
_NOUN = re.compile(r"([a-z]{3,})\s+\Z")
_NUMBER = re.compile(rf"{_A}\s*")
_BEHIND_AGE = r"(?=\s*(?:\Z|[?.!,;]|(?:and|or|how|what|which|do|does|can)\b))"
_AGED = re.compile(
    rf"(?P<old>{_COUNT}[\s-](?P<unit>months?|years?|yrs?)[\s-]olds?\b)|\b(?:aged?(?: of)?|at the age of) (?P<aged>{_COUNT})"
    r"|\b(?:i am|i['’]?m|s?he is|s?he['’]s|who is|turn(?:s|ed)?|(?:son|daughter|child|kid|boy|girl|baby|mother|father|mum|dad)"
    rf" (?:is|of)) (?P<am>{_COUNT}(?: years| yrs)?){_BEHIND_AGE}"
)
_HEADS = re.compile(
    rf"\b(?:(?:we are|we['’]re)(?! \w+ [a-z]+s\b)|(?:group|party|class|family|team) of) (?P<of>{_COUNT})|(?P<us>{_COUNT} of us\b)"
)
# "from the eighth day on": longer than seven.
_FROM_ORDINAL = re.compile(
    rf"\bfrom the (?P<nth>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)) (?P<unit>day|week|month|year)\b(?! of (?:the|each|every|an?) (?:week|month|year)\b)"
    r"(?: on(?:wards?)?\b)?"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_IN_YEAR = re.compile(rf"\b(?:in|during) (?P<year>{_YEAR.pattern})\b(?!\s?[-–])")
_RATE = re.compile(r"\s+(?:an?|per|each|every|times)\b|\s*(?:/|%)")  # "20 hours a week"


@lru_cache(maxsize=32)  # a question's are asked for by several steps
def asked_amounts(question: str) -> Sequence[Amount]:
    """The amounts that a question names, in lower case; a range ("for under 12s") is one too."""
    has_month, has_day = names_month(question), names_weekday(question)
    if not has_month and not has_day and not _HAS_NUMBER.search(question):
        return ()
    found: list[Amount] = asked_weekdays(question) if has_day else []
    if has_month:
        found += asked_dates(question)
        question = _without(question, found)
    has_age = _AGE.search(question) is not None
    for pattern, scale in ((_AGED, "age"), (_HEADS, "people"), (_IN_YEAR, YEAR)):
        for named in pattern.finditer(question):
            group = next(name for name in pattern.groupindex if name != "unit" and named[name])
            value = _value(re.split(r"[\s-]", named[group])[0])
            if scale == "age" and (named["unit"] or "").startswith("month"):
                value /= 12
            found.append(Amount(Stretch(scale, value, value), *named.span(group)))
        question = pattern.sub(lambda named: "_" * len(named[0]), question)
    for form, ends, unit, named in _expressions(question, _AMOUNTS):
        start, end = _span(named)
        if not _RATE.match(question, end):
            is_age = not unit and form in ("below", "above", "from") and named.groupdict().get("s")
            scales = {"age": 1.0} if is_age else dict(_scales(unit))
            if not is_age and not has_age:
                scales.pop("age", None)  # "after 3 years"
            found += [Amount(stretch, start, end) for stretch in _stretches(scales, form, ends)]
            if (
                form == "at"
                and unit not in _SCALES
                and (noun := _NOUN.search(question, max(0, named.start() - _BEFORE), named.start()))
            ):
                stretches = _stretches(_scales(noun[1]), form, ends)  # "exit code 5", "year 8"
                found += [Amount(stretch, *named.span("a")) for stretch in stretches]
    return found


@lru_cache(maxsize=1024)  # the same rows are looked at again in a moment, and for other questions
def told_ranges(cell: str, column: str) -> Sequence[Amount]:
    """The range that a table's cell says, in lower case, below its column's name, on each scale that may be meant; empty where
    it says none.
    """
    found: list[Amount] = told_weekdays(cell) if names_weekday(cell) else []
    if names_month(cell):
        found += told_dates(cell)
        cell = _without(cell, found)
    for form, ends, unit, named in _expressions(cell, _RANGES):
        scales = _SCALES.get(unit) or {**_of_column(column, form, ends), **_scales(unit)}
        if (unit not in _SCALES or "age" in scales) and (_AGE.search(cell) or _AGE.search(column)):
            scales = {"age": scales.get("age", 1.0)}
        found += [Amount(stretch, *_span(named)) for stretch in _stretches(scales, form, ends)]
    for named in _FROM_ORDINAL.finditer(cell):
        nth = _ORDINALS.index(named["nth"]) + 2.0 if named["nth"] in _ORDINALS else float(named["nth"][:-2])
        scales = {scale: factor for scale, factor in _SCALES[named["unit"]].items() if scale != "age"}
        found += [Amount(stretch, *named.span()) for stretch in _stretches(scales, "above", (nth - 1, nth - 1))]
    if not found and (day := asked_weekdays(cell)) and (day[0].start, day[0].end) == (0, len(cell)):
        return day
    if not found and (number := _NUMBER.fullmatch(cell)):  # "1" beside "2 to 20"
        value, unit = _value(number["a"]), _unit(number, "a")
        scales = _SCALES.get(unit) or {**_of_column(column, "at", (value, value)), **_scales(unit)}
        return [Amount(stretch, *number.span()) for stretch in _stretches(scales, "at", (value, value))]
    match [amount.stretch for amount in found]:
        case [one, other] if found[0].start != found[1].start and one.overlaps(other):  # "over 2 kg, up to 5 kg"
            both = Stretch(one.scale, max(one.low, other.low), min(one.high, other.high))
            if math.isfinite(both.low) and math.isfinite(both.high):  # not "over £50 …, and over £500 …"
                return [Amount(both, *_around(found))]
    return found


def names_age(text: str) -> bool:
    """Whether a text, in lower case, speaks of how old somebody is."""
    return _AGE.search(text) is not None


def _without(text: str, amounts: Sequence[Amount]) -> str:
    """The text with something else in place of what names them, as long: `1 May to 30 June` is no range of 1 to 30."""
    for amount in amounts:
        text = f"{text[: amount.start]}{'_' * (amount.end - amount.start)}{text[amount.end :]}"
    return text


def _around(amounts: Sequence[Amount]) -> tuple[int, int]:
    return min(amount.start for amount in amounts), max(amount.end for amount in amounts)


def _of_column(column: str, form: _Form, ends: tuple[float, float]) -> _Scales:
    """The scales of a range without a unit of its own."""
    words = _COLUMN_WORD.findall(column)
    if all(_YEAR.fullmatch(f"{end:.0f}") for end in ends):
        return {YEAR: 1.0}
    if unit := next((word for word in words if word in _SCALES), None):
        return _SCALES[unit]
    if _SIZE.search(column):
        return {"people": 1.0}
    scales = {stem(word): 1.0 for word in words if word not in FUNCTION_WORDS}
    return {**scales, "age": 1.0} if form in ("below", "above", "from") else scales


def _expressions(
    text: str, forms: Sequence[tuple[_Form, re.Pattern[str]]]
) -> Iterator[tuple[_Form, tuple[float, float], str, re.Match[str]]]:
    """Each range or amount: its form, its two ends, alike where it has one, both in the unit that is named last, and the match."""
    taken = bytearray(len(text))  # by character, so that a text full of amounts is not held against itself
    for form, pattern in forms:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            one, unit = _value(found["a"]), _unit(found, "a")
            other = one
            if form == "between":
                other, last = _value(found["b"]), _unit(found, "b") or unit
                one, unit = one * _factor(unit or last, last), last
            yield form, (one, other), unit, found


def _span(named: re.Match[str]) -> tuple[int, int]:
    """Without a word behind it that is no unit: "must" in "children under ten must"."""
    name = "b" if named.groupdict().get("b") else "a"
    is_word = named[f"{name}_unit"] in FUNCTION_WORDS or named[f"{name}_sign"]
    is_none = is_word and named.end() == named.end(f"{name}_unit")
    return named.start(), named.end(name) if is_none else named.end()


def _unit(found: re.Match[str], name: str) -> str:
    return (found[f"{name}_sign"] or "").strip() or found[f"{name}_unit"] or ""


def _factor(unit: str, other: str) -> float:
    """How much one of a unit is in another: of `30 minutes to 2 hours`, 1/60."""
    scales, others = _scales(unit), _scales(other)
    return next((scales[scale] / others[scale] for scale in scales if scale in others), 1.0)


def _scales(unit: str) -> _Scales:
    return _SCALES.get(unit) or ({stem(unit): 1.0} if unit and unit not in FUNCTION_WORDS else {})


def _stretches(scales: _Scales, form: _Form, ends: tuple[float, float]) -> list[Stretch]:
    low, high = min(ends), max(ends)
    if form in ("below", "until"):
        low, high = -math.inf, math.nextafter(high, -math.inf) if form == "below" else high
    elif form in ("above", "from"):
        low, high = math.nextafter(low, math.inf) if form == "above" else low, math.inf
    return [Stretch(scale, low * factor, high * factor) for scale, factor in scales.items()]


def _value(number: str) -> float:
    if number in _WORDS:
        return _WORDS.index(number) + 1.0
    return float(number.replace(",", "" if _THOUSANDS.fullmatch(number) else "."))
