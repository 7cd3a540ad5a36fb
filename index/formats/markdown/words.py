"""The words that a reader sees of Markdown: without its marks, of which one may open in a sentence and close in another."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.formats.breaks import BREAKS
from index.formats.markdown.hidden import tag_name, without_hidden
from index.shown import NOTE, STOP, Shown, parts_of, stopped_at_notes, words_of

LINE_BREAK = re.compile(r"\r\n?|\n")  # CommonMark's own; str.splitlines knows more and would number the lines otherwise
QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_UNDERLINE = re.compile(r"(?<=\n) {0,3}(?:=+|-+)[ \t]*(?=\n)")  # of a heading that a stretch begins with
_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_PIPES = re.compile(r" ?\|[ |]*")
_ALT = re.compile(r"\balt\s*=\s*(?P<quote>[\"'])(?P<words>.*?)(?P=quote)", re.IGNORECASE | re.DOTALL)
_DIVIDING = {"</td": " | ", "</th": " | ", "</dt": ": "}
_JOINT = "\ufdd0"  # a noncharacter, as the stops are
# A note itself begins a line: `[^1]: …`.
NOTE_BEGIN = re.compile(r"(?:\A|(?<=[\r\n]))[ \t>]*(?P<mark>\[\^(?P<label>[^\[\]\s]+)\]:)[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\[\]\s]+)\]")
_NOTES = "notes"


def find_notes(env: dict[str, Any], text: str) -> None:
    """Put the labels of the document's notes into `env`, whose marks are no words then, and take them out of its links."""
    env[_NOTES] = frozenset(found["label"].casefold() for found in NOTE_BEGIN.finditer(text))
    links = env.get("references", {})
    env["references"] = {label: link for label, link in links.items() if not label.startswith("^")}


def words(env: dict[str, Any], stretch: str, *, pictures: bool = True) -> str:
    """The words of a stretch; `env` holds the link definitions and notes of the document. `pictures` says whether theirs are some."""
    return _folded(_seen(_tokens(env, stretch), pictures))


def shown(env: dict[str, Any], stretches: Sequence[str]) -> list[Shown]:
    """The stretches of one block, in order: read as one, since emphasis and links may run over several sentences.

    A page shows them apart at a picture, whose words it has not, at a note's number, and where a line is broken.
    """
    tokens = _tokens(env, f"\n{_JOINT}\n".join(stretches))
    searched, on_page = _seen(tokens, True), _seen(tokens, False)
    if len(stretches) == 1:
        return [Shown(_folded(searched), parts_of(on_page))]
    if searched.count(_JOINT) == on_page.count(_JOINT) == len(stretches) - 1:
        pieces = zip(searched.split(_JOINT), on_page.split(_JOINT), strict=True)
        return [Shown(_folded(piece), parts_of(page)) for piece, page in pieces]
    # One ends within what is not seen, such as a link's title.
    return [alone for stretch in stretches for alone in shown(env, [stretch])]


def _tokens(env: dict[str, Any], stretch: str) -> list[Token]:
    notes = env.get(_NOTES, ())
    lines = _UNDERLINE.sub("", QUOTE_MARKS.sub("", LINE_BREAK.sub("\n", stretch)))
    lines = stopped_at_notes(NOTE_BEGIN.sub("", lines) if notes else lines)
    tokens = without_hidden([child for token in _INLINE.parseInline(lines, env) for child in token.children or ()])
    for token in tokens if notes else ():
        if token.type == "text":
            token.content = _NOTE_MARK.sub(lambda mark: NOTE if mark[1].casefold() in notes else mark[0], token.content)
    return tokens


def _folded(seen: str) -> str:
    return _PIPES.sub(", ", words_of(seen).strip("| "))


def _seen(tokens: Iterable[Token], pictures: bool) -> str:
    return "".join(_word(token, pictures) for token in tokens)


def _word(token: Token, pictures: bool) -> str:
    if token.type == "image":
        return _seen(token.children or (), pictures) if pictures else STOP
    if token.type == "html_inline":
        return _tag(token.content, pictures)
    if token.type == "hardbreak":
        return STOP
    return " " if token.type == "softbreak" else token.content


def _tag(tag: str, pictures: bool) -> str:
    """What stands in a text in place of a tag: between cells and behind a term what divides them, a picture's words, or where a line ends a stop."""
    name = tag_name(tag)
    if name == "img":
        words_of_picture = _ALT.search(tag) if pictures else None
        return html.unescape(words_of_picture["words"]) if words_of_picture else STOP
    if name != "br" and name not in BREAKS:
        return ""
    return _DIVIDING.get(tag[:4].lower(), STOP) if pictures else STOP
