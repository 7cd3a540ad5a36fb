"""A stretch of a document as a reader meets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from index.note_marks import NOTE_MARKS

# Noncharacters, which texts are not to hold (Unicode, 23.7), where a page shows something else: a picture or the end of a line;
# and a note's number, which may be one word with what it stands behind.
STOP, NOTE = "\ufdd1", "\ufdd2"
HIDDEN = "\ufdd3"  # for a character of what stands in a sentence but is none of its words, as an address

_AT_NOTE = regex.compile(rf"(?:\w+|[\w.,]*\d[.,])?[ ]*{NOTE}\w*")
_WORD = regex.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Shown:
    """`words` are what is searched; `parts` what a page shows of it, each in a row: none of what is a picture alone."""

    words: str
    parts: tuple[str, ...]


def as_it_is(stretches: Sequence[str]) -> list[Shown]:
    """Each as it stands, in a format without marks, but for those of notes."""
    stopped = map(stopped_at_notes, stretches)
    return [
        Shown(stretch, (stretch,)) if stretch == text else Shown(words_of(text), parts_of(text))
        for stretch, text in zip(stretches, stopped, strict=True)
    ]


def stopped_at_notes(stretch: str) -> str:
    """STOP or NOTE, behind a space, in place of the marks of notes behind its sentences."""
    return NOTE_MARKS.sub(_stop, stretch)


def words_of(text: str) -> str:
    """The words of a text with stops, white space folded."""
    return " ".join(text.replace(NOTE, "").replace(STOP, " ").split())


def parts_of(text: str) -> tuple[str, ...]:
    """What stands between its stops, white space folded, without words that may be one with a note's number."""
    pieces = [" ".join(piece.split()) for piece in _AT_NOTE.sub(STOP, text).split(STOP)]
    return tuple(piece for piece in pieces if _WORD.search(piece) or (piece and len(pieces) == 1))


def _stop(found: regex.Match[str]) -> str:
    return f"{found['end']}{found['closing']} {NOTE if '[^' in found['marks'] else STOP}"
