"""What visitors of a site want to know whatever it is about: when it is open, what it costs, what getting in costs, how to get there.

Pages head the section that tells it in other words than visitors ask with, and each row of its table says as much as the others, so
that ranking gives none of them a good chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from chatbot.knowing.heading import Words, without_number, words_of
from chatbot.knowing.sure import LIKELY, Sure
from index import BlockKind, Passage

_LISTED = (BlockKind.ITEM, BlockKind.ROW)
_RIGHT_BELOW = 2  # passages behind a sentence, among which a list that belongs to it begins
_PARTS = re.compile(r" (?:and|&|or) |[,/:–—&]\s*")  # "Prices and hours"
# "Our prices", "Monthly fees", "Prices in dollars", "Rates per person", "Prices this week", "Prices (in pesos)".
_BESIDE = re.compile(
    r"(?:our|current|standard|usual|fixed|monthly|yearly|annual|weekly|daily|hourly) | (?:per|in|from|this|of (?:an?|the|our)) .+| \(.+",
    re.IGNORECASE,
)
_WHERE = r"(?: (?:of|for|at|to|in|into) (?P<where>(?!an? |free\b|\d).+))?"
_AT = r"(?: (?:at|of) (?P<where>(?!an? |\d).+))?"
_NOBODY = frozenset("it they we you them us here there this that the place your place".split()) | {
    "your place",
    "the place",
}

_FEES = r"(?:fees?|prices?|charges?|costs?|rates?)"
_ENTRY = r"(?:the |an? |your )?(?:entry|entrance|admission|admittance|(?:(?:entry|entrance|admission) )?tickets?)"
_GET_IN = r"(?:get in(?:side)?|go in(?:side)?|come in|enter|visit|look around)"
_ONE = r"(?:i|we|one|you|people|visitors)"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: how it is `called` as a heading, the whole questions that ask for it, the headings that tell it, and what a passage
    below one holds, a `row` or item or another; whether a list `tells_more` than any sentence beside it. Where no section has such a
    heading, that of prices will do which holds `else_holds`.
    """

    called: str
    asked: tuple[re.Pattern[str], ...]
    headed: frozenset[Words]
    row: re.Pattern[str]
    holds: re.Pattern[str]
    tells_more: bool = False
    else_holds: re.Pattern[str] | None = None


def _every(forms: str) -> frozenset[Words]:
    return frozenset(words_of(form) for form in forms.split(", "))


