"""Which names of the documents another name may be a slip for: "Scot Leiper" for "Scott Leiper", "Bonn" never for "born"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import regex

from chatbot.conversation.letters import CAPITAL
from chatbot.indexed import Words

_LOOKED_AT = 8  # passages that hold a word, the best ones
_NO_NAME = 8  # letters from which a word with a capital may be one that is no name: no other name comes so near
_ACCENT = regex.compile(r"(?<=\p{Latin})\p{Mn}+")
_BEFORE = re.compile(rf"(?<![^\W_])(?:[Tt]he|{CAPITAL}[^\W\d_]*)[ -]\Z")
_AFTER = re.compile(rf"[ -]{CAPITAL}[^\W\d_]*")
_IN_SENTENCE = re.compile(r"\w,? \Z")  # before a word with a capital, which is a name then


def names_meant(question: str, start: int, end: int, near: Sequence[str], is_known: bool, written: Words) -> list[str]:
    """Those of the near words, in small letters, that the name at question[start:end] may be a slip for: names in the documents too.

    One that `is_known` is rather another name ("Iraq" beside "Iran"): it is a slip only where its neighbour in the question,
    a name or "the", stands beside the near word there.
    """
    if not is_known:
        return [other for other in near if end - start >= _NO_NAME or _is_name(other, written)]
    before, after = _BEFORE.search(question[:start]), _AFTER.match(question, end)
    beside = (before[0] if before else "", after[0] if after else "")
    return [other for other in near if _stands_beside(other, beside, written)]


def _is_name(word: str, written: Words) -> bool:
    """Whether the documents write it with a capital within a sentence, or never without one."""
    places = list(_places("", word, "", written))
    capital = [place for place in places if place["word"][0].isupper()]
    return len(capital) > 0 and (
        len(capital) == len(places) or any(_IN_SENTENCE.search(place.string, 0, place.start()) for place in capital)
    )


def _stands_beside(word: str, beside: tuple[str, str], written: Words) -> bool:
    """Whether it stands with a capital behind the first or before the second of these words."""
    before, after = beside
    places = [
        *(_places(before, word, "", written) if before else ()),
        *(_places("", word, after, written) if after else ()),
    ]
    return any(place["word"][0].isupper() for place in places)


def _places(before: str, word: str, after: str, written: Words) -> Iterator[re.Match[str]]:
    """Where passages have the words, in letters of any case, accents folded."""
    said = f"{before}{word}{after}"
    rows = written.lexical(written.terms(said), _LOOKED_AT).rows.tolist()
    before, after = re.escape(_unaccented(before)), re.escape(_unaccented(after))
    words = re.compile(rf"(?<!\w){before}(?P<word>{re.escape(word)}){after}(?!\w)", re.IGNORECASE)
    for passage in written.passages(rows):
        yield from words.finditer(_unaccented(passage.searchable))


def _unaccented(text: str) -> str:
    """As the documents' words are known, but for their case."""
    return (
        text if text.isascii() else unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text)))
    )
