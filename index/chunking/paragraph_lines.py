"""The lines of a paragraph, of which each may say something of its own."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from index.passage import Article, Block, BlockKind

_LINE = regex.compile(r"(?:\r\n?|\n)[ \t>]*+")


def lines_of(article: Article, block: Block) -> Iterator[tuple[int, int]]:
    """Where those of a paragraph stand in the article, one after the other; the whole of any other block."""
    breaks: list[tuple[int, int]] = []
    if block.kind is BlockKind.PARAGRAPH and block.parts:
        breaks = [(start, start) for start, _ in block.parts[1:]]
    elif block.kind is BlockKind.PARAGRAPH:
        breaks = [line.span() for line in _LINE.finditer(article.text, block.start, block.end)]
    begins, ends = [block.start, *(end for _, end in breaks)], [*(start for start, _ in breaks), block.end]
    for start, end in zip(begins, ends, strict=True):
        yield start, start + len(article.text[start:end].rstrip(" \t\r\n"))
