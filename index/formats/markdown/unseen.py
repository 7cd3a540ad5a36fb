"""What of Markdown no reader sees: comments and other orders within a line, tags, a picture's sign, and behind a link's words its address and title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, html_inline, image, link
from markdown_it.token import Token

from index.formats.breaks import BREAKS
from index.formats.markdown.hidden import STRUCK, hidden, tag_name
from index.formats.markdown.words import LINE_BREAK, NOTE_BEGIN, QUOTE_MARKS
from index.shown import HIDDEN, STOP

_PLACE = "place"  # of what is unseen of a token, in `meta`
_MARK = "mark"  # the place of what stands before a picture's words
_MAY_HOLD = "<", "]("
_LINES = (BREAKS | {"br"}) - {"td", "th"}  # whose tags divide words; an empty cell is told by its tags
_WRITTEN = "text", "code_inline"
_SENTENCE_END = re.compile(r"(?:\A|[.!?…。！？])[\"'”’)\]*_]*\s*\Z")
_NEAR_CHARS = 20
_ORDERS = "<!", "<?"  # what begins a comment, a declaration, CDATA or an instruction to a program


def masked(stretch: str) -> str:
    """The stretch of one block, as long as it was: HIDDEN for each character of a tag or of what stands around a link's words, a space
    for one of a tag that ends a line or of a quote's mark before a line, and STOP for one of a comment or of an element that hides
    words, which is no part of a sentence.
    """
    stretch = QUOTE_MARKS.sub(_blank, stretch)
    if not any(mark in stretch for mark in _MAY_HOLD):
        return stretch
    lines = LINE_BREAK.sub(lambda found: "\n".rjust(len(found[0])), stretch)
    lines = NOTE_BEGIN.sub(_blank, lines)
    pieces: list[str] = []
    end = 0
    for start, after, mask in _masks(stretch, _INLINE.parseInline(lines)):
        pieces += stretch[end:start], mask * (after - start)
        end = after
    return "".join((*pieces, stretch[end:]))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _masks(stretch: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """The places of what is unseen, ascending, each with what stands there instead."""
    position = 0
    for first, last in (*hidden(tokens), (len(tokens), len(tokens))):
        for token in tokens[position:first]:
            if token.type == "inline":
                yield from _masks(stretch, token.children or ())
                continue
            for start, end in (token.meta[part] for part in (_MARK, _PLACE) if part in token.meta):
                yield start, end, _mask(stretch, start)
        position = last + 1
        if first < last:
            start, end = tokens[first].meta[_PLACE][0], tokens[last].meta[_PLACE][1]
            has_words = any(token.content.strip() for token in tokens[first:last] if token.type in _WRITTEN)
            yield start, end, STOP if has_words and not _is_struck_within(stretch, start) else HIDDEN


def _is_struck_within(stretch: str, start: int) -> bool:
    """Whether the element there strikes out a part of a sentence, and not one from its begin or all of it."""
    begins = _SENTENCE_END.search(stretch, max(0, start - _NEAR_CHARS), start) is not None
    return tag_name(stretch, start) in STRUCK and not begins


def _mask(stretch: str, start: int) -> str:
    if stretch.startswith(_ORDERS, start):
        return STOP
    return " " if tag_name(stretch, start) in _LINES else HIDDEN


def _html(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = html_inline(state, silent)
    if found and not silent:
        state.tokens[-1].meta[_PLACE] = start, state.pos
    return found


def _link(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = link(state, silent)
    if found and not silent:
        _put_behind(state, state.md.helpers.parseLinkLabel(state, start, True))
    return found


def _image(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = image(state, silent)
    if found and not silent:
        words_start = start + len("![")  # whose sign would end a sentence
        _put_behind(state, words_start + len(state.tokens[-1].content))
        state.tokens[-1].meta[_MARK] = start, words_start
    return found


def _put_behind(state: StateInline, label_end: int) -> None:
    """Into the last token what stands in brackets behind its label; a reference to a definition is none."""
    behind = label_end + len("]")
    if behind < state.pos and state.src[behind] == "(":
        state.tokens[-1].meta[_PLACE] = behind, state.pos


_INLINE = MarkdownIt("commonmark")
for _name, _rule in (("html_inline", _html), ("link", _link), ("image", _image)):
    _INLINE.inline.ruler.at(_name, _rule)
