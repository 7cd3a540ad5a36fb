"""The pronoun that a document uses for its subject: what "she" or "it" means after a question about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.passage import BlockKind, Passage

# Infobox keys that only people have (Wikipedia, Template:Infobox person).
_OF_PEOPLE = re.compile(
    r"birth (?:date|place|name)|death (?:date|place)|spouse|alma mater|children|occupation|parents?"
)
_BORN = re.compile(r"\((?:[^()]*\bborn\b|[^()]*\d{3,4}\s*[–—-]\s*[^()]*\d{3,4})[^()]*\) (?:is|was) (?:an?|the|one)\b")
_PERSONAL = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"\A(?:(?:In|On|At|By|From|Since|After|Before|During)\b[^,.]{0,60},? )?(?P<pronoun>He|She|It|They|he|she|it|they)\b"
)
_CLEAR = 2  # times as many "she" as "he"


def subject_pronoun(title: str, passages: Sequence[Passage]) -> str:
    """she, he, it or they; empty where the document does not say.

    A person where the infobox or the first sentences say so, by the pronoun that is commoner; else
    the pronoun that most often opens a sentence, it or they, and it where none does but there is a title.
    """
    prose = [passage.text for passage in passages if passage.kind not in (BlockKind.FACT, BlockKind.CODE)]
    is_person = any(_OF_PEOPLE.search(passage.fact_name) for passage in passages) or any(
        _BORN.search(text) for text in prose[:2]
    )
    pronouns = Counter(found.lower() for text in prose for found in _PERSONAL.findall(text))
    she, he = pronouns["she"] + pronouns["her"], pronouns["he"] + pronouns["his"] + pronouns["him"]
    if is_person:
        return "she" if she >= _CLEAR * he and she else "he" if he >= _CLEAR * she and he else ""
    openings = Counter(found["pronoun"].lower() for text in prose if (found := _OPENING.match(text)))
    first = openings.most_common(1)
    if (
        first
        and first[0][0] in ("she", "he")
        and first[0][1] > openings["it"] + openings["they"]
        and _is_named(title, prose)
    ):
        return first[0][0]
    return "they" if openings["they"] > openings["it"] and title.endswith("s") else "it" if title else ""


def _is_named(title: str, prose: Sequence[str]) -> bool:
    """Whether the text goes on to call its subject by one word of a name of two or three."""
    words = title.split()
    if not 1 < len(words) < 4 or not all(word[0].isupper() for word in words):
        return False
    return sum(words[-1] in text and title not in text for text in prose) > 1
