"""The commands of a program, whose output may find no room (one sentence and exit 1, as their other failures) or no letters."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import sys
from contextlib import suppress
from typing import Any

import click

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_ESCAPED = "json-escapes"  # which leave JSON what it is


class CommandGroup(click.Group):
    """A group of commands. A pipe that was closed, as by `head`, stays the quiet end that click makes of it."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name. A character that stdout's encoding lacks, as that of LANG=de_DE, is escaped."""
        if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
            sys.stdout.reconfigure(errors=_ESCAPED)
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


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPED, _escaped)
