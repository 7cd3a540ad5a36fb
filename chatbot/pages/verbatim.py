"""A document's text as a page holds it."""

from __future__ import annotations

from markupsafe import Markup, escape

from chatbot.pages.joints import joints

_RETURN = Markup("&#13;")
_JOINT = Markup('<span class="joint" aria-hidden="true"><span class="unseen">%s</span></span>')


def verbatim(text: str) -> Markup:
    """A passage's text stands in its element character for character; a carriage return survives only as a reference.

    A template's macro would take several times as long, and a long table has hundreds of thousands of cells.
    """
    shown = escape(text)
    return shown.replace("\r", _RETURN) if "\r" in text else shown


def parted(text: str) -> Markup:
    """The same, with a bar to be seen for what divides two cells, or a term and its definition."""
    pieces: list[Markup] = []
    end = 0
    for joint in joints(text):
        pieces += verbatim(text[end : joint.start()]), _JOINT % verbatim(joint[0])
        end = joint.end()
    return Markup().join((*pieces, verbatim(text[end:])))
