"""Misspelt words as the documents write them: "Sam Rainsey" for "Sam Rainsy"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chatbot.conversation.common_words import IN_PRINT
from chatbot.conversation.name_slips import names_meant
from chatbot.conversation.phrases import ASKING, AUXILIARIES, AUXILIARY, BEFORE_IS, PREPOSITIONS
from chatbot.indexed import Words, holds
from chatbot.small_talk import is_small_talk

_WORD = re.compile(r"[^\W\d_]+(?:['’]s\b)?")
_LONGEST = 40  # letters; what is longer is no word
_CUT = re.compile(r"['’][^\W\d_]")  # behind "weren"
_CONTRACTED = re.compile(rf"(?:{BEFORE_IS}|that|there|it|he|she)s", re.IGNORECASE)  # "whos she"
_SHORTEST = 4  # letters; in a shorter word a wrong one makes another word, and only one that a name misses is mended
# A slip for one of these is no slip for a word of the documents: "wher" is no "her".
_FUNCTION_WORDS = sorted(
    word
    for word in ASKING
    | AUXILIARIES
    | PREPOSITIONS
    | {"the", "this", "that", "and", "please", "there", "their", "they", "your"}
    if len(word) > 2
)
_BEFORE_ASKING = re.compile(r"(?:(?:and|so|but|ok|okay|then)\b[ ,]*)*", re.IGNORECASE)
_VERB_BEHIND = re.compile(rf" {AUXILIARY}\b", re.IGNORECASE)
_ASKED_BEHIND = re.compile(rf"{_VERB_BEHIND.pattern}| (?:about|time|much|many|long|often)\b", re.IGNORECASE)
# Written so on purpose, as small talk is ("thx", "lol"), or younger than the encoder's words.
_SHORTHAND = frozenset("pls plz btw idk asap gonna wanna gotta dunno tbh imo imho omg lmao fyi afaik wifi urls".split())
_MOST = 4  # words mended in one question: more unknown ones are another language, not slips
_UNKNOWN = 24  # different ones looked up, each of which is held against all words of the documents: some milliseconds of 100,000


class Spelled(Words, Protocol):
    """What an open index knows of words."""

    def has_word(self, word: str) -> bool:
        """Whether they have it."""
        ...

    def near_words(self, word: str) -> list[str]:
        """The documents' words that a word of theirs is not, and a slip away from."""
        ...


class IsWord(Protocol):
    """Tells common words."""

    def __call__(self, word: str, derived: bool = True, /) -> bool:
        """Whether it is one; with `derived` also one that only comes from another, as a doer does."""
        ...


