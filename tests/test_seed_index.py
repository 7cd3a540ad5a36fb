"""The tests' index of the seed is made once, and anew by other code."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed_index
from seed_index import indexed_seed


class BuildFailed(Exception):
    pass


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    for file in ("config.yaml", "chatbot/answer.py", "index/build.py", "seeds/article.txt"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(file)
    monkeypatch.setattr(seed_index, "PROJECT", root)
    return root


def test_it_is_made_once_and_anew_where_anything_has_changed_that_it_is_made_of(project: Path, tmp_path: Path) -> None:
    built: list[list[str]] = []

    def build(folder: Path) -> None:
        built.append(sorted(file.name for file in folder.rglob("*")))
        (folder / "var").mkdir()

    first = indexed_seed(tmp_path / "kept", build)
    assert indexed_seed(tmp_path / "kept", build) == first
    assert built == [["article.txt", "config.yaml", "seeds"]]
    assert (first / "var").is_dir()
    for times, file in enumerate(("config.yaml", "chatbot/answer.py", "index/build.py", "seeds/article.txt"), 2):
        (project / file).write_text("changed")
        made = indexed_seed(tmp_path / "kept", build)
        assert len(built) == times
        assert [folder for folder in (tmp_path / "kept").iterdir() if folder.is_dir()] == [made]


def test_a_build_that_failed_leaves_nothing_that_is_taken(project: Path, tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise BuildFailed

    with pytest.raises(BuildFailed):
        indexed_seed(tmp_path / "kept", fail)
    made = indexed_seed(tmp_path / "kept", lambda folder: None)
    assert sorted(path.name for path in made.iterdir()) == ["config.yaml", "seeds"]
