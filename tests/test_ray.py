"""A build on Ray is the local build: the same bytes, whatever happens to its workers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import PROJECT, World
from milvus_server import MilvusServer

from chatbot.cli import main

Run = Callable[..., subprocess.CompletedProcess[str]]

DOCUMENTS = PROJECT / "benchmarks" / "questions" / "documents"
UNREADABLE = ["documents/latin.txt"]


def in_use(folder: Path) -> dict[str, Any]:
    """What the version in use says of itself, but for its name and time."""
    index_dir = folder / "var" / "index"
    version = (index_dir / "CURRENT").read_text(encoding="utf-8").strip()
    manifest = json.loads((index_dir / "versions" / version / "manifest.json").read_bytes())
    return {key: value for key, value in manifest.items() if key not in ("version", "created", "checksum")}


def processes(root: int) -> dict[int, str]:
    """The processes that this one and its children started, by their titles."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,args="], capture_output=True, encoding="utf-8", check=True)
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    found = {root: ""}
    for _ in range(4):  # the build, Ray's own processes, and theirs
        found |= {int(pid): title for pid, parent, title in rows if int(parent) in found}
    return found


def test_without_the_extra_the_command_says_how_to_get_it(new_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["chatbot"])
    monkeypatch.delitem(sys.modules, "index.building.ray_workers", raising=False)
    monkeypatch.setitem(sys.modules, "ray", None)
    arguments = ["index", "build", "--ray", "--source", str(new_world.library), "--index-dir", str(new_world.index_dir)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "install the extra `ray` (README, Extras)" in done.output
    assert not new_world.index_dir.exists()


@pytest.mark.scale
def test_a_build_on_ray_equals_the_local_one(seed_project: Path, copy_of: Callable[[Path], Path], run: Run) -> None:
    folder = copy_of(seed_project)
    local = in_use(folder)
    built = run("chatbot", "index", "build", "--ray", "--full", "--json", cwd=folder)
    assert built.returncode == 0, built.stderr
    report = json.loads(built.stdout)
    assert (report["embedded"], report["reused"]) == (report["passages"], 0)
    assert in_use(folder) == local


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """Enough documents for several batches, one of them unreadable, built without Ray; copy it to change it."""
    folder = tmp_path_factory.mktemp("local")
    (folder / "config.yaml").write_text("index: {sources: [documents]}\n", encoding="utf-8")
    (folder / "documents").mkdir()
    for file in DOCUMENTS.iterdir():
        for number in range(3):
            shutil.copy(file, folder / "documents" / f"{number}-{file.name}")
    (folder / "documents" / "latin.txt").write_bytes(b"Caf\xe9 in Latin-1.\n")
    built = run("index", "build", "--json", cwd=folder)
    assert built.returncode == 0, built.stderr
    assert [problem["source"] for problem in json.loads(built.stdout)["problems"]] == UNREADABLE
    return folder


@pytest.mark.scale
def test_a_killed_actor_costs_its_batch_and_nothing_else(
    local: Path,
    copy_of: Callable[[Path], Path],
    environment: dict[str, str],
    tmp_path: Path,
    until: Callable[..., None],
) -> None:
    folder = copy_of(local)
    command = [sys.executable, "-m", "index", "build", "--ray", "--full", "--json"]
    with (tmp_path / "stderr").open("wb") as stderr:
        building = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=stderr)
        killed: set[int] = set()
        ever: set[int] = set()
        while building.poll() is None:
            found = processes(building.pid)
            ever |= found.keys() - {building.pid}
            for pid, title in found.items():
                if not killed and title.startswith("ray::MapWorker(MapBatches(_Embed)).submit"):  # at work
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            time.sleep(0.2)
    assert building.returncode == 0, (tmp_path / "stderr").read_text(encoding="utf-8")
    assert killed
    assert building.stdout is not None
    report = json.loads(building.stdout.read())
    building.stdout.close()
    assert [problem["source"] for problem in report["problems"]] == UNREADABLE
    assert in_use(folder) == in_use(local)
    until(lambda: not ever & processes(1).keys(), "the end of Ray's processes")


@pytest.mark.scale
def test_only_what_is_new_is_embedded(local: Path, copy_of: Callable[[Path], Path], run: Run) -> None:
    folder = copy_of(local)
    (folder / "documents" / "new.txt").write_text("= Ada Quill =\n\nAda Quill kept the light.\n", encoding="utf-8")
    built = run("index", "build", "--ray", "--json", cwd=folder)
    assert built.returncode == 0, built.stderr
    report = json.loads(built.stdout)
    assert (report["embedded"], report["reused"]) == (1, report["passages"] - 1)
    on_ray = in_use(folder)
    assert run("index", "build", "--full", cwd=folder).returncode == 0
    assert in_use(folder) == on_ray


@pytest.mark.scale
def test_a_build_on_ray_stores_in_milvus_what_the_local_one_does(
    seed_project: Path, copy_of: Callable[[Path], Path], run: Run, milvus: MilvusServer
) -> None:
    folder = copy_of(seed_project)
    engine = {"CHATBOT_INDEX__ENGINE": "milvus", "CHATBOT_INDEX__URI": milvus.uri, "CHATBOT_INDEX__COLLECTION": "ray"}
    reports = []
    for options in (["--ray"], ["--ray"], ["--full", "--if-changed"]):
        built = run("index", "build", "--json", *options, cwd=folder, **engine)
        assert built.returncode == 0, built.stderr
        reports.append(json.loads(built.stdout))
    first, again, locally = reports
    assert (first["reused"], again["embedded"]) == (0, 0)
    assert not locally["published"]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        pytest.param("ray://127.0.0.1:10001", 2, "make it one of the cluster", id="Ray's remote client"),
        pytest.param("127.0.0.1:1", 1, "no Ray cluster can be reached at 127.0.0.1:1", id="nobody there"),
    ],
)
def test_a_cluster_that_cannot_do_it_is_refused_in_a_sentence(
    new_world: World, run: Run, address: str, code: int, said: str
) -> None:
    refused = run("index", "build", "--source", "library", "--ray", address, cwd=new_world.base)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
