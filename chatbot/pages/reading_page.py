"""A document as a page to read: sections of blocks, and in them the passages that can be cited."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from chatbot.pages.joints import joints
from chatbot.ranking.clause_numbers import own_mark
from index import BlockKind, Document, Heading, Passage, PassageIndex, cell_spans

# Parameters of Wikipedia's infoboxes that nobody would write (Template:Infobox officeholder), in a reader's words.
_WRITTEN = {
    "constituency mp": "constituency",
    "order": "office",
    "term end": "left office",
    "term start": "took office",
}

_FRONT_MATTER = re.compile(
    r"\ufeff?(?:---[ \t]*\r?\n(?:.*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(?:.*\n)*?\+\+\+)[ \t]*\r?\n"
)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_CLOSED = re.compile(r"([\W_]*?)(?:(?<!`)`{3,}+|(?<!~)~{3,}+)[ \t]*+(?=[\r\n]|\Z)")
_GOES_ON = re.compile(r"(?:(?!`{3}|~{3})[\W_])*")  # of code that was cut: empty lines, or one of nothing but marks
# Of a question, its answer or a task, which stand beside it.
_MARK = re.compile(r"(?:Q|Question|A|Answer) ?\d*[:.)]|[-*+] \[[xX]\]")
_NUMBER = re.compile(r"(\d{1,9})[.)][ \t]+\Z")
_NUMBERED_KEY = re.compile(r"(?:[-*•]\s+)?(?P<key>[^:]*\d)\s*:\s*(?P<value>.*)", re.DOTALL)
_LETTER = re.compile(r"(?:\A|\n)([a-zA-Z]\. )\Z")  # of an item of a web page


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `id` is the citation's where it is a passage, None for what stands between."""

    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a table's cell, with the bars around them; joined in order, a row's cells are its text again."""

    before: str
    words: str
    after: str = ""


@dataclass(slots=True)
class PageBlock:
    """A paragraph, list item, table row, fact or block of code.

    `name` is a fact's, `group` a fact's too or the row that names a row's columns, `number` that of an item of a numbered list,
    `table` counts the tables of a section. `is_marked` says of an item that its words begin with a mark of their own.
    """

    kind: BlockKind
    name: str = ""
    group: str = ""
    page: int | None = None
    number: int | None = None
    table: int = 0
    is_marked: bool = False
    key: str = ""  # a fact's as it is written, where its number tells it from others and not what its group is
    pieces: list[Piece] = field(default_factory=list)

    @property
    def run(self) -> tuple[BlockKind, bool, int]:
        """The same for blocks that stand in one list or table where they follow each other."""
        return self.kind, self.number is not None, self.table

    @property
    def names_columns(self) -> bool:
        """Whether it is the header of a table, which is no passage."""
        return self.kind is BlockKind.ROW and self.pieces[0].id is None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """A row's cells in order."""
        text = self.pieces[0].text
        spans = cell_spans(text) or [(len(text), len(text))]
        ends = [0, *(end for _, end in spans)]
        cells = [Cell(text[before:start], text[start:end]) for before, (start, end) in zip(ends, spans, strict=False)]
        return (*cells[:-1], replace(cells[-1], after=text[ends[-1] :]))

    @property
    def label(self) -> str:
        """A fact's name as a person would write it."""
        if self.key:
            return self.key
        name = self.name.split(",")[0]
        words = _WRITTEN.get(name, name)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class PageSection:
    """A heading with its blocks; the first section of a document may have none, and none has what goes on below an outer one.

    `told` is the heading's own words where they are a passage themselves, as those of a version, and something stands below.
    """

    path: tuple[str, ...]
    anchor: str
    blocks: tuple[PageBlock, ...]
    told: PageBlock | None = None

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
    starts = [passage.start for passage in passages]  # ascending
    sections = []
    for number, (heading, end) in enumerate(zip(headings, ends, strict=True)):
        of_it = passages[bisect_left(starts, heading.end) : bisect_left(starts, end)]
        blocks = _with_tables(_with_keys(tuple(_blocks(content.text, heading.end, end, of_it, document.title))))
        following = headings[number + 1 : number + 2]
        heads_more = len(blocks) > 1 or any(below.path[: len(heading.path)] == heading.path for below in following)
        told = blocks[0] if heads_more and _is_passage(heading, of_it, blocks) else None
        is_heading = told is not None or heading.start < heading.end
        sections.append(
            PageSection(heading.path if is_heading else (), _anchor(number), blocks[1:] if told else blocks, told)
        )
    return sections


def _is_passage(heading: Heading, passages: Sequence[Passage], blocks: Sequence[PageBlock]) -> bool:
    """Whether the words of a heading are the first passage below it, which shares its line with no other."""
    is_first = bool(heading.path and passages) and heading.start == heading.end == passages[0].start
    return is_first and passages[0].section == heading.path and len(blocks[0].pieces) == 1


