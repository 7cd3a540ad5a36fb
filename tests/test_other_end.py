"""When an office ended is no answer to when it began."""

from __future__ import annotations

import pytest
from infobox import ranked_facts

from chatbot.ranking.rules.other_end import demote_other_ends

END, START = "Term End: 2011 | Mayor", "Term Start: 2006 | Mayor"


@pytest.mark.parametrize(
    "question",
    [
        "When did she become mayor?",
        "since when",
        "In which year did she take office?",
        "When was she elected mayor?",
        "what year did she start as mayor",
    ],
)
def test_when_it_began_takes_the_place_of_when_it_ended(question: str) -> None:
    passages, ranked = ranked_facts(END, "She was mayor.", START)
    asked = demote_other_ends(ranked, passages, question)
    assert [(hit.row, hit.confidence) for hit in asked] == [(2, 0.9), (1, 0.7), (0, 0.0)]


@pytest.mark.parametrize(
    "question", ["Until when?", "When did she leave office?", "when did she resign", "In what year did her term end?"]
)
def test_when_it_ended_takes_the_place_of_when_it_began(question: str) -> None:
    passages, ranked = ranked_facts(START, "She was mayor.", END)
    asked = demote_other_ends(ranked, passages, question)
    assert [(hit.row, hit.confidence) for hit in asked] == [(2, 0.9), (1, 0.7), (0, 0.0)]


@pytest.mark.parametrize(
    "question", ["When was she mayor?", "When did she start and end?", "How long was she mayor?", "Who became mayor?"]
)
def test_where_neither_or_both_are_asked_for_the_order_stays(question: str) -> None:
    passages, ranked = ranked_facts(END, START)
    assert demote_other_ends(ranked, passages, question) == ranked


def test_the_end_of_another_office_takes_no_place() -> None:
    passages, ranked = ranked_facts(END, "Term Start: 2012 | Minister", "bo >> Term Start: 2013 | Mayor")
    asked = demote_other_ends(ranked, passages, "When did she become mayor?")
    assert [(hit.row, hit.confidence) for hit in asked] == [(1, 0.7), (2, 0.5), (0, 0.0)]


def test_each_office_keeps_its_own() -> None:
    passages, ranked = ranked_facts(END, START, "Term End: 2003 | Clerk", "Term Start: 2001 | Clerk")
    asked = demote_other_ends(ranked, passages, "When did she start as clerk?")
    assert [hit.row for hit in asked] == [1, 3, 0, 2]
