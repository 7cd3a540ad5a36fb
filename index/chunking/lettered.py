"""Items that a letter or a number marks by itself, as in contracts and rules: `(a) keep animals;` below `The tenant must not:`; and
lines of a paragraph that begin with a bullet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import regex

from index.chunking.paragraph_lines import lines_of
from index.passage import Article, Block, BlockKind, Section

# "(a) …", "a) …", "a. …", "(ii) …", "(B) …", "1. …"; in bold, too.
_MARK = regex.compile(
    r"[*_\s]*+(?P<open>\()?(?P<name>[a-z]{1,5}|[A-Z]|\d{1,2})(?P<close>(?(open)\)|[.)]))[*_]*+\s+(?=\S)"
)
_BULLET = regex.compile(r"[*_\s]*+(?P<mark>[•◦▪‣●○■–—]|-(?=\s))\s*+(?=\S)")
_ANNOUNCES = regex.compile(r"[:：]\s*\Z")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")

_ANNOUNCING_CHARS = 200  # of what stands above an item, its end

_Place = tuple[str, int]  # the form of a mark, and which of its kind it is, from 1 on


@dataclass(frozen=True, slots=True)
class _List:
    """A list that is open: its last item, and how many lists it stands in."""

    last: _Place
    depth: int


@dataclass(slots=True)
class _Piece:
    """A block, or what of it is an item of its own."""

    block: Block
    start: int
    end: int
    depth: int | None  # of an item


def with_lettered(article: Article) -> Article:
    """The article with an item for each paragraph, or line of one, that begins with such a mark, where a line with a colon
    announces the first of them and each is the next of its kind; one that announces others may stand among them, which are deeper.

    So are two or more lines of one paragraph that begin with the same bullet, announced or not. Nothing else changes: a paragraph
    without a mark ends the list, and a number alone begins none.
    """
    return replace(article, sections=tuple(_with_items(article, section) for section in article.sections))


def _with_items(article: Article, section: Section) -> Section:
    lines = (start for block in section.blocks for start, _ in lines_of(article, block))
    if not any(_MARK.match(article.text, start) or _BULLET.match(article.text, start) for start in lines):
        return section
    return replace(section, blocks=tuple(_block(piece) for piece in _pieces(article, section.blocks)))


def _pieces(article: Article, blocks: Sequence[Block]) -> list[_Piece]:
    pieces: list[_Piece] = []
    open_lists: list[_List] = []
    for block in blocks:
        begins = True
        bullet = _bullet(article, block)
        for start, end in lines_of(article, block):
            places = _places(article.text, start) if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else ()
            depth = _enter(places, open_lists, article, pieces) if places else None
            if bullet and (mark := _BULLET.match(article.text, start)) and mark["mark"] == bullet:
                depth = block.depth
            if begins or depth is not None:
                pieces.append(_Piece(block, start, end, depth))
            else:
                pieces[-1].end = end
            if begins and depth is None and block.kind is BlockKind.PARAGRAPH:
                open_lists.clear()
            begins = False
    return pieces


def _bullet(article: Article, block: Block) -> str | None:
    """What two or more lines of a paragraph begin with, the most of them."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    found = Counter(
        mark["mark"] for start, _ in lines_of(article, block) if (mark := _BULLET.match(article.text, start))
    )
    bullet, times = max(found.items(), key=itemgetter(1), default=("", 0))
    return bullet if times > 1 else None


def _places(text: str, start: int) -> Sequence[_Place]:
    """What the mark there may be: "(i)" is the ninth letter or the first number."""
    mark = _MARK.match(text, start)
    if mark is None:
        return ()
    name, form = mark["name"], f"{mark['open'] or ''}{{}}{mark['close']}"
    places: list[_Place] = []
    if name.isdigit():
        places.append((form.format("1"), int(name)))
    elif len(name) == 1 and (name.islower() or mark["close"] == ")"):
        places.append((form.format("a" if name.islower() else "A"), ord(name.lower()) - ord("a") + 1))
    if name in _ROMAN:
        places.append((form.format("i"), _ROMAN.index(name) + 1))
    return places


def _enter(places: Sequence[_Place], open_lists: list[_List], article: Article, before: Sequence[_Piece]) -> int | None:
    """How deep the item stands that has one of these places, whose list is open from there on; None where it is none."""
    for at in reversed(range(len(open_lists))):
        form, number = open_lists[at].last
        if (form, number + 1) in places:
            open_lists[at:] = [replace(open_lists[at], last=(form, number + 1))]
            return open_lists[at].depth
    first = next((place for place in reversed(places) if place[1] == 1), None)
    if first is None or not before:
        return None
    above = before[-1]
    end = article.text[max(above.start, above.end - _ANNOUNCING_CHARS) : above.end]
    if not _ANNOUNCES.search(article.plain(end)):
        return None
    if above.depth is None:
        open_lists.clear()
    is_within = above.depth is not None or above.block.kind is BlockKind.ITEM
    open_lists.append(_List(first, (above.block.depth if above.depth is None else above.depth) + is_within))
    return open_lists[-1].depth


def _block(piece: _Piece) -> Block:
    block = piece.block
    if (piece.start, piece.end, piece.depth) == (block.start, block.end, None):
        return block
    parts = block.parts_within(piece.start, piece.end)
    kind, depth = (block.kind, block.depth) if piece.depth is None else (BlockKind.ITEM, piece.depth)
    return replace(
        block, kind=kind, start=piece.start, end=piece.end, depth=depth, parts=parts if len(parts) > 1 else ()
    )