def _whole(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


_AMOUNT = re.compile(r"\d|\bfree\b", re.IGNORECASE)
# In a sentence: "We do not test children for entry to years 1 to 3" tells no price.
_PAID = re.compile(
    # Anchored, so that a long sentence without an amount is looked through once.
    r"\bfree\b|\A[^.:]{1,60}: .*\d|\A(?=.*\d)(?=.*(?:[£$€¥]|\b(?:costs?|pays?|paid|prices?|fees?|rates?|per|each|euros?|dollars?|pounds?)\b))",
    re.IGNORECASE | re.DOTALL,
)
_TIMES = re.compile(r"\d|days?\b|\bfrom\b.*\b(?:to|till|until)\b", re.IGNORECASE)
_HOURS = Wish(
    "opening hours",
    _whole(
        r"(?:when|(?:at |until )?what time) (?:do|does|is|are) (?P<whose>.+?) (?:open|close|shut)(?: (?:in|at) (?P<where>.+))?",
    ),
    _every(
        "opening hours, opening times, business hours, when are you open, when is it open, when do you open, when we are open"
    ),
    _TIMES,
    _TIMES,
)
_PRICES = Wish(
    "prices",
    _whole(
        rf"how (?:much|expensive) (?:is|are|does|do|would|will) (?:it|they|you|everything|things)(?: all)?(?: be| cost| charge)?{_AT}",
        rf"what (?:does|do|would|will) (?:it|you|they|everything)(?: all)? (?:cost|charge)(?: me| us)?{_AT}",
        rf"(?:do you have|is there|can i (?:see|have)|show me|where is) (?:a|the|your) price ?list{_AT}",
    ),
    _every(
        "prices, price list, price, fees, rates, costs, cost, charges, tariffs, our prices, what does it cost, how much does it cost, how"
        " much is it, what it costs, what things cost, the price"
    ),
    _AMOUNT,
    _PAID,
    True,
)
_ADMISSION = Wish(
    "admission",
    _whole(
        rf"how (?:much|expensive) (?:is|are|does|do|would|will) {_ENTRY}(?: {_FEES})?(?: be| cost)?{_WHERE}",
        rf"what (?:does|do|would|will) {_ENTRY}(?: {_FEES})? cost{_WHERE}",
        rf"{_ENTRY} {_FEES}{_WHERE}",
        rf"(?:the )?{_FEES} (?:of|for) {_ENTRY}{_WHERE}",
        rf"how (?:much|expensive) (?:(?:is it|does it cost|would it be|will it be|do {_ONE} (?:have to )?pay|must {_ONE} pay) )?to (?:{_GET_IN}|(?:get|go|come)(?= into ))(?: (?:to|at|in|into) (?P<where>.+)| (?P<whose>(?!with\b|for\b|on\b|if\b).+))?",
        rf"(?:do|must) {_ONE} (?:(?:have|need) to )?pay (?:to {_GET_IN}|(?:for|an?) {_ENTRY}(?: {_FEES})?){_WHERE}",
        rf"is (?:there )?{_ENTRY}(?: {_FEES})?(?: free(?: of charge)?)?{_WHERE}",
        rf"is it free(?: of charge)? to {_GET_IN}(?: (?P<whose>(?!with\b|for\b|on\b|if\b).+))?",
    ),
    _every(
        "admission, entry, entrance, tickets, ticket prices, admission prices, admission fees, admission charges, entry fees, entry"
        " prices, entrance fees, entrance fee, entry fee"
    ),
    _AMOUNT,
    _PAID,
    True,
    re.compile(r"\b(?:tickets?|admission|entry|entrance|adults?)\b", re.IGNORECASE),
)
_DIRECTIONS = Wish(
    "directions",
    _whole(
        rf"how (?:do|can|could|would|should) {_ONE} (?:best )?(?:get|come|travel|drive)(?: there| here| to you|(?: to (?P<where>.+)))",
        r"(?:what is )?(?:how|(?:the )?(?:best|easiest) way) to (?:get|come)(?: there| here| to you|(?: to (?P<where>.+)))",
        rf"how (?:do|can|could) {_ONE} find (?:you|it|the place)",
        r"(?:the )?directions(?: (?:to|for) (?P<where>.+))?|(?:getting|travelling) (?:there|here)",
    ),
    _every(
        "getting here, getting there, how to get here, how to get there, directions, how to find us, finding us, find us, travelling"
        " here, how to reach us, where to find us, your journey, how do i get there, how do i get to you"
    ),
    re.compile(""),
    re.compile(""),
)
WISHES = (_HOURS, _ADMISSION, _PRICES, _DIRECTIONS)  # "how much does it cost to get in" is no price of "get in"
# "Hours" head other hours too: "No music after 22:00".
_BY_HEADING = {words: wish for wish in reversed(WISHES) for words in (*wish.headed, words_of(wish.called))} | {
    ("hours",): _HOURS
}


def as_heading(asked: str) -> str:
    """What is asked for as pages head it: "when does the Leeds shop open" asks for the opening hours of the Leeds shop."""
    words = asked.rstrip("?.! ")
    for wish in WISHES:
        for form in wish.asked:
            if found := form.fullmatch(words):
                said = found.groupdict()
                whose, where = said.get("whose"), said.get("where")
                if whose and whose.casefold() not in _NOBODY:
                    # "In July" asks for a part of them.
                    return asked if where else f"{wish.called} of {whose}"
                return f"{wish.called} of {where}" if where and where.casefold() not in _NOBODY else wish.called
    return asked


def wish_of(words: Words) -> Wish | None:
    """What a heading of these words would tell; None where that is none of them."""
    return _BY_HEADING.get(words)


def holds(wish: Wish, passage: Passage) -> bool:
    """Whether a passage may tell it."""
    return (wish.row if passage.kind in _LISTED else wish.holds).search(passage.text) is not None


def wished(passages: Iterable[tuple[int, Passage]]) -> Mapping[str, Sure]:
    """What a document tells of each wish that just one section of it is headed with, by what the wish is called."""
    told: dict[str, list[tuple[Sure, Sequence[tuple[int, Passage]]]]] = {}
    for path, of_it in groupby(passages, lambda entry: entry[1].section):
        section = [(row, passage) for row, passage in of_it if passage.kind is not BlockKind.FACT]
        parts = _PARTS.split(without_number(path[-1])) if path and section else ()
        headings = {words_of(_BESIDE.sub("", part)) for part in parts}
        for wish in WISHES:
            if not wish.headed.isdisjoint(headings) and (sure := _told(section, wish)):
                told.setdefault(wish.called, []).append((sure, section))
    found = {called: of_it[0] for called, of_it in told.items() if len(of_it) == 1}
    prices = found.get(_PRICES.called)
    for wish in WISHES:
        else_holds = wish.else_holds
        if prices and else_holds and wish.called not in told:
            found |= {wish.called: prices} if any(else_holds.search(passage.text) for _, passage in prices[1]) else {}
    return {called: sure for called, (sure, _) in found.items()}


def _told(section: Sequence[tuple[int, Passage]], wish: Wish) -> Sure | None:
    """The first passage of a section that holds what is wished, with the further sentences that do; of a list it is the first alone,
    since all of it is told where a section begins with one.
    """
    holding = [place for place, (_, passage) in enumerate(section) if holds(wish, passage)]
    if not holding:
        return None
    row, passage = section[holding[0]]
    behind = section[holding[0] + 1 : holding[0] + 1 + _RIGHT_BELOW]
    has_list = passage.kind in _LISTED or any(other.kind in _LISTED for _, other in behind)
    sentences = [section[place][0] for place in holding if section[place][1].kind is BlockKind.PARAGRAPH]
    return Sure(row, passage, confidence=LIKELY, is_section=True, told=() if has_list else tuple(sentences))
