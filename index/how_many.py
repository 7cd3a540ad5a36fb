"""How many of a thing there are, in words."""

from __future__ import annotations


def counted(many: int, what: str) -> str:
    """ "1 passage", "2 passages"."""
    return f"{many} {what}" if many == 1 else f"{many} {what}s"
