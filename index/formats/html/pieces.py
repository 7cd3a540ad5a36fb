"""The headings and blocks of an HTML tree in reading order, and the article that they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from index.cells import JOINT
from index.formats.breaks import BREAKS
from index.formats.html.bold_lines import LONGEST, makes_bold
from index.formats.html.code import CodeBlocks
from index.formats.html.edges import EDGE, cut_at_edges
from index.formats.html.elements import NUMBER, has_words
from index.formats.html.infobox import label_of, without_marks
from index.formats.html.tables import REPEATED, Tables, drop_empty_columns, is_row, join_paragraphs
from index.formats.line_forms import LABEL
from index.formats.sections import Sections
from index.passage import Article, Block, BlockKind, Fact

PART = "\0"  # between the cells of a row and after a term; no parsed text can hold it

_COLUMNS = etree.XPath(
    "boolean((self::tr or self::row) and count(*[normalize-space(.)]) > 1 or count(table[@align = 'left' or @align = 'right']) > 1)"
)
_HEADING = re.compile("h[1-6]")
_SPACE = re.compile(r"\s+")
_EMPTY_LINE = re.compile(r"\n[\n ]*\n")
_BLANK_LINE = "\n\n"

_PARAGRAPH = (0, BlockKind.PARAGRAPH)
_SUMMARIES = ("summary", "head")  # in both vocabularies
_ITEMS = ("li", "item")
_BOXES = ("article", "div", "li", "section")
_LEVELS = 7  # of headings in one `details`: of its summary and six more


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, or a heading where it has a level; a heading without words is the end of those of its level and below.

    `parts` are offsets into `words`; `columns` is the place, among the pieces, of the row that names a row's columns. `label` is
    a fact's, which the words begin with, behind what it stands below. `depth` is how many lists an item's own list stands in,
    `number` what stands before the words of a numbered one. `lead_end` is where in `words` the bold ones end that they begin with
    and that others follow, 0 where they begin with none.
    """

    level: int
    kind: BlockKind
    words: str
    parts: tuple[tuple[int, int], ...] = ()
    columns: int | None = None
    label: tuple[str, str] | None = None
    depth: int = 0
    number: str = ""
    lead_end: int = 0


def pieces_of(body: etree._Element, code: CodeBlocks) -> list[Piece]:
    """The headings and blocks in reading order, from either vocabulary."""
    join_paragraphs(body)
    drop_empty_columns(body)
    reader = _Reader(code)
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            reader.begin(element)
            continue
        reader.end(element)
        if element is not body:
            reader.add(element.tail)
    reader.close()
    return _with_lines_apart(reader.pieces)


def moved(pieces: Sequence[Piece], by: int) -> list[Piece]:
    """The same behind so many others."""
    return [piece if piece.columns is None else replace(piece, columns=piece.columns + by) for piece in pieces]


