"""What a table is called by the line right above it, which tells it from another table with the same rows."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from index.passage import Article, Block, BlockKind, Section

_MOST_CHARS = 150
_SENTENCE_END = regex.compile(r"""[.!?。]["'”’)\]]*\Z""")
_LAST_SENTENCE = regex.compile(r"""(?:\A|(?<=[.!?]["'”’)\]]{0,2}\s))(?=[^.!?\s])(?:(?![.!?]["'”’)\]]{0,2}\s).)+\Z""")
_NUMBERED = regex.compile(r"(?i:table|tab\.|exhibit|schedule)\s+(?:\d|[A-Z]\b)")
_ANNOUNCES = regex.compile(r"\b(?:table|below|following|follows|overleaf)\b", regex.IGNORECASE)
_STOP = regex.compile(r"[.:：\s]+\Z")


def captions_of(article: Article, section: Section) -> Mapping[int, str]:
    """By the start of each row of a section whose table has one, in the words that a reader sees.

    It is a short paragraph that numbers the table, or what a paragraph ends with: words that are no sentence, or one that announces it.
    """
    found: dict[int, str] = {}
    caption = ""
    before: Block | None = None
    for block in section.blocks:
        if block.kind is BlockKind.ROW:
            if before is None or before.kind is not BlockKind.ROW:
                caption = _caption(article, before)
            elif _begins_table(block, before):
                caption = ""
            if caption:
                found[block.start] = caption
        before = block
    return found


def _begins_table(block: Block, before: Block) -> bool:
    """Whether a row behind another is of the next table, for it names columns itself, or others name its own."""
    return block.is_header or block.columns not in (before.columns, (before.start, before.end))


def _caption(article: Article, above: Block | None) -> str:
    if above is None or above.kind is not BlockKind.PARAGRAPH:
        return ""
    words = " ".join(article.plain(article.text[above.start : above.end]).split())
    if not _NUMBERED.match(words):
        last = _LAST_SENTENCE.search(words, max(0, len(words) - 2 * _MOST_CHARS))
        words = last[0] if last else ""
        if _SENTENCE_END.search(words) and not _ANNOUNCES.search(words):
            return ""
    return _STOP.sub("", words) if len(words) <= _MOST_CHARS else ""
