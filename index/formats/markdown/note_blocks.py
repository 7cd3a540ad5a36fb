"""What stands indented below a note (`[^1]: …`) belongs to it, as Pandoc, GitHub and Python-Markdown read it, and is no code."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.formats.markdown.words import NOTE_BEGIN

_INDENT = 4


def with_notes(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on reads the blocks of a note as those of an item: a heading there is one of them."""
    parser.block.ruler.before("code", "note", _rest_of_note)
    return parser


def _rest_of_note(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    if silent or not state.is_code_block(line) or len(state.tokens) < 2:
        return False
    above, closing = state.tokens[-2:]
    if closing.type != "paragraph_close" or not NOTE_BEGIN.match(above.content):
        return False
    state.blkIndent += _INDENT
    state.level += 1  # of notes within notes markdown-it reads no more than of lists
    state.md.block.tokenize(state, line, last)
    state.level -= 1
    state.blkIndent -= _INDENT
    return True
