"""A question that holds nothing but "where is it?", as a question of what a document is about."""

from __future__ import annotations

import re

_OF_IT = re.compile(
    r"(?:(?:and|so|but|ok|okay)\b[ ,]*)*(?:where|how much|what)(?:['’]?s| is| are) (?:(?:it|this)|(?P<you>you))"
    r"(?: (?:now|exactly|then))?[ .?!]*",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|this|are you)\b", re.IGNORECASE)
_SUBTITLE = re.compile(r":\s.*|\s[–—|-]\s.*")


def of_title(question: str, title: str) -> tuple[str, str] | None:
    """The question with what the title names in the place of "it", and that name; None where it says more or asks for anything
    but where, how much or what "it" is, which hardly another passage can answer than one that tells it of the subject.

    "Where are you" asks it too: people talk to a page as to whom it is of.
    """
    asked = _OF_IT.fullmatch(question)
    it = _IT.search(question) if asked else None
    if asked is None or it is None:
        return None
    name = _SUBTITLE.sub("", title)
    said = f"is {name}" if asked["you"] else name
    text = f"{question[: it.start()]}{said}{question[it.end() :]}"
    return text[:1].upper() + text[1:], name
