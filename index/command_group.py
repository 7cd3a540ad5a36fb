"""The commands of a program, whose output may find no room: one sentence and exit 1, as their other failures."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any

import click

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class CommandGroup(click.Group):
    """A group of commands. A pipe that was closed, as by `head`, stays the quiet end that click makes of it."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            with suppress(OSError):  # what is left of the output would fail once more when Python ends
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            failure = click.ClickException(f"{error.filename or 'the output'} cannot be written: {error.strerror}.")
            failure.show()
            sys.exit(failure.exit_code)
