"""A passage's text in stretches, as a page shows it: marked where it answers, unseen where it says nothing to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from chatbot.pages.joints import joints

# The mark of a list item, where the list is not seen; the bars around a row in Markdown; and the number in an infobox's key, which stands below what the
# lines numbered alike are about. The widget's script has the same rule.
_BULLET = re.compile(r"[-*•]\s+|\|\s*")
_CLOSING = re.compile(r"\s*\|\Z")
_KEY_NUMBER = re.compile(r"[^\W\d_](?:[^\W\d_]| )*(?<! )(?P<number>\d+): ")
_OFFICE = re.compile(r"[-*•]\s+(?:Order|Office)\d")  # what names such a group in Wikipedia's infobox of an officeholder


class Span(Protocol):
    """Code point offsets into a text."""

    @property
    def start(self) -> int:
        """Of its first character."""
        ...

    @property
    def end(self) -> int:
        """Behind its last one."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; joined in order, the stretches are the text again."""

    text: str
    marked: bool = False
    unseen: bool = False
    joint: bool = False  # what divides two cells, of which nothing else is seen


def is_of_group(text: str, group: str | None) -> bool:
    """Whether a number in a fact's key is that of a group: of the one that it stands below, or of an office, which names one."""
    return bool(group) or _OFFICE.match(text) is not None


def stretches(text: str, marks: Sequence[Span] = (), in_lead: bool = False) -> Iterator[Stretch]:
    """The whole text in order; an overlapping mark is left out. `in_lead`: it stands before the first heading, as an infobox does."""
    bullet = _BULLET.match(text)
    at = bullet.end() if bullet else 0
    if bullet:
        yield Stretch(bullet[0], unseen=True)
    is_row = text.startswith("|")
    number = _KEY_NUMBER.match(text, at) if bullet and in_lead and not is_row else None
    special = [(max(mark.start, at), mark.end, "marked") for mark in marks]
    special += [(*number.span("number"), "unseen")] if number else []
    closing = _CLOSING.search(text, at) if is_row else None
    special += [(*closing.span(), "unseen")] if closing else []
    special += [(*joint.span(), "joint") for joint in joints(text)]
    for start, end, kind in sorted(special):
        if at <= start < end:
            if at < start:
                yield Stretch(text[at:start])
            yield Stretch(text[start:end], **{kind: True})
            at = end
    if at < len(text):
        yield Stretch(text[at:])
