"""What flows through the offline pipeline: an article, its sections and blocks, its passages.

Offsets are Unicode code points into `Article.text`, as Python's `str` counts them. They are made
while a format is parsed and while a block is split, never by searching for a text afterwards:
sentences repeat.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from index.shown import Shown, as_it_is


class BlockKind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FACT = "fact"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an infobox: `- Successor4: Ing Kuntha Phavi`.

    `name` is the key in plain words ("successor"), `group` what the lines numbered alike are
    about ("Minister of Women's and Veterans' Affairs"), empty where they stand alone.
    `value_start` is the offset of the value in the article.
    """

    name: str
    group: str
    value_start: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article that no passage crosses: a paragraph, a list item, a table row, a fact, a block of code.

    `page` counts from 1 and is given where the document has pages.
    `columns` are the offsets of the row that names the columns of a row's table: a header's are its own, and where a table has
    none, the first row names them. They are None for that first row, and where each row has a heading of its own instead.
    `parts` are the offsets, in order and not overlapping, of what a page shows apart: cells, a term and its definition, lines that
    a break ends. Cells that the text repeats are none; it is empty where the block is shown as one.
    `depth` is how many lists an item's own list stands in.
    `lead_end` is where the bold words end that a paragraph or an item with more words begins with, and that head it as a heading
    of its own would; 0 where it begins with none.
    """

    kind: BlockKind
    start: int
    end: int
    fact: Fact | None = None
    page: int | None = None
    columns: tuple[int, int] | None = None
    parts: tuple[tuple[int, int], ...] = ()
    depth: int = 0
    lead_end: int = 0

    @property
    def is_header(self) -> bool:
        """Whether it is a row that only names the columns of its table."""
        return self.columns == (self.start, self.end)

    def parts_within(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """What of the parts stands between two offsets."""
        first = bisect_right(self.parts, start, key=itemgetter(1))
        last = bisect_left(self.parts, end, key=itemgetter(0))
        return tuple((max(start, begin), min(end, stop)) for begin, stop in self.parts[first:last])


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks below it, up to the next heading.

    `path` holds the headings from the outermost to this one; it is empty for what stands before
    the first heading. `heading_start` and `heading_end` are the offsets of the heading's own words; they are the same where
    a heading's text goes on below what stands within it, as behind a question that a page folds up.
    """

    path: tuple[str, ...]
    heading_start: int
    heading_end: int
    blocks: tuple[Block, ...]


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Article:
    """One document as its format read it.

    `title` is empty where the document names none. `name` may then be what its first line calls it, which is shown in its place
    and makes no id.
    `full_title` is that with what stands beside it and says of what it is, "Borrowing – Arnby Town Library" of a page of that name; it
    is searched and not shown, and no encoder that can keep a passage apart from what stands before it reads it. It is empty where
    nothing stands there.
    `text` is the file's own content for plain text and Markdown, character for character, a byte order mark and line endings
    included; for the others it is the text that was extracted.
    `withheld` are the offsets, ascending, of what the document's page is not to show between passages, as comments.

    Three functions say what a reader sees of the text. They serve what is searched and looked for on the page, never what is
    shown, and are not for code, which has no marks:
    `plain` turns a verbatim stretch into the words that a reader sees (Markdown without its marks).
    `shown` does that for the stretches of one block, in order, and says which of the words a page shows in a row.
    `masked` gives a stretch of a block in the same length, to be cut into sentences. STOP stands in place of what no reader sees
    and no passage is to hold, as a comment, HIDDEN in place of what belongs to a sentence unseen, as a link's address.
    """

    title: str
    text: str
    sections: tuple[Section, ...]
    url: str | None = None
    plain: Callable[[str], str] = _as_it_is
    shown: Callable[[Sequence[str]], list[Shown]] = as_it_is
    masked: Callable[[str], str] = _as_it_is
    withheld: tuple[tuple[int, int], ...] = ()
    name: str = ""
    full_title: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is found and cited: a sentence, a few short ones, one infobox fact, or lines of code, verbatim.

    `text == article.text[start:end]`.
    `searchable` is what the lexical search reads in its place: the same words behind their title and the headings they stand below,
    and a fact in plain words.
    `readable` is what the encoder reads: before its own words, which begin at `own_start`, the sentence before stands too, since it
    often says who "he" is.
    `answer_start` is the offset in `text` where a fact's value begins, 0 for a sentence.
    `fact_name` and `fact_group` are those of its `Fact`, empty for a sentence; the group of a table's row is the row that names its
    columns, verbatim, where it is another.
    `fragment` is the text directive that makes a browser scroll to the passage (WICG, URL Fragment Text Directives), without
    `#:~:text=`.
    """

    document: str
    ordinal: int
    kind: BlockKind
    text: str
    start: int
    end: int
    section: tuple[str, ...]
    searchable: str
    answer_start: int = 0
    fact_name: str = ""
    fact_group: str = ""
    page: int | None = None
    fragment: str = ""
    readable: str = ""
    own_start: int = 0

    @property
    def id(self) -> str:
        """The citation's id, `document:ordinal`, unique in an index; ordinals count from 1."""
        return f"{self.document}:{self.ordinal}"

    @property
    def fact_key(self) -> str:
        """Of a fact's name what its line says, without the words that people ask with: "spouse" of "spouse, married to"."""
        return self.fact_name.split(",")[0]
