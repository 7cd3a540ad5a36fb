"""A version whose changes or date a question asks for: "what changed in 2.3.0", "bug fixes in 5.1", "when was the latest version released"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.ranking.english_words import FUNCTION_WORDS

NUMBER = r"v?\d+(?:\.\d+)*(?:[-.]?(?:alpha|beta|rc|pre|dev|post|patch|sp)[-.]?\d*)?"
LATEST = ""  # in place of a number
# What changelogs head their lists with, or begin their items with, by what is asked for; of several the first is meant ("known bugs").
KINDS = {
    "known": "known",
    "security": "security vulnerability vulnerabilities",
    "breaking": "breaking incompatible",
    "deprecated": "deprecate deprecates deprecated deprecation deprecations",
    "removed": "remove removes removed removal removals drop drops dropped discontinued deleted",
    "fixed": "fix fixes fixed bug bugs bugfix bugfixes resolved solved corrected corrections",
    "improved": "improve improves improved improvement improvements enhanced enhancement enhancements",
    "added": "add adds added addition additions introduce introduces introduced feature features",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
_UNSOLVED = frozenset(
    ("issue", "issues", "problem", "problems")
)  # known ones, where nothing says that they were resolved
VERSION_WORDS = frozenset("version versions release releases ver update updates edition firmware build".split())
_LATEST_WORDS = frozenset("latest newest current recent last".split())  # each ends in "t", as _MAY_NAME_ONE has it
_VERSION_OR_CHANGES = VERSION_WORDS | {"changes", "changelog"}
_CHANGES = frozenset("new change changes changed changelog different happened bring brings brought news notes".split())
_DATE = frozenset("when day date released release published come came out".split())
PUT_AROUND = frozenset(
    "about all any anything contain contains everything full get gets give got happen include included includes list made main major"
    " me most note overview patch please show something summary tell there thing things".split()
)
# "What changed since 2.3" asks for those behind it, "why" and "how" for more than a list.
_ASKS_MORE = frozenset("since from to before after until till between than or and why how who where".split())
_MAY_NAME_ONE = re.compile(r"\d|t\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_VERSION = re.compile(NUMBER, re.IGNORECASE)
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class AskedRelease:
    """The number of a version as `compared` gives it, LATEST for the latest; of which of KINDS changes are asked for, empty for all;
    whether its date is asked for; and the words that are left, which may name whose version it is.
    """

    version: str
    kind: str
    is_date: bool
    names: frozenset[str]


def asks_for_release(question: str) -> AskedRelease | None:
    """Which version a question wants to be told of, and what; None where it asks for more than its changes or its date."""
    if not _MAY_NAME_ONE.search(question):
        return None
    words = [word.lower().replace("’", "'") for word in _WORD.findall(question)]
    if not _ASKS_MORE.isdisjoint(words):
        return None
    places = [place for place in range(len(words)) if _is_version(words, place)]
    latest = [word for word in words if word in _LATEST_WORDS] if not _VERSION_OR_CHANGES.isdisjoint(words) else []
    if len(places) > 1 or bool(places) == bool(latest):
        return None
    said = [word.removesuffix("'s") for place, word in enumerate(words) if place not in places and word not in latest]
    kinds = {KIND_OF[word] for word in said if word in KIND_OF}
    kinds = kinds or {"known" for word in said if word in _UNSOLVED}
    is_date = not {"when", "date", "day"}.isdisjoint(said) and not _DATE.isdisjoint(set(said) - {"when", "day"})
    asks_for_changes = bool(kinds) or not _CHANGES.isdisjoint(said)
    if not (is_date or asks_for_changes) and VERSION_WORDS.isdisjoint(said):
        return None
    is_date = is_date or (bool(latest) and not asks_for_changes)  # "what is the latest version"
    known = FUNCTION_WORDS | VERSION_WORDS | _CHANGES | PUT_AROUND | (_DATE if is_date else frozenset())
    names = frozenset(said) - known - KIND_OF.keys() - _UNSOLVED - {"whats"}
    if len(names) > _MOST_NAMES:
        return None
    version = compared(words[places[0]]) if places else LATEST
    kind = "" if is_date else next((kind for kind in KINDS if kind in kinds), "")
    return AskedRelease(version, kind, is_date, names)


def compared(version: str) -> str:
    """A number in the form in which two are compared: "2.4" of "v2.4.0"."""
    number = version.lower().removeprefix("v")
    while number.endswith(".0"):
        number = number.removesuffix(".0")
    return number


def _is_version(words: list[str], place: int) -> bool:
    """Whether it is a number with a point or a "v", or any behind "version"."""
    word = words[place]
    if _VERSION.fullmatch(word) is None:
        return False
    return "." in word or word.startswith("v") or (place > 0 and words[place - 1] in VERSION_WORDS)
