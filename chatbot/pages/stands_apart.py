"""Whether what is around a passage stands on lines of its own, as a page shows it."""

from __future__ import annotations

import re
from typing import Protocol

from index import BlockKind

# The end of a sentence, behind which the next one may follow on the same line. The widget's script has the same rule.
_RUNS_ON = re.compile(r"""[.!?…:؟۔।။។。！？：]["'”’»)\]]*\s*\Z""")


class Surroundings(Protocol):
    """The passages around one, None where there is none."""

    @property
    def before(self) -> str | None:
        """The one that it follows."""
        ...

    @property
    def after(self) -> str | None:
        """The one that follows it."""
        ...


class Surrounded(Protocol):
    """A passage of a reply."""

    @property
    def kind(self) -> BlockKind:
        """What it is in its document."""
        ...

    @property
    def text(self) -> str:
        """Verbatim."""
        ...

    @property
    def context(self) -> Surroundings:
        """What is shown around it."""
        ...


def stands_apart(passage: Surrounded) -> bool:
    """Whether it is no running text: the items of a list, the rows of a table, lines such as "Telephone: 555 0140"."""
    if passage.kind is not BlockKind.PARAGRAPH:
        return True
    lines = (passage.context.before, passage.context.after and passage.text)
    return any(line and not _RUNS_ON.search(line) for line in lines)
