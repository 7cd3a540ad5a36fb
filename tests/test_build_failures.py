"""A build that fails, or is killed at any moment, leaves the version in use and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from index import IndexMissing, NothingToIndex, SettingsError, SourceError, open_index
from index.passage import Article

if TYPE_CHECKING:
    from conftest import World


class BurningEncoder:
    """Breaks when it is asked for vectors."""

    fingerprint, dimension = "burning", 4096

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> object:
        raise MemoryError("no room for vectors")


def damage_nothing(world: World) -> None:
    """The world as it is."""


def only_empty_files(world: World) -> None:
    for file in world.library.rglob("*.*"):
        file.write_bytes(b"")


def only_marks(world: World) -> None:
    for file in world.library.rglob("*.*"):
        file.write_text("…\n\n* * *\n")


def marks_and_an_empty_file(world: World) -> None:
    only_marks(world)
    one_empty_file(world)


def one_empty_file(world: World) -> None:
    (world.library / "empty.txt").touch()


def two_empty_files(world: World) -> None:
    one_empty_file(world)
    (world.library / "zero.txt").touch()


def one_bare_heading(world: World) -> None:
    (world.library / "bare.txt").write_text("= Bare =\n\n== Only a heading ==\n")


@pytest.mark.parametrize(
    ("prepare", "changes", "options", "error", "told"),
    [
        pytest.param(only_empty_files, {}, {}, NothingToIndex, "nothing to index in library", id="only unreadable files"),
        pytest.param(only_marks, {}, {}, NothingToIndex, "the sources hold no sentence", id="no sentences"),
        pytest.param(marks_and_an_empty_file, {}, {}, NothingToIndex, r"library/ada-quill\.txt holds no sentence, .*library/empty\.txt is empty", id="no sentences, and one unreadable file"),
        pytest.param(one_empty_file, {}, {"strict": True}, SourceError, r"library/empty\.txt is empty; the build is strict", id="strict"),
        pytest.param(two_empty_files, {}, {"strict": True}, SourceError, r"library/empty\.txt is empty; library/zero\.txt is empty; the build is strict", id="strict, and two unreadable files"),
        pytest.param(one_bare_heading, {}, {"strict": True}, SourceError, r"library/bare\.txt holds no sentence", id="strict, and a file without a sentence"),
        pytest.param(damage_nothing, {"sources": ({"path": "gone"},)}, {}, NothingToIndex, "source gone does not exist", id="no such source"),
        pytest.param(damage_nothing, {"sources": ({"path": "library"}, {"path": "gone"})}, {}, NothingToIndex, "source gone does not exist", id="one such source of two, as where a folder is not mounted"),
        pytest.param(damage_nothing, {"language": "klingon"}, {}, SettingsError, r"index\.language", id="an unknown language"),
    ],
)  # fmt: skip
def test_a_failing_build_leaves_the_version_in_use_and_nothing_else(
    own_world: World, prepare, changes: dict[str, object], options: dict[str, bool], error: type[Exception], told: str
) -> None:
    before = own_world.in_use.name
    prepare(own_world)
    settings = own_world.settings.model_validate(own_world.settings.model_dump() | changes)
    with pytest.raises(error, match=told):
        type(own_world)(own_world.base, settings).build(**options)
    assert own_world.in_use.name == before
    assert [entry.name for entry in (own_world.index_dir / "versions").iterdir()] == [before]


def test_a_build_whose_encoder_breaks_leaves_no_version_at_all(new_world: World) -> None:
    with pytest.raises(MemoryError, match="no room for vectors"):
        type(new_world)(new_world.base, new_world.settings, BurningEncoder()).build()
    assert list((new_world.index_dir / "versions").iterdir()) == []
    with pytest.raises(IndexMissing):
        open_index(new_world.index_dir)


def too_deep(*_: object) -> object:
    raise RecursionError("maximum recursion depth exceeded\nin comparison")


def too_slow(*_: object) -> object:
    raise TimeoutError("the match took longer than 5 seconds")


def not_writable(*_: object) -> object:
    raise ValueError("All strings must be XML compatible")


@pytest.mark.parametrize(
    ("step", "breaks", "told"),
    [
        pytest.param("index.read.read_markdown", not_writable, "(ValueError: All strings must be XML compatible)", id="a format"),
        pytest.param("index.read.read_markdown", too_slow, "(TimeoutError: the match took longer than 5 seconds)", id="a format, by an error of the system's kind"),
        pytest.param("index.building.chunked.passages", too_deep, "(RecursionError: maximum recursion depth exceeded in comparison)", id="what cuts it into passages"),
        pytest.param("index.building.chunked.questions", too_slow, "(TimeoutError: the match took longer than 5 seconds)", id="what asks for its passages"),
    ],
)  # fmt: skip
def test_a_file_on_which_a_step_breaks_is_left_out_and_named(
    own_world: World, monkeypatch: pytest.MonkeyPatch, step: str, breaks: Callable[..., object], told: str
) -> None:
    package, name = step.rsplit(".", 1)
    whole = getattr(import_module(package), name)

    def on_the_heron(first: object, *others: object) -> object:
        is_heron = "eron" in (first.text if isinstance(first, Article) else str(first))
        return breaks() if is_heron else whole(first, *others)

    monkeypatch.setattr(step, on_the_heron)
    report = own_world.build()
    assert [document.source for document in open_index(own_world.index_dir).documents.values()] == [
        "library/ada-quill.txt",
        "library/rocks/granite.txt",
    ]
    [problem] = report.problems
    assert (problem.source, told in problem.reason) == ("library/grey-heron.md", True)
    with pytest.raises(SourceError, match=r"library/grey-heron\.md cannot be read"):
        own_world.build(strict=True)


def test_a_step_that_finds_no_memory_ends_the_build(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(text: str) -> Article:
        raise MemoryError

    monkeypatch.setattr("index.read.read_markdown", full)
    with pytest.raises(MemoryError):
        own_world.build()


# Builds in a process that kills itself at the nth change of the index folder, for every n, until a build gets through.
KILLED_AT_EVERY_STEP = """
import json, os, signal, sys
from pathlib import Path

