"""The words that a reader sees of Markdown: without its marks, of which one may open in a sentence and close in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.shown import Shown

LINE_BREAK = re.compile(r"\r\n?|\n")  # CommonMark's own; str.splitlines knows more and would number the lines otherwise
QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_WORD = re.compile(r"\w")
_PIPES = re.compile(r" ?\|[ |]*")
_JOINT, _STOP = "\ufdd0", "\ufdd1"  # noncharacters, which texts are not to hold (Unicode, 23.7)


def words(env: dict[str, Any], stretch: str, *, pictures: bool = True) -> str:
    """The words of a stretch; `env` holds the link definitions of the document. `pictures` says whether theirs are some."""
    return _folded(_seen(_tokens(env, stretch), pictures))


def shown(env: dict[str, Any], stretches: Sequence[str]) -> list[Shown]:
    """The stretches of one block, in order: read as one, since emphasis and links may run over several sentences.

    A page shows them apart at a picture, whose words it has not, and where a line is broken.
    """
    tokens = _tokens(env, f"\n{_JOINT}\n".join(stretches))
    searched, on_page = _seen(tokens, True), _seen(tokens, False)
    if len(stretches) == 1:
        return [Shown(_folded(searched), _parts(on_page))]
    if searched.count(_JOINT) == on_page.count(_JOINT) == len(stretches) - 1:
        pieces = zip(searched.split(_JOINT), on_page.split(_JOINT), strict=True)
        return [Shown(_folded(piece), _parts(page)) for piece, page in pieces]
    # One ends within what is not seen, such as a link's title.
    return [alone for stretch in stretches for alone in shown(env, [stretch])]


def _parts(on_page: str) -> tuple[str, ...]:
    pieces = [" ".join(piece.split()) for piece in on_page.split(_STOP)]
    return tuple(piece for piece in pieces if _WORD.search(piece) or (piece and len(pieces) == 1))


def _tokens(env: dict[str, Any], stretch: str) -> list[Token]:
    lines = QUOTE_MARKS.sub("", LINE_BREAK.sub("\n", stretch))
    return [child for token in _INLINE.parseInline(lines, env) for child in token.children or ()]


def _folded(seen: str) -> str:
    return _PIPES.sub(", ", " ".join(seen.replace(_STOP, " ").split()).strip("| "))


def _seen(tokens: Iterable[Token], pictures: bool) -> str:
    return "".join(_word(token, pictures) for token in tokens)


def _word(token: Token, pictures: bool) -> str:
    if token.type == "image":
        return _seen(token.children or (), pictures) if pictures else _STOP
    if token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
        return _STOP
    if token.type == "html_inline":
        return ""
    return " " if token.type == "softbreak" else token.content
