"""Plain text in the style of a wiki extract: `= Title =`, `== Section ==`, an infobox, paragraphs.

The headings of a text without any of these marks, and its name, are told by their form, and so are questions before their
answers in any; without any, it reads as one section of paragraphs and list items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.formats.line_forms import LABEL, SENTENCE_END, UNDERLINE
from index.formats.sections import Sections
from index.formats.text.headings import ANSWERED, Heading, plain_headings
from index.formats.text.infobox import InfoboxLine, facts
from index.formats.text.lines import Line, has_room, text_lines
from index.formats.text.name import plain_name
from index.formats.text.tables import with_tables
from index.formats.title_words import is_title
from index.passage import Article, Block, BlockKind

_HEADING = re.compile(r"(?=.*[^=\s])(={1,6})\s*(?P<words>.*?\S)\s*\1")  # not an underline
_ITEM = re.compile(r"(?:[-*•‣–]|\d{1,3}[.)])\s+(?=\S)")
_ENTRY = re.compile(r"[-*•]\s++(?!\d+\s*:)(?P<key>[^:]{1,60}?)\s*+:(?!//)(?:\s*(?P<value>\S.*))?")
# Lines that each say something of their own: "Winner, prose: …", "2008 - 2009   …", "(a) …", "ii) …" and "4.2 The …".
_DATED = re.compile(r"(?:[Ss]ince\s|\d\d?/)?(?:1\d|20)\d\d(?:\s*[-–—:]|\s{2,}|\s(?:to\s|[^\sa-z]))")
_LETTERED = re.compile(r"(?:\(?(?:[a-z]|[ivx]{2,4})|\(\d{1,2})\)\s+\S")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?\s+[^\W\d_a-z]")
_PARTS = (_LETTERED, _NUMBERED)
_OWN = (LABEL, _DATED, *_PARTS)

# A line at least this long was not wrapped by hand, so its end is the end of a paragraph.
_UNWRAPPED_CHARS = 120
_SEVERAL_WORDS = 10  # which an address of the web has not
# One shorter than this, with a capital below it, was not wrapped but ended.
_WRAPPED_CHARS = 50


def read_wiki_text(text: str) -> Article:
    """Read a file's own content; offsets count its characters as they are (CRLF is two, a byte order mark one)."""
    lines = list(text_lines(text))
    marked = _marked(lines)
    told = plain_headings(lines)
    questions = {place: heading for place, heading in told.items() if heading.is_question}
    headings = {**questions, **marked} if marked else told
    named = None if marked else plain_name(lines)
    name = "" if named is None else lines[named].text
    title = ""
    sections = Sections()
    paragraph: list[Line] = []
    # Where it may state something, it is a passage too.
    is_mere = is_title(name) and (name.isupper() or not LABEL.match(name))
    is_known = named is not None and (named in headings or is_mere)
    read = named + 1 if named is not None and is_known else 0  # lines, of which an infobox takes several
    is_asked = False  # whether the last line that is not empty was a question
    is_wrapped = not any(map(_is_unwrapped, lines))

    while read < len(lines):
        line, heading = lines[read], headings.get(read)
        if line.text and not heading and not UNDERLINE.fullmatch(line.text):
            if sections.is_empty and not paragraph and (box := _infobox(lines[read:])):
                blocks, taken = box
                sections.add(blocks)
                read += taken
                continue
            paragraph.append(line.behind(ANSWERED) if is_asked else line)
            is_asked = False
        else:
            sections.add(_blocks(paragraph, is_wrapped))
            paragraph = []
        read += heading.lines if heading else 1
        if not heading:
            continue
        is_asked = heading.is_question
        words = text[heading.start : heading.end]
        if heading.level == 1 and not title and sections.is_empty:
            title = words
        else:
            sections.head(heading.level, words, heading.start, heading.end)
    sections.add(_blocks(paragraph, is_wrapped))
    return Article(title=title, text=text, sections=sections.all(), name=name)


def _marked(lines: Sequence[Line]) -> Mapping[int, Heading]:
    found = ((place, line, _HEADING.fullmatch(line.text)) for place, line in enumerate(lines))
    return {
        place: Heading(len(match[1]), line.start + match.start("words"), line.start + match.end("words"))
        for place, line, match in found
        if match
    }


