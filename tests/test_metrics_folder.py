"""The folder in which several workers count."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from chatbot.serving.metrics_folder import hold, new_folder


def test_a_new_folder_takes_the_place_of_those_that_killed_servers_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = "import sys; from chatbot.serving.metrics_folder import hold; hold(sys.argv[1]); print(flush=True); input()"
    killed, in_use = (tmp_path / "chatbot-metrics-1", tmp_path / "chatbot-metrics-2")
    servers = [
        subprocess.Popen([sys.executable, "-c", code, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for folder in (killed, in_use)
    ]
    try:
        assert [server.stdout and server.stdout.readline() for server in servers] == [b"\n"] * 2
        (killed / "counter_7.db").touch()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "chatbot-metrics-link").symlink_to("elsewhere")
        servers[0].kill()
        servers[0].wait()
        own = new_folder()
        assert set(os.listdir(tmp_path)) == {in_use.name, "elsewhere", "chatbot-metrics-link", Path(own).name}
        hold(own)
        another = new_folder()
        assert Path(own).is_dir() and Path(another).is_dir()
    finally:
        for server in servers:
            server.kill()
            server.communicate()
