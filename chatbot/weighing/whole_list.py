"""Where a question asks for several things and the first hit is one of a list, the others of the list belong to the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from chatbot.conversation.several import Several, several
from chatbot.decide import JudgedHit
from chatbot.indexed import Documents
from chatbot.ranking.named_list import LISTED, level_named, said_of_list, stems
from index import BlockKind, Passage

LONGEST = 60  # passages of a list before and behind the first hit
# Words by which a question means one of a list, or some.
_CHOOSES = re.compile(
    r"\d|(?:first|second|third|fourth|fifth|last|latest|newest|next|previous|current|currently|now|today|tomorrow|tonight|only"
    r"|before|after|since|until|till|most|least|best|cheapest|other|others|else|without|not|no|never|besides|except)\Z"
)


def with_list(
    hits: Sequence[JudgedHit], question: str, most: int, indexed: Documents, sections: Collection[int] = ()
) -> tuple[tuple[JudgedHit, ...], int, bool]:
    """The hits, at least one, with the whole list that the first of them is of before the others, in its order; how many tell it
    together: 1 to `most`; and whether it is longer.

    A list is the items that stand next to each other below a heading, the rows of a table or the facts of one name; of these only
    those count that have the words by which the question chooses some. They are as sure as the first hit. `sections` are the rows
    that stand first below a heading that is asked for. Nothing changes where the question asks for one thing and no heading, where
    neither what the list is called nor the next hits say that it is meant, or where so many of it do not hold the first hit.
    """
    rows = _told(hits, question, most, indexed, sections) if most > 1 else ()
    if len(rows) < 2 or hits[0].row not in rows[:most]:
        return tuple(hits), 1, False
    told = [JudgedHit(row, hits[0].confidence) for row in rows[:most]]
    return (*told, *(hit for hit in hits if hit.row not in rows[:most])), len(told), len(rows) > most


def _told(
    hits: Sequence[JudgedHit], question: str, most: int, indexed: Documents, sections: Collection[int]
) -> Sequence[int]:
    """The rows of the list that is meant, of which the first hit is one; none where none is."""
    row = hits[0].row
    asked = several(question)
    if asked is None and row not in sections:
        return ()
    [passage] = indexed.passages([row])
    if passage.kind not in LISTED:
        return ()
    if asked is None or row in sections:
        return [at for at, _ in _list(row, passage, len(passage.section), indexed)]
    level = level_named(passage, asked)
    if level is None and asked.needs_name:
        return ()
    title = indexed.documents[passage.document].title
    rows = [at for at, _ in _chosen(_list(row, passage, level, indexed), passage, asked, title)]
    surest = [hit.row for hit in hits[: len(rows)] if hit.row in rows]
    are_surest = len(rows) <= most and surest[:2] == [hit.row for hit in hits[:2]] and 2 * len(surest) > len(rows)
    return rows if level is not None or passage.kind is BlockKind.FACT or are_surest else ()


def _list(row: int, passage: Passage, level: int | None, indexed: Documents) -> Sequence[tuple[int, Passage]]:
    """The passages of the list that the one of this row is of, with their rows."""
    of_document = indexed.documents[passage.document].rows
    rows = range(max(of_document.start, row - LONGEST), min(of_document.stop, row + LONGEST + 1))
    near = list(zip(rows, indexed.passages(rows), strict=True))
    if passage.kind is BlockKind.FACT:
        return [(at, fact) for at, fact in near if fact.kind is BlockKind.FACT and fact.fact_name == passage.fact_name]
    path = passage.section[:level]  # all of it without a level

    def is_of_it(entry: tuple[int, Passage]) -> bool:
        kind, other = entry[1].kind, entry[1]
        is_below = other.section[: len(path)] == path if level else other.section == path
        return is_below and (kind, other.fact_group) == (passage.kind, passage.fact_group)

    at = row - rows.start
    before = list(takewhile(is_of_it, reversed(near[:at])))
    return [*reversed(before), *takewhile(is_of_it, near[at:])]


def _chosen(
    listed: Sequence[tuple[int, Passage]], first: Passage, asked: Several, title: str
) -> Sequence[tuple[int, Passage]]:
    """Those of a list that a question means: with its words that some of the list have and others do not, beside what the list is
    called; none where words that choose stand nowhere in it.
    """
    called = {*said_of_list(first), *stems(title), *stems(asked.thing)}
    chosen = listed
    for word in asked.others:
        chooses = _CHOOSES.match(word)
        said = tuple(set(stems(word) or ((word,) if chooses else ())) - called)
        holders = [(row, entry) for row, entry in chosen if any(stem.startswith(said) for stem in stems(entry.text))]
        if said and (holders or chooses):
            chosen = holders
    return chosen
