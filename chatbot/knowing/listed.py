"""A list that is asked for by what it is called: "which courses do you offer?" below "Swimming courses".

Each item of it says as much as the others, so that ranking gives none of them a good chance. A list is known only where the question
says nothing else but what the list, the headings above it and its document are called: "which colours does the basket come in" may
have no answer below "Colours".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chatbot.conversation.several import Several
from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.named_list import LISTED, level_named, said_beside
from index import Passage

LOOKED_AT = 12  # passages before and behind one, among which another of its list stands


def listed(
    asked: Several,
    found: Iterable[tuple[int, Passage]],
    title: Callable[[str], str],
    around: Callable[[int, int], Sequence[tuple[int, Passage]]],
) -> Sure | None:
    """The surest passage of the list that is asked for, where that has several and one document alone has such a list.

    `found` are passages with their rows, best first; `title` gives a document's, and `around` the passages of a row's document
    with their rows, in order, so many before and behind it.
    """
    named = [
        (row, passage, level)
        for row, passage in found
        if passage.kind in LISTED
        and (level := level_named(passage, asked)) is not None
        and not said_beside(asked, passage, title(passage.document))
    ]
    if len({passage.document for _, passage, _ in named}) > 1:
        return None
    for row, passage, level in named:
        of_it = (passage.kind, passage.section[:level], passage.fact_name)
        near = (other for _, other in around(row, LOOKED_AT))
        if sum((other.kind, other.section[:level], other.fact_name) == of_it for other in near) > 1:
            return Sure(row, passage, confidence=LIKELY)
    return None
