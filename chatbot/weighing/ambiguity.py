"""A question that two documents answer equally well, and that names neither: "When was she born?" where there are two lives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from chatbot.decide import MEDIUM, JudgedHit, judged
from chatbot.indexed import Indexed
from chatbot.ranking.same_place import are_at_the_same_place
from chatbot.weighing.pronoun import fits, says_only_a_pronoun
from index import Document, Passage

# How much better the odds of the first passage may be: as much as hardly ever takes questions for ambiguous that name what
# they mean. These are 12 of 785 of selqa-dev and none of 172 of benchmarks/questions/tuning.
ODDS_APART = 20.0


def senses(
    question: str,
    hits: Sequence[JudgedHit],
    indexed: Indexed,
    ask: Callable[[str], JudgedHit | None],
    written: Callable[[str], str],
    is_of_life: bool = False,
    namesakes: Collection[str] = (),
) -> tuple[tuple[JudgedHit, ...], int]:
    """The hits, and how many of the first are of different documents and answer equally well: 1 or 2.

    The second is the best hit of another document, unless only one of the two, title and section with it, holds a term
    of the question, or of two pages of one form what the other answers that is asked alone. Where the question says "she" and
    one of the documents is about a man, the other goes first, alone. Where it says no more of whom it means, the nearest other
    document that may be meant is asked alone: beside `- Birth Date: …` of one life, a sentence of another seems to answer
    nothing. So is the first document where what answers is known once "she" has a name, `is_of_life`. `ask` gives what answers
    in a document alone, and `written` the question with capitals for its names. `namesakes` are the documents that have the
    name which is asked for.
    """
    place = _rival(question, hits, indexed)
    if (place is None or is_of_life) and says_only_a_pronoun(question, written):
        told = _lives(question, hits, place, indexed, ask, is_of_life)
        if told:
            return told
    if place is None:
        return _of_one_form(question, hits, indexed, ask, namesakes) or (tuple(hits), 1)
    first, other = hits[0], hits[place]
    rest = (*hits[1:place], *hits[place + 1 :])
    fits_first, fits_other = (fits(question, _document(hit, indexed)) for hit in (first, other))
    if fits_first == fits_other:
        return judged((first, other, *rest)), 2
    if fits_first:
        return tuple(hits), 1
    return judged((other, first, *rest)), 1


def _lives(
    question: str,
    hits: Sequence[JudgedHit],
    place: int | None,
    indexed: Indexed,
    ask: Callable[[str], JudgedHit | None],
    is_of_life: bool,
) -> tuple[tuple[JudgedHit, ...], int] | None:
    """What the first document and the nearest other one that is about a woman too, or a man, answer; None where neither does.

    Where one does not, its hit stays if the one at `place` answers as well as the first.
    """
    first = _document(hits[0], indexed)
    others = {document.id: document.pronoun for document in (_document(hit, indexed) for hit in hits[1:])}
    nearest = next((name for name, pronoun in others.items() if name != first.id and pronoun == first.pronoun), None)
    if nearest is None or first.pronoun not in ("she", "he") or not fits(question, first):
        return None
    own, other = ask(first.id) if is_of_life else hits[0], ask(nearest)
    if own is None and other is None:
        return None
    if place is not None and _document(hits[place], indexed).id == nearest:
        own, other = own or hits[0], other or hits[place]
    told = [hit for hit in (own, other) if hit]
    rows = {hit.row for hit in told}
    return judged((*told, *(hit for hit in hits if hit.row not in rows))), len(told)


def _of_one_form(
    question: str,
    hits: Sequence[JudgedHit],
    indexed: Indexed,
    ask: Callable[[str], JudgedHit | None],
    namesakes: Collection[str],
) -> tuple[tuple[JudgedHit, ...], int] | None:
    """The first hit and what another page answers that is asked alone: well, where it has the name which is asked for too, or at the
    same place as the first, where its best hit stands there and holds the same terms of the question. None where no page does.
    """
    first, *others = indexed.passages([hit.row for hit in hits])
    asked = set(indexed.terms(question))
    met = asked.intersection(indexed.terms(first.searchable))

    def is_alike(other: Passage) -> bool:
        return are_at_the_same_place(first, other) and met == asked.intersection(indexed.terms(other.searchable))

    pages = (
        other.document
        for other in others
        if other.document != first.document and (other.document in namesakes or is_alike(other))
    )
    page = next(pages, None)
    told = ask(page) if page else None
    if told is None:
        return None
    is_well_told = page in namesakes and told.confidence >= MEDIUM
    if not is_well_told and not are_at_the_same_place(first, *indexed.passages([told.row])):
        return None
    return judged((hits[0], told, *(hit for hit in hits[1:] if hit.row != told.row))), 2


def _rival(question: str, hits: Sequence[JudgedHit], indexed: Indexed) -> int | None:
    """The place of the hit in another document that answers as well as the first."""
    [first] = indexed.passages([hits[0].row])
    for place, hit in enumerate(hits[1:], 1):
        if _odds(hits[0].confidence) > ODDS_APART * _odds(hit.confidence):
            return None
        [other] = indexed.passages([hit.row])
        if other.document != first.document:
            asked = set(indexed.terms(question))
            shared = [asked.intersection(indexed.terms(passage.searchable)) for passage in (first, other)]
            return place if shared[0] == shared[1] else None
    return None


def _document(hit: JudgedHit, indexed: Indexed) -> Document:
    [passage] = indexed.passages([hit.row])
    return indexed.documents[passage.document]


def _odds(confidence: float) -> float:
    return confidence / max(1 - confidence, 1e-6)
