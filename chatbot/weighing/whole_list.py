"""Where a question asks for several things and the first hit is one of a list, the others of the list belong to the answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chatbot.conversation.several import several
from chatbot.decide import JudgedHit
from chatbot.indexed import Documents, around, unbroken, with_rows
from chatbot.ranking.english_words import asks_whether
from chatbot.ranking.named_list import LISTED, chosen, level_named, said_beside
from index import BlockKind, Passage

NEAR = 2  # passages behind a sentence, among which the list that it leads to begins
LONGEST = 60  # passages of a list before and behind the first hit


def with_list(
    hits: Sequence[JudgedHit], question: str, most: int, indexed: Documents, sections: Collection[int] = ()
) -> tuple[tuple[JudgedHit, ...], int, bool]:
    """The hits, at least one, with the whole list that the first of them is of before the others, in its order; how many tell it
    together: 1 to `most`; and whether it is longer.

    A list is the items that stand next to each other below a heading, the rows of a table or the facts of one name; of these only
    those count that have the words by which the question chooses some, or in a column of that name something ("which days is the
    pool open"), and none where nothing has what it chooses by. They are as sure as the first hit. `sections` are the rows that stand
    first below a heading that is asked for: where that is a sentence, the list or table right below comes behind it.

    Nothing changes where the question asks for one thing and no heading, where neither what the list is called nor the next hits
    say that it is meant, or where its beginning, as far as there is room for it, lacks the first hit and more than the list's name
    is asked.
    """
    rows, is_called = _told(hits, question, most, indexed, sections)
    if not rows or not (is_called or (len(rows) > 1 and hits[0].row in rows[:most])):
        return tuple(hits), 1, False
    told = [JudgedHit(row, hits[0].confidence) for row in rows[:most]]
    return (*told, *(hit for hit in hits if hit.row not in rows[:most])), len(told), len(rows) > most


def _told(
    hits: Sequence[JudgedHit], question: str, most: int, indexed: Documents, sections: Collection[int]
) -> tuple[Sequence[int], bool]:
    """The rows of the list that is meant, and whether nothing is asked for but what it is called, or what its cells tell, so that the
    first hit need not be one of them; no rows where none is meant.
    """
    row = hits[0].row
    if row in sections and not asks_whether(question.lower()) and (below := _below(row, indexed)):
        return [row, *below], True
    asked = several(question)
    if asked is None and row not in sections:
        return (), False
    [passage] = indexed.passages([row])
    if passage.kind not in LISTED:
        return (), False
    if asked is None or row in sections:
        return [at for at, _ in _list(row, passage, len(passage.section), indexed)], True
    level = level_named(passage, asked)
    if level is None and asked.needs_name:
        return (), False
    beside = said_beside(asked, passage, indexed.documents[passage.document].title)
    listed = _list(row, passage, level, indexed)
    rows = [at for at, _ in chosen(listed, beside)]
    if level is not None or passage.kind is BlockKind.FACT:
        is_told_by_cells = any(word.of_column and not word.chooses for word in beside)
        return rows, level is not None and (not beside or is_told_by_cells)
    surest = [hit.row for hit in hits[: len(rows)] if hit.row in rows]
    are_surest = len(rows) <= most and surest[:2] == [hit.row for hit in hits[:2]] and 2 * len(surest) > len(rows)
    return rows if are_surest else (), False


def _below(row: int, indexed: Documents) -> Sequence[int]:
    """The rows of the list or table that stands below the sentence of this row and at most another one; none where none does."""
    [passage] = indexed.passages([row])
    rows = range(row + 1, min(row + 1 + NEAR, indexed.documents[passage.document].rows.stop))
    if passage.kind is not BlockKind.PARAGRAPH:
        return ()
    for at, other in with_rows(indexed, rows):
        if other.section != passage.section:
            return ()
        if other.kind in LISTED:
            return [of_it for of_it, _ in _list(at, other, len(other.section), indexed)]
    return ()


def _list(row: int, passage: Passage, level: int | None, indexed: Documents) -> Sequence[tuple[int, Passage]]:
    """The passages of the list that the one of this row is of, with their rows."""
    near = around(indexed, row, LONGEST)
    if passage.kind is BlockKind.FACT:
        return [(at, fact) for at, fact in near if fact.kind is BlockKind.FACT and fact.fact_name == passage.fact_name]
    path = passage.section[:level]  # all of it without a level

    def is_of_it(other: Passage) -> bool:
        is_below = other.section[: len(path)] == path if level else other.section == path
        return is_below and (other.kind, other.fact_group) == (passage.kind, passage.fact_group)

    listed = unbroken(near, row, is_of_it)
    return listed if row - listed[0][0] < LONGEST else []  # its beginning is too far
