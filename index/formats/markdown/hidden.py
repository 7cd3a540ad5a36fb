"""Which elements of HTML in a Markdown file no reader sees, or only struck out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from markdown_it.token import Token

STRUCK = frozenset(("del", "s", "strike"))  # whose words are seen, and no longer said
# What is in them is not seen, or no text.
_NO_TEXT = frozenset(
    ("audio", "button", "canvas", "dialog", "form", "iframe", "nav", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "video")
)  # fmt: skip
_HIDDEN = re.compile(
    r"(?<![\w-])(?:hidden(?![\w-])|aria-hidden\s*=\s*[\"']?true|style\s*=\s*[\"'][^\"']*display\s*:\s*none)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][\w.:-]*)", re.IGNORECASE)


def tag_name(text: str, start: int = 0) -> str:
    """The name of the tag that begins there, in small letters; empty where none does, as for a comment."""
    tag = _TAG.match(text, start)
    return tag["name"].lower() if tag else ""


def hides(name: str, text: str, start: int, end: int) -> bool:
    """Whether no reader is told what is in an element of this name, in small letters, whose attributes stand there in a text."""
    return name in _NO_TEXT or name in STRUCK or _HIDDEN.search(text, start, end) is not None


def hidden(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The first and the last token within a line of each such element that is closed, ascending; none stands in another."""
    begun: dict[str, list[int]] = defaultdict(list)
    found: list[tuple[int, int]] = []
    for place, token in enumerate(tokens):
        tag = _TAG.match(token.content) if token.type == "html_inline" else None
        if tag is None:
            continue
        name = tag["name"].lower()
        if not tag["slash"]:
            if not token.content.endswith("/>"):
                begun[name].append(place)
        elif begun[name]:
            first = begun[name].pop()
            content = tokens[first].content
            if hides(name, content, len(f"<{name}"), len(content)):
                while found and found[-1][1] > first:
                    first = min(first, found.pop()[0])
                found.append((first, place))
    return found


def without_hidden(tokens: Sequence[Token]) -> list[Token]:
    """Those within a line that stand in no such element."""
    kept: list[Token] = []
    position = 0
    for first, last in hidden(tokens):
        kept += tokens[position:first]
        position = last + 1
    return [*kept, *tokens[position:]]