import numpy as np

from index import Encoding
from index.build import build
from index.embed import PreparedEncoder
from index.manifest import damages, read_manifest
from index.settings import IndexSettings
from index.versions import VersionStore

class Encoder:
    fingerprint = model_fingerprint = "constant"
    dimension = 4

    def encode_passages(self, texts, progress=None):
        for _ in texts:
            yield Encoding(np.full(4, 0.5, np.float32), np.empty((0, 0), np.float32), np.empty((0, 2), np.int32), np.empty(0, np.bool_))

base = Path(sys.argv[1])
store = VersionStore(base / "var" / "index")
settings = IndexSettings(sources=("library",))
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.link"}

def is_change(event, arguments):
    writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return (writes or event in CHANGES) and "/var/index" in str(arguments)

def build_until(step):
    left = step

    def count(event, arguments):
        nonlocal left
        if is_change(event, arguments):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build(settings, base, lambda *_: PreparedEncoder("constant", "torch", Encoder(), (), None))
    os._exit(0)

status, step = None, 0
while status != 0:
    before = store.current()
    child = os.fork()
    if child == 0:
        build_until(step)
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        sys.exit("a build failed")
    step += 1
    print(json.dumps({
        "killed": status == signal.SIGKILL,
        "moved": store.current() != before,
        "unsound": [v for v in store.versions() if damages(store.folder_of(v), read_manifest(store.folder_of(v)))],
    }))
print(len(list((base / "var" / "index" / "versions").glob(".*"))), "leftovers at the end")
"""


@pytest.mark.slow
def test_a_build_that_is_killed_at_any_moment_leaves_the_version_in_use(new_world: World) -> None:
    new_world.build()
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_STEP, str(new_world.base)],
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *lines, end = done.stdout.splitlines()
    steps = [json.loads(line) for line in lines]
    assert len(steps) > 20
    assert [step["killed"] for step in steps] == [True] * (len(steps) - 1) + [False]
    assert [step["unsound"] for step in steps] == [[]] * len(steps)
    moved = [step["moved"] for step in steps]
    assert moved == sorted(moved)  # what is in use changes with the last steps of a build, not before
    assert (moved[0], moved[-1], end) == (False, True, "0 leftovers at the end")