class _Reader:
    """Makes pieces of what stands between the begins and ends of elements."""

    def __init__(self, code: CodeBlocks) -> None:
        self.pieces: list[Piece] = []
        self._code = code
        self._tables = Tables()
        self._text: list[str] = []
        self._within = [_PARAGRAPH]  # what each open element makes of its text
        self._defined: dict[etree._Element, bool] = {}  # whether a definition follows a term
        self._lists = 0  # items that are open
        self._number = ""  # of the item that has just been opened
        self._lead = ""  # the bold words that the text begins with
        self._leads = True  # there were only bold words yet
        self._bold: list[etree._Element] = []  # what is open of what makes them so
        self._begun: list[int] = []  # where, among the pieces, each open element began whose headings end with it

    @property
    def _in_row(self) -> bool:
        return self._within[-1][1] is BlockKind.ROW

    def begin(self, element: etree._Element) -> None:
        inner = _within(element, self._within[-1])
        defines = self._text[-1:] == [PART] and inner[1] is BlockKind.ITEM  # it goes on where a term stands
        if element.tag in ("br", "lb") or (element.tag in BREAKS and self._in_row):
            self._text.append("\n")
        elif element.tag in BREAKS and not defines:
            self.close()
        self._within.append(inner)
        self._lists += element.tag in _ITEMS
        if element.tag in _ITEMS:
            self._number = element.get(NUMBER, "")
        if _ends_headings(element):
            self._begun.append(len(self.pieces))
        if self._leads and makes_bold(element):
            self._bold.append(element)
        self.add(element.text)

    def end(self, element: etree._Element) -> None:
        tag = element.tag
        if self._bold[-1:] == [element]:
            self._bold.pop()
            self._lead = " ".join("".join(self._text).split())
            self._leads = len(self._text) <= LONGEST
        if self._in_row and tag not in ("tr", "row"):
            self._text.append(PART if tag in ("td", "th", "cell") else "\n" if tag in BREAKS else "")
        elif _is_term(element) and _is_defined(element, self._defined):
            self._text.append(PART)
        elif tag in BREAKS:
            self.close(element if self._in_row else None)
        if _ends_headings(element):
            levels = [piece.level for piece in self.pieces[self._begun.pop() :] if piece.level]
            if levels:
                self.pieces.append(Piece(min(levels), BlockKind.PARAGRAPH, ""))
        self._within.pop()
        self._lists -= element.tag in _ITEMS
        if element.tag in _ITEMS:
            self._number = ""

    def add(self, raw: str | None) -> None:
        words = _SPACE.sub(" ", (raw or "").replace("\u00ad", ""))  # soft hyphens split words for a search only
        if words.strip() or (words and self._text and self._text[-1] != PART):
            self._text.append(words)
            self._leads &= bool(self._bold) or not words.strip()

    def close(self, row: etree._Element | None = None) -> None:
        """Make pieces of the text so far, which a row is one of."""
        text = "".join(self._text)
        self._text.clear()
        self._leads = True
        self._bold.clear()
        for stretch in _EMPTY_LINE.split(text) if row is None else [text]:
            for written, is_code in self._code.split(stretch):
                if piece := self._piece(written, is_code, row):
                    self.pieces.append(piece)
                    self._number = ""
        self._lead = ""

    def _piece(self, written: str, is_code: bool, row: etree._Element | None) -> Piece | None:
        if self._in_row and (fact := _fact_piece(written)):
            return fact
        if is_code:
            return Piece(0, BlockKind.CODE, written)
        words, parts = cut_at_edges(*_joined(without_marks(written), self._in_row))
        if not words:
            return None
        columns = None if row is None else self._tables.columns(row, len(self.pieces))
        is_item = self._within[-1][1] is BlockKind.ITEM
        depth, number = (max(0, self._lists - 1), self._number) if is_item else (0, "")
        leads = 0 < len(self._lead) <= LONGEST and words.startswith(f"{self._lead} ")
        lead_end = len(self._lead) if leads else 0
        return Piece(*self._within[-1], words, parts, columns, depth=depth, number=number, lead_end=lead_end)


def _with_lines_apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The same, but the lines of a block one by one, if each begins with a label. The lines of one of several records stay together:
    only the first says what they are of.
    """
    records = Counter(piece.words.partition(":")[0] for piece in pieces if _labelled_lines(piece))
    found: list[Piece] = []
    places: list[int] = []  # of each piece's first among those that are found
    for piece in pieces:
        places.append(len(found))
        lines = _labelled_lines(piece)
        if lines and records[piece.words.partition(":")[0]] == 1:
            first = replace(piece, words=lines[0], parts=(), lead_end=0)
            found += first, *(replace(first, words=line, number="") for line in lines[1:])
        else:
            found.append(piece if piece.columns is None else replace(piece, columns=places[piece.columns]))
    return found


def _labelled_lines(piece: Piece) -> list[str]:
    """The lines of a block that all begin with a label; none of any other."""
    lines = [piece.words[start:end] for start, end in piece.parts]
    is_text = not piece.level and piece.kind is not BlockKind.ROW and " ".join(lines) == piece.words
    return lines if is_text and all(map(LABEL.match, lines)) else []


def _fact_piece(row: str) -> Piece | None:
    """The row of an infobox as a fact; None for any other, and for one without a value."""
    label, _, value = row.partition(PART)
    found = label_of(label)
    told = " ".join(value.replace(PART, " ").replace(EDGE, "").replace(REPEATED, "").split())
    return Piece(0, BlockKind.FACT, f"{found[1]}: {told}", label=found) if found and told else None


def _ends_headings(element: etree._Element) -> bool:
    """Whether what follows it belongs to none of its headings: `details`, what holds columns beside each other, and one of several
    boxes that each begin with such a heading.
    """
    if element.tag in _BOXES and (heading := _opening_heading(element)):
        return heading in (_opening_heading(element.getprevious()), _opening_heading(element.getnext()))
    return element.tag == "details" or (element.tag in ("tr", "row", "td") and bool(_COLUMNS(element)))


def _opening_heading(box: etree._Element | None) -> str:
    """The tag of the heading that a box begins with and that more words follow there; empty for any other."""
    inner = box if box is not None and box.tag in _BOXES else None
    while inner is not None and not _HEADING.fullmatch(str(inner.tag)):
        if (inner.text or "").strip():
            return ""
        inner = next((child for child in inner if has_words(child) or (child.tail or "").strip()), None)
    if box is None or inner is None:
        return ""
    return str(inner.tag) if len("".join(box.itertext()).split()) > len("".join(inner.itertext()).split()) else ""


def _joined(stretch: str, in_row: bool) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The parts of a stretch with a joint between them, their lines by a space; where each line stands, if not the whole is one.

    A row of two cells with words or more has the empty ones too, and bars around it where the first or the last is one, as
    Markdown has them. No line of a repeated cell stands there on the page.
    """
    parts = stretch.removesuffix(PART).split(PART)
    with_words = [part for part in parts if _shows_words(part)]
    if not in_row or len(with_words) < 2:
        parts = with_words
    is_open = bool(parts) and not (_shows_words(parts[0]) and _shows_words(parts[-1]))
    joint = JOINT if "|" in stretch else " | "
    words = joint.lstrip() if is_open else ""
    spans: list[tuple[int, int]] = []
    for place, part in enumerate(parts):
        if place:
            words += joint if in_row else " " if words.endswith(":") else ": "
        start = len(words)
        for line in part.replace(REPEATED, "", 1).split("\n"):
            if shown := " ".join(line.split()):
                words += f" {shown}" if len(words) > start else shown
                if not part.lstrip().startswith(REPEATED):
                    spans.append((len(words) - len(shown), len(words)))
    words += joint.rstrip() if is_open else ""
    return words, () if spans == [(0, len(words))] else tuple(spans)


