"""A document as a page to read: sections of blocks, and in them the passages that can be cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index import BlockKind, Document, Heading, Passage, PassageIndex


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
            f"section-{number}",
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
            yield from _unsearched(between, title)
            block = PageBlock(passage.kind, passage.fact_name, passage.fact_group, passage.page)
        elif between:
            block.pieces.append(Piece(between))
        block.pieces.append(Piece(passage.text, passage.id))
        position = passage.end
    if block is not None:
        yield block
    yield from _unsearched(text[position:end], title)


def _unsearched(between: str, title: str) -> Iterator[PageBlock]:
    """Text that holds no passage, such as a name over an infobox or a block of code."""
    for line in between.splitlines():
        words = line.strip(" \t=#\ufeff")
        if words != title and any(char.isalpha() for char in words):
            yield PageBlock(BlockKind.PARAGRAPH, pieces=[Piece(words)])
