"""Which version brought or dropped something: the heading of the version whose change says it, with that change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatbot.knowing.reference.asked_release import KIND_OF, KINDS, PUT_AROUND, VERSION_WORDS
from chatbot.knowing.reference.releases import DATE, Part, Release, Releases, number_in, ordered, released
from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from index import Passage

_CALLED = "|".join(sorted(VERSION_WORDS))
_ASKS = re.compile(
    rf"\b(?:which|what) (?:{_CALLED})\b|\bsince when\b|\bwhen (?:was|were|did|has|have)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(?:since )?when\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_SAYS_NO_MORE = frozenset(
    "able allow allows available bring brings brought came come comes let lets possible since support supported supports".split()
)
_BEGINS, _ENDS, _MENDS = {"added", "improved"}, {"removed", "deprecated"}, {"fixed", "known"}


@dataclass(frozen=True, slots=True)
class AskedChange:
    """The stems of what is said of a change whose version is asked for, its kind, empty where that is not said, and whether it is
    asked when.
    """

    stems: frozenset[str]
    kind: str
    is_when: bool


def asks_which_release(question: str) -> AskedChange | None:
    """Of which change a question wants to know the version; None where it asks for none, or says nothing of the change."""
    if _ASKS.search(question) is None:
        return None
    words = [word.lower() for word in _WORD.findall(question)]
    kinds = {KIND_OF[word] for word in words if word in KIND_OF}
    is_when = _WHEN.search(question) is not None
    if is_when and not kinds and "since" not in words:
        return None
    known = FUNCTION_WORDS | VERSION_WORDS | PUT_AROUND | KIND_OF.keys() | _SAYS_NO_MORE
    stems = frozenset(stem(word) for word in words if word not in known)
    kind = next((kind for kind in KINDS if kind in kinds), "")
    return AskedChange(stems, kind, is_when) if stems else None


def told_of_change(
    asked: AskedChange, found: Sequence[Passage], known: Callable[[str], Releases], title: Callable[[str], str]
) -> Sure | None:
    """The heading of the version whose change says all that is asked, with that change; of several versions of a document the first.
    `found` are passages, the likest first; `known` gives the versions of a document, `title` its title.
    """
    likest = next(
        (passage for passage in found if released(passage) and _says(asked, passage.text, title(passage.document))),
        None,
    )
    if likest is None:
        return None
    own = title(likest.document)
    told = [
        (number, release, part)
        for number, release in known(likest.document).items()
        for part in release.parts
        if _says(asked, part.passage.text, own) and _may_be(asked.kind, part.kind)
    ]
    if not told:
        return None
    _, release, part = min(told, key=lambda entry: ordered(entry[0]))
    return _with_heading(asked, release, part, is_first=part.passage.id == found[0].id)


def _says(asked: AskedChange, text: str, title: str) -> bool:
    """Whether a change says all that is asked but what names the program."""
    wanted = asked.stems - _stems(title)
    return bool(wanted) and wanted <= _stems(text)


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in _WORD.findall(text)}


def _may_be(asked: str, kind: str) -> bool:
    """Whether a change of this kind may be of the kind that is asked for."""
    if not asked or not kind:
        return kind not in _ENDS
    return kind == asked or (asked in _BEGINS and kind not in _ENDS | _MENDS)


def _with_heading(asked: AskedChange, release: Release, part: Part, *, is_first: bool) -> Sure:
    """`is_first`: ranking too takes the change for what answers, which alone does not say the version."""
    opening = release.opening
    if opening is None:
        return Sure(part.row, part.passage, confidence=LIKELY, is_section=True)
    text = opening.passage.text
    day = DATE.search(text) if asked.is_when else None
    start, end = day.span() if day else number_in(text)
    rows = (opening.row, part.row)
    return Sure(opening.row, opening.passage, start, LIKELY, end, is_first, is_section=True, told=rows)
