"""Where the cells of a table's row stand in its text: between bars, which a cell may hold itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.span import Span, trimmed

# Between the cells of a row that is put together here, where one of them holds a bar: in Markdown that is written `\|`, while
# a page shows it as it is. No cell holds white space but single spaces then.
JOINT = "\u00a0|\u00a0"

_JOINTS = re.compile(r"(?:\u00a0|\A)\|(?:\u00a0|\Z)")
# Of HTML in Markdown, as it stands there; `alone` are some that divide nothing, passed over at once.
_TAGS = re.compile(
    r"(?:</(?:p|div)\s*>\s*)*(?:</t[dh]\s*>\s*)?<t[dh](?:\s[^<>]*)?>(?:\s*<(?:p|div)(?:\s[^<>]*)?>)*"
    r"|(?P<alone>(?:</(?:p|div)\s*>\s*)++)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"</t[dh]\s*>\s*<t[dh]\b", re.IGNORECASE)  # one cell ends, and the next one begins
_BAR = re.compile(r"[ \u00a0]\|[ \u00a0]")
_TAG = re.compile(r"<[^<>]*>")
_BARS = re.compile(r"(?<!\\)\|")
# Of plain text, whose columns stand below each other; behind a stop it may be a typist's habit.
_TABS = re.compile(r"\t\s*+")
_ROOM = re.compile(r"(?<=[^\s.!?:;,]) {2,}+(?=\S)")


def cell_spans(row: str) -> Sequence[Span]:
    """The offsets of each cell's words in a row's text, without the white space around them; bars around a row divide nothing.

    Tags divide one of HTML in Markdown, not one that speaks of them; without either, tabs do, or room of two spaces and more.
    """
    if tags := list(_tags(row)):
        starts = [0, *(end for _, end in tags)] if tags[0][0] else [end for _, end in tags]
        ends = [*(start for start, _ in tags if start), len(row)]
        return [trimmed(row, start, end) for start, end in zip(starts, ends, strict=True)]
    joints = [row.index("|", joint.start()) for joint in _JOINTS.finditer(row)] if JOINT in row else []
    bars = joints or [bar.start() for bar in _BARS.finditer(row)]
    if not bars:
        return _parted(row)
    cells = [trimmed(row, start + 1, end) for start, end in zip([-1, *bars], [*bars, len(row)], strict=True)]
    opens = not row[: bars[0]].strip()
    closes = not row[bars[-1] + 1 :].strip()
    return cells[opens : len(cells) - closes]


def _parted(row: str) -> Sequence[Span]:
    """The offsets of what tabs part, or else room, in a row of plain text."""
    form = _TABS if _TABS.search(row) else _ROOM
    joints = [found.span() for found in form.finditer(row)]
    starts, ends = [0, *(end for _, end in joints)], [*(start for start, _ in joints), len(row)]
    return [trimmed(row, start, end) for start, end in zip(starts, ends, strict=True)]


def _tags(row: str) -> Iterator[Span]:
    """Those that divide the row; one by itself does not beside a backtick, nor where bars do."""
    if "<" not in row or row.startswith("|"):
        return
    found = [tag for tag in _TAGS.finditer(row) if tag["alone"] is None]
    has_bars = bool(found) and not _PAIR.search(row) and _BAR.search(_TAG.sub("", row)) is not None
    for tag in found:
        start, end = tag.span()
        if _PAIR.search(tag[0]) or not (has_bars or "`" in (row[max(0, start - 1) : start], row[end : end + 1])):
            yield start, end
