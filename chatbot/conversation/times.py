"""Whether a noun phrase says when something is: "Sundays", "the weekend", "March"."""

from __future__ import annotations

from chatbot.conversation.people import CALENDAR

_TIMES = CALENDAR | frozenset(
    """
    year month week day hour minute time morning afternoon evening night noon midnight weekend season end
    spring summer autumn winter holiday christmas easter
    """.split()
)


def is_time(phrase: str) -> bool:
    """By its last word, also where that names several; a capital makes no other word than a day or a month one: "Tern Days"."""
    last = phrase.split()[-1]
    times = _TIMES if last.islower() else CALENDAR
    return last.lower() in times or last.lower().removesuffix("s") in times
