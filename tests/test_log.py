"""Log lines in either form, and what becomes of those that cannot be written."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.monitoring.log import Log


@pytest.fixture
def own_logging() -> Iterator[None]:
    """What a log takes over is given back."""
    root, package = logging.getLogger(), logging.getLogger("chatbot")
    handlers, level = root.handlers[:], package.level
    yield
    root.handlers[:] = handlers
    package.setLevel(level)


def test_a_line_is_json_with_time_level_and_event_first(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stream:
        assert Log("json", stream).write("info", "request", {"status": 200, "question": 'Who "was"\n she\ud800 ភ្នំ?'})
    [line] = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    fields = json.loads(line)
    assert list(fields) == ["time", "level", "event", "status", "question"]
    assert fields.pop("time").endswith("Z")
    assert fields == {"level": "info", "event": "request", "status": 200, "question": 'Who "was"\n she? ភ្នំ?'}


@pytest.mark.parametrize("form", ["auto", "json", "console"])
def test_a_file_gets_json_unless_columns_are_asked_for(tmp_path: Path, form: str) -> None:
    with (tmp_path / "log").open("w") as stream:
        log = Log(form, stream)
        log.write("warning", "request", {"status": 429})
    [line] = (tmp_path / "log").read_text().splitlines()
    assert log.for_people == (form == "console")
    assert (line[0] == "{", "\x1b" in line) == (form != "console", False)
    assert "warning" in line and "request" in line and "429" in line


def test_a_terminal_gets_coloured_columns_by_itself() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        log = Log("auto", terminal)
        log.write("info", "request", {"status": 200})
        line = os.read(ours, 10_000).decode()
        os.close(ours)
    assert log.for_people
    assert "\x1b[" in line and "status" in line


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_others_log_has_the_same_form_and_a_traceback_without_variables(
    tmp_path: Path, form: str, own_logging: None
) -> None:
    with (tmp_path / "log").open("w") as stream:
        Log(form, stream).take_over()
        try:
            secret_question = "Who am I?"
            raise ValueError(len(secret_question))
        except ValueError as error:
            logging.getLogger("gunicorn.error").error("%s failed", "it", exc_info=error, extra={"id": "a1"})
        logging.getLogger("chatbot.live").info("in use")
        logging.getLogger("another.package").info("not told")
    text = (tmp_path / "log").read_text()
    assert "ValueError: 9" in text
    assert "Who am I" not in text.replace('secret_question = "Who am I?"', "")
    assert "not told" not in text
    if form == "json":
        failed, used = map(json.loads, text.splitlines())
        assert [failed[key] for key in ("level", "event", "logger", "id")] == ["error", "it failed", "gunicorn.error", "a1"]  # fmt: skip
        assert [used[key] for key in ("level", "event", "logger")] == ["info", "in use", "chatbot.live"]


CONTROLS = "\x1b[2J\x1b]0;owned\x07 \x9b31m\r\n\u2028\u202e who"


def test_columns_show_control_characters_instead_of_sending_them(tmp_path: Path, own_logging: None) -> None:
    with (tmp_path / "log").open("w") as stream:
        log = Log("console", stream)
        log.write("info", "request", {"question": CONTROLS.replace(" ", ""), "status": 200})
        log.take_over()
        logging.getLogger("chatbot.live").warning("of %s", CONTROLS)
        try:
            raise ValueError(CONTROLS)
        except ValueError as error:
            logging.getLogger("chatbot.live").error("it failed", exc_info=error)
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert text.count(r"\x1b[2J") == 3
    assert [character for character in text if not (character.isprintable() or character == "\n")] == []


def test_a_message_that_does_not_fit_its_arguments_fails_nobody(
    tmp_path: Path, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "log").open("w") as stream:
        Log("json", stream).take_over()
        logging.getLogger("chatbot.live").error("%d versions", "no")
        logging.getLogger("chatbot.live").error("the next one")
    assert [json.loads(line)["event"] for line in (tmp_path / "log").read_text().splitlines()] == ["the next one"]
    assert "%d versions" in capsys.readouterr().err


def test_without_a_stream_nothing_is_written_and_nothing_is_raised(tmp_path: Path) -> None:
    closed = (tmp_path / "log").open("w")
    closed.close()
    assert [Log("json", stream).write("info", "request", {}) for stream in (None, closed)] == [False, False]


def test_a_full_disk_loses_the_line_alone() -> None:
    with open("/dev/full", "w") as full:
        assert not Log("json", full).write("info", "request", {})


def test_a_pipe_that_nobody_empties_or_that_is_gone_is_not_waited_for() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        log = Log("json", pipe)
        written = [log.write("info", "request", {"filler": "x" * 500}) for _ in range(300)]
        assert written[0] and not written[-1]
        os.read(reader, 65_536)
        assert log.write("info", "request", {})
        os.close(reader)
        assert not log.write("info", "request", {})


@pytest.mark.parametrize("is_anothers", [False, True], ids=["own pipe", "another user's pipe"])
def test_long_lines_do_not_wait_for_a_pipe_that_nobody_empties_and_cost_no_other_line(
    is_anothers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_anothers:

        def no_right(*_: object) -> int:
            raise PermissionError

        monkeypatch.setattr(os, "open", no_right)
    reader, writer = os.pipe()
    written: list[bool] = []
    with os.fdopen(writer, "w") as pipe:
        log = Log("json", pipe)
        monkeypatch.undo()

        def write() -> None:
            while not written or written[-1]:
                written.append(log.write("error", "failed", {"number": len(written), "exception": "x" * 5200}))

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        thread.join(30)
        assert not thread.is_alive()
        read = os.read(reader, 1 << 20)
        assert log.write("info", "request", {})
        read += os.read(reader, 1 << 20)
    os.close(reader)
    [*failures, request] = (json.loads(line) for line in read.decode().splitlines() if line.endswith("}"))
    assert [failure["number"] for failure in failures] == list(range(len(written) - 1))
    assert request["event"] == "request"


def test_a_line_that_a_full_pipe_cut_costs_no_line_of_another_process() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        log = Log("json", pipe)
        while log.write("error", "failed", {"exception": "x" * 5200}):
            pass
        os.read(reader, 1 << 20)
        other = os.fork()
        if other == 0:
            os._exit(0 if log.write("info", "request", {}) else 1)
        assert os.waitpid(other, 0)[1] == 0
        line = os.read(reader, 1 << 20)
    os.close(reader)
    assert json.loads(line)["event"] == "request"
    assert line[:1] == b"\n"
