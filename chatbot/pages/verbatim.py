"""A document's text as a page holds it."""

from __future__ import annotations

from markupsafe import Markup, escape

_RETURN = Markup("&#13;")


def verbatim(text: str) -> Markup:
    """A passage's text stands in its element character for character; a carriage return survives only as a reference.

    A template's macro would take several times as long, and a long table has hundreds of thousands of cells.
    """
    shown = escape(text)
    return shown.replace("\r", _RETURN) if "\r" in text else shown
