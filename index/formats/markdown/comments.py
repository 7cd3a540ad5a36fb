"""Comments in a Markdown file, which its readers do not see: `<!-- ask Edna -->`, and `%% ask Edna %%` of Obsidian."""

from __future__ import annotations

import re
from bisect import bisect_right

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


def comments(text: str) -> tuple[tuple[int, int], ...]:
    """Where comments of both kinds stand outside of code."""
    found = list(_COMMENT.finditer(text))
    places = [comment.span() for comment in found if not comment["fence"]]
    fences = [fence.span() for fence in found if fence["fence"]]
    end = 0
    while (start := text.find("<!--", end)) >= 0:
        before = bisect_right(fences, (start, len(text))) - 1
        if before >= 0 and start < fences[before][1]:
            end = fences[before][1]
        elif text[start - 1 : start] == "`":
            end = start + len("<!--")
        elif (last := text.find("-->", start + len("<!--"))) >= 0:
            end = last + len("-->")
            places.append((start, end))
        else:
            break
    return tuple(sorted(places))
