"""What was read of a file, in short."""

from __future__ import annotations

from index.formats.markdown.read import read_markdown
from index.passage import Article

Outline = list[tuple[tuple[str, ...], str, list[tuple[str, str]]]]


def outline(article: Article) -> Outline:
    return [
        (
            section.path,
            article.text[section.heading_start : section.heading_end],
            [(block.kind.value, article.text[block.start : block.end]) for block in section.blocks],
        )
        for section in article.sections
    ]


def blocks(text: str) -> list[tuple[str, str]]:
    return [block for _, _, found in outline(read_markdown(text)) for block in found]
