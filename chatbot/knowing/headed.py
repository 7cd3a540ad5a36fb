"""Which of many documents have a section of some heading: its words are searched with each passage below it, so that no table of
headings is kept.
"""

from __future__ import annotations

import numpy as np

from chatbot.knowing.heading import Words, without_number, without_rank, words_of
from index import PassageIndex

LOOKED_FOR = 100  # passages that hold a heading's words


def documents_headed(words: Words, passage_index: PassageIndex) -> list[str]:
    """The documents with a section of just this heading, given by the words that `words_of` makes of it; the likest first."""
    terms = passage_index.terms(" ".join(words))
    found = passage_index.lexical(terms, LOOKED_FOR).rows
    rows = np.sort(found)
    # Of a hundred passages hardly one has all of the words, and to read the others takes ten times as long.
    holding = set(rows[passage_index.lexical_scores(terms, rows).own.all(axis=1)].tolist())
    headed = (
        passage.document
        for passage in passage_index.passages([row for row in found.tolist() if row in holding])
        if passage.section and words in (own := words_of(without_number(passage.section[-1])), without_rank(own))
    )
    return list(dict.fromkeys(headed))
