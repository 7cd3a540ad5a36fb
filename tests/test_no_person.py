"""Who it was is told by no place, no day and no number."""

from __future__ import annotations

import pytest
from infobox import ranked_facts

from chatbot.ranking.rules.no_person import demote_no_persons


@pytest.mark.parametrize(
    ("question", "goes"),
    [
        ("Who died?", True),
        ("and who died", True),
        ("By whom?", True),
        ("Who died in Gull Bay?", False),
        ("Who leads them today, and since when?", False),
        ("Where did she die?", False),
        ("Whose death was it?", False),
    ],
)
def test_a_place_goes_last_where_it_is_asked_who(question: str, goes: bool) -> None:
    passages, ranked = ranked_facts("Death Place: Gull Bay", "Spouse: Bo Hill")
    rows = [hit.row for hit in demote_no_persons(ranked, passages, question)]
    assert rows == ([1, 0] if goes else [0, 1])


@pytest.mark.parametrize("fact", ["Birth Date: 9 May 1902", "Term Start: 1911", "Years: 1902–1911", "Height: 1.63 m"])
def test_so_does_what_else_names_nobody(fact: str) -> None:
    passages, ranked = ranked_facts(fact, "Spouse: Bo Hill")
    asked = demote_no_persons(ranked, passages, "Who helped?")
    assert [(hit.row, hit.confidence) for hit in asked] == [(1, 0.7), (0, 0.0)]


@pytest.mark.parametrize(
    ("question", "goes"),
    [
        ("Who are Ada Quill's children?", True),
        ("What are their names?", True),
        ("what were the children called", True),
        ("How many children are called Quill?", False),
        ("Does she have children?", False),
    ],
)
def test_a_number_names_nobody(question: str, goes: bool) -> None:
    passages, ranked = ranked_facts("Children: 2", "They had a son, Tam, and a daughter, Una.")
    rows = [hit.row for hit in demote_no_persons(ranked, passages, question)]
    assert rows == ([1, 0] if goes else [0, 1])


def test_a_sentence_stays() -> None:
    passages, ranked = ranked_facts("They met at the place of her birth.", "Spouse: Bo Hill")
    assert demote_no_persons(ranked, passages, "Who helped?") == ranked
