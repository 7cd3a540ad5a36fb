"""How to get in touch: numbers and addresses are known by their form, as they share no word with what asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chatbot.knowing.contact_data import Span, email, phone, postal, postcode, says_whom_to_call, website
from chatbot.knowing.definition import NAME, forms
from chatbot.knowing.sure import LIKELY, Sure
from index import BlockKind, Passage

MOST = 3  # passages of a document: where more hold a number, it is not plain which is meant
_YOU = r"(?:you|him|her|them|us|someone|somebody)"
_MAY = r"(?:can|could|do|may|should) (?:i|we|one|people)"
_THE = r"(?:what(?: is|['’]?s| are) |is there |do you have )?(?:the |your |an? |their |his |her |its )?"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to get in touch: the questions that ask for it, where a text tells it, and whether it says that it does."""

    forms: tuple[re.Pattern[str], ...]
    told: Callable[[str], Span | None]
    is_plain: Callable[[str], bool]


def _contact(
    nouns: str, verbs: str, told: Callable[[str], Span | None], is_plain: Callable[[str], bool] = lambda _: True
) -> Contact:
    of_verbs = (f"(?:how|where) {_MAY} {verbs} {of}" for of in (_YOU, NAME))
    return Contact(
        forms(*_of_nouns(nouns), *of_verbs, f"(?:can|could|may) (?:i|we|one) {verbs} {_YOU}"), told, is_plain
    )


def _of_nouns(nouns: str) -> tuple[str, ...]:
    return (
        f"{_THE}{nouns}",
        f"{_THE}{nouns} (?:of|for|from) {NAME}",
        rf"(?:what(?: is|['’]?s) )?{NAME}(?:['’]s?)? {nouns}",
    )


ADDRESS = "address"
_WAYS = {
    "phone": _contact(
        r"(?:(?:tele)?phone(?: numbers?)?|(?:phone|telephone|mobile|contact) numbers?)",
        r"(?:call|phone|ring|telephone)",
        phone,
        says_whom_to_call,
    ),
    "email": _contact(r"(?:e-?mail(?: addresse?s?)?)", r"(?:e-?mail|write to)", email),
    "website": _contact(r"(?:web ?site|web address|home ?page|url)", r"visit online", website),
    "any": _contact(
        r"contact(?: details| information| info| data)?",
        r"(?:contact|get in touch with|get hold of)",
        lambda text: phone(text) or email(text),
        says_whom_to_call,
    ),
    ADDRESS: Contact(
        forms(
            *_of_nouns(r"(?:(?:postal|street|mailing) )?address(?:es)?"),
            r"where are you(?: located| based| situated)?",
            rf"where(?: is|['’]?s) {NAME}(?: located| based| situated)?",
            r"where can (?:i|we) (?:find|visit) you",
        ),
        postal,
        lambda _: True,
    ),
    "postcode": Contact(forms(*_of_nouns(r"(?:post(?:al)? ?code|zip(?: ?code)?)")), postcode, lambda _: True),
}
# One of each form: most questions have none of them.
_WORDS = re.compile(
    r"\b(?:(?:tele)?phone|numbers?|call|ring|e-?mail|write|web|website|online|home|homepage|url|contact|touch|hold|address(?:es)?|post(?:al)? ?code|zip|where(?: (?:is|are|can)|['’]?s))\b",
    re.IGNORECASE,
)


def asks_for_contact(question: str) -> tuple[str, str] | None:
    """Which way, and whose: "" where it is not said; None where something else is asked for."""
    if _WORDS.search(question) is None:
        return None
    for way, contact in _WAYS.items():
        for form in contact.forms:
            if found := form.fullmatch(question):
                named = found.groupdict()
                return way, f"{named.get('article') or ''}{named.get('name') or ''}"
    return None


def contacts(passages: Iterable[tuple[int, Passage]]) -> Mapping[str, tuple[Sure, ...]]:
    """By the way, the passages that tell it, in order, those that say what they tell alone, where there are any; none where
    there are more than MOST.
    """
    found: dict[str, list[Sure]] = {way: [] for way in _WAYS}
    for row, passage in passages:
        for way, contact in _WAYS.items():
            if passage.kind is not BlockKind.CODE and (place := contact.told(passage.text)):
                found[way].append(Sure(row, passage, place[0], LIKELY, place[1]))
    plain = {
        way: [sure for sure in told if _WAYS[way].is_plain(sure.passage.text)] or told for way, told in found.items()
    }
    return {way: tuple(told) for way, told in plain.items() if 0 < len(told) <= MOST}
