"""Log lines on stderr: JSON for machines, columns for people. One form for requests, for this package and for gunicorn.

A line that cannot be written (stderr closed, disk full, nobody reads the pipe) is dropped: writing waits for nothing
and raises nothing.
"""

from __future__ import annotations

import io
import json
import logging
import mmap
import os
import re
import select
import stat
import sys
import threading
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import ExcInfo, Processor

from chatbot.settings import LogFormat

Level = Literal["info", "warning", "error"]

# C0 and C1 controls, ends of lines, and what turns the direction of writing: a question must not move a terminal's cursor.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Log:
    """Lines to one stream. `for_people` says whether they are columns: asked for, or by themselves on a terminal."""

    def __init__(self, form: LogFormat, stream: TextIO | None) -> None:
        self._lines = _Lines(stream)
        self.for_people = form == "console" or (form == "auto" and self._lines.is_terminal)
        self._render: Processor = _json
        if self.for_people:
            self._render = structlog.dev.ConsoleRenderer(
                colors=self._lines.is_terminal,
                pad_event_to=0,
                exception_formatter=_traceback,
                sort_keys=False,
                timestamp_key="time",
            )
        self._quote: list[Processor] = [_quote] if self.for_people else []
        logger = structlog.wrap_logger(
            self._lines,
            processors=[_stamp, *self._quote, self._render],
            wrapper_class=structlog.BoundLogger,
            context_class=dict,
        )
        self._logger = logger.bind()

    def write(self, level: Level, event: str, fields: Mapping[str, object]) -> bool:
        """Whether the line was written."""
        written: bool = getattr(self._logger, level)(event, **fields)
        return written

    def take_over(self) -> None:
        """Let everything that the process logs (the `logging` module) come in the same form, this package's from `info` on."""
        handler = _Handler(self._lines)
        tell = [structlog.processors.format_exc_info] if not self.for_people else []
        handler.setFormatter(
            ProcessorFormatter(
                processors=[ProcessorFormatter.remove_processors_meta, *tell, *self._quote, self._render],
                foreign_pre_chain=[_stamp, structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder({"id"})],
            )
        )
        logging.getLogger().handlers[:] = [handler]
        logging.getLogger("chatbot").setLevel(logging.INFO)


class _Lines:
    """Writes each line by one call, so that lines of several processes do not mix."""

    def __init__(self, stream: TextIO | None) -> None:
        self._lock = threading.Lock()  # a poll object serves one thread at a time
        self._poll = select.poll()
        self._at_once = sys.maxsize  # bytes of one call
        # 1: the last line was written in part; shared with the processes that are forked.
        self._is_cut = mmap.mmap(-1, 1)
        try:
            # By number, as a buffer would keep what a full disk refused. A stream that was closed when the process
            # began is None, and its number may be another file's by now.
            self._descriptor = stream.fileno() if stream else -1
        except (OSError, ValueError):  # a stream of no file, or a closed one
            self._descriptor = -1
        if self._descriptor >= 0:
            self._open_pipe()
            self._poll.register(self._descriptor, select.POLLOUT)
        self.is_terminal = self._descriptor >= 0 and os.isatty(self._descriptor)

    def write(self, line: str) -> bool:
        """Whether all of it was written."""
        data = line.encode("utf-8", "replace") + b"\n"
        with self._lock:
            if self._is_cut[0]:
                data = b"\n" + data  # so that a line that was cut costs no other
            written = self._write(data)
            if written:
                self._is_cut[0] = written < len(data)
            return written == len(data)

    def _open_pipe(self) -> None:
        """Open a pipe once more, not to wait: one that can be written to has room for PIPE_BUF bytes, and a longer line would
        wait for the rest (pipe(7)). A flag on the stream itself would be on that of every program that has it.
        """
        with suppress(OSError):
            if not stat.S_ISFIFO(os.fstat(self._descriptor).st_mode):
                return
            self._at_once = select.PIPE_BUF  # another user's pipe cannot be opened
            self._descriptor = os.open(f"/proc/self/fd/{self._descriptor}", os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._at_once = sys.maxsize

    def _write(self, data: bytes) -> int:
        written = 0
        with suppress(OSError):
            while written < len(data) and self._poll.poll(0):  # else a pipe that nobody empties, or no stream
                written += os.write(self._descriptor, data[written : written + self._at_once])
        return written

    info = warning = error = write


class _Handler(logging.Handler):
    def __init__(self, lines: _Lines) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # a message that does not fit its arguments is no failure of whoever logs it
            self.handleError(record)
        else:
            self._lines.write(line)


def _stamp(_: object, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"time": now, "level": level, "event": event.pop("event"), **event}


def _quote(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _quoted(value) if isinstance(value, str) else value for key, value in event.items()}


def _quoted(text: str) -> str:
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def _traceback(stream: TextIO, exc_info: ExcInfo) -> None:
    """Plain, as rich's shows variables, so questions too; and its message may hold one."""
    plain = io.StringIO()
    structlog.dev.plain_traceback(plain, exc_info)
    stream.write("\n".join(map(_quoted, plain.getvalue().split("\n"))))


def _json(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event)


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
