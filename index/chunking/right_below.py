"""Whether something stands right below a heading or a paragraph: no words, picture or rule between them."""

from __future__ import annotations

import regex

from index.passage import Article, Block

# The line under a heading; what ends there, and what a paragraph begins with, where HTML stands within Markdown.
_UNDERLINE = r"[^\S\r\n]*+(?:\r\n?|\n) {0,3}+(?:=++|-++|~++)[^\S\r\n]*+(?=[\r\n])"
_TAGS = r"</[a-z][^<>]*>|<(?:a|b|br|center|div|em|font|header|i|p|small|span|strong)(?:\s[^<>]*)?>"
_BETWEEN = regex.compile(rf"(?:{_UNDERLINE})?+(?:\s|{_TAGS})*+", regex.IGNORECASE)


def is_right_below(article: Article, end: int, block: Block) -> bool:
    """Whether only white space, an underline and tags stand between what ends there and the block."""
    return _BETWEEN.fullmatch(article.text, end, block.start) is not None
