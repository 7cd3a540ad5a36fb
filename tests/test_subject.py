"""The pronoun that a document uses for its subject."""

from __future__ import annotations

import pytest

from index.passage import BlockKind, Passage
from index.subject import subject_pronoun


def sentence(text: str) -> Passage:
    return Passage("d", 1, BlockKind.PARAGRAPH, text, 0, len(text), (), text)


def code(text: str) -> Passage:
    return Passage("d", 1, BlockKind.CODE, text, 0, len(text), (), text)


def fact(name: str) -> Passage:
    return Passage("d", 1, BlockKind.FACT, f"- {name}: x", 0, 1, (), "", fact_name=name)


@pytest.mark.parametrize(
    ("title", "passages", "pronoun"),
    [
        pytest.param("Ada Quill", [fact("birth place, born in"), sentence("She kept the light."), sentence("Her boat sank.")], "she", id="a woman by her infobox"),
        pytest.param("Ivo Lane", [sentence("Ivo Lane (born 1 May 1901) is a painter."), sentence("He sold his boat.")], "he", id="a man by his first sentence"),
        pytest.param("Ivo Lane", [sentence("Ivo Lane (born 1 May 1901) is a painter.")], "", id="a person without a pronoun"),
        pytest.param("Una Lane", [fact("spouse"), sentence("She met him, he asked her, and she agreed.")], "", id="a person told of with another"),
        pytest.param("Ivo Lane", [fact("spouse"), sentence("He met her, she asked him, and he agreed.")], "", id="and the other way round"),
        pytest.param("Gull Bay", [sentence("It lies north."), sentence("She was its mayor.")], "it", id="a place"),
        pytest.param("Grey herons", [sentence("They eat fish.")], "they", id="several"),
        pytest.param("Harbour rules", [sentence("Boats may land.")], "it", id="a thing without a pronoun"),
        pytest.param("Loops", [code("They = 1"), code("they = 2"), sentence("It runs.")], "it", id="not by code"),
        pytest.param("", [sentence("Boats may land.")], "", id="no title"),
    ],
)  # fmt: skip
def test_the_subject_has_the_pronoun_of_its_document(title: str, passages: list[Passage], pronoun: str) -> None:
    assert subject_pronoun(title, passages) == pronoun
