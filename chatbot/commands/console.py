"""What commands print on for people: text on stdout, and bars on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

_UNBROKEN = 1_000_000  # columns: more than any line has


def console_of_stdout() -> Console:
    """As wide as the terminal; in a pipe no line is broken, so that a sentence can be searched for.

    What owners and documents write is shown as it stands: `[faq]` is no markup, and `:x:` no picture.
    """
    width = None if sys.stdout.isatty() else _UNBROKEN
    return Console(width=width, highlight=False, markup=False, emoji=False)


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, silence in a pipe; the callable is told how many are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=total)
        yield lambda done: bars.update(task, completed=done)
