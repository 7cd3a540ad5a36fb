"""Code answers who asks how something is done, for an example, or in a few key words; to any other question it only looks near."""

from __future__ import annotations

import re

import numpy as np

from chatbot.ranking.answer_type import answer_type, asks_for_something
from chatbot.ranking.english_words import asks_whether
from chatbot.retrieve import Candidates
from index import BlockKind, Passage

_HOW = re.compile(
    r"\bhow (?:(?:do|can|could|should|would|will|must|shall) (?:i|you|u|we|one|they|someone|somebody|people)|(?:is|are) .*\w|to)\b"
)
_NAMED = re.compile(
    r"\b(?:commands?|code|snippets?|scripts?|syntax|examples?|samples?|templates?|quer(?:y|ies)|requests?|payloads?"
    r"|config(?:uration)?s?(?: files?)?|looks? like)\b"
)


def asks_for_code(question: str) -> bool:
    """Whether code may answer: "How do I install it?", "an example of a request", "pip install"; not "How many days can I get?"."""
    lower = question.lower()
    if answer_type(question) != "any":
        return False
    if _HOW.search(lower) or _NAMED.search(lower):
        return True
    return not asks_for_something(question) and not asks_whether(lower)


def without_needless_code(
    question: str, candidates: Candidates, passages: list[Passage]
) -> tuple[Candidates, list[Passage]]:
    """The candidates, and `passages`, which are theirs, without code where the question does not ask for it."""
    kept = [place for place, passage in enumerate(passages) if passage.kind is not BlockKind.CODE]
    if len(kept) == len(passages) or asks_for_code(question):
        return candidates, passages
    return candidates.of(np.array(kept, np.int64)), [passages[place] for place in kept]
