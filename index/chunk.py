"""An article's blocks as passages, and what each is searched and read behind: its title, its section, the sentence before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from index.chunking.captions import captions_of
from index.chunking.cut import WORD, ChunkLimits, spans_of
from index.chunking.fragment import FragmentMaker
from index.chunking.shown_page import ShownPage
from index.passage import Article, Block, BlockKind, Passage, Section
from index.sentences import SentenceSplitter
from index.shown import Shown
from index.span import Span

_ANNOUNCES = regex.compile(r"[:：]\Z")
PREVIOUS_CHARS = 300  # of the sentence before, its end
_HEADER_CHARS = 2000  # of a row that is read before each row below it


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage to be: where it stands, its words as a reader sees them, and those that name its table and the columns."""

    section: Section
    block: Block
    start: int
    end: int
    words: str
    columns: str
    caption: str

    @property
    def answer_start(self) -> int:
        """Where in it a fact's value begins."""
        return max(0, self.block.fact.value_start - self.start) if self.block.fact else 0


def passages(
    article: Article,
    document: str,
    title: str,
    split: SentenceSplitter,
    limits: ChunkLimits,
    in_context: bool = True,
    full_title: str = "",
) -> list[Passage]:
    """The passages of an article in reading order, not overlapping, each with at least one word.

    A table's header is none, but what the rows below it are read behind; alone, it is a passage as any other row.
    `in_context` says that the encoder can read a passage behind the sentence before it and keep the passage apart;
    otherwise it reads what the lexical search reads. That is behind the `full_title`, where there is one.
    """
    cuts: list[_Cut] = []
    page = ShownPage(article)
    places: list[list[Span]] = []  # where each passage stands there, line by line
    for section in article.sections:
        page.add_heading(section)
        headed = {block.columns for block in section.blocks if _above(article, block)}
        captions = captions_of(article, section)
        for block in section.blocks:
            columns = article.plain(_above(article, block))
            spans = spans_of(article, block, split, limits)
            for (start, end), shown in zip(spans, _shown(article, block, spans), strict=True):
                cut = _Cut(section, block, start, end, shown.words, columns, captions.get(block.start, ""))
                place = page.add(block, start, end, shown)
                if not (block.is_header and block.columns in headed):
                    cuts.append(cut)
                    places.append(place)
    fragments = FragmentMaker(page.text)
    leads = list(_leads(cuts, title)) if in_context else [""] * len(cuts)
    return [
        Passage(
            document=document,
            ordinal=ordinal,
            kind=cut.block.kind,
            text=article.text[cut.start : cut.end],
            start=cut.start,
            end=cut.end,
            section=cut.section.path,
            searchable=(searchable := _searchable(cut, full_title or title)),
            readable=f"{lead}{_own_words(cut, title)}" if in_context else searchable,
            own_start=len(lead),
            answer_start=cut.answer_start,
            fact_name=cut.block.fact.name if cut.block.fact else "",
            fact_group=cut.block.fact.group if cut.block.fact else _above(article, cut.block),
            page=cut.block.page,
            fragment=_fragment(fragments, cut, place),
        )
        for ordinal, (cut, lead, place) in enumerate(zip(cuts, leads, places, strict=True), 1)
    ]


def _above(article: Article, block: Block) -> str:
    """The row that names a row's columns; empty for any other block, and where it is too long for one."""
    if block.columns is None or block.is_header or block.columns[1] - block.columns[0] > _HEADER_CHARS:
        return ""
    row = article.text[slice(*block.columns)]
    return row if WORD.search(row) else ""


def _shown(article: Article, block: Block, spans: Sequence[Span]) -> list[Shown]:
    """The words of each passage, and its parts as a page shows them: those of a block's parts that have any words."""
    stretches = [article.text[start:end] for start, end in spans]
    if block.kind in (BlockKind.CODE, BlockKind.FACT):
        return [Shown(stretch, (stretch,)) for stretch in stretches]
    shown = article.shown(stretches)
    if not block.parts:
        return shown
    return [
        Shown(whole.words, _parts(article, block, span) or whole.parts)
        for whole, span in zip(shown, spans, strict=True)
    ]


def _parts(article: Article, block: Block, span: Span) -> tuple[str, ...]:
    stretches = [article.text[start:end] for start, end in block.parts_within(*span)]
    return tuple(
        part for stretch in stretches for shown in article.shown([stretch]) for part in shown.parts if part.strip()
    )


def _fragment(fragments: FragmentMaker, cut: _Cut, place: list[Span]) -> str:
    if not place:
        return ""
    if cut.block.fact and len(place) > 1:
        return fragments.fact_directive(*place)
    if cut.block.kind is BlockKind.ROW or len(place) > 1:
        return fragments.parts_directive(place)
    return fragments.directive(*place[0])


def _searchable(cut: _Cut, title: str) -> str:
    """What the lexical search reads: a fact in plain words; a sentence behind its title and all headings that it stands below ("3.2"
    above "Added"), a row behind its table's caption and its columns' names too.
    """
    words = _own_words(cut, title)
    if cut.block.fact:
        return words
    columns = f"{' '.join(cut.columns.split())}. " if cut.columns else ""
    return f"{_headline(title, (*cut.section.path, cut.caption))}{columns}{words}"


def _leads(cuts: Iterable[_Cut], title: str) -> Iterator[str]:
    """What the encoder reads before each; code is no sentence, and leads to none.

    Every item of a list is read behind the line that announces the list, if there is one, as a row is behind its columns' names;
    of a list within a list, that is the item that holds it.
    """
    before: _Cut | None = None
    announcing: dict[int, _Cut] = {}  # what announces the lists that are open, by their depth
    for cut in cuts:
        kind, depth = cut.block.kind, cut.block.depth
        if before and (kind is not BlockKind.ITEM or cut.section is not before.section):
            announcing = {}
        announcing = {of: line for of, line in announcing.items() if of <= depth}
        if before and cut.section is before.section and before.block.kind is kind and before.block.depth < depth:
            announcing[depth] = before
        # What an item goes on with is read behind its own words, and so is the first of a list within a list.
        is_next = before and (before.block is cut.block or _ANNOUNCES.search(before.words))
        yield _lead(cut, title, before if is_next else announcing[max(announcing)] if announcing else before)
        before = before if kind is BlockKind.CODE else cut
        if kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and _ANNOUNCES.search(cut.words):
            announcing[depth + 1 if kind is BlockKind.ITEM else 0] = cut


def _lead(cut: _Cut, title: str, previous: _Cut | None) -> str:
    """What the encoder reads before a passage's own words: title, innermost heading and the sentence before, or a row's caption
    and the names of its columns.

    A fact says it all itself.
    """
    if cut.block.fact:
        return ""
    before = " ".join((cut.columns or (previous.words if previous else "")).split())[-PREVIOUS_CHARS:]
    above = (*cut.section.path[-1:], cut.caption)
    return f"{_headline(title, above)}{before and f'{before} '}"


def _headline(title: str, headings: Sequence[str]) -> str:
    return "".join(f"{part}. " for part in (title, *headings) if part)


def _own_words(cut: _Cut, title: str) -> str:
    """A sentence's words; for a fact its title, group and key in plain words with the value."""
    words = " ".join(cut.words[cut.answer_start :].split())
    if cut.block.fact is None:
        return words
    return f"{', '.join(filter(None, (title, cut.block.fact.group, cut.block.fact.name)))}: {words}"