def mend(
    question: str,
    spelled: Spelled,
    is_word: IsWord,
    is_english: bool = True,
    document: str | None = None,
) -> str:
    """Put a near word of the documents for each one that they do not have; rather one of `document`, where that alone is
    searched, and for a name no other.

    Of several near ones the one that the documents use together with the question's other words
    wins. `is_word` tells common words, which are what they are, however near they come to another, as the
    words of a chat are; but one that is only derived is a slip for one with a letter twice: "barier". Of another that they write
    with a hyphen, that is taken: "wi-fi" for "wifi". In English a slip for a function word is mended to it.
    A name is mended to what `names_meant` leaves.
    """
    slips: list[tuple[int, str, list[str]]] = []
    looked_up: dict[str, list[str]] = {}
    for word in _WORD.finditer(question):
        bare = word[0].removesuffix("'s").removesuffix("’s")
        lower = bare.lower()
        if len(bare) > _LONGEST or (bare.isupper() and len(bare) > 1):
            continue
        asks = _asking_word(bare, question[: word.start()], question[word.end() :]) if is_english else None
        if asks and lower in AUXILIARIES:
            slips.append((word.start(), bare, [asks]))
            continue
        if spelled.has_word(bare):
            continue
        if lower not in looked_up:
            if len(looked_up) == _UNKNOWN:
                return question
            looked_up[lower] = spelled.near_words(bare)
        if near := looked_up[lower]:
            if _is_compound(near, lower):
                if not is_word(bare, False):
                    slips.append((word.start(), bare, near))
                continue
            if asks:
                slips.append((word.start(), bare, [asks]))
                continue
            if _CONTRACTED.fullmatch(bare) or bare in IN_PRINT:
                continue
            is_name = bare[0].isupper() and word.start() > 0
            if not is_name and is_word(bare):
                near = [] if is_word(bare, False) else [other for other in near if _doubles(other, bare)]
            if not near or bare.lower() in _SHORTHAND or is_small_talk(bare):
                continue
            if _CUT.match(question, word.end()):
                continue
            if is_name:
                end = word.start() + len(bare)
                near = names_meant(question, word.start(), end, near, is_word(bare, False), spelled)
            if is_english and not is_name and (meant := _function_word(bare)):
                near = [meant]
            elif len(bare) < _SHORTEST:  # "Mac" is no slip for "Msc", but "Goh" for "Gogh"; "fax" is none for "flax"
                near = [other for other in near if (is_name and len(other) > len(bare)) or _swaps(other, bare)]
            if document:
                held = [other for other in near if holds(spelled, document, spelled.terms(other))]
                near = held if held or is_name else near
            if near:
                slips.append((word.start(), bare, near))
        if len(slips) > _MOST:
            return question
    text, end = "", 0
    for start, bare, near in slips:
        others = spelled.terms(f"{question[:start]} {question[start + len(bare) :]}")
        best = _together(near, others, spelled)
        text += question[end:start] + (best.capitalize() if bare[0].isupper() else best)
        end = start + len(bare)
    return text + question[end:]


def _is_compound(near: Sequence[str], word: str) -> bool:
    """Whether they are that word with a hyphen in it: "wi-fi" is "wifi"."""
    return "-" in near[0] and near[0].replace("-", "") == word


def _doubles(other: str, word: str) -> bool:
    """Whether it is the word but for a letter that it has twice: "barrier" is "barier"."""
    lower = word.lower()
    return any(other == lower[:end] + lower[end - 1 :] for end in range(1, len(lower) + 1))


def _swaps(other: str, word: str) -> bool:
    """Whether it is the small word but for two letters that changed places: "dog" is "dgo"."""
    return word.islower() and len(other) == len(word) and sorted(other) == sorted(word)


def _asking_word(word: str, before: str, behind: str) -> str | None:
    """The question word that misses a letter where one is due, though that is a word too: "wat does", "were is"."""
    lower = word.lower()
    due = _VERB_BEHIND if lower in AUXILIARIES else _ASKED_BEHIND
    if lower in ASKING or not _BEFORE_ASKING.fullmatch(before) or not due.match(behind):
        return None
    found = (asks for asks in sorted(ASKING) for at in range(1, len(asks)) if asks[:at] + asks[at + 1 :] == lower)
    return next(found, None)


def _function_word(word: str) -> str | None:
    """The function word that a word is a slip away from; rather one with a letter that it misses."""
    lower = word.lower()
    if lower in _FUNCTION_WORDS or len(lower) < len("teh"):
        return None
    found = process.extract(lower, _FUNCTION_WORDS, scorer=OSA.distance, score_cutoff=1, limit=None)
    near = (word for word, *_ in found if word[0] == lower[0] or word[:2] == lower[1::-1])  # "hight" is no "might"
    return max(near, key=lambda word: (len(word), word.startswith(lower)), default=None)


def _together(near: Sequence[str], others: list[str], spelled: Spelled) -> str:
    """The near word whose best passage holds the most of the others, ties to the nearest."""
    if len(near) == 1:
        return near[0]

    def best_score(word: str) -> float:
        scores = spelled.lexical([*spelled.terms(word), *others], 1).scores
        return float(scores[0]) if len(scores) else 0.0

    return max(near, key=best_score)
