"""What each paragraph of a Word document is: a title, a heading, an item, code or none of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy

from lxml import etree

from index.formats.line_forms import CLAUSE, SENTENCE_END, without_number
from index.formats.title_words import is_bold_title, may_head, states_something
from index.formats.word.markup import W, number, remove, run, value, words
from index.formats.word.numbering import Counted, Counter, Numbering
from index.formats.word.styles import Styles, marks_of
from index.formats.word.write_numbers import write_numbers

LEVELS = 6  # of headings that HTML has
TITLE, CODE = "Title", "Code"
LIST_LEVELS = 5  # that mammoth knows
# One list stands for all: the numbers before its items are written there, and signs are no text of the document.
LISTS = (
    f'<w:numbering xmlns:w="{W[1:-1]}"><w:abstractNum w:abstractNumId="0">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/></w:lvl>' for level in range(LIST_LEVELS))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)

_BODY_TEXT = 9  # the outline level of what is no heading (ISO/IEC 29500-1, 17.3.1.20)
_CLAUSE_CHARS = 100  # a longer heading that states something is the clause itself
_LEVELS_OF_BOLD = (LEVELS - 1, LEVELS)
_SEVERAL = 2  # titles, for a document has one style
_LIKE_CHARS = 200  # that one has which heads something only since others do
_IS_CONTENTS = re.compile(r"(?:toc|table of (?:figures|authorities)|index) ?\d*|(?:toc|contents|index) heading")
_IS_CODE = ("html preformatted", "preformatted text", "source code")
_HAS_WORDS = re.compile(r"\w")


def name_paragraphs(root: etree._Element, styles: Styles, numbering: Numbering) -> None:
    """Say of each paragraph what it is by the styles that mammoth is told of, write the number before it that Word counts, and
    leave nothing else of how it is set.

    A heading is what has a level in the outline by its style, one that this is based on, or by itself, and is no clause that
    ends as a sentence; and a few bold words by themselves that are a title, without a clause's number before them, right
    above something else that is neither a heading nor of the same list. Where several are titles, other bold words that may head
    something are headings too, and those that a document begins with right above one are its title.
    """
    _join_drop_caps(root)
    going_on = {paragraph for paragraph in list(root.iter(f"{W}p")) if _part_bold_line(paragraph)}
    places: dict[etree._Element, tuple[int, int]] = {}
    numbered: dict[etree._Element, Counted] = {}
    counter = Counter(numbering)
    for paragraph in list(root.iter(f"{W}p")):
        properties = paragraph.find(f"{W}pPr")
        named = None if properties is None else value(properties.find(f"{W}pStyle"))
        style = styles.of(named)
        if _IS_CONTENTS.fullmatch(style.names[0] if style.names else ""):
            remove(paragraph)
            continue
        listed = None if properties is None else properties.find(f"{W}numPr")
        place = style.numbering if listed is None else styles.list_place(listed, named)
        level = None if properties is None else number(properties.find(f"{W}outlineLvl"))
        level = style.outline if level is None else level
        name = None
        if "title" in style.names:
            name = TITLE
        elif level is not None and level < _BODY_TEXT and not _is_clause(words(paragraph)):
            name = f"Heading{min(level + 1, LEVELS)}"
        elif any(known in style.names for known in _IS_CODE):
            name = CODE
        elif place:
            places[paragraph] = place
        _name(paragraph, name, None if name else place)
        counted = counter.count(*place) if place and paragraph not in going_on else None
        if counted and name not in (TITLE, CODE) and words(paragraph):
            numbered[paragraph] = counted
    for body in root.iterchildren(f"{W}body"):
        _head_by_bold(list(body.iterchildren(etree.Element)), places)
        _join_titles(body)
    write_numbers(numbered, frozenset(paragraph for paragraph in numbered if _style(paragraph) in _HEADINGS))


def _is_clause(said: str) -> bool:
    is_sentence = SENTENCE_END.search(said) is not None or len(said) > _CLAUSE_CHARS
    return is_sentence and states_something(said.rstrip(".!"))


def _name(paragraph: etree._Element, name: str | None, place: tuple[int, int] | None) -> None:
    """Write new properties, which keep only that the paragraph's end is deleted."""
    properties = paragraph.find(f"{W}pPr")
    plain = etree.Element(f"{W}pPr")
    if name:
        etree.SubElement(plain, f"{W}pStyle").set(f"{W}val", name)
    if place:
        listed = etree.SubElement(plain, f"{W}numPr")
        etree.SubElement(listed, f"{W}ilvl").set(f"{W}val", str(min(place[1], LIST_LEVELS - 1)))
        etree.SubElement(listed, f"{W}numId").set(f"{W}val", "1")
    if properties is not None:
        mark = properties.find(f"{W}rPr")
        if mark is not None and mark.find(f"{W}del") is not None:
            plain.append(mark)
        paragraph.remove(properties)
    paragraph.insert(0, plain)
    if name in (TITLE, *_HEADINGS):
        for line in list(paragraph.iter(f"{W}br")):
            line.tag = f"{W}tab"


