"""A passage that ends with a colon is half an answer, and so is an item of what it announces: "The following may not be stored:".

So is a row of the table that a heading announces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from chatbot.decide import JudgedHit
from chatbot.indexed import Documents
from chatbot.ranking.rules.hand_on import LEADS, announces
from index import BlockKind, Passage

LONGEST_LIST = 60  # items until one, above which nothing is looked for
_READ_BEHIND = 200  # characters of a line's end, by which it is told; what is read before an item is not much longer


def with_announced(
    hits: Sequence[JudgedHit], most: int, indexed: Documents, sections: Collection[int] = ()
) -> tuple[tuple[JudgedHit, ...], int]:
    """The hits, at least one, right behind the first of them what it announces, and how many tell the answer together: 1 to `most`.

    Announced are the items, rows, facts or code that stand next in its section, or one paragraph. They are as sure as what
    announces them. `sections` are the rows that stand first below a heading that is asked for: where that is a table and the
    first hit is in it, the table is told from its first row on.
    """
    first = hits[0]
    for begin in sections:
        table = _table(begin, indexed)
        if first.row in table:
            told = [JudgedHit(row, first.confidence) for row in table[:most]]
            return (*told, *(hit for hit in hits if hit.row not in table)), len(told)
    [announcing] = indexed.passages([first.row])
    if not announces(announcing):
        return tuple(hits), 1
    rows = range(first.row + 1, min(first.row + most, indexed.documents[announcing.document].rows.stop))
    following = indexed.passages(rows)
    kind = following[0].kind if following else None
    alike = takewhile(lambda passage: (passage.section, passage.kind) == (announcing.section, kind), following)
    listed = list(_of_its_list(announcing, alike))
    rows = rows[: 1 if kind is BlockKind.PARAGRAPH else None][: len(listed)]
    behind = (JudgedHit(row, first.confidence) for row in rows)
    return (first, *behind, *(hit for hit in hits[1:] if hit.row not in rows)), 1 + len(rows)


def goes_on(hits: Sequence[JudgedHit], told: int, indexed: Documents, sections: Collection[int] = ()) -> bool:
    """Whether what the first `told` of these hits tell together is only the beginning: the list or table stands on below the last.

    `hits` and `told` are what `with_announced` gave for these `sections`.
    """
    first, last = hits[0].row, hits[told - 1].row
    for begin in sections:
        table = _table(begin, indexed)
        if first in table:
            return last + 1 in table
    announcing, end = indexed.passages([first, last])
    if not announces(announcing) or last + 1 not in indexed.documents[announcing.document].rows:
        return False
    [following] = indexed.passages([last + 1])
    # Behind one alone there was no room for any.
    is_alike = told == 1 or following.kind is end.kind is not BlockKind.PARAGRAPH
    if not is_alike or following.section != announcing.section:
        return False
    listed = indexed.passages(range(first + 1, last + 2))
    return len(list(_of_its_list(announcing, listed))) == len(listed)


def _of_its_list(announcing: Passage, following: Iterable[Passage]) -> Iterator[Passage]:
    """Those of the passages below a line, in order, up to the first item that is read behind a line further above."""
    announced_by = [announcing]
    before = announcing
    for passage in following:
        if passage.kind is BlockKind.ITEM and not any(
            _is_read_behind(passage, line) for line in (*announced_by, before)
        ):
            return
        if announces(passage):
            announced_by.append(passage)
        before = passage
        yield passage


def _is_read_behind(item: Passage, line: Passage) -> bool:
    """Whether the item is read behind this line, of which a long one is cut; so it is where nothing is read behind anything."""
    own = " ".join(line.readable[line.own_start :].split())
    return item.own_start == 0 or item.readable[: item.own_start].rstrip().endswith(own[-_READ_BEHIND:])


def _table(begin: int, indexed: Documents) -> range:
    """The rows of the table of a section that begins with this one; none where that is no row of a table."""
    [first] = indexed.passages([begin])
    rows = range(begin, min(begin + LONGEST_LIST, indexed.documents[first.document].rows.stop))
    alike = (first.section, BlockKind.ROW, first.fact_group)
    of_it = takewhile(lambda row: (row.section, row.kind, row.fact_group) == alike, indexed.passages(rows))
    return rows[: len(list(of_it))]


def announcement(row: int, item: Passage, indexed: Documents) -> tuple[int, Passage] | None:
    """What announces the list whose item stands in this row, with its row: above it, with nothing but items of its section between.

    None where nothing does, where it is no item, and for what an item of several sentences goes on with. Of a list within a list
    it is the line that the item is read behind.
    """
    if item.kind is not BlockKind.ITEM:
        return None
    read_behind = item.readable[: item.own_start].rstrip()
    if read_behind and not read_behind.endswith(LEADS):
        return None
    first = max(indexed.documents[item.document].rows.start, row - LONGEST_LIST)
    for above in range(row - 1, first - 1, -1):
        [passage] = indexed.passages([above])
        if passage.section != item.section:
            return None
        if announces(passage) and _is_read_behind(item, passage):
            return above, passage
        if passage.kind is not BlockKind.ITEM:
            return None
    return None
