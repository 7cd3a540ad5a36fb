"""What goes on with an entry of a list behind the passage that begins it: a code or an option and the sentences about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from index import BlockKind, Passage

_MOST = 4  # passages


def going_on(
    section: Sequence[tuple[int, Passage]], place: int, begins: Callable[[Passage], object]
) -> Sequence[tuple[int, Passage]]:
    """The passages of a section, with their rows, from the one at this place on up to the next that `begins` another entry; that one
    alone where it is a row, or the last entry in paragraphs, behind which a list may have ended.
    """
    kind = section[place][1].kind
    own = section[place : place + 1]
    if kind is BlockKind.ROW:
        return own
    following = list(takewhile(lambda entry: not begins(entry[1]), section[place + 1 :]))
    is_last = place + 1 + len(following) == len(section)
    is_of_it = len(following) <= _MOST and all(passage.kind is kind for _, passage in following)
    return [*own, *following] if is_of_it and (kind is BlockKind.ITEM or not is_last) else own
