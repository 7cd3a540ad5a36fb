"""Documents with answering sentences cut out: questions that fit a document which does not answer them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.corpus import Row

from chatbot.evaluate import is_right
from index import Passage


def half(text: str) -> int:
    """Which of two halves a text falls into."""
    return zlib.crc32(("half" + text).encode()) >> 3 & 1


def answering(rows: Iterable[Row], passages: Iterable[Passage]) -> list[Passage]:
    """Those that answer one of these questions, in the document that it is `about` where its row says so."""
    golds: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        golds.setdefault(row.get("about", ""), []).append(row["gold"])
    return [
        passage
        for passage in passages
        if any(is_right(passage.text, gold) for gold in (*golds.get("", ()), *golds.get(passage.document, ())))
    ]


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
