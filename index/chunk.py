"""An article's blocks as passages: one sentence each, short ones joined, infobox facts whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from index.fragment import FragmentMaker
from index.passage import Article, Block, BlockKind, Passage, Section
from index.sentences import SentenceSplitter

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*")

# Where an over-long sentence may be cut, best first.
_CLAUSE_ENDS = tuple(
    map(regex.compile, (r"[;;؛]\s+", r"[:–—]\s+", r",\s+(?=(?:and|but|or|which|who|while|where)\b)", r",\s+", r"\s+"))
)

_ASKS = regex.compile(r"""[?？؟]["'”’)\]*_~]*\Z""")
_BAR = regex.compile(r"(?<!\\)\|")  # between the cells of a row
PREVIOUS_CHARS = 300  # of the sentence before, its end

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """Bounds of a passage: `shortest` in words (below it, joined to a neighbour), `longest` in characters (above it, cut)."""

    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage to be: where it stands, and its words as a reader sees them."""

    section: Section
    block: Block
    start: int
    end: int
    words: str

    @property
    def answer_start(self) -> int:
        """Where in it a fact's value begins."""
        return max(0, self.block.fact.value_start - self.start) if self.block.fact else 0


def passages(
    article: Article, document: str, title: str, split: SentenceSplitter, limits: ChunkLimits, in_context: bool = True
) -> list[Passage]:
    """The passages of an article in reading order, not overlapping, each with at least one word.

    `in_context` says that the encoder can read a passage behind the sentence before it and keep the passage apart;
    otherwise it reads what the lexical search reads.
    """
    cuts: list[_Cut] = []
    page = ""  # the document as a browser shows it
    places: list[list[Span]] = []  # where each passage stands there, cell by cell
    for section in article.sections:
        page += f"{article.plain(article.text[section.heading_start : section.heading_end])}\n"
        for block in section.blocks:
            for start, end in _spans(article.text, block, split, limits):
                cut = _Cut(section, block, start, end, article.plain(article.text[start:end]))
                cuts.append(cut)
                places.append([])
                for words in _shown(article, cut):
                    places[-1].append((len(page), len(page) + len(words)))
                    page += f"{words}\n"
    fragments = FragmentMaker(page)
    leads = [_lead(cut, title, before) if in_context else "" for cut, before in zip(cuts, _before(cuts), strict=True)]
    return [
        Passage(
            document=document,
            ordinal=ordinal,
            kind=cut.block.kind,
            text=article.text[cut.start : cut.end],
            start=cut.start,
            end=cut.end,
            section=cut.section.path,
            searchable=(searchable := _searchable(cut, title, before)),
            readable=f"{lead}{_own_words(cut, title)}" if in_context else searchable,
            own_start=len(lead),
            answer_start=cut.answer_start,
            fact_name=cut.block.fact.name if cut.block.fact else "",
            fact_group=cut.block.fact.group if cut.block.fact else "",
            page=cut.block.page,
            fragment=_fragment(fragments, cut, place),
        )
        for ordinal, (cut, before, lead, place) in enumerate(zip(cuts, _before(cuts), leads, places, strict=True), 1)
    ]


def _shown(article: Article, cut: _Cut) -> list[str]:
    """The words as a browser shows them: of a table's row those of each cell that has any."""
    if not _is_row(cut):
        return [cut.words]
    cells = [article.plain(cell).strip() for cell in _BAR.split(article.text[cut.start : cut.end])]
    return [cell for cell in cells if cell] or [cut.words]


def _fragment(fragments: FragmentMaker, cut: _Cut, place: list[Span]) -> str:
    if _is_row(cut):
        return fragments.row_directive(place)
    [(start, end)] = place
    return fragments.directive(start + cut.answer_start, end)


