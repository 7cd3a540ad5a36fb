"""What a telephone number, an e-mail, a web or a postal address looks like in a text, and what only looks like one."""

from __future__ import annotations

import re

Span = tuple[int, int]

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?:(?:\+\d|\(0\d{0,4}\)|\(\+\d{1,3}\)|0\d)[\d ()/.-]{5,}\d|(?:\(\d{3}\) |\d{3}[-. ])\d{3}[-. ]\d{4})(?!\w)"
)
_DIGITS = range(7, 16)  # of a number: ITU-T E.164 has at most 15
_TIMED = re.compile(
    r"(?<!\d)(?:\d{1,2}([/. -])\d{1,2}\1(?:19|20)?\d\d(?!\d)|(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d(?!\d)"  # dates
    r"|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d(?!\d)|\d\d[.:]\d\d ?[-–])"  # years and hours
)
_NUMBERED = re.compile(
    r"(?:\b(?:isbn|issn|orcid|ean|iban|order|booking|reference|ref|lot|invoice|account|licen[cs]e|code|no|nr)\b|[#£$€])\W*\Z",
    re.IGNORECASE,
)
_TO_CALL = re.compile(
    r"\b(?:tele\w*|phones?|calls?|ring|mobile|dial|hot ?line|helpline|contact)\b|\btel\b|☎|📞|@", re.IGNORECASE
)
_APART = re.compile(r"[ ()/-]")
_BEFORE = 20  # characters that may say what a number is
# No top-level domain is called as these files are: `logo@2x.png` is a picture for finer screens.
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+(?!(?i:avif|bmp|css|gif|heic|html?|ico|jpe?g|js|json|pdf|png|svg|tiff?|webp|woff2?)\b)"
    r"[^\W\d_]{2,}(?![\w:@-])"
)
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>()\"']+[\w/]")
# In English; elsewhere the street goes before its number, as anything may. What follows is the floor, the town and its code.
_TOWN = r"(?:[A-Z][\w'’-]*|\d[A-Z]{2}\b|\d{4,6}\b|\w+ floor\b)"
_STREET = re.compile(
    r"(?<![\w.,/-])\d{1,4}[A-Za-z]?(?:[-–/]\d{1,4})?,? (?:[A-Z][\w'’-]*\.? ){1,4}"
    r"(?:Street|St|Road|Rd|Lane|Avenue|Ave|Square|Row|Quay|Way|Close|Drive|Court|Place|Terrace|Boulevard|Crescent|Walk|Wharf"
    rf"|Parade|Hill|Yard)\b(?:,? {_TOWN}|,?\n{_TOWN}(?:,? {_TOWN})*(?=,?\n|\Z))*"
)
_IS_THERE = re.compile(
    r"\b(?:address|located|situated|find us|visit us|come to|(?:is|are|['’]re) (?:at|in|on))\b", re.IGNORECASE
)
_ELECTRONIC = re.compile(r"\b(?:e-?mail|web|ip) address(?:es)?\b", re.IGNORECASE)
_PLACE = re.compile(r"\d[A-Za-z]?,? [A-Z]\w|[A-Z][\w'’-]*,? \d|\b[Aa]ddress")
_NAME = re.compile(r"(?:[A-Z&][\w'’.&-]* ){0,4}[A-Z][\w'’.&-]*\s?[,·|–-] ?")  # whose address it is
_NAME_LINE = re.compile(r"(?:[A-Z&][\w'’.&-]*\s){2,5}")  # and on a line of its own
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?|\d{4,6})\b")
_ONLINE = re.compile(r"\b(?:web ?site|web|home ?page|online|visit us|find us)\b", re.IGNORECASE)


def phone(text: str) -> Span | None:
    """The first telephone number; one without a plus or a mark between its figures only where something says that it is one."""
    is_told = _TO_CALL.search(text) is not None
    for found in _NUMBER.finditer(text):
        number = found[0]
        has_form = number.startswith("+") or _APART.search(number.strip("()"))
        is_other = _TIMED.search(number) or _NUMBERED.search(text[max(0, found.start() - _BEFORE) : found.start()])
        if sum(map(str.isdigit, number)) in _DIGITS and (is_told or has_form) and not is_other:
            return found.span()
    return None


def email(text: str) -> Span | None:
    """The first e-mail address; `name@1.2`, `git@host:path` and `logo@2x.png` are none."""
    found = _EMAIL.search(text)
    return found.span() if found else None


def website(text: str) -> Span | None:
    """The first web address, where the text says that it is somebody's site."""
    found = _ADDRESS.search(text) if _ONLINE.search(text) else None
    return found.span() if found else None


def postal(text: str) -> Span | None:
    """The first number of a house with its street, where the text says that somebody is there, or begins with it or whose it is, or
    is an address and nothing else, with the name of the house or its people.
    """
    found = _STREET.search(text)
    if found is None:
        return None
    is_first = found.start() == 0 or _NAME.fullmatch(text, 0, found.start())
    is_all = found.end() == len(text) and _NAME_LINE.fullmatch(text, 0, found.start())
    if not (is_first or is_all or _IS_THERE.search(text)):
        return None
    return found.span()


def postcode(text: str) -> Span | None:
    """That of the first address, as British, American and most other ones are written."""
    if (address := postal(text)) is None:
        return None
    spans = [found.span() for found in _POSTCODE.finditer(text, *address)]
    return next((span for span in spans if span[1] == address[1]), None)


def is_electronic(text: str) -> bool:
    """Whether the address that a text tells is one for e-mail or the web, and nothing in it looks like a place."""
    rest = _EMAIL.sub("", _ELECTRONIC.sub("", text))
    return rest != text and _PLACE.search(rest) is None


def says_whom_to_call(text: str) -> bool:
    """Whether a text says that a number in it is there to be called."""
    return _TO_CALL.search(text) is not None
