"""A question that two documents answer equally well, and that names neither: "When was she born?" where there are two lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chatbot.decide import JudgedHit
from chatbot.weighing.pronoun import fits, says_only_a_pronoun
from index import Document, Passage

# How much better the odds of the first passage may be: as much as hardly ever takes questions for ambiguous that name what
# they mean. These are 12 of 785 of selqa-dev and none of 172 of benchmarks/questions/tuning.
ODDS_APART = 20.0


def senses(
    question: str,
    hits: Sequence[JudgedHit],
    passage: Callable[[int], Passage],
    terms: Callable[[str], list[str]],
    documents: Mapping[str, Document],
    ask: Callable[[str], JudgedHit | None],
    written: Callable[[str], str],
) -> tuple[tuple[JudgedHit, ...], int]:
    """The hits, and how many of the first are of different documents and answer equally well: 1 or 2.

    The second is the best hit of another document, unless only one of the two, title and section with it, holds a term
    of the question. Where the question says "she" and one of the documents is about a man, the other goes first, alone.
    Where it says no more of whom it means, the nearest other document that may be meant is asked alone: beside
    `- Birth Date: …` of one life, a sentence of another seems to answer nothing. `passage` gives that of a row, `ask` what answers
    in a document alone, and `written` the question with capitals for its names.
    """
    place = _rival(question, hits, passage, terms)
    if place is None and says_only_a_pronoun(question, written):
        return _lives(question, hits, passage, documents, ask)
    if place is None:
        return tuple(hits), 1
    first, other = hits[0], hits[place]
    rest = (*hits[1:place], *hits[place + 1 :])
    fits_first, fits_other = (fits(question, documents[passage(hit.row).document]) for hit in (first, other))
    if fits_first == fits_other:
        return (first, other, *(_no_surer(hit, other) for hit in rest)), 2
    if fits_first:
        return tuple(hits), 1
    return (other, _no_surer(first, other), *(_no_surer(hit, other) for hit in rest)), 1


def _lives(
    question: str,
    hits: Sequence[JudgedHit],
    passage: Callable[[int], Passage],
    documents: Mapping[str, Document],
    ask: Callable[[str], JudgedHit | None],
) -> tuple[tuple[JudgedHit, ...], int]:
    """With what the nearest other document answers that is about a woman too, or a man."""
    first = documents[passage(hits[0].row).document]
    others = dict.fromkeys(passage(hit.row).document for hit in hits[1:])
    nearest = next((name for name in others if name != first.id and documents[name].pronoun == first.pronoun), None)
    if nearest is None or first.pronoun not in ("she", "he") or not fits(question, first):
        return tuple(hits), 1
    other = ask(nearest)
    if other is None:
        return tuple(hits), 1
    other = _no_surer(other, hits[0])
    return (hits[0], other, *(_no_surer(hit, other) for hit in hits[1:] if hit.row != other.row)), 2


def _rival(
    question: str, hits: Sequence[JudgedHit], passage: Callable[[int], Passage], terms: Callable[[str], list[str]]
) -> int | None:
    """The place of the hit in another document that answers as well as the first."""
    first = passage(hits[0].row)
    for place, hit in enumerate(hits[1:], 1):
        if _odds(hits[0].confidence) > ODDS_APART * _odds(hit.confidence):
            return None
        other = passage(hit.row)
        if other.document != first.document:
            asked = set(terms(question))
            alike = asked.intersection(terms(first.searchable)) == asked.intersection(terms(other.searchable))
            return place if alike else None
    return None


def _no_surer(hit: JudgedHit, than: JudgedHit) -> JudgedHit:
    """A passage further down never seems surer than one above it."""
    return replace(hit, confidence=min(hit.confidence, than.confidence))


def _odds(confidence: float) -> float:
    return confidence / max(1 - confidence, 1e-6)
