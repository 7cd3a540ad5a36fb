"""A wedding tells of no birth and no death."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.wedding import demote_weddings
from index import BlockKind, Passage


def _passage(ordinal: int, text: str, section: str = "") -> Passage:
    return Passage("ida", ordinal, BlockKind.PARAGRAPH, text, 0, len(text), (), f"{section} {text}")


@pytest.mark.parametrize(
    ("text", "question", "stays"),
    [
        ("She married Ivo Lane in 1961.", "When was her husband born?", False),
        ("She married Ivo Lane in 1961.", "in what year did her husband die", False),
        ("Their wedding was in 1961, in Ribe.", "When did Ivo Lane pass away?", False),
        ("She married Ivo Lane in 1961.", "When did she marry her husband?", True),
        ("She married Ivo Lane in 1961.", "When was she married?", True),
        ("She married Ivo Lane, born in 1930 in Ribe.", "When was her husband born?", True),
        ("She married Ivo Lane (1930 – 2 May 1990) in 1961.", "When was her husband born?", True),
        ("She married Ivo Lane in 1961 and lost him in 1990.", "When did her husband die?", True),
        ("A year after the marriage he was killed at sea.", "When did her husband die?", True),
        ("The festival began in 1961.", "When was the festival born?", True),
    ],
)
def test_a_wedding_goes_last_where_a_birth_or_death_is_asked_for(text: str, question: str, stays: bool) -> None:
    passages = {7: _passage(1, text), 9: _passage(2, "She lived in Ribe.")}
    ranked = [RankedHit(7, 0.9, 0.9), RankedHit(9, 0.2, 0.2)]
    hits = demote_weddings(ranked, passages, question)
    assert [hit.row for hit in hits] == ([7, 9] if stays else [9, 7])
    assert hits[-1].confidence == (0.2 if stays else 0.0)


def test_what_stands_around_it_may_tell_of_a_death() -> None:
    passages = {7: _passage(1, "A year after the marriage, in 1962.", "Death of Ivo Lane")}
    [hit] = demote_weddings([RankedHit(7, 0.9, 0.9)], passages, "When did her husband die?")
    assert hit.confidence == 0.9
