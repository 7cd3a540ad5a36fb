"""Whether a noun phrase says when something is: "Sundays", "the weekend", "March"."""

from __future__ import annotations

from chatbot.conversation.people import CALENDAR

_TIMES = CALENDAR | frozenset(
    """
    year month week day hour minute time morning afternoon evening night noon midnight weekend season end
    spring summer autumn winter holiday christmas easter
    """.split()  # noqa: SIM905  # a list of one word a line is a page long
)


def is_time(phrase: str) -> bool:
    """By its last word, also where that names several."""
    last = phrase.split()[-1].lower()
    return last in _TIMES or last.removesuffix("s") in _TIMES