def _shows_words(part: str) -> bool:
    return bool(part.replace(EDGE, "").replace(REPEATED, "").strip())


def _within(element: etree._Element, outer: tuple[int, BlockKind]) -> tuple[int, BlockKind]:
    tag = element.get("rend", "summary") if element.tag == "head" else str(element.tag)
    if outer[1] is BlockKind.ROW:
        return outer
    if tag == "summary" or _HEADING.fullmatch(tag):
        return _level(element, 0 if tag == "summary" else int(tag[1])), BlockKind.PARAGRAPH
    if tag in ("li", "item", "dt", "dd"):
        return 0, BlockKind.ITEM
    return (0, BlockKind.ROW) if is_row(element) else outer


def _level(heading: etree._Element, own: int) -> int:
    """Of a summary, whose own level is 0, below all headings around its `details`, and of a heading within that below the summary.

    A heading that is a summary is no more than that.
    """
    holder = heading.getparent()
    if holder is not None and holder.tag in _SUMMARIES:
        own = 0
    depth = sum(len(details) > 0 and details[0].tag in _SUMMARIES for details in heading.iterancestors("details"))
    return _LEVELS * depth + own or _LEVELS


def _is_term(element: etree._Element) -> bool:
    return element.tag == "dt" or str(element.get("rend", "")).startswith("dt-")


def _is_defined(term: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Whether a definition follows, of this term alone or of several; where terms are left open, lxml has the next one within.

    What is known of the terms that follow is added to `known`.
    """
    if term in known:
        return known[term]
    terms = [term]
    for follows in term.itersiblings(etree.Element):
        if not _is_term(follows):
            is_defined = follows.tag == "dd" or str(follows.get("rend", "")).startswith("dd-")
            break
        terms.append(follows)
    else:
        outer = term.getparent()
        is_defined = outer is not None and _is_term(outer) and _is_defined(outer, known)
    known.update(dict.fromkeys(terms, is_defined))
    return is_defined


def _fact(label: tuple[str, str], start: int) -> Fact:
    group, name = label
    return Fact(name.casefold(), group, start + len(name) + len(": "))


def article(pieces: Sequence[Piece], title: str, url: str | None) -> Article:
    """The pieces as a text, a blank line between them and the number of an item before it; the first heading of level 1, where it is
    the title, is no section.
    """
    text: list[str] = []
    end = 0
    spans: list[tuple[int, int]] = []  # of the pieces
    sections = Sections()
    for piece in pieces:
        start = end
        if piece.level and not piece.words:
            spans.append((start, start))
            sections.leave(piece.level, start)
            continue
        if piece.level == 1 and not sections.has_heading and piece.words == title:
            spans.append((start, start))
            continue
        if piece.number:
            text.append(f"{piece.number} ")
            start += len(text[-1])
        end = start + len(piece.words)
        spans.append((start, end))
        if piece.level:
            sections.head(piece.level, piece.words, start, end)
        else:
            columns = None if piece.columns is None else spans[piece.columns]
            parts = tuple((start + first, start + last) for first, last in piece.parts)
            fact = None if piece.label is None else _fact(piece.label, start)
            lead_end = start + piece.lead_end if piece.lead_end else 0
            block = Block(
                piece.kind, start, end, fact, columns=columns, parts=parts, depth=piece.depth, lead_end=lead_end
            )
            sections.add([block])
        text += piece.words, _BLANK_LINE
        end += len(_BLANK_LINE)
    return Article(title, "".join(text).removesuffix(_BLANK_LINE), sections.all(), url)
