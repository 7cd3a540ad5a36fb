"""What of a Markdown file stands in more lists and quotes in each other than markdown-it reads."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

NESTING = 100  # levels of quotes and lists (a list is two): markdown-it recurses for each
_MARKS = re.compile(r"(?:(?:[-+*>]|\d{1,9}[.)])(?:[ \t]+|(?=>)|\Z))+")


def with_depth(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on reads what is as deep as it may be as paragraphs, each line with marks of its own as one.

    It gave up there, and on all behind it.
    """
    parser.options["maxNesting"] = NESTING
    parser.block.ruler.before("table", "depth", _depth)
    return parser


def _depth(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if silent or state.level < NESTING - 2:
        return False
    line = first + 1
    while line < last and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent and not _marks(state, line):
        line += 1
    content = state.getLines(first, line, state.blkIndent, False).strip()
    marks = _MARKS.match(content)
    state.line = line
    token = state.push("paragraph_open", "p", 1)
    token.map = [first, line]
    token = state.push("inline", "", 0)
    token.content = content[marks.end() :] if marks else content
    token.map = [first, line]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _marks(state: StateBlock, line: int) -> re.Match[str] | None:
    return _MARKS.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
