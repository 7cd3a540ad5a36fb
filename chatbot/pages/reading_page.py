"""A document as a page to read: sections of blocks, and in them the passages that can be cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index import BlockKind, Document, Heading, Passage, PassageIndex

# Parameters of Wikipedia's infoboxes that nobody would write (Template:Infobox officeholder), in a reader's words.
_WRITTEN = {
    "constituency mp": "constituency",
    "order": "office",
    "term end": "left office",
    "term start": "took office",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `id` is the citation's where it is a passage, None for what stands between."""

    text: str
    id: str | None = None


@dataclass(slots=True)
class PageBlock:
    """A paragraph, list item, table row or fact; `name` and `group` are a fact's."""

    kind: BlockKind
    name: str = ""
    group: str = ""
    page: int | None = None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def label(self) -> str:
        """A fact's name as a person would write it."""
        name = self.name.split(",")[0]
        words = _WRITTEN.get(name, name)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class PageSection:
    """A heading with its blocks; the first section of a document may have none."""

    path: tuple[str, ...]
    anchor: str
    blocks: tuple[PageBlock, ...]

    @property
    def heading(self) -> str:
        """The innermost heading, empty for what stands before the first."""
        return self.path[-1] if self.path else ""

    @property
    def level(self) -> int:
        """1 for an outermost heading."""
        return max(1, len(self.path))


def reading_page(passage_index: PassageIndex, document: Document) -> list[PageSection]:
    """The document's sections in order, every passage in its place."""
    content = passage_index.content(document.id)
    passages = passage_index.passages(document.rows)
    headings = [Heading((), 0, 0), *content.headings]
    ends = [*(heading.start for heading in headings[1:]), len(content.text)]
    return [
        PageSection(
            heading.path,
            _anchor(number),
            tuple(
                _blocks(
                    content.text,
                    heading.end,
                    end,
                    [p for p in passages if heading.end <= p.start < end],
                    document.title,
                )
            ),
        )
        for number, (heading, end) in enumerate(zip(headings, ends, strict=True))
    ]


def topics(passage_index: PassageIndex) -> list[tuple[str, str]]:
    """The outermost headings of the first document, each with its anchor on the document's page."""
    document = next(iter(passage_index.documents))
    headings = enumerate(passage_index.content(document).headings, 1)
    return [(heading.path[0], _anchor(number)) for number, heading in headings if len(heading.path) == 1]


def _anchor(section: int) -> str:
    return f"section-{section}"


def _blocks(text: str, start: int, end: int, passages: Sequence[Passage], title: str) -> Iterator[PageBlock]:
    """Passages on one line of the text share a block; words between passages are kept, marks are not."""
    block: PageBlock | None = None
    position = start
    for passage in passages:
        between = text[position : passage.start]
        new_line = "\n" in between or "\r" in between
        if block is None or new_line or passage.kind is not block.kind:
            if block is not None:
                yield block
            yield from _unsearched(between, title, passage.kind)
            block = PageBlock(passage.kind, passage.fact_name, passage.fact_group, passage.page)
        elif between:
            block.pieces.append(Piece(between))
        block.pieces.append(Piece(passage.text, passage.id))
        position = passage.end
    if block is not None:
        yield block
    yield from _unsearched(text[position:end], title)


def _unsearched(between: str, title: str, above: BlockKind = BlockKind.PARAGRAPH) -> Iterator[PageBlock]:
    """Text that holds no passage, such as a name over an infobox, a block of code, or the header `above` a table's row."""
    for line in between.splitlines():
        words = line.strip(" \t=#\ufeff")
        is_header = above is BlockKind.ROW and "|" in words
        if words != title and any(map(str.isalnum if is_header else str.isalpha, words)):
            yield PageBlock(BlockKind.ROW if is_header else BlockKind.PARAGRAPH, pieces=[Piece(words)])
