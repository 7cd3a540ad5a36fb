"""The words that a reader sees of Markdown: without its marks, of which one may open in a sentence and close in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.shown import Shown

LINE_BREAK = re.compile(r"\r\n?|\n")  # CommonMark's own; str.splitlines knows more and would number the lines otherwise
QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_PIPES = re.compile(r" ?\|[ |]*")
_JOINT = "\ufdd0"  # a noncharacter, which texts are not to hold (Unicode, 23.7)


def words(env: dict[str, Any], stretch: str, *, pictures: bool = True) -> str:
    """The words of a stretch; `env` holds the link definitions of the document. `pictures` says whether theirs are some."""
    return _folded("".join(_seen(token, pictures) for token in _tokens(env, stretch)))


def shown(env: dict[str, Any], stretches: Sequence[str]) -> list[Shown]:
    """The stretches of one block, in order: read as one, since emphasis and links may run over several sentences."""
    joined = "".join(_seen(token, True) for token in _tokens(env, f"\n{_JOINT}\n".join(stretches)))
    pieces = joined.split(_JOINT)
    if len(pieces) != len(stretches):  # one ends within what is not seen, such as a link's title
        return [Shown(alone, (alone,)) for alone in (words(env, stretch) for stretch in stretches)]
    return [Shown(piece, (piece,)) for piece in map(_folded, pieces)]


def _tokens(env: dict[str, Any], stretch: str) -> list[Token]:
    lines = QUOTE_MARKS.sub("", LINE_BREAK.sub("\n", stretch))
    return [child for token in _INLINE.parseInline(lines, env) for child in token.children or ()]


def _folded(seen: str) -> str:
    return _PIPES.sub(", ", " ".join(seen.split()).strip("| "))


def _seen(token: Token, pictures: bool) -> str:
    if token.type == "image":
        return "".join(_seen(child, pictures) for child in token.children or ()) if pictures else ""
    if token.type == "html_inline":
        return " " if token.content.startswith("<br") else ""
    return " " if token.type in ("softbreak", "hardbreak") else token.content
