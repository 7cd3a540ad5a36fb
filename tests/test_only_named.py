"""Facts that only name of whom more is asked go last."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.only_named import demote_only_named
from index import BlockKind, Passage


def _fact(name: str, value: str) -> Passage:
    text = f"- Key: {value}"
    return Passage("ida", 1, BlockKind.FACT, text, 0, len(text), (), "", 7, name)


@pytest.mark.parametrize(
    ("name", "value", "question", "stays"),
    [
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "When was her husband born?", False),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "How old was her husband?", False),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "When did her husband die?", False),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "what was her husband's job", False),
        ("spouse, married to", "Ivo van der Lane", "What does her husband do for a living?", False),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "When did she marry her husband?", True),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "Who was her husband?", True),
        ("spouse, married to", "Ivo Lane (m. 1961; d. 1990)", "When did her husband die?", True),
        ("spouse, married to", "Ivo Lane (1930–1990)", "When was her husband born?", True),
        ("spouse, married to", "Ivo Lane, potter", "what was her husband's job", True),
        ("children", "2, including Bo", "When was her first son born?", False),
        ("father", "Otto Berg (born 1901)", "When was her father born?", True),
        ("birth date, born on", "1 May 1880", "When was her husband born?", True),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "When was she born?", True),
        ("spouse, married to", "Ivo Lane (m. 1961; div. 1971)", "Who was she named after?", True),
        ("birth name", "Ida Berg", "Who was she named after?", False),
        ("native name", "Ribe", "What is it named after?", False),
        ("birth name", "Ida Berg", "What was she named at birth?", True),
        ("birth name", "Ida Berg", "What was her mother's name?", False),
        ("full name", "Ida Berg", "name of ida bergs sister", False),
        ("birth name", "Ida Berg", "What was her father called?", False),
        ("birth name", "Ida Berg", "What was the father of Ida called?", False),
        ("birth name", "Ida Berg", "What did her parents name her?", True),
        ("full name", "Queen Mary Hospital for Sick Children", "What is the children's hospital called?", True),
        ("full name", "Queen Mary Hospital", "What is the full name of the children's hospital?", True),
        ("name", "Lane and Sons", "What is the partner programme called?", True),
        ("birth name", "Ida Berg", "What was she called as a child?", True),
        ("namesake", "Ida of Gull Bay", "Who was she named after?", True),
    ],
)
def test_a_fact_that_only_names_goes_last(name: str, value: str, question: str, stays: bool) -> None:
    sentence = Passage("ida", 2, BlockKind.PARAGRAPH, "She lived in Ribe.", 0, 18, (), "")
    ranked = [RankedHit(0, 0.9, 0.8), RankedHit(1, 0.5, 0.2)]
    last = [RankedHit(1, 0.5, 0.2), RankedHit(0, 0.9, 0.0)]
    found = {0: _fact(name, value), 1: sentence}
    assert demote_only_named(ranked, found, question) == (ranked if stays else last)
