"""Lists whose place in a document, or what stands above them, says what they answer: numbered steps, and what may and must not be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from chatbot.indexed import REMEMBERED, beginning
from chatbot.knowing.allowed import AllowedList, allowed_lists, asks_for_list, may_be_of, told_of_allowed
from chatbot.knowing.steps import Steps, asks_for_step, numbered_lists, told_of_steps
from chatbot.knowing.sure import NOTHING, Known, Sure
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage, PassageIndex

_NEAR = 5  # passages ranked first, whose documents are looked through


class KnownLists:
    """Of one index version. `only` is the one document that is searched, `found` the candidates with their rows, and `ranked` those of
    them that are ranked, best first.
    """

    def __init__(self, passage_index: PassageIndex) -> None:
        self._documents = passage_index.documents
        self._steps = lru_cache(maxsize=REMEMBERED)(lambda document: _steps(passage_index, document))
        self._allowed = lru_cache(maxsize=REMEMBERED)(lambda document: _allowed(passage_index, document))

    def step(
        self, question: str, only: str | None, found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]
    ) -> Known:
        """The steps that are asked for by their order, of the only document, or of one of those whose items are ranked first."""
        asked = asks_for_step(question)
        if asked is None or not (only or asked.of):
            return NOTHING
        rows = [hit.row for hit in ranked]
        documents = [only] if only else _documents(_items(found, ranked))
        told = [told_of_steps(asked, self._steps(one), rows, self._documents[one].title) for one in documents]
        return max(told, key=lambda known: (len(known.sure), len(known.never)), default=NOTHING)

    def allowed(
        self, question: str, only: str | None, found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]
    ) -> Sure | None:
        """The item of a list of what may or must not be that is asked of, or all of such a list, likewise; None where several documents
        have one.
        """
        items = _items(found, ranked)
        if not asks_for_list(question):
            items = [item for item in items if may_be_of(question, item)]
            if not items:
                return None
        documents = [only] if only else _documents(items)
        told = [
            told_of_allowed(question, self._allowed(one), self._documents[one].title, only is not None)
            for one in documents
        ]
        said = [sure for sure in told if sure]
        return said[0] if len(said) == 1 else None


def _items(found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]) -> list[Passage]:
    """The items among what is ranked first."""
    passages = dict(found)
    near = (passages[hit.row] for hit in ranked[:_NEAR])
    return [passage for passage in near if passage.kind is BlockKind.ITEM]


def _documents(items: Sequence[Passage]) -> list[str]:
    return list(dict.fromkeys(item.document for item in items))


def _steps(passage_index: PassageIndex, document: str) -> Sequence[Steps]:
    return numbered_lists(beginning(passage_index, document), passage_index.content(document).text)


def _allowed(passage_index: PassageIndex, document: str) -> Sequence[AllowedList]:
    return allowed_lists(beginning(passage_index, document))
