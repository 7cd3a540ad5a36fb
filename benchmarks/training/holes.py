"""Documents with answering sentences cut out: questions that fit a document which does not answer them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index import Passage


def cut(documents: Path, passages: Iterable[Passage], into: Path) -> Path:
    """Write the documents, UTF-8 text, into a folder without these passages; the folder."""
    of_document: dict[str, list[Passage]] = {}
    for passage in passages:
        of_document.setdefault(passage.document, []).append(passage)
    for file in documents.iterdir():
        text = file.read_text(encoding="utf-8")
        for passage in sorted(of_document.get(file.stem, ()), key=lambda passage: -passage.start):
            text = text[: passage.start] + text[passage.end :]
        (into / file.name).write_text(text, encoding="utf-8")
    return into
