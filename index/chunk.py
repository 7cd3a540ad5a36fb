"""An article's blocks as passages: one sentence each, short ones joined, infobox facts and code whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from index.fragment import FragmentMaker
from index.passage import Article, Block, BlockKind, Passage, Section
from index.sentences import SentenceSplitter
from index.shown import HIDDEN, STOP, Shown
from index.shown_page import ShownPage

# A number with stops is one word, so that "Table 2.1." is too short to stand apart from what it labels.
_WORD = regex.compile(r"\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*")

# Where an over-long sentence may be cut, best first; and where code may, whose lines keep their indentation.
_CLAUSE_ENDS = tuple(
    map(regex.compile, (r"[;;؛]\s+", r"[:–—]\s+", r",\s+(?=(?:and|but|or|which|who|while|where)\b)", r",\s+", r"\s+"))
)
_LINE_ENDS = tuple(map(regex.compile, (r"(?:\r\n?|\n)(?:[^\S\r\n]*+(?:\r\n?|\n))+", r"\r\n?|\n")))
_SHOWN = regex.compile(r"\S")
_SEEN = regex.compile(rf"[^{STOP}]+")
_LINK_END = regex.compile(rf"(?P<mark>\]{HIDDEN}+[^\w\s]*+)\s*+")

_ASKS = regex.compile(r"""[?？؟]["'”’)\]*_~]*\Z""")
# What shows or hides an answer, behind its question: "Are dogs allowed? +", "▼", "›".
_SIGNS = regex.compile(
    r"(?<=[?？؟][*_)\]]{0,3})(?:\s*[+＋➕−\p{Pd}⊕⊞⌃⌄❯❱🔽\u2190-\u21FF\u23E9-\u23F7\u25B2-\u25C5\u2B00-\u2B0D\uFE0F]|\s+[›>])+\s*\Z"
)
_ANNOUNCES = regex.compile(r"[:：]\Z")
PREVIOUS_CHARS = 300  # of the sentence before, its end
_HEADER_CHARS = 2000  # of a row that is read before each row below it

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """Bounds of a passage: `shortest` in words (below it, joined to a neighbour), `longest` in characters (above it, cut)."""

    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage to be: where it stands, its words as a reader sees them, and those that name the columns of its table."""

    section: Section
    block: Block
    start: int
    end: int
    words: str
    columns: str

    @property
    def answer_start(self) -> int:
        """Where in it a fact's value begins."""
        return max(0, self.block.fact.value_start - self.start) if self.block.fact else 0


def passages(
    article: Article, document: str, title: str, split: SentenceSplitter, limits: ChunkLimits, in_context: bool = True
) -> list[Passage]:
    """The passages of an article in reading order, not overlapping, each with at least one word.

    A table's header is none, but what the rows below it are read behind; alone, it is a passage as any other row.
    `in_context` says that the encoder can read a passage behind the sentence before it and keep the passage apart;
    otherwise it reads what the lexical search reads.
    """
    cuts: list[_Cut] = []
    page = ShownPage(article)
    places: list[list[Span]] = []  # where each passage stands there, line by line
    for section in article.sections:
        page.add_heading(section)
        headed = {block.columns for block in section.blocks if _above(article, block)}
        for block in section.blocks:
            columns = article.plain(_above(article, block))
            spans = _spans(article, block, split, limits)
            for (start, end), shown in zip(spans, _shown(article, block, spans), strict=True):
                cut = _Cut(section, block, start, end, shown.words, columns)
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
            searchable=(searchable := _searchable(cut, title)),
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
    return row if _WORD.search(row) else ""


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


def _spans(article: Article, block: Block, split: SentenceSplitter, limits: ChunkLimits) -> list[Span]:
    if block.kind is BlockKind.CODE:
        return _code_spans(article.text, block, limits)
    text = article.text[block.start : block.end]
    # What is hidden and too long for a passage is in none.
    masked = regex.sub(rf"{HIDDEN}{{{limits.longest},}}", lambda run: STOP * len(run[0]), article.masked(text))
    if block.kind in (BlockKind.FACT, BlockKind.ROW):
        masked = masked.replace(STOP, " ")
        spans = [(0, len(text))]
    else:
        spans = [span for piece in _SEEN.finditer(masked) for span in _sentences(text, piece, split, limits)]
    cuts = (_trim(masked, cut) for span in spans for cut in _cut_long(masked, span, limits.longest))
    return [(block.start + start, block.start + end) for start, end in cuts if _words(masked, (start, end))]