_HEADINGS = tuple(f"Heading{level}" for level in range(1, LEVELS + 1))


def _head_by_bold(blocks: Sequence[etree._Element], places: dict[etree._Element, tuple[int, int]]) -> None:
    blocks = [block for block in blocks if block.tag != f"{W}p" or words(block)]
    bold = [block for block in blocks if block.tag == f"{W}p" and _is_bold_line(block)]
    titles = {block for block in bold if is_bold_title(words(block))}
    if len(titles) >= _SEVERAL:
        titles |= {
            block for block in bold if len(said := words(block)) <= _LIKE_CHARS and may_head(without_number(said))
        }
    heads = {block: _level_of_bold(block, places.get(block)) for block in titles}
    if blocks[:1] and blocks[0] in heads and blocks[1:2] and blocks[1] in heads and blocks[0] not in places:
        _name(blocks[0], _HEADINGS[0], None)
    for before, block, following in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if block not in heads or following is None or following in heads or _style(following) in (TITLE, *_HEADINGS):
            continue
        place = places.get(block)
        if place is None or place not in (places.get(following), None if before is None else places.get(before)):
            _name(block, f"Heading{heads[block]}", None)


def _is_bold_line(paragraph: etree._Element) -> bool:
    """Whether it has bold words alone and is nothing yet."""
    return not _style(paragraph) and _are_bold(paragraph.iterchildren(f"{W}r"))


def _level_of_bold(paragraph: etree._Element, place: tuple[int, int] | None) -> int:
    """The level of the heading that a paragraph's form makes it."""
    clause = CLAUSE.fullmatch(words(paragraph))
    is_below = place[1] > 0 if place else clause is not None and "." in clause["number"]
    return _LEVELS_OF_BOLD[is_below]


def _are_bold(runs: Iterable[etree._Element]) -> bool:
    """Whether there are words in them, all of which are bold."""
    said = _with_words(runs)
    return bool(said) and all(map(_is_bold, said))


def _with_words(runs: Iterable[etree._Element]) -> list[etree._Element]:
    return [one for one in runs if _HAS_WORDS.search(words(one))]


def _is_bold(run: etree._Element) -> bool:
    return marks_of(run.find(f"{W}rPr")).get("b", False)


def _style(block: etree._Element) -> str | None:
    return value(block.find(f"{W}pPr/{W}pStyle"))


def _part_bold_line(paragraph: etree._Element) -> bool:
    """Make a paragraph of its own of a bold first line, above others that are not bold: a question of a FAQ, say. Whether there
    was one, so that this paragraph goes on.
    """
    runs = list(paragraph.iterchildren(f"{W}r"))
    ends = next((place for place, one in enumerate(runs) if one.find(f"{W}br") is not None), None)
    if ends is None:
        return False
    [*above], line = runs[:ends], runs[ends]
    children = list(line)
    at = next(place for place, child in enumerate(children) if child.tag == f"{W}br")
    head, rest = _without(line, children[at:]), _without(line, children[: at + 1])
    first = [*above, head]
    behind = [rest, *runs[ends + 1 :]]
    if not _are_bold(first) or all(map(_is_bold, _with_words(behind))):
        return False
    properties = paragraph.find(f"{W}pPr")
    title = etree.Element(f"{W}p")
    if properties is not None:
        title.append(deepcopy(properties))
    paragraph.addprevious(title)
    title.extend(first)
    paragraph.replace(line, rest)
    return True


def _without(line: etree._Element, children: Sequence[etree._Element]) -> etree._Element:
    """A copy of a run without some of its children; its properties stay."""
    copy = deepcopy(line)
    left_out = {list(line).index(child) for child in children if child.tag != f"{W}rPr"}
    for place, child in enumerate(list(copy)):
        if place in left_out:
            copy.remove(child)
    return copy


def _join_drop_caps(root: etree._Element) -> None:
    """Put a letter that hangs before its paragraph where it belongs."""
    for paragraph in list(root.iter(f"{W}p")):
        frame = paragraph.find(f"{W}pPr/{W}framePr")
        following = paragraph.getnext()
        if frame is None or frame.get(f"{W}dropCap", "none") == "none" or following is None or following.tag != f"{W}p":
            continue
        place = 1 if following.find(f"{W}pPr") is not None else 0
        following[place:place] = list(paragraph.iterchildren(f"{W}r"))
        remove(paragraph)


def _join_titles(body: etree._Element) -> None:
    """Make one of titles that follow upon each other."""
    for title in list(body.iterchildren(f"{W}p")):
        before = title.getprevious()
        if _style(title) == TITLE and before is not None and _style(before) == TITLE:
            if words(before) and words(title):
                before.append(run(" "))
            before.extend(title.iterchildren(f"{W}r"))
            body.remove(title)
