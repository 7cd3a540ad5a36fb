"""What divides the cells of a row, a term from its definition, and a heading from what is right below it, in HTML within Markdown:
tags, which a page shows otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The widget's script has the same rule, and so has `cell_spans` of the index. `alone` are tags that divide nothing, passed over at once.
_JOINT = re.compile(
    r"(?:(?:<p(?:\s[^<>]*)?>\s*|</p>\s*)*</?(?:t[dh]|d[td]|h[1-6])(?:\s[^<>]*)?>|</p>\s*<p(?:\s[^<>]*)?>)"
    r"(?:\s*</?(?:t[dh]|d[td]|h[1-6]|p|div)(?:\s[^<>]*)?>)*"
    r"|(?P<alone>(?:(?!</p>\s*<p(?:\s[^<>]*)?>)(?:<p(?:\s[^<>]*)?>\s*|</p>\s*))++)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"</(?:t[dh]|dt)\s*>\s*<(?:t[dh]|d[td])\b", re.IGNORECASE)  # one ends, and the next one begins
_BAR = re.compile(r"[ \u00a0]\|[ \u00a0]")
_TAG = re.compile(r"<[^<>]*>")


def joints(text: str) -> Iterator[re.Match[str]]:
    """Each in order. A tag by itself is none beside a backtick, where it is spoken of, nor where bars divide the row."""
    if "<" not in text or text.startswith("|"):
        return
    found = [joint for joint in _JOINT.finditer(text) if joint["alone"] is None]
    has_bars = bool(found) and not _PAIR.search(text) and _BAR.search(_TAG.sub("", text)) is not None
    for joint in found:
        beside = text[max(0, joint.start() - 1) : joint.start()], text[joint.end() : joint.end() + 1]
        if _PAIR.search(joint[0]) or not (has_bars or "`" in beside):
            yield joint
