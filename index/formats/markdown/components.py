"""The tags of a site's own components (MDX) on lines by themselves, which end the paragraph above them."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.html_re import close_tag, open_tag
from markdown_it.rules_block import StateBlock

from index.formats.markdown.block_rules import before_fence, matched_line
from index.formats.markdown.tags import is_component

_LINE = re.compile(rf"(?:{open_tag}|{close_tag})[ \t]*")
_NAME = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][\w-]*)", re.IGNORECASE)
_NAMES = "components"


def with_components(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on reads them behind a paragraph's line as it does behind an empty one, if both tags are there.

    By CommonMark (4.6) they are words of the paragraph, and what the next tab is called was lost.
    """
    before_fence(parser, "components", _ends_paragraph)
    return parser


def _ends_paragraph(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
    if not silent or not state.src.startswith("<", state.bMarks[line] + state.tShift[line]):
        return False
    found = matched_line(_LINE, state, line)
    tag = _NAME.match(found[0]) if found else None
    return tag is not None and is_component(tag["name"]) and tag["name"] in _paired(state)


def _paired(state: StateBlock) -> frozenset[str]:
    """The names of which the document has both tags."""
    if _NAMES not in state.env:
        names = {slash: {name for mark, name in _NAME.findall(state.src) if mark == slash} for slash in ("", "/")}
        state.env[_NAMES] = frozenset(names[""] & names["/"])
    paired: frozenset[str] = state.env[_NAMES]
    return paired
