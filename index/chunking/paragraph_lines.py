"""The lines of a paragraph, of which each may say something of its own."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from index.passage import Article, Block, BlockKind

_LINE = regex.compile(r"(?:\r\n?|\n)[ \t>]*+")


def lines_of(article: Article, block: Block) -> Iterator[tuple[int, int]]:
    """Where those of a paragraph stand in the article, one after the other; the whole of any other block."""
    begins = [block.start]
    if block.kind is BlockKind.PARAGRAPH and block.parts:
        begins += [start for start, _ in block.parts[1:]]
    elif block.kind is BlockKind.PARAGRAPH:
        begins += [line.end() for line in _LINE.finditer(article.text, block.start, block.end)]
    for start, following in zip(begins, [*begins[1:], block.end], strict=True):
        yield start, start + len(article.text[start:following].rstrip(" \t\r\n>"))
