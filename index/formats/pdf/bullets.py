"""A PDF's bullets that are drawn by themselves, maybe behind all other words of their page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from index.formats.pdf.lines import BULLET, MARKER, Line

_WIDEST = 3  # times the size of the type: the gap to the words of the item


def with_bullets(lines: Sequence[Line]) -> list[Line]:
    """A page's lines, each bullet in the line that it stands before; one that stands before none stays."""
    bullets: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if BULLET.fullmatch(line.words):
            bullets[round(line.base)].append(line)
    used = set[Line]()
    marked: list[Line] = []
    for line in lines:
        near = [bullet for base in (-1, 0, 1) for bullet in bullets.get(round(line.base) + base, ())]
        before = [bullet for bullet in near if 0 < line.left - bullet.right < _WIDEST * line.size]
        used.update(before)
        is_item = bool(before) and not MARKER.match(line.words)
        marked.append(replace(line, words=f"• {line.words}") if is_item else line)
    return [line for line in marked if line not in used]
