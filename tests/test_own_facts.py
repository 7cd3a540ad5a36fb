"""Facts of whose life it is, where something is asked of their kin, or of another time than they tell."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.own_facts import demote_own_facts
from index import BlockKind, Passage


def _fact(name: str) -> Passage:
    return Passage("ida", 1, BlockKind.FACT, "- Key: Ribe", 0, 11, (), "", 7, name)


@pytest.mark.parametrize(
    ("question", "name", "stays"),
    [
        ("When was her first child born?", "birth date, born on", False),
        ("where was Ida Storm's mother born", "birth place, born in", False),
        ("How old was his wife?", "death date, died on", False),
        ("When did her husband die?", "death date, died on", False),
        ("where is his father buried", "resting place", False),
        ("What is her brother's job?", "occupation", False),
        ("How old was she when she graduated?", "death date, died on", False),
        ("Where does he live now?", "death place, died in", False),
        ("where does she live", "birth place, born in", False),
        ("When was she born?", "birth date, born on", True),
        ("How old was she when she died?", "death date, died on", True),
        ("When did she die?", "death date, died on", True),
        ("What is her job?", "occupation", True),
        ("Where does he live now?", "residence, lives in", True),
        ("When did her husband die?", "spouse, married to", True),
        ("When did her husband die?", "birth date, born on", True),
        ("When was her first child born?", "occupation", True),
        ("What is her brother's job?", "death date, died on", True),
        ("How many children were born to her?", "children", True),
    ],
)
def test_her_own_facts_tell_nothing_of_her_kin(question: str, name: str, stays: bool) -> None:
    sentence = Passage("ida", 2, BlockKind.PARAGRAPH, "Birth Place: Ribe", 0, 17, (), "")
    ranked = [RankedHit(0, 0.9, 0.8), RankedHit(1, 0.5, 0.2)]
    last = [RankedHit(1, 0.5, 0.2), RankedHit(0, 0.9, 0.0)]
    assert demote_own_facts(ranked, {0: _fact(name), 1: sentence}, question) == (ranked if stays else last)
