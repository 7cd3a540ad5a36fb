"""What processes that are gone leave behind."""

from __future__ import annotations

from pathlib import Path

import pytest

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
