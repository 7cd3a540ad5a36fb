"""Where a block is cut into passages: one sentence each, short ones joined, long ones cut, infobox facts, rows and code whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import regex

from index.passage import Article, Block, BlockKind
from index.sentences import SentenceSplitter
from index.shown import HIDDEN, STOP
from index.span import Span, trimmed

# A number with stops is one word, so that "Table 2.1." is too short to stand apart from what it labels.
WORD = regex.compile(r"\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*")

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
    r"(?<=[?？؟][*_)\]]{0,3})(?:\s*[+＋➕−\p{Pd}⊕⊞⌃⌄❯❱🔽\u2190-\u21FF\u23E9-\u23F7\u25B2-\u25C5\u2B00-\u2B0D\uFE0F]|\s+[›>])++\s*\Z"
)


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """Bounds of a passage: `shortest` in words (below it, joined to a neighbour), `longest` in characters (above it, cut)."""

    shortest: int
    longest: int


def spans_of(article: Article, block: Block, split: SentenceSplitter, limits: ChunkLimits) -> list[Span]:
    """Where a block's passages stand in the article, ascending, each with at least one word; a sentence holds nothing that no reader sees."""
    if block.kind is BlockKind.CODE:
        return _code_spans(article.text, block, limits)
    text = article.text[block.start : block.end]
    # What is hidden and too long for a passage is in none.
    masked = regex.sub(rf"{HIDDEN}{{{limits.longest},}}", lambda run: STOP * len(run[0]), article.masked(text))
    if block.kind in (BlockKind.FACT, BlockKind.ROW):
        masked = masked.replace(STOP, " ")
        spans = [(0, len(text))]
    else:
        lead_end = block.lead_end - block.start
        spans = [span for piece in _SEEN.finditer(masked) for span in _sentences(text, piece, split, limits, lead_end)]
    lines = [] if block.kind is BlockKind.ROW else [start - block.start for start, _ in block.parts]
    cuts = (trimmed(masked, *cut) for span in spans for cut in _cut_long(masked, span, limits.longest, lines))
    return [(block.start + start, block.start + end) for start, end in cuts if _words(masked, (start, end))]


def _sentences(
    text: str, piece: regex.Match[str], split: SentenceSplitter, limits: ChunkLimits, lead_end: int
) -> list[Span]:
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
    return _join_short(text, spans, limits, lead_end)


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


def _join_short(text: str, sentences: list[Span], limits: ChunkLimits, lead_end: int = 0) -> list[Span]:
    """A sentence of fewer words than the limit joins the one before it; the first of a block, the one after.

    The questions that a block begins with, or all that it says up to the end of its lead, and what comes next, which answers or
    explains them, belong together too.
    """
    joined: list[Span] = []
    heads = True  # there was only what heads the next
    for span in sentences:
        belongs = joined and (heads or limits.shortest > min(_words(text, joined[-1]), _words(text, span)))
        heads = heads and (span[1] <= lead_end or _ASKS.search(text, *span) is not None)
        if belongs and span[1] - joined[-1][0] <= limits.longest:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _cut_long(text: str, span: Span, longest: int, lines: Sequence[int] = ()) -> Iterator[Span]:
    """Cut where one of the `lines` begins, else at the best kind of clause end, that leaves no piece too long to read, the one nearest
    the middle first.
    """
    start, end = span
    while end - start > longest:
        middle = (start + end) // 2
        lowest, highest = start + longest // 4, min(start + longest, end)
        within = (
            [match.span() for match in clause_end.finditer(text, lowest, highest) if match.end() < end]
            for clause_end in _CLAUSE_ENDS
        )
        begun = [(line, line) for line in lines if lowest <= line <= highest]
        if cuts := next(filter(None, chain([begun], within)), None):
            _, cut = min(cuts, key=lambda place: abs(place[0] - middle))
        else:
            cut = start + (len(text[start : start + longest].rstrip(HIDDEN)) or longest)
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    yield start, end


def _words(text: str, span: Span) -> int:
    return sum(1 for _ in WORD.finditer(text, *span))
