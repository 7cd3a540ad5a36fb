"""What processes that are gone leave behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chatbot.monitoring.dead_processes import add_up, reading
from chatbot.monitoring.metrics import Metrics, forget_earlier_processes, forget_process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of two processes, 7 and 8."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    for pid in (7, 8):
        for name in (f"counter_{pid}.db", f"histogram_{pid}.db", f"gauge_livesum_{pid}.db", f"index_version_{pid}"):
            (tmp_path / name).touch()
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_process_that_is_gone_keeps_its_counts_only(folder: Path) -> None:
    forget_process(7)
    forget_process(9)  # that never wrote anything
    assert [name for name in names(folder) if "7" in name] == ["counter_7.db", "histogram_7.db"]
    assert len([name for name in names(folder) if "8" in name]) == 4


def test_an_earlier_server_keeps_its_counts_only(folder: Path) -> None:
    forget_earlier_processes()
    assert names(folder) == ["counter_7.db", "counter_8.db", "histogram_7.db", "histogram_8.db"]


COUNTING = """
from chatbot.monitoring.metrics import Metrics
metrics = Metrics()
metrics.requested("/api/chat", 200, 0.02)
metrics.replied("answered", 0.93, None)
"""


def scraped() -> dict[str, str]:
    """What a process that counts nothing itself gives, but for the gauges."""
    code = "from chatbot.monitoring.metrics import Metrics; print(Metrics().exposition().decode())"
    page = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    lines = (line.rpartition(" ") for line in page.splitlines() if line and line[0] != "#")
    return {series: value for series, _, value in lines if float(value)}


def test_the_counts_of_processes_that_are_gone_are_one_file_of_each_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    processes = [subprocess.Popen([sys.executable, "-c", COUNTING]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    before = scraped()
    assert before['chatbot_requests_total{route="/api/chat",status="200"}'] == "3.0"
    for process in processes[:2]:
        add_up(tmp_path, process.pid)
        add_up(tmp_path, process.pid)  # which is gone by now
        assert not list(tmp_path.glob(f"[ch]*_{process.pid}.db"))
    assert list(tmp_path.glob(f"counter_{processes[2].pid}.db"))
    assert scraped() == before
    add_up(tmp_path)
    assert sorted(file.name for file in tmp_path.glob("*.db") if "gauge" not in file.name) == [
        "counter_gone.db",
        "histogram_gone.db",
    ]
    assert scraped() == before
    assert (tmp_path / "counter_gone.db").stat().st_size < 100_000


def test_nothing_is_added_up_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    subprocess.run([sys.executable, "-c", COUNTING], check=True)
    with reading(tmp_path):
        add_up(tmp_path)
        assert not (tmp_path / "counter_gone.db").exists()
    add_up(tmp_path)
    assert (tmp_path / "counter_gone.db").exists()


def test_versions_are_those_of_all_processes_and_a_new_one_takes_the_old_ones_place(folder: Path) -> None:
    def versions() -> list[str]:
        lines = Metrics().exposition().decode().splitlines()
        return [line for line in lines if line.startswith("chatbot_index_info{")]

    for file in folder.glob("*.db"):
        file.unlink()
    (folder / "index_version_7").write_text("v1")
    (folder / "index_version_8").write_text("v2")
    assert versions() == ['chatbot_index_info{version="v1"} 1.0', 'chatbot_index_info{version="v2"} 1.0']
    Metrics().index_in_use("v3")
    (folder / "index_version_7").write_text("v3")
    assert versions() == ['chatbot_index_info{version="v2"} 1.0', 'chatbot_index_info{version="v3"} 1.0']
