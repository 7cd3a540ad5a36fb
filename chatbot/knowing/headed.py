"""Which of many documents have a section of some heading: its words are searched with each passage below it, so that no table of
headings is kept.
"""

from __future__ import annotations

from chatbot.indexed import Words as IndexedWords
from chatbot.knowing.heading import Words, without_number, words_of

LOOKED_FOR = 100  # passages that hold a heading's words


def documents_headed(words: Words, indexed: IndexedWords) -> list[str]:
    """The documents with a section of just this heading, given by the words that `words_of` makes of it; the likest first."""
    rows = indexed.lexical(indexed.terms(" ".join(words)), LOOKED_FOR).rows.tolist()
    headed = (
        passage.document
        for passage in indexed.passages(rows)
        if passage.section and words_of(without_number(passage.section[-1])) == words
    )
    return list(dict.fromkeys(headed))