def topics(passage_index: PassageIndex) -> list[tuple[str, str]]:
    """The outermost headings of the first document, each with its anchor on the document's page."""
    document = next(iter(passage_index.documents))
    headings = enumerate(passage_index.content(document).headings, 1)
    return [
        (heading.path[0], _anchor(number))
        for number, heading in headings
        if len(heading.path) == 1 and heading.start < heading.end
    ]


def _anchor(section: int) -> str:
    return f"section-{section}"


def _blocks(text: str, start: int, end: int, passages: Sequence[Passage], title: str) -> Iterator[PageBlock]:
    """Passages on one line of the text share a block, but for items with marks of their own; words between passages are kept, marks
    are not.
    """
    block: PageBlock | None = None
    front_matter = None if start else _FRONT_MATTER.match(text, 0, passages[0].start if passages else end)
    position = front_matter.end() if front_matter else start
    for passage in passages:
        between = text[position : passage.start]
        if block is not None and block.kind is BlockKind.CODE:
            if passage.kind is BlockKind.CODE and _GOES_ON.fullmatch(between):
                block.pieces += [Piece(between), Piece(passage.text, passage.id)]
                position = passage.end
                continue
            between = _behind_code(block, between)
        new_line = "\n" in between or "\r" in between
        is_marked = passage.kind is BlockKind.ITEM and own_mark(passage.text) > 0
        if block is None or new_line or is_marked or passage.kind is not block.kind:
            if block is not None:
                yield block
            above, header, between = _parted_at(between, passage)
            yield from _unsearched(above, title, passage.kind)
            if header:
                yield PageBlock(BlockKind.ROW, pieces=[Piece(header)])
            yield from _unsearched(between, title, passage.kind)
            number = _NUMBER.search(between) if passage.kind is BlockKind.ITEM else None
            letter = _LETTER.search(between) if passage.kind is BlockKind.ITEM else None
            block = PageBlock(
                passage.kind,
                passage.fact_name,
                passage.fact_group,
                passage.page,
                int(number[1]) if number else None,
                pieces=[Piece(letter[1])] if letter else [],
                is_marked=is_marked or letter is not None,
            )
        elif between:
            block.pieces.append(Piece(between))
        block.pieces.append(Piece(passage.text, passage.id))
        position = passage.end
    between = text[position:end]
    if block is not None:
        if block.kind is BlockKind.CODE:
            between = _behind_code(block, between)
        yield block
    yield from _unsearched(between, title)


def _parted_at(between: str, passage: Passage) -> tuple[str, str, str]:
    """What stands above a row's header, the header, if it stands between the tags of HTML and is no passage, and what stands below."""
    header = passage.fact_group if passage.kind is BlockKind.ROW and any(joints(passage.fact_group)) else ""
    return between.rpartition(header) if header and header in between else ("", "", between)


def _with_keys(blocks: tuple[PageBlock, ...]) -> tuple[PageBlock, ...]:
    """The blocks with the keys of facts as they are written where a number is the key's own: `Gate3`, of no group and naming none."""
    for block, below in zip(blocks, (*blocks[1:], None), strict=False):
        written = (
            _NUMBERED_KEY.match(block.pieces[0].text) if block.kind is BlockKind.FACT and not block.group else None
        )
        if written and not (below and below.group and below.group == written["value"]):
            block.key = written["key"]
    return blocks


def _with_tables(blocks: tuple[PageBlock, ...]) -> tuple[PageBlock, ...]:
    """The blocks with their rows' tables: one begins with its header, or where a row's columns are named by another row than
    those of the row before.
    """
    above: PageBlock | None = None
    for block in blocks:
        if block.kind is BlockKind.ROW:
            if above is not None:
                is_of_it = above.names_columns or block.group in (above.group, above.pieces[0].text)
                block.table = above.table + (block.names_columns or not is_of_it)
            above = block
    return blocks


def _behind_code(block: PageBlock, between: str) -> str:
    """What stands behind its last line and its fence, if it has one."""
    closed = _CLOSED.match(between)
    if closed is None:
        return between
    if closed[1].strip():
        block.pieces.append(Piece(closed[1].rstrip()))
    return between[closed.end() :]


def _unsearched(between: str, title: str, above: BlockKind = BlockKind.PARAGRAPH) -> Iterator[PageBlock]:
    """Text that holds no passage, such as a name over an infobox, code without words, or the header `above` a table's row."""
    lines = iter(between.splitlines())
    for line in lines:
        if fence := _FENCE.match(line):
            code = _code(lines, fence[1])
            if code.strip():
                yield PageBlock(BlockKind.CODE, pieces=[Piece(code)])
            continue
        words = line.strip(" \t=#\ufeff")
        is_header = above is BlockKind.ROW and "|" in words
        if words != title and not _MARK.fullmatch(words) and any(map(str.isalnum if is_header else str.isalpha, words)):
            yield PageBlock(BlockKind.ROW if is_header else BlockKind.PARAGRAPH, pieces=[Piece(words)])


def _code(lines: Iterator[str], fence: str) -> str:
    """The lines up to the one that closes their fence."""
    return "\n".join(takewhile(lambda line: not line.strip().startswith(fence), lines))