def _spans(text: str, block: Block, split: SentenceSplitter, limits: ChunkLimits) -> Iterable[Span]:
    if block.kind in (BlockKind.FACT, BlockKind.ROW):
        spans: Iterable[Span] = [(block.start, block.end)]
    else:
        sentences = [(block.start + start, block.start + end) for start, end in split(text[block.start : block.end])]
        spans = _join_short(text, sentences, limits)
    cuts = (_trim(text, cut) for span in spans for cut in _cut_long(text, span, limits.longest))
    return [cut for cut in cuts if _words(text, cut)]


def _join_short(text: str, sentences: list[Span], limits: ChunkLimits) -> list[Span]:
    """A sentence of fewer words than the limit joins the one before it; the first of a block, the one after.

    The questions that a block begins with and what comes next, which answers them, belong together too.
    """
    joined: list[Span] = []
    asks = True  # there were only questions yet
    for span in sentences:
        belongs = joined and (asks or limits.shortest > min(_words(text, joined[-1]), _words(text, span)))
        asks = asks and _ASKS.search(text, *span) is not None
        if belongs and span[1] - joined[-1][0] <= limits.longest:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _cut_long(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Cut at the best kind of clause end that leaves no piece too long to read, the one nearest the middle first."""
    start, end = span
    if end - start <= longest:
        yield span
        return
    middle = (start + end) // 2
    lowest, highest = start + longest // 4, min(start + longest, end)
    for clause_end in _CLAUSE_ENDS:
        cuts = [match for match in clause_end.finditer(text, lowest, highest) if match.end() < end]
        if cuts:
            cut = min(cuts, key=lambda match: abs(match.start() - middle))
            head = text[start : cut.end()].rstrip()
            yield start, start + len(head)
            yield from _cut_long(text, (cut.end(), end), longest)
            return
    yield start, start + longest
    yield from _cut_long(text, (start + longest, end), longest)


def _trim(text: str, span: Span) -> Span:
    """Without the white space at its ends."""
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def _words(text: str, span: Span) -> int:
    return sum(1 for _ in _WORD.finditer(text, *span))


def _before(cuts: list[_Cut]) -> list[_Cut | None]:
    """What each passage is read behind: the one before it; for a table's row the table's first, which names the columns."""
    before: list[_Cut | None] = []
    previous: _Cut | None = None
    opening: _Cut | None = None  # the first row of the table that goes on
    for cut in cuts:
        opening = (opening if _in_one_table(previous, cut) else cut) if _is_row(cut) else None
        before.append(previous if opening in (None, cut) else opening)
        previous = cut
    return before


def _is_row(cut: _Cut) -> bool:
    return cut.block.kind is BlockKind.ROW


def _in_one_table(one: _Cut | None, other: _Cut) -> bool:
    return one is not None and _is_row(one) and _is_row(other) and one.section is other.section


def _searchable(cut: _Cut, title: str, before: _Cut | None) -> str:
    """What the lexical search reads: a fact in plain words; a sentence behind its title and section, a row behind its columns' names too."""
    words = _own_words(cut, title)
    if cut.block.fact:
        return words
    columns = f"{' '.join(before.words.split())}. " if before and _in_one_table(before, cut) else ""
    return f"{_headline(cut, title)}{columns}{words}"


def _lead(cut: _Cut, title: str, previous: _Cut | None) -> str:
    """What the encoder reads before a passage's own words: title, section and the sentence before. A fact says it all itself."""
    if cut.block.fact:
        return ""
    before = f"{' '.join(previous.words.split())[-PREVIOUS_CHARS:]} " if previous else ""
    return f"{_headline(cut, title)}{before}"


def _headline(cut: _Cut, title: str) -> str:
    return "".join(f"{part}. " for part in (title, *cut.section.path[-1:]) if part)


def _own_words(cut: _Cut, title: str) -> str:
    """A sentence's words; for a fact its title, group and key in plain words with the value."""
    words = " ".join(cut.words[cut.answer_start :].split())
    if cut.block.fact is None:
        return words
    return f"{', '.join(filter(None, (title, cut.block.fact.group, cut.block.fact.name)))}: {words}"