def _infobox(lines: list[Line]) -> tuple[list[Block], int] | None:
    """The facts of an infobox that these lines begin with, and how many lines it takes; None where they begin with none.

    It is at least two `- Key: value` lines, the first of which may stand under a name. Blank lines, keys without a value
    and values that go on in the next line may stand between them; what follows the last one is no part of it.
    """
    begin = 0 if _goes_on(lines) else 1
    if not _goes_on(lines[begin : begin + 1]):
        return None
    entries: list[tuple[InfoboxLine, int, int]] = []  # with where its line begins and ends
    taken, indent = begin, 0
    for place, line in enumerate(lines[begin:], begin):
        match = _ENTRY.fullmatch(line.text)
        if match and match["value"]:
            entry = InfoboxLine(match["key"], match["value"], line.start + match.start("value"))
            entries.append((entry, line.start, line.end))
            indent = line.indent
        elif line.text and not match:
            is_value = place == taken and entries and not _ITEM.match(line.text)
            is_within = line.indent > indent
            if not is_value or not (is_within or line.text[0].islower() or _goes_on(lines[place + 1 : place + 2])):
                break
            entries[-1] = (*entries[-1][:2], line.end)
        if line.text:
            taken = place + 1
    if len(entries) < 2 or (taken < len(lines) and _ITEM.match(lines[taken].text)):
        return None
    told = facts([entry for entry, *_ in entries])
    # "Entry is free." and "Opening hours:" are more than a name.
    is_more = SENTENCE_END.search(lines[0].text) or lines[0].text.endswith(":")
    name = _paragraphs(lines[:begin], is_wrapped=True) if is_more else ()
    return [
        *name,
        *(Block(BlockKind.FACT, start, end, fact=fact) for (_, start, end), fact in zip(entries, told, strict=True)),
    ], taken


def _goes_on(lines: list[Line]) -> bool:
    """Whether an entry stands next."""
    return bool(lines) and _ENTRY.fullmatch(lines[0].text) is not None


def _is_unwrapped(line: Line) -> bool:
    return len(line.text) >= _UNWRAPPED_CHARS and line.text.count(" ") >= _SEVERAL_WORDS


def _blocks(lines: list[Line], is_wrapped: bool) -> Iterator[Block]:
    """Lines that follow each other without a blank one: tables, and what else there is. Lines that are told by what they begin with are
    no rows.
    """
    for stretch, rows in with_tables(lines, lambda line: not _begins(line.text, (_ITEM, *_OWN))):
        yield from rows or _paragraphs(stretch, is_wrapped)


def _paragraphs(lines: list[Line], is_wrapped: bool) -> Iterator[Block]:
    """Lines that follow each other without a blank one: list items and paragraphs, either of which may be wrapped by hand.

    Right below a line that ends with a colon, lines that begin with a label, a year or a letter are items without a mark.
    `is_wrapped` is false where a text has lines that are longer than anybody wraps them: there, a line ends what it belongs to, but
    for short ones, as of an address or a poem, or on top of the next.
    """
    begun: list[Line] = []  # of the item or paragraph that is being read
    kind = BlockKind.PARAGRAPH
    mark: int | None = None  # columns before the mark of the item that the lines belong to
    width = max((line.width for line in lines), default=0)
    for line in lines:
        item = _ITEM.match(line.text)
        is_within = mark is not None and line.indent > mark
        if begun and (
            item
            or (_ends(begun, line, is_wrapped) if mark is None else _ends_item(begun, line, mark, width, is_wrapped))
        ):
            yield Block(kind, begun[0].start, begun[-1].end)
            is_list = (kind is BlockKind.ITEM and mark is None) or begun[-1].text.endswith(":")
            is_entry = not item and _begins(line.text, _OWN) and not _NUMBERED.match(line.text)
            kind = BlockKind.ITEM if is_within or (is_list and is_entry) else BlockKind.PARAGRAPH
            mark = mark if is_within else None
            begun = []
        if item:
            kind, mark = BlockKind.ITEM, line.indent
        begun.append(line.behind(_ITEM) if item else line)
    if begun:
        yield Block(kind, begun[0].start, begun[-1].end)


def _ends(begun: Sequence[Line], following: Line, is_wrapped: bool) -> bool:
    """Whether a paragraph ends with its last line, by what it begins with and what stands in the next line.

    Where nothing is wrapped by hand, one as long as if it were ends unless a small letter stands below it.
    """
    first, last = begun[0].text, begun[-1].text
    if len(last) >= _UNWRAPPED_CHARS or SENTENCE_END.search(last):
        return True
    if not is_wrapped and begun[-1].width >= _WRAPPED_CHARS and not following.text[0].islower():
        return True
    if _begins(following.text, _OWN):
        is_part = _begins(following.text, _PARTS) and _begins(first, _PARTS)
        return last.endswith(":") or _begins(last, _OWN) or is_part or LABEL.match(first) is not None
    is_sentence = following.text.lstrip("\"'“‘(")[:1].isupper() and SENTENCE_END.search(following.text) is not None
    return has_room(begun[-1].width, following.text, following.width) and is_sentence and LABEL.match(last) is not None


def _ends_item(begun: Sequence[Line], following: Line, mark: int, width: int, is_wrapped: bool) -> bool:
    """The same of an item: what is indented further than its mark is its own; else, it goes on where it was wrapped.

    `mark` and `width`, that of the widest line beside them, are columns.
    """
    if following.indent > mark:
        return _begins(following.text, (LABEL, *_PARTS))
    last = begun[-1]
    is_hung = len(begun) > 1 and last.indent > following.indent  # so the next line would be, too
    if is_hung or last.text.endswith(":") or _begins(following.text, _OWN) or _ends(begun, following, is_wrapped):
        return True
    is_full = last.width >= _WRAPPED_CHARS and not has_room(last.width, following.text, width)
    return not (following.text[0].islower() or is_full)


def _begins(line: str, forms: Iterable[re.Pattern[str]]) -> bool:
    return any(form.match(line) for form in forms)
