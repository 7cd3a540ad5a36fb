"""Builds that meet a fault, each in a forked process of its own; one JSON line says what became of each.

    python tests/faulty_builds.py FAULT FOLDER COUNT

FOLDER holds `library/` and an index of it in `var/index`. The sources change before every build. COUNT
faults are spread evenly: over the length of a build (`kill`), over its changes of the index folder
(`kill-at-change`, `error-at-change`; 0 for every change) or over the sizes of its files (`file-size`);
`race` starts two builds at once.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index import SearchIndexError, open_index
from index.build import build as build_version
from index.embed import prepare_encoder
from index.manifest import damages, read_manifest
from index.settings import IndexSettings
from index.versions import VersionStore

FAILED, CRASHED = 3, 4  # exit codes: with one sentence, with a traceback
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.link", "sqlite3.connect"}
INDEX = "/var/index"  # in the path of every index folder
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO)

Fault = Callable[[], object]


@dataclass(frozen=True)
class Build:
    """A build in another process, where its last words come from, and the versions before it."""

    process: int
    words: int
    before: list[str]

    def wait(self) -> tuple[int, str]:
        """Its exit code, below 0 where it was killed, and its last words."""
        with open(self.words, encoding="utf-8") as stream:
            said = stream.read()
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]), said


class Folder:
    """A library and its index."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.store = VersionStore(base / "var" / "index")
        self.settings = IndexSettings(sources=("library",))
        self.edits = 0

    def edit(self) -> None:
        self.edits += 1
        (self.base / "library" / "news.txt").write_text(f"Ship number {self.edits} came into the harbour today.\n")

    def start(self, fault: Fault) -> Build:
        """A build with a fault in a process of its own."""
        before = self.store.versions()
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            return Build(child, reading, before)
        code, words = 0, ""
        try:
            fault()
            build_version(self.settings, self.base, prepare_encoder)
        except SearchIndexError as error:
            code, words = FAILED, str(error)
        except BaseException:
            code, words = CRASHED, traceback.format_exc()[-4000:]
        os.write(writing, words.encode())  # a pipe: a limit of the size of files does not hold for it
        os._exit(code)

    def end(self, fault: str, build: Build) -> dict[str, object]:
        """Wait for a build; what became of it and of the index."""
        code, words = build.wait()
        outcome = {0: "built", FAILED: "failed", CRASHED: "crashed"}.get(code, "killed")
        before = build.before
        current = self.store.current()
        versions = self.store.versions()
        passage_index = open_index(self.store.folder)
        passage_index.passages(range(passage_index.count))
        passage_index.close()
        return {
            "fault": fault,
            "outcome": outcome,
            "said": words,
            "moved": current not in before,
            "new": [version for version in versions if version not in before],
            "lost": [version for version in before if version not in versions],
            "unsound": [v for v in versions if damages(f := self.store.folder_of(v), read_manifest(f))],
        }

    def fails(self, name: str, fault: Fault) -> dict[str, object]:
        self.edit()
        return self.end(name, self.start(fault))


def kill(folder: Folder, count: int) -> Iterator[dict[str, object]]:
    """`kill -9` at moments spread over the length of a build."""
    lengths = []
    for _ in range(3):
        folder.edit()
        begin = time.perf_counter()
        folder.start(no_fault).wait()
        lengths.append(time.perf_counter() - begin)
    for number in range(count):
        folder.edit()
        build = folder.start(no_fault)
        moment = statistics.median(lengths) * (number + 0.5) / count
        time.sleep(moment)
        os.kill(build.process, signal.SIGKILL)  # where it has ended already, it is there until it is waited for
        yield folder.end(f"after {moment:.3f} s", build)
        folder.store.prune(3)


def at_change(folder: Folder, count: int, act: Callable[[int], object]) -> Iterator[dict[str, object]]:
    """Something at so many of the changes that a build makes in the index folder."""
    with tempfile.NamedTemporaryFile() as counted:
        folder.edit()
        folder.start(lambda: on_change(INDEX, lambda number: os.truncate(counted.name, number))).wait()
        changes = os.stat(counted.name).st_size
    for step in sorted(
        {1 + round(n * (changes - 1) / (count - 1)) for n in range(count)} if count else range(1, changes + 1)
    ):

        def at_step(number: int, step: int = step) -> None:
            if number == step:
                act(step)

        yield folder.fails(f"at change {step} of {changes}", lambda: on_change(INDEX, at_step))
        folder.store.prune(3)


def on_change(place: str, act: Callable[[int], object]) -> None:
    """From now on call `act` with 1, 2, … before this process changes something whose path holds `place`."""
    changes = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal changes
        flags = arguments[2] if event == "open" else None
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (writes or event in CHANGES) and place in str(arguments):
            changes += 1
            act(changes)

    sys.addaudithook(watch)


def no_fault() -> None:
    """A build as it should be."""


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(step: int) -> None:
    number = ERRORS[step % len(ERRORS)]
    raise OSError(number, os.strerror(number))


def file_size(folder: Folder, count: int) -> Iterator[dict[str, object]]:
    """A limit of every file's size, as a disk that is full after so many bytes."""
    version = folder.store.folder_of(folder.store.current())
    largest = sorted(file.stat().st_size for file in version.iterdir())[-2]  # the largest is the model, which is linked
    for number in range(count):
        limit = round(largest ** (number / count))
        yield folder.fails(
            f"files of {limit} bytes",
            lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),  # type: ignore[misc]
        )


def race(folder: Folder, count: int) -> Iterator[dict[str, object]]:
    """Two builds at once."""
    for number in range(count):
        folder.edit()
        builds = [folder.start(no_fault) for _ in range(2)]
        for build in builds:
            yield folder.end(f"race {number + 1}", build)
        folder.store.prune(3)


FAULTS = {
    "kill": kill,
    "kill-at-change": lambda folder, count: at_change(folder, count, die),
    "error-at-change": lambda folder, count: at_change(folder, count, refuse),
    "file-size": file_size,
    "race": race,
}

if __name__ == "__main__":
    folder = Folder(Path(sys.argv[2]))
    for outcome in FAULTS[sys.argv[1]](folder, int(sys.argv[3])):
        print(json.dumps(outcome), flush=True)
    folder.edit()
    code, words = folder.start(no_fault).wait()
    print(json.dumps({"mended": code == 0, "said": words, "leftovers": list(map(str, folder.store.leftovers()))}))