def _sentences(text: str, piece: regex.Match[str], split: SentenceSplitter, limits: ChunkLimits) -> list[Span]:
    """Those of a piece of a block's masked text; one that ends within a link goes on to the link's end."""
    begin = piece.start()
    spans: list[Span] = []
    for start, end in split(_SIGNS.sub("", piece[0])):
        link_end = _LINK_END.match(piece[0], start, end) if spans and spans[-1][1] == begin + start else None
        if link_end:
            spans[-1] = spans[-1][0], begin + link_end.end("mark")
            start = link_end.end()
        if start < end:
            spans.append((begin + start, begin + end))
    return _join_short(text, spans, limits)


def _code_spans(text: str, block: Block, limits: ChunkLimits) -> list[Span]:
    """The whole, where it is not too long; else cut at empty lines or line ends, and a line that is too long itself as a sentence."""
    pieces = list(_cut_lines(text, (block.start, block.end), limits.longest))
    return [span for span in _join_short(text, pieces, limits) if _words(text, span)]


def _cut_lines(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Cut at the best kind of line end that leaves no piece too long, the one nearest the middle first."""
    start, end = span
    while end - start > longest:
        last = start + longest
        behind = _SHOWN.search(text, last, end)  # no run of empty lines goes on there
        reach = behind.start() if behind else end
        ends = (find.finditer(text, start, reach) for find in _LINE_ENDS)
        within = ([found.span() for found in kind if found.start() <= last] for kind in ends)
        if cuts := next(filter(None, within), None):
            middle = (start + end) // 2
            cut, begin = min(cuts, key=lambda found: abs(found[0] - middle))
            yield start, start + len(text[start:cut].rstrip())
        else:
            line_end = _LINE_ENDS[-1].search(text, start, end)
            cut, begin = line_end.span() if line_end else (end, end)
            yield from _cut_long(text, (start, cut), longest)
        start = begin
    if start < end:
        yield start, end


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
    while end - start > longest:
        middle = (start + end) // 2
        lowest, highest = start + longest // 4, min(start + longest, end)
        within = (
            [match for match in clause_end.finditer(text, lowest, highest) if match.end() < end]
            for clause_end in _CLAUSE_ENDS
        )
        if cuts := next(filter(None, within), None):
            cut = min(cuts, key=lambda match: abs(match.start() - middle)).end()
        else:
            cut = start + (len(text[start : start + longest].rstrip(HIDDEN)) or longest)
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    yield start, end


def _trim(text: str, span: Span) -> Span:
    """Without the white space at its ends."""
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def _words(text: str, span: Span) -> int:
    return sum(1 for _ in _WORD.finditer(text, *span))


def _searchable(cut: _Cut, title: str) -> str:
    """What the lexical search reads: a fact in plain words; a sentence behind its title and section, a row behind its columns' names too."""
    words = _own_words(cut, title)
    if cut.block.fact:
        return words
    columns = f"{' '.join(cut.columns.split())}. " if cut.columns else ""
    return f"{_headline(cut, title)}{columns}{words}"


def _leads(cuts: Iterable[_Cut], title: str) -> Iterator[str]:
    """What the encoder reads before each; code is no sentence, and leads to none.

    Every item of a list is read behind the line that announces the list, if there is one, as a row is behind its columns' names.
    """
    before: _Cut | None = None
    announcing: _Cut | None = None
    for cut in cuts:
        kind = cut.block.kind
        if announcing and (kind is not BlockKind.ITEM or cut.section is not announcing.section):
            announcing = None
        # What an item goes on with is read behind its own words, and so is the first of a list within a list.
        is_next = before and (before.block is cut.block or _ANNOUNCES.search(before.words))
        yield _lead(cut, title, before if is_next else announcing or before)
        before = before if kind is BlockKind.CODE else cut
        if kind is BlockKind.PARAGRAPH:
            announcing = cut if _ANNOUNCES.search(cut.words) else None


def _lead(cut: _Cut, title: str, previous: _Cut | None) -> str:
    """What the encoder reads before a passage's own words: title, section and the sentence before, or the names of a row's columns.

    A fact says it all itself.
    """
    if cut.block.fact:
        return ""
    before = " ".join((cut.columns or (previous.words if previous else "")).split())[-PREVIOUS_CHARS:]
    return f"{_headline(cut, title)}{before and f'{before} '}"


def _headline(cut: _Cut, title: str) -> str:
    return "".join(f"{part}. " for part in (title, *cut.section.path[-1:]) if part)


def _own_words(cut: _Cut, title: str) -> str:
    """A sentence's words; for a fact its title, group and key in plain words with the value."""
    words = " ".join(cut.words[cut.answer_start :].split())
    if cut.block.fact is None:
        return words
    return f"{', '.join(filter(None, (title, cut.block.fact.group, cut.block.fact.name)))}: {words}"
