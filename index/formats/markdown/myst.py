"""Directives and targets in Markdown, as MyST writes them for Sphinx: a fence that begins ```` ```{note} ````, and `(some-name)=`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.formats.markdown.asides import KINDS, names_kind, push_aside
from index.formats.markdown.block_rules import before_fence, matched_line, passed_over, words_of
from index.formats.title_words import is_title

# Directives of Docutils, Sphinx and sphinx-design whose body is more Markdown; the words beside the name of the first ones are a title.
_TITLED = {*KINDS, "admonition", "card", "dropdown", "grid-item-card", "seealso", "sidebar", "tab-item", "topic"}
_UNTITLED = {
    "container", "deprecated", "div", "epigraph", "figure", "grid", "grid-item", "margin", "only", "pull-quote", "tab-set", "table",
    "versionadded", "versionchanged", "versionremoved",
}  # fmt: skip
# Those that say what else is to stand there.
_ORDERS = {"contents", "image", "include", "index", "literalinclude", "raw", "tableofcontents", "toctree"}

_HEAD = re.compile(r"(?P<fence>`{3,}+|~{3,}+)[ \t]*+\{(?P<name>[\w-]++)\}[ \t]*+(?P<words>[^`\r\n]*)")
_OPTION = re.compile(r":[\w-]+:(?:\s.*)?")
_TARGET = re.compile(r"\([^\s()](?:[^()]*[^\s()])?\)=[ \t]*")


def with_myst(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on reads such a fence as an aside where its body is text, and passes over one that only gives an order.

    Any other one (`{code-block}`, `{math}`) stays a block of code. A target is passed over.
    """
    before_fence(parser, "directive", _directive)
    before_fence(parser, "target", passed_over(_TARGET))
    return parser


def _directive(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    head = matched_line(_HEAD, state, first)
    if head is None or head["name"] not in _TITLED | _UNTITLED | _ORDERS:
        return False
    closing = _closing(state, first, last, head["fence"])
    if closing is None or silent:
        return closing is not None
    if head["name"] not in _ORDERS:
        options = _options(state, first + 1, closing)
        title = head["words"].rstrip() if head["name"] in _TITLED else ""
        title = "" if names_kind(title, head["name"]) else title
        heads = not all(map(state.isEmpty, range(first + 1 + options, closing))) and is_title(title)
        behind = head.end() - head.start("words") - len(title)
        push_aside(state, (first, closing), state.blkIndent, title, behind, heads=heads, skipped=options)
    state.line = closing + 1
    return True


def _closing(state: StateBlock, first: int, last: int, fence: str) -> int | None:
    """The line that ends the fence (CommonMark, 4.5); None where it goes on to the end of what holds it."""
    for line in range(first + 1, last):
        words = words_of(state, line)
        if words and state.sCount[line] < state.blkIndent:
            return None
        if len(words) >= len(fence) and not words.strip(fence[0]) and not state.is_code_block(line):
            return line
    return None


def _options(state: StateBlock, begin: int, end: int) -> int:
    """How many lines its options take: each `:name: value`, or YAML between two lines `---`."""
    if begin < end and words_of(state, begin) == "---":
        closing = next((line for line in range(begin + 1, end) if words_of(state, line) == "---"), None)
        return 0 if closing is None else closing + 1 - begin
    line = begin
    while line < end and _OPTION.fullmatch(words_of(state, line)):
        line += 1
    return line - begin
