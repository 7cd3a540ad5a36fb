"""A few questions put to a new version before a visitor's reach it: what loads late is loaded, and nonsense is seen."""

from __future__ import annotations

from chatbot.answer import Answerer
from chatbot.errors import VersionRefused
from index import IndexUnavailable, Passage

LONGEST = 300  # characters of a passage that are asked for
SANE_COSINE = 0.2  # of a passage's own words to the nearest vector, at the least; real models have above 0.5


def try_out(answerer: Answerer) -> None:
    """Ask for the words of the first, the middle and the last passage; VersionRefused where that goes wrong.

    Both searches have to find something for one of them at least: a whole file of zeros is sound in form.
    """
    passage_index = answerer.passage_index
    try:
        passages = passage_index.passages(sorted({0, passage_index.count // 2, passage_index.count - 1}))
        near = [_found(answerer, passage) for passage in passages]
        for passage in passages:
            answerer.reply(passage.text[:LONGEST])
    except IndexUnavailable:  # says nothing of the version
        raise
    except Exception as error:  # a damaged file can make any library raise anything
        raise VersionRefused(f"a question for the words of its own passages failed ({error!r})") from error
    if not any(dense for dense, _ in near) or not any(lexical for _, lexical in near):
        raise VersionRefused("a search for the words of its own passages does not find them")


def _found(answerer: Answerer, passage: Passage) -> tuple[bool, bool]:
    """Whether the dense and the lexical search find anything near; only stop words are found by definition."""
    words = passage.text[:LONGEST]
    dense = answerer.passage_index.dense(answerer.encoder.encode_question(words).vector, 1)
    terms = answerer.passage_index.terms(words)
    lexical = answerer.passage_index.lexical(terms, 1)
    return bool(dense.scores.max(initial=0) >= SANE_COSINE), not terms or bool(lexical.scores.max(initial=0) > 0)
