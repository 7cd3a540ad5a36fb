"""Pushes and pulls that are killed (`kill -9`), each in a forked process of its own; one JSON line says what became of each.

    python tests/faulty_handovers.py FOLDER COUNT

FOLDER holds `library/` and an index of it in `var/index`. COUNT kills are spread evenly over the changes that the
process makes in the folder of its store or of the follower's index (0: before every change).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from faulty_builds import CRASHED, FAILED, Folder, die, no_fault, on_change

from index import SearchIndexError
from index.manifest import damages, read_manifest
from index.remote.layout import RemoteVersions
from index.remote.object_store import ObjectStore
from index.remote.pull import PARTIAL, pull_version
from index.remote.push import push_version
from index.versions import VersionStore


class Handover:
    """A publisher with two versions, a store and a follower that have the first."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.folder = Folder(base)
        self.store = base / "store"
        self.follower = VersionStore(base / "follower")
        self.remote = RemoteVersions(ObjectStore(f"file://{self.store}"))
        self.first = self.folder.store.current()
        push_version(self.folder.store, self.remote)
        pull_version(self.follower, self.remote)
        self.folder.edit()
        self.folder.start(no_fault).wait()
        self.second = self.folder.store.current()
        self.kept = base / "kept"
        for place in (self.store, self.follower.folder):
            shutil.copytree(place, self.kept / place.name)

    def again(self) -> None:
        """As it was before the second version was pushed."""
        for place in (self.store, self.follower.folder):
            shutil.rmtree(place)
            shutil.copytree(self.kept / place.name, place)

    def push(self) -> object:
        return push_version(self.folder.store, self.remote)

    def pull(self) -> object:
        return pull_version(self.follower, self.remote)


def forked(work: Callable[[], object]) -> int:
    """The exit code of the work in a process of its own, below 0 where it was killed."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 0
    try:
        work()
    except SearchIndexError:
        code = FAILED
    except BaseException:
        code = CRASHED
    os._exit(code)


def killed(handover: Handover, kind: str, count: int) -> Iterator[dict[str, object]]:
    """One kill after the other, each from the same beginning; afterwards it is done again, undisturbed."""
    place = handover.store if kind == "push" else handover.follower.folder
    work = handover.push if kind == "push" else handover.pull
    counted = handover.base / "counted"
    handover.again()
    if kind == "pull":
        handover.push()
        shutil.rmtree(handover.kept / "store")
        shutil.copytree(handover.store, handover.kept / "store")

    def count_changes() -> None:
        on_change(str(place), lambda number: counted.write_text(str(number)))
        work()

    assert forked(count_changes) == 0
    changes = int(counted.read_text())
    steps = {1 + round(n * (changes - 1) / (count - 1)) for n in range(count)} if count else range(1, changes + 1)
    for step in sorted(steps):
        handover.again()

        def dies(step: int = step) -> None:
            on_change(str(place), lambda number: die(number) if number == step else None)
            work()

        code = forked(dies)
        followed, current = handover.remote.current(), handover.follower.current()
        kept = handover.follower.folder / PARTIAL
        kept_bytes = sum(file.stat().st_size for file in kept.iterdir()) if kept.is_dir() else 0
        handover.push()
        came = pull_version(handover.follower, handover.remote)
        versions = handover.follower.versions()
        yield {
            "kind": kind,
            "fault": f"before change {step} of {changes}",
            "killed": code == -signal.SIGKILL,
            "followed": followed in (handover.first, handover.second),
            "in_use": current in (handover.first, handover.second),
            "kept": kept_bytes,
            "came": came.fetched_bytes,
            "mended": handover.follower.current() == handover.second,
            "unsound": [v for v in versions if damages(f := handover.follower.folder_of(v), read_manifest(f))],
            "leftovers": [path.name for path in (*handover.follower.leftovers(), *kept.glob("*"))],
        }


if __name__ == "__main__":
    handover = Handover(Path(sys.argv[1]))
    for kind in ("push", "pull"):
        for outcome in killed(handover, kind, int(sys.argv[2])):
            print(json.dumps(outcome), flush=True)
