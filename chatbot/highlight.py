"""The words of a passage that answer, marked: a fact's value or the part of it that is asked for, or what `answer_span` finds in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.answer_span import MOST_WORDS, Asked, Span, SpanModel, answer_spans, asked
from chatbot.ranking.clause_numbers import own_mark
from chatbot.ranking.english_words import WORD
from chatbot.ranking.fact_parts import answering_part
from chatbot.ranking.model_files import DATA
from chatbot.ranking.table_cells import asked_cells
from chatbot.ranking.whole_marks import whole_marks
from chatbot.retrieve import TokenMatches
from index import BlockKind, Encoder, Passage, PassageIndex

REMEMBERED = 1024  # passages whose tokens' places are known, a kilobyte each: most questions are about a few passages


class Highlighter:
    """Marks passages of one index. Without token vectors of its own projection it marks facts only."""

    def __init__(self, passage_index: PassageIndex, encoder: Encoder) -> None:
        self._passage_index = passage_index
        self._token_offsets = lru_cache(maxsize=REMEMBERED)(lambda words: encoder.token_offsets(words))
        model = SpanModel.load(DATA / "answer_span.npz")
        projection = passage_index.projection
        self._model = model if projection is not None and projection.fingerprint == model.projection else None

    def ask(self, question: str, tokens: TokenMatches | None) -> Asked | None:
        """What is kept of a question for all of its passages; None where there are no tokens to compare."""
        if self._model is None or tokens is None:
            return None
        return asked(question, tokens.question.vectors, tokens.question.weights, tokens.question.offsets)

    def highlights(self, question: Asked | None, row: int, passage: Passage) -> tuple[Span, ...]:
        """The words that answer, in order; none where nothing stands out, nor in code, which is no sentence."""
        if passage.kind is BlockKind.FACT:
            value = Span(passage.answer_start, len(passage.text))
            return (answering_part(question, passage.text, value.start) if question else value,)
        if question is None or self._model is None or passage.kind is BlockKind.CODE:
            return ()
        own_words = passage.readable[passage.own_start :]
        places = _places(passage.text, own_words)
        if places is None:
            return ()
        tokens = self._passage_index.tokens(row)
        # The own words begin at a word's start, so their tokens are the same as behind what stands before them; a long
        # passage's last ones may have been cut off.
        offsets = self._token_offsets(own_words)
        offsets = offsets[offsets[:, 1] > offsets[:, 0]][: len(tokens)]
        spans = answer_spans(question, own_words, tokens, offsets, self._model)
        marks: Sequence[Span] = [Span(int(places[span.start]), int(places[span.end - 1]) + 1) for span in spans]
        if passage.kind is BlockKind.ROW:
            marks = asked_cells(question, passage, marks)
        elif passage.kind is BlockKind.ITEM and (begin := own_mark(passage.text)):
            marks = [Span(max(begin, mark.start), mark.end) for mark in marks if mark.end > begin]
        return tuple(whole_marks(passage.text, marks))


def between(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The words from there to there, without the stop that ends them."""
    stop = len(text[:end].rstrip(" .!"))
    return tuple(whole_marks(text, [Span(start, max(stop, start + 1))]))


def _places(text: str, own_words: str) -> NDArray[np.int64] | None:
    """Where each character of the words stands in the verbatim text, which holds more: white space, a table's bars, marks.

    None where a word of theirs is not there. What stands behind MOST_WORDS has the place of the last one.
    """
    if text == own_words:
        return np.arange(len(text))
    if " ".join(text.split()) == own_words:
        kept = [at for at, char in enumerate(text) if not char.isspace() or (at and not text[at - 1].isspace())]
        return np.array(kept[: len(own_words)])
    own, whole = (
        [found.span() for found in islice(WORD.finditer(words), most)]
        for words, most in ((own_words, MOST_WORDS), (text, 8 * MOST_WORDS))
    )
    same = SequenceMatcher(
        None, [own_words[start:end] for start, end in own], [text[start:end] for start, end in whole], autojunk=False
    )
    places = np.full(len(own_words), -1)
    for block in same.get_matching_blocks():
        for (start, end), (place, _) in zip(own[block.a :][: block.size], whole[block.b :], strict=False):
            places[start:end] = np.arange(place, place + end - start)
    if any(places[start] < 0 and own_words[start].isalnum() for start, _ in own):
        return None
    return np.maximum.accumulate(places)  # what was put between cells stands where the word before it ends
