"""What `chatbot serve` does where no index version is in use, with another program in the place of the build."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import World

SERVE = """
import sys
from chatbot.cli import main

sys.executable = sys.argv[1]
main(["serve", "--port", "0"])
"""
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start(own_world: World) -> Start:
    """Start a server in the small world's folder, whose build is this shell script."""

    def run(script: str) -> subprocess.Popen[str]:
        (own_world.base / "config.yaml").write_text("index:\n  sources: [library]\n  model: words\n")
        build = own_world.base / "build"
        build.write_text(f"#!/bin/sh\n{script}\n")
        build.chmod(0o755)
        command = [sys.executable, "-c", SERVE, str(build)]
        return subprocess.Popen(command, cwd=own_world.base, stderr=subprocess.PIPE, text=True)

    return run


def test_a_version_that_is_there_and_not_in_use_is_told_before_another_is_built(own_world: World, start: Start) -> None:
    kept = own_world.in_use.name
    (own_world.index_dir / "CURRENT").unlink()
    server = start("exit 3")
    _, said = server.communicate()
    assert said == (
        f"No index version is in use, though there are: {kept} (`chatbot index rollback VERSION` takes one). "
        "Building one of what the sources hold now.\n"
    )
    assert server.returncode == 3


def test_a_server_that_is_stopped_while_it_builds_leaves_no_build_behind(
    own_world: World, start: Start, until: Callable[..., None]
) -> None:
    own_world.index_dir.rename(own_world.base / "elsewhere")
    server = start("echo $$ > began; exec sleep 60")
    began = own_world.base / "began"
    until(lambda: began.exists() and began.read_text().endswith("\n"), "the build", seconds=60)
    build = Path(f"/proc/{int(began.read_text())}")
    server.send_signal(signal.SIGTERM)
    _, said = server.communicate()
    assert (server.returncode, said) == (128 + signal.SIGTERM, "There is no index yet; building one.\n")
    assert not build.exists()
