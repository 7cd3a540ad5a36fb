"""Admonitions and tabs in Markdown, as MkDocs writes them: `!!! note "Title"`, `??? question`, `=== "Tab"`, each over an indented body."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.formats.markdown.block_rules import before_fence, matched_line
from index.formats.title_words import is_title

_INDENT = 4  # of a body, against its first line (Python-Markdown)
_HEAD = re.compile(
    r"(?:(?:!!!|\?\?\?\+?) ?(?P<kind>[\w-]+(?: +[\w-]+)*)?|(?P<tab>===[+!]{0,2}))(?: +\"(?P<title>.*)\")?[ \t]*"
)
# Those of Docutils and of Material for MkDocs.
KINDS = {
    "abstract", "attention", "bug", "caution", "danger", "error", "example", "failure", "hint", "important", "info",
    "note", "question", "quote", "success", "summary", "tip", "warning",
}  # fmt: skip


def with_asides(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on reads the body of an admonition or a tab as it reads any other Markdown.

    What it finds stands between `aside_open` and `aside_close`. The first holds the title as its `content`, empty
    where that only names the kind; `meta` says whether it `heads` the body, and how many characters of its line are
    `behind` it.
    """
    before_fence(parser, "aside", _aside)
    return parser


def _aside(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    head = matched_line(_HEAD, state, first)
    if head is None or not (head["kind"] or head["title"]):
        return False
    indent = state.sCount[first] + _INDENT
    following = after = first + 1
    while following < last and (state.isEmpty(following) or state.sCount[following] >= indent):
        following += 1
        after = after if state.isEmpty(following - 1) else following
    has_body = after > first + 1
    if not (has_body or head["title"]):
        return False
    if silent:
        return True

    title, is_tab = head["title"] or "", head["tab"] is not None
    if not is_tab and names_kind(title, head["kind"] or ""):
        title = ""
    heads = has_body and (is_tab or is_title(title.strip()))
    push_aside(state, (first, after), indent, title, head.end() - head.end("title"), heads=heads)
    return True


def names_kind(title: str, kind: str) -> bool:
    """Whether a title says no more than the kind of its aside, or nothing."""
    return title.strip(" .:!").lower() in {"", *kind.lower().split(), *KINDS}


def push_aside(
    state: StateBlock, lines: tuple[int, int], indent: int, title: str, behind: int, *, heads: bool, skipped: int = 0
) -> None:
    """Put an aside on these lines, of which the first is its own, as are those `skipped` below it, and the others, indented so far, its body.

    `state` goes on below.
    """
    first, last = lines
    token = state.push("aside_open", "div", 1)
    token.map = [first, last]
    token.content = title
    token.meta = {"heads": heads, "behind": behind}
    outer = state.parentType, state.blkIndent, state.lineMax
    state.parentType, state.blkIndent, state.lineMax = "aside", indent, last
    state.md.block.tokenize(state, first + 1 + skipped, last)
    state.parentType, state.blkIndent, state.lineMax = outer
    state.line = last
    state.push("aside_close", "div", -1)
