"""Pages to read, and what was read of them, in short."""

from __future__ import annotations

from index.passage import Article

WORDS = " ".join(["Tea is made from leaves and from hot water."] * 10)
FILLER = f"<p>{WORDS}</p>"
MENU = "".join(f"<li><a href=/{number}>An entry of the menu, number {number}</a>" for number in range(40))


def outline(article: Article) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    return [
        (section.path, [(block.kind.value, article.text[block.start : block.end]) for block in section.blocks])
        for section in article.sections
    ]


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()
