"""What stands behind what the turn before told: the answer to "and then?" and "go on", which share no word with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from chatbot.conversation.asks_on import asks_on
from chatbot.conversation.told import Told
from chatbot.knowing.sure import LIKELY, NOTHING, Known, Sure
from index import BlockKind, Passage, PassageIndex

_PROSE = frozenset((BlockKind.PARAGRAPH, BlockKind.ITEM))


def read_on(question: str, last: Told | None, passage_index: PassageIndex) -> Known:
    """The next passages of the section, or, for "go on" at its end, of the next one; nothing where the question asks for none, or the
    turn before told no prose of the document that is talked of.
    """
    most = asks_on(question)
    if not most or last is None or last.row is None or last.document is None:
        return NOTHING
    rows = passage_index.documents[last.document].rows
    if last.row not in rows:
        return NOTHING  # another document is searched since
    following = range(last.row + 1, rows.stop)
    behind = list(islice(_behind(following, last.answer, passage_index, most > 1), most))
    if not behind:
        return NOTHING
    row, passage = behind[0]
    return Known((Sure(row, passage, confidence=LIKELY, told=tuple(row for row, _ in behind)),))


def _behind(following: range, told: str, passage_index: PassageIndex, goes_over: bool) -> Iterator[tuple[int, Passage]]:
    """The passages of one section in these rows, but for those that were `told` with the one before; of the next section where none is
    left and it `goes_over`.
    """
    [before] = passage_index.passages([following.start - 1])
    for row in following:
        [passage] = passage_index.passages([row])
        is_on = passage.section == before.section or goes_over
        if not is_on or not _PROSE.issuperset((before.kind, passage.kind)):
            return
        if passage.text.casefold() not in told.casefold():
            yield row, passage
            goes_over = False
        before = passage
