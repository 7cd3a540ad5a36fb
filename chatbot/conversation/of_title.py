"""A question that holds nothing but "where is it?", as a question of what a document is about."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import anatomy

_IT = re.compile(r"\b(?:it|this|(?P<are>are) you)\b", re.IGNORECASE)
_SUBTITLE = re.compile(r":\s.*|\s[–—|-]\s.*")


def of_title(question: str, title: str) -> tuple[str, str] | None:
    """The question with what the title names in the place of "it", and that name; None where it asks for nothing of "it".

    "Are you" asks of it too: people talk to a page as to whom it is of. A bare "how" asks for anything.
    """
    it, asked = _IT.search(question), anatomy(question).asked
    if it is None or asked is None or question[slice(*asked)].lower() == "how":
        return None
    name = _SUBTITLE.sub("", title)
    said = f"is {name}" if it["are"] else name
    text = f"{question[: it.start()]}{said}{question[it.end() :]}"
    return text[:1].upper() + text[1:], name
