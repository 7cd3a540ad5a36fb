"""What a message says in words of its own: the honest no, and what stands beside an answer's passages.

Clients send messages back as the answers of earlier turns, where these words name nobody and nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# By their reason.
REFUSALS: Mapping[str, str] = {
    "out_of_scope": "The documents do not say anything about that.",
    "below_threshold": "I found nothing in the documents that answers this.",
    "empty_question": "I could not find a question in that. Please ask with a few words of what you want to know.",
}
_UNANSWERED = f"{REFUSALS['below_threshold'][:-1]}: "
_LEFT_OUT = "Please ask this by itself: "
_CUT = "Only the beginning of a list is shown here; the rest stands in "
_SEVERAL = "This may be about "


def of_senses(titles: Iterable[str]) -> str:
    """That a question may be about each of several documents."""
    return f"{_SEVERAL}{' or '.join(titles)}."


def of_unanswered(parts: Iterable[str]) -> str:
    """Which parts of a question nothing answers, each in a line; empty where there is none."""
    return "\n".join(f"{_UNANSWERED}{part}" for part in parts)


def of_left_out(parts: Iterable[str]) -> str:
    """Which parts of a question a reply of few passages has no room for, each in a line; empty where there is none."""
    return "\n".join(f"{_LEFT_OUT}{part}" for part in parts)


def of_cut(titles: Iterable[str]) -> str:
    """In which documents a list goes on that a reply has no room for, each in a line; empty where there is none."""
    return "\n".join(f"{_CUT}{title}." for title in titles)


def without_notices(message: str) -> str:
    """The lines of a message that are of documents; empty for a no."""
    lines = message.split("\n")
    kept = [
        line
        for line in lines
        if line not in REFUSALS.values() and not line.startswith((_UNANSWERED, _LEFT_OUT, _CUT, _SEVERAL))
    ]
    return "\n".join(kept)
