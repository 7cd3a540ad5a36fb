"""The half that answers: the packages of the group `serve`, slimmed as the image's are, and nothing else."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from conftest import Server

PROJECT = Path(__file__).parents[1]
# The server's own command, with no memory that is writable and executable, as MemoryDenyWriteExecute in the systemd unit has it
# (prctl(2): PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN; since Linux 6.3).
HARDENED = "import ctypes; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0); from chatbot.cli import main; main()"

MOST_MEGABYTES = 265  # before strip, which takes away 35; 25 of the seed's index and some 130 of python:3.11-slim make an image below 400


@pytest.fixture(scope="module")
def slim() -> ModuleType:
    """The script of the image."""
    specification = importlib.util.spec_from_file_location("slim", PROJECT / "deploy" / "slim.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def environment_that_serves(slim: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, float]]:
    """The Python of an environment with only these packages, linked from that of the tests and slimmed; its megabytes."""
    folder = tmp_path_factory.mktemp("serving") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [site] = folder.glob("lib/python3*/site-packages")
    found = slim.installed(sys.path)
    for name in {*slim.serving(found), slim.OURS}:
        for source in slim.files(found[name]):
            if source.is_relative_to(found[name].locate_file("")) and source.suffix not in {".pyc", ".pth"}:
                link = site / source.relative_to(found[name].locate_file(""))
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(source)
    slimmed = subprocess.run(
        [sys.executable, PROJECT / "deploy" / "slim.py", folder],
        env={"PATH": ""},  # without strip, which would write through the links
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    yield str(folder / "bin" / "python"), float(slimmed.stdout.removesuffix(" MB\n"))
    shutil.rmtree(folder)


def test_every_dependency_is_in_one_of_the_two_halves() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    halves = declared["dependency-groups"]
    assert sorted(halves["serve"] + halves["build"], key=str.lower) == sorted(
        declared["project"]["dependencies"], key=str.lower
    )


@pytest.mark.slow
def test_the_half_that_answers_is_small_and_answers_and_says_that_it_cannot_build(
    environment_that_serves: tuple[str, float],
    environment: dict[str, str],
    seed_project: Path,
    copy_of: Callable[[Path], Path],
    start_server: Callable[..., Server],
) -> None:
    python, megabytes = environment_that_serves
    assert megabytes < MOST_MEGABYTES
    project = copy_of(seed_project)
    server = start_server(project, "--workers", "2", command=(python, "-c", HARDENED), PYTHONPATH=str(PROJECT))
    asked = httpx.post(f"{server.address}/api/chat", json={"question": "When did Scott Leiper die?"}, timeout=30)
    assert asked.json()["message"] == "Scott Leiper died in 2016."
    verdict = httpx.post(f"{server.address}/api/feedback", json={"reply_id": asked.json()["id"], "helpful": True})
    pages = [httpx.get(server.address + path) for path in ("/", "/sources/mu-sochua", "/metrics", "/docs")]
    assert ([page.status_code for page in pages], verdict.status_code) == ([200] * 4, 201)
    assert server.stop() == 0

    def chatbot(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "chatbot", *arguments],
            cwd=project,
            env=environment | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    for command in ("list", "verify"):
        assert chatbot("index", command).returncode == 0
    for command in (["index", "build"], ["report"]):
        lacks = chatbot(*command)
        assert (lacks.returncode, lacks.stdout) == (1, "")
        assert re.fullmatch(r"Error: \w+ is not installed: only the half that answers is here\. .*\n", lacks.stderr)
    assert [name for name in ("torch", "huggingface_hub", "nltk") if _has(python, name)] == []


def _has(python: str, module: str) -> bool:
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0
