"""Comments of Obsidian in a Markdown file, which its readers do not see: `%% ask Edna %%`."""

from __future__ import annotations

import re

_MOST_CHARS = 5000
# Code is passed over, for `%%` says other things there.
_COMMENT = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)|\Z)"
    rf"|^[ \t]*%%(?!%)(?:(?!%%).){{0,{_MOST_CHARS}}}%%[ \t\r]*$",
    re.MULTILINE | re.DOTALL,
)
_NO_LINE_BREAK = re.compile(r"[^\r\n]+")


def without_comments(text: str) -> str:
    """The text with as many lines, those of comments that stand by themselves blank; within a line they stay."""
    # By a space, since a carriage return before words and a line feed behind them would be one line break without.
    return _COMMENT.sub(lambda found: found[0] if found["fence"] else _NO_LINE_BREAK.sub(" ", found[0]), text)
