"""What is known to answer goes before what only looks like it, and what cannot goes last."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chatbot.knowing.sure import CONFIDENCE, LIKELY, Known, Sure, answer_place, arranged
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

TEXTS = {
    1: "Ada Quill is a keeper.",
    2: "She was born in Gull Bay.",
    3: "Ada Quill is a keeper",
    4: "- Successor: Ivo Lane",
    5: "ada --help",
}
CODE = 5
PASSAGES = {
    row: Passage("d", row, BlockKind.CODE if row == CODE else BlockKind.PARAGRAPH, text, 0, len(text), (), text)
    for row, text in TEXTS.items()
}
OPENING = Known((Sure(1, PASSAGES[1], 13),))
LIKELY_SO = Known((Sure(1, PASSAGES[1], 13, LIKELY),))
WANTED = Known((Sure(1, PASSAGES[1], 13, LIKELY, goes_first=True),))


@pytest.mark.parametrize(
    ("known", "ranked", "expected"),
    [
        pytest.param(Known(), [(2, 0.6), (1, 0.5)], [(2, 0.6), (1, 0.5)], id="nothing is known"),
        pytest.param(OPENING, [(2, 0.6), (1, 0.5)], [(1, CONFIDENCE), (2, 0.6)], id="from below"),
        pytest.param(OPENING, [(1, 0.99), (2, 0.5)], [(1, 0.99), (2, 0.5)], id="surer already"),
        pytest.param(LIKELY_SO, [(2, 0.9)], [(2, 0.9)], id="another is surer"),
        pytest.param(LIKELY_SO, [(CODE, 0.9)], [(1, LIKELY), (CODE, 0.9)], id="code is not"),
        pytest.param(WANTED, [(2, 0.9)], [(1, LIKELY), (2, 0.9)], id="it goes first, and is no surer for that"),
        pytest.param(OPENING, [(2, 0.6)], [(1, CONFIDENCE), (2, 0.6)], id="not among what was found"),
        pytest.param(OPENING, [], [(1, CONFIDENCE)], id="nothing was found"),
        pytest.param(OPENING, [(3, 0.9), (2, 0.6)], [(1, CONFIDENCE), (2, 0.6)], id="what repeats it is left out"),
        pytest.param(Known(never=frozenset((4,))), [(4, 0.9), (2, 0.1)], [(2, 0.1), (4, 0.0)], id="what cannot answer"),
    ],
)
def test_what_is_known_decides(
    known: Known, ranked: Sequence[tuple[int, float]], expected: list[tuple[int, float]]
) -> None:
    hits = arranged([RankedHit(row, 0.5, sure) for row, sure in ranked], PASSAGES, known)
    assert [(hit.row, hit.confidence) for hit in hits] == expected


def test_where_the_answer_begins_is_known_of_what_says_so() -> None:
    assert [answer_place(OPENING, row) for row in (1, 2)] == [(13, len(OPENING.sure[0].passage.text)), None]
