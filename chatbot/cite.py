"""Where a passage stands: its document, section, offsets, a link that lands on it, its surroundings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.decide import JudgedHit
from chatbot.ranking.answer_span import Span
from chatbot.weighing.announced import announcement
from chatbot.weighing.denied import denying_heading
from index import BlockKind, Passage, PassageIndex


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document. `start` and `end` are code points; `page` counts from 1, for paged documents."""

    id: str
    document: str
    title: str
    section: tuple[str, ...]
    source: str
    start: int
    end: int
    url: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as it is shown: verbatim, with the words that answer, its surroundings and its place.

    `before` and `after` are its neighbours, never code; before a fact stands what its group is about, before a table's row the one
    that names its columns, before an item of a list what announces the list, unless that is shown above it, a line for each of the
    lists that it stands in, or a heading that denies it. It is told, too, where it `is_announced`: before such an item, and before
    the first row of a table that is told as a whole.
    """

    text: str
    confidence: float
    highlights: tuple[Span, ...]
    before: str | None
    after: str | None
    citation: Citation
    kind: BlockKind = BlockKind.PARAGRAPH
    is_announced: bool = False

    @property
    def told(self) -> str:
        """The text as an answer: an item alone may say the opposite of what it says behind "The following may not be stored:"."""
        return f"{self.before}\n{self.text}" if self.is_announced else self.text


_PROSE = (BlockKind.PARAGRAPH, BlockKind.ITEM)

Mark = Callable[[int, Passage], tuple[Span, ...]]


def cite(
    hits: Sequence[JudgedHit], marked: int, mark: Mark, passage_index: PassageIndex, together: int = 1
) -> tuple[CitedPassage, ...]:
    """The passages of these hits, in order, each with its citation and the neighbours of its own section.

    In the first `marked` of them the words that answer are marked, by `mark(row, passage)`. The first `together` tell one answer.
    """
    rows = range(passage_index.count)
    wanted = sorted({near for hit in hits for near in (hit.row - 1, hit.row, hit.row + 1) if near in rows})
    found = dict(zip(wanted, passage_index.passages(wanted), strict=True))
    announcing = _announcing(hits, found, passage_index)
    if together > 1:
        announcing |= _named(hits[:together], found)
    return tuple(
        CitedPassage(
            text=found[hit.row].text,
            confidence=hit.confidence,
            highlights=mark(hit.row, found[hit.row]) if place < marked else (),
            before=announcing.get(hit.row)
            or found[hit.row].fact_group
            or _neighbour(found[hit.row], found.get(hit.row - 1), is_above=True),
            after=_neighbour(found[hit.row], found.get(hit.row + 1)),
            citation=_citation(found[hit.row], passage_index),
            kind=found[hit.row].kind,
            is_announced=hit.row in announcing,
        )
        for place, hit in enumerate(hits)
    )


def _announcing(
    hits: Sequence[JudgedHit], passages: Mapping[int, Passage], passage_index: PassageIndex
) -> dict[int, str]:
    """The rows of items, each with the text of what announces it, where that is not shown above; of a list within a list that is
    the line of the list around it, too, and where no line does the heading that denies what stands below it.
    """
    found: dict[int, str] = {}
    shown: set[int] = set()
    headings: set[tuple[str, tuple[str, ...]]] = set()  # of lists that are told behind them
    for hit in hits:
        passage = passages[hit.row]
        above = announcement(hit.row, passage, passage_index)
        lines: list[str] = []
        place = (passage.document, passage.section)
        if above is None and place not in headings and (heading := denying_heading(passage)):
            lines.append(heading)
            headings.add(place)
        while above and above[0] not in shown:
            lines.append(above[1].text)
            above = announcement(*above, passage_index)
        if lines:
            found[hit.row] = "\n".join(reversed(lines))
        shown.add(hit.row)
    return found


def _named(hits: Sequence[JudgedHit], passages: Mapping[int, Passage]) -> dict[int, str]:
    """The first row of a table among these hits with the row that names its columns; nothing where there is none, or none does."""
    rows = ((hit.row, passages[hit.row].fact_group) for hit in hits if passages[hit.row].kind is BlockKind.ROW)
    first = next(rows, None)
    return dict([first]) if first and first[1] else {}


def _neighbour(passage: Passage, neighbour: Passage | None, is_above: bool = False) -> str | None:
    """The neighbour's text where both belong to one section's prose or one table, or it tells of code; the lines of an infobox are
    no context for each other.
    """
    if neighbour is None or (neighbour.document, neighbour.section) != (passage.document, passage.section):
        return None
    if passage.kind is BlockKind.CODE:
        return neighbour.text if neighbour.kind in _PROSE else None
    if neighbour.kind is not passage.kind or passage.kind is BlockKind.FACT:
        return None
    above, below = (neighbour, passage) if is_above else (passage, neighbour)
    return neighbour.text if passage.kind is not BlockKind.ROW or _are_of_one_table(above, below) else None


def _are_of_one_table(above: Passage, below: Passage) -> bool:
    """Whether the columns of these rows are named by one row, and no such row stands between them."""
    if below.fact_group == above.text:
        return True
    gap = below.start - above.end
    return below.fact_group == above.fact_group and not (below.fact_group and gap > len(below.fact_group))


def _citation(passage: Passage, passage_index: PassageIndex) -> Citation:
    document = passage_index.documents[passage.document]
    url = document.url
    if url and passage.fragment:
        # A fragment of the page's own stays in front of the directive (WICG, URL Fragment Text Directives).
        url = f"{url}{'' if '#' in url else '#'}:~:text={passage.fragment}"
    return Citation(
        passage.id,
        document.id,
        document.title,
        passage.section,
        document.source,
        passage.start,
        passage.end,
        url,
        passage.page,
    )
