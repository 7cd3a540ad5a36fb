"""Questions that ask the same in the words that the headings of a FAQ have and that visitors use: "do you have parking" is "is there
parking".
"""

from __future__ import annotations

from functools import lru_cache

REMEMBERED = 1024  # questions and headings; popular passages come again and again

Words = tuple[str, ...]


def _every(forms: str) -> list[Words]:
    return [tuple(form.split()) for form in forms.split(", ")]


# What a question begins with; in each line all say the same, of whatever follows.
_BEGINNINGS = (
    _every("is there, are there, do you have, have you got, do you offer, do you provide, does it have, have you"),
    _every(
        "can i, can we, may i, may we, could i, could we, am i allowed to, are we allowed to, is it possible to, is it ok to"
    ),
    _every("how do i, how do we, how can i, how can we, how would i, how should i, how could i, how to"),
    _every("where do i, where do we, where can i, where can we, where should i"),
    _every("when do i, when do we, when can i, when can we, when should i"),
    _every("do i need, do we need, will i need, will we need, must i have, do i have to have"),
    _every("do i have to, do we have to, do i need to, do we need to, must i, must we, am i required to"),
)
_FORMS = sorted(
    ((form, line[0]) for line in _BEGINNINGS for form in line), key=lambda entry: len(entry[0]), reverse=True
)
_OWN = frozenset(("my", "our", "your", "any", "some"))  # whose it is, the page knows


@lru_cache(maxsize=REMEMBERED)
def alike(words: Words) -> Words:
    """The same for all questions that ask the same; the words of a question without articles, case folded."""
    begins = next(((form, first) for form, first in _FORMS if words[: len(form)] == form), None)
    rest = words[len(begins[0]) :] if begins else words
    return (*(begins[1] if begins else ()), *(word for word in rest if word not in _OWN))
