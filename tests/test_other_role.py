"""Who held an office is not told by who stood above them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from infobox import ranked_facts

from chatbot.ranking.rules.other_role import demote_other_roles
from index import BlockKind

PRESIDENT = "President: Bo Hill | Vice President of the Gull Party"
SAID = "She was Vice President of the Gull Party until 1911."


@pytest.mark.parametrize(
    "question",
    [
        "Who is the vice president of the Gull Party?",
        "who was vice president of the gull party",
        "Was Ada Quill the vice president of the Gull Party?",
        "And who's the Vice President of the Gull Party?",
    ],
)
def test_what_names_the_office_takes_the_place_of_who_stood_above(question: str) -> None:
    passages, ranked = ranked_facts(PRESIDENT, "Spouse: Bo Hill", SAID)
    asked = demote_other_roles(ranked, passages, question)
    assert [(hit.row, hit.confidence) for hit in asked] == [(2, 0.9), (1, 0.7), (0, 0.0)]


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of the Gull Party?",  # a fact of just that name
        "Who was president when she was vice president of the Gull Party?",
        "Who was vice president of the Gull Party before her?",
        "Who appointed the vice president?",
        "When was she vice president?",
        "Who is the vice chair?",
    ],
)
def test_it_stays_where_another_is_asked_for(question: str) -> None:
    passages, ranked = ranked_facts(PRESIDENT, SAID)
    assert demote_other_roles(ranked, passages, question) == ranked


def test_nothing_takes_the_place_that_does_not_name_the_office_or_is_of_another_document() -> None:
    passages, ranked = ranked_facts(PRESIDENT, "She was Vice President.", f"bo >> {SAID}")
    asked = demote_other_roles(ranked, passages, "Who is the vice president of the Gull Party?")
    assert [(hit.row, hit.confidence) for hit in asked] == [(1, 0.7), (2, 0.5), (0, 0.0)]


def test_a_table_with_such_a_column_stays() -> None:
    passages, ranked = ranked_facts(PRESIDENT, SAID)
    passages[0] = replace(passages[0], kind=BlockKind.ROW, fact_name="", fact_group="| President | Vice President |")
    assert demote_other_roles(ranked, passages, "Who is the vice president of the Gull Party?") == ranked
