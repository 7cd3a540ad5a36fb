"""Whatever happens to a build, the version in use answers, and what is damaged is refused. Real processes, the real model.

`make torture` runs it with a hundred kills and a thousand reloads, `make test` with a few; the table at
the end of the run is that of docs/reliability.md.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from index import IndexDamaged, IndexMismatch, IndexNotWritable, open_index
from index.manifest import MANIFEST, damages, read_manifest
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import Server, World

pytestmark = pytest.mark.slow

Amount = Callable[..., int]
Tell = Callable[[str, str], None]
CLIENTS = 8


@pytest.fixture
def library(seed_project: Path, tmp_path: Path) -> Path:
    """A folder with `library/`, the seed's article in it, and an index of it."""
    folder = tmp_path / "project"
    shutil.copytree(seed_project, folder)
    (folder / "seeds").rename(folder / "library")
    (folder / "config.yaml").write_text("index:\n  sources: [library]\n")
    return folder


@pytest.fixture
def faulty(library: Path, environment: dict[str, str]) -> Callable[[str, int], list[dict[str, Any]]]:
    """What became of builds that met a fault; the last one met none."""

    def run(fault: str, count: int) -> list[dict[str, Any]]:
        script = Path(__file__).with_name("faulty_builds.py")
        done = subprocess.run(
            [sys.executable, str(script), fault, str(library), str(count)],
            env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            encoding="utf-8",
            timeout=1500,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        *told, end = map(json.loads, done.stdout.splitlines())
        assert end == {"mended": True, "said": "", "leftovers": []}
        return told

    return run


def is_harm(told: dict[str, Any]) -> bool:
    """Whether a version was lost or is damaged, or the one in use is neither what it was nor the new one."""
    return bool(told["lost"] or told["unsound"] or told["outcome"] == "crashed" or (told["moved"] and not told["new"]))


def test_a_build_that_is_killed_at_any_moment_harms_nothing(faulty, amount: Amount, tell: Tell) -> None:
    told = faulty("kill", amount(100))
    harmed = [entry for entry in told if is_harm(entry)]
    tell("builds killed (`kill -9`), spread over their length", f"{len(told)}, versions lost or harmed {len(harmed)}")
    assert harmed == []
    assert {entry["outcome"] for entry in told} <= {"killed", "built"}


def test_a_build_that_is_killed_at_any_change_harms_nothing(faulty, amount: Amount, tell: Tell) -> None:
    told = faulty("kill-at-change", amount(100, 5))
    harmed = [entry for entry in told if is_harm(entry)]
    tell("builds killed before each change of the index folder", f"{len(told)}, versions lost or harmed {len(harmed)}")
    assert harmed == []
    assert [entry["outcome"] for entry in told] == ["killed"] * len(told)


@pytest.mark.parametrize(("fault", "full"), [("error-at-change", 50), ("file-size", 40)])
def test_a_disk_that_refuses_is_one_sentence_and_harms_nothing(
    faulty, amount: Amount, tell: Tell, fault: str, full: int
) -> None:
    told = faulty(fault, amount(full, 12))
    failed = [entry for entry in told if entry["outcome"] == "failed"]
    harmed = [entry for entry in told if is_harm(entry) or (entry["outcome"] == "failed" and entry["new"])]
    name = {
        "error-at-change": "disk full, quota, read-only, no permission, I/O error, at each change",
        "file-size": "disk full after so many bytes",
    }[fault]
    tell(name, f"{len(told)}, of them failed in one sentence {len(failed)}, harmed {len(harmed)}")
    assert harmed == []
    sentence = re.compile(r"the index folder \S+ cannot be written \([^()\n]+\); [^\n]+\.")
    assert [entry["said"] for entry in failed if not sentence.fullmatch(entry["said"])] == []
    assert len(failed) > len(told) / 2  # the others met it where it does no harm


def test_two_builds_at_once_never_both_publish(faulty, amount: Amount, tell: Tell) -> None:
    told = faulty("race", amount(20))
    pairs = list(zip(told[::2], told[1::2], strict=True))
    tell("two builds racing", f"{len(pairs)}, harmed {sum(map(is_harm, told))}")
    assert [entry for entry in told if is_harm(entry)] == []
    for pair in pairs:
        built = [entry["outcome"] for entry in pair].count("built")
        assert built == len(pair[1]["new"]) >= 1
        assert all(re.search(r"another build is at work in .* \(process \d+\)", entry["said"]) for entry in pair if entry["outcome"] == "failed")  # fmt: skip


def test_a_disk_that_is_really_full_is_one_sentence_and_harms_nothing(
    new_world: World, amount: Amount, tell: Tell
) -> None:
    """A small tmpfs with less and less room for a build."""
    disk = new_world.base / "var"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    log = " ".join(f"Ship number {number} came into the harbour on a calm day." for number in range(600))
    (new_world.library / "log.txt").write_text(log)  # some ten megabytes of vectors: a tmpfs counts its room roughly
    try:
        in_use = new_world.build().version
        needed = sum(file.stat().st_size for file in new_world.in_use.iterdir())
        count = amount(20, 6)
        for step in range(count):
            ballast = disk / "ballast"
            with suppress(OSError), ballast.open("wb", buffering=0) as stream:
                while True:
                    stream.write(bytes(65536))
            os.truncate(ballast, ballast.stat().st_size - needed * step * 4 // (5 * count) // 4096 * 4096)
            with pytest.raises(IndexNotWritable, match=r"full|No space left|requested and"):
                new_world.build(full=True)
            gc.collect()  # the failed build's files, which are gone, take room for as long as its traceback lives
            assert VersionStore(new_world.index_dir).versions() == [in_use]
            assert damages(new_world.in_use, read_manifest(new_world.in_use)) == []
            assert VersionStore(new_world.index_dir).leftovers() == []
            ballast.unlink()
        assert new_world.build().version != in_use
        tell("disk really full (tmpfs)", f"{count}, harmed 0")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _cut(file: Path, other: Path) -> None:
    os.truncate(file, file.stat().st_size * 2 // 3)


def _empty(file: Path, other: Path) -> None:
    os.truncate(file, 0)


def _flip(where: float) -> Callable[[Path, Path], None]:
    def flip(file: Path, other: Path) -> None:
        with file.open("r+b") as stream:
            stream.seek(int((file.stat().st_size - 1) * where))
            byte = stream.read(1)
            stream.seek(-1, os.SEEK_CUR)
            stream.write(bytes([byte[0] ^ 0x10]))

    return flip


def _swap(file: Path, other: Path) -> None:
    shutil.copyfile(other, file)


def test_every_damage_of_every_file_is_refused_or_found(
    library: Path, run: Callable[..., Any], amount: Amount, tell: Tell
) -> None:
    """`index verify` names the file, and opening never ends in anything but an answer or an error of the index."""
    (library / "library" / "news.txt").write_text("Ship number 1 came into the harbour today.\n")
    assert run("index", "build", cwd=library).returncode == 0
    store = VersionStore(library / "var" / "index")
    other, version = map(store.folder_of, store.versions())
    names = [MANIFEST, *read_manifest(version).files]
    kinds = [_cut, _empty, lambda file, _: file.unlink(), _swap, *map(_flip, np.linspace(0, 1, amount(20, 2)))]
    found = missed = 0
    for name in names:
        sound = (version / name).read_bytes()
        for damage in kinds:
            (version / name).unlink(missing_ok=True)  # the model is one file under several names
            (version / name).write_bytes(sound)
            damage(version / name, other / name)
            if (version / name).exists() and (version / name).read_bytes() == sound:
                continue  # the same in both versions
            said = [*_verified(version), *_opened(store.folder)]
            found += 1
            missed += not any(name in words for words in said)
        (version / name).unlink(missing_ok=True)
        (version / name).write_bytes(sound)
    assert _verified(version) == []
    tell("damages of every file: cut, emptied, removed, swapped, bits flipped", f"{found}, missed {missed}")
    assert found > len(names) and missed == 0


def _verified(version: Path) -> list[str]:
    try:
        return [f"{damage.file} {damage.problem}" for damage in damages(version, read_manifest(version))]
    except (IndexDamaged, IndexMismatch) as error:
        return [str(error)]


def _opened(folder: Path) -> list[str]:
    try:
        passage_index = open_index(folder)
        passage_index.passages(range(passage_index.count))
        passage_index.close()
    except (IndexDamaged, IndexMismatch) as error:
        return [str(error)]
    return []


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the server: when it began and ended (seconds since the epoch), the version of its reply and the
    numbers of ships in it, or why there is none. No more is kept: collecting garbage must not stop the clients.
    """

    begin: float
    end: float
    version: str
    ships: tuple[int, ...]
    failure: str


class Clients:
    """So many clients that ask one question after the other, each after a `pause` in seconds."""

    def __init__(self, address: str, question: str, pause: float) -> None:
        self._pause = pause
        self._netloc = urlsplit(address).netloc
        self._body = json.dumps({"question": question, "top_k": 10})
        self._stopped = threading.Event()
        self._threads = ThreadPoolExecutor(CLIENTS)
        self._asking = [self._threads.submit(self._ask) for _ in range(CLIENTS)]

    def _ask(self) -> list[Asked]:
        asked = []
        connection = http.client.HTTPConnection(self._netloc, timeout=30)
        while not self._stopped.wait(self._pause):
            version, ships, failure = "", (), ""
            begin, is_kept = time.time(), connection.sock is not None
            try:
                connection.request("POST", "/api/chat", self._body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                content = response.read()
                end = time.time()
                if response.status == 200:
                    version, ships = _said(json.loads(content))
                else:
                    failure = f"status {response.status}: {content[:200]!r}"
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if is_kept and isinstance(error, ConnectionError):
                    continue  # the server had closed an idle connection: every client sends it once more (RFC 9112, 9.3.1)
                end, failure = time.time(), repr(error)
            asked.append(Asked(begin, end, version, ships, failure))
        connection.close()
        return asked

    def stop(self) -> list[Asked]:
        self._stopped.set()
        self._threads.shutdown()
        return [asked for asking in self._asking for asked in asking.result()]


def _said(reply: dict[str, Any]) -> tuple[str, tuple[int, ...]]:
    texts = " ".join(passage["text"] for passage in [*reply["passages"], *reply["related"]])
    return reply["index"]["version"], tuple({int(number) for number in re.findall(r"that (\d+) ships", texts)})


def p99(asked: list[Asked]) -> float:
    return float(np.percentile([entry.end - entry.begin for entry in asked], 99) * 1000)


def test_rebuilds_under_load_fail_no_request_and_mix_no_versions(
    library: Path,
    start_server: Callable[..., Server],
    run: Callable[..., Any],
    amount: Amount,
    tell: Tell,
    pytestconfig: pytest.Config,
) -> None:
    """Each version says on several pages which one it is; a reply may say one thing only."""
    pause = 0 if pytestconfig.getoption("--torture") >= 0.2 else 0.02  # without one a build takes twice as long

    def write(number: int) -> None:
        for page in ("port", "pier", "mole"):
            text = f"= {page.title()} =\n\nThe harbour log says that {number} ships lay at the {page}.\n"
            (library / "library" / f"{page}.txt").write_text(text)

    def build() -> str:
        done = run("index", "build", "--json", cwd=library)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["version"]

    write(1000)
    numbers = {build(): 1000}
    server = start_server(library, "--workers", "2")
    question = "How many ships does the harbour log say lay there?"
    warm = Clients(server.address, question, pause)
    threading.Event().wait(1)
    warm.stop()
    quiet = Clients(server.address, question, pause)
    threading.Event().wait(amount(8))
    calm = quiet.stop()

    clients = Clients(server.address, question, pause)
    published = []
    for number in range(1001, 1001 + amount(20)):
        write(number)
        numbers[build()] = number
        published.append((library / "var" / "index" / "CURRENT").stat().st_mtime)
        threading.Event().wait(2)
    asked = clients.stop()
    assert server.stop() == 0

    failed = [entry.failure for entry in [*calm, *asked] if entry.failure]
    answered = [entry for entry in asked if not entry.failure]
    mixed = [entry for entry in answered if entry.ships != (numbers[entry.version],)]
    late = [
        max((entry.begin for entry in answered if entry.begin > at and numbers[entry.version] < number), default=at)
        - at
        for number, at in enumerate(published, 1001)
    ]
    swapping = [entry for entry in asked if any(at <= entry.end and entry.begin <= at + 2 for at in published)]
    worst = max(entry.end - entry.begin for entry in swapping) * 1000
    tell(
        f"rebuilds under {CLIENTS} clients",
        f"{len(published)}, requests {len(asked)}, failed {len(failed)}, mixing versions {len(mixed)}",
    )
    tell("last reply of the old version after its end", f"{max(late):.2f} s")
    tell(
        "p99 quiet / in the 2 s of a swap",
        f"{p99(calm):.0f} ms / {p99(swapping):.0f} ms = {p99(swapping) / p99(calm):.1f}, worst {worst:.0f} ms",
    )
    tell("p99 with a build on the same machine", f"{p99(asked):.0f} ms")
    assert (failed[:5], mixed) == ([], [])
    assert {entry.version for entry in answered} == set(numbers)
    assert max(late) <= 2 + 0.5  # a request that began just before the swap is of the old version


def test_reloads_do_not_grow(library: Path, start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None], amount: Amount, tell: Tell) -> None:  # fmt: skip
    (library / "library" / "news.txt").write_text("Ship number 1 came into the harbour today.\n")
    assert run("index", "build", cwd=library).returncode == 0
    store = VersionStore(library / "var" / "index")
    server = start_server(library, "--workers", "1")
    [worker] = map(int, Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split())
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)

    def ask(method: str, path: str, body: str | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Connection": "close"}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = json.loads(response.read())
        connection.close()
        assert response.status == 200
        return content

    def reload() -> None:
        version = store.rollback(next(known for known in store.versions() if known != store.current()))
        os.kill(server.process.pid, signal.SIGHUP)
        until(lambda: ask("GET", "/readyz")["index"]["version"] == version, "the other version")
        ask("POST", "/api/chat", json.dumps({"question": "When did Scott Leiper die?"}))

    def held() -> tuple[float, Counter[str]]:
        """Megabytes in memory of its own, and by name the files that are open all the time, for two seconds: CURRENT is looked at once a second,
        and on a busy machine what is closed is still open for a while.
        """
        memory = sum(map(int, re.findall(r"^RssAnon:\s+(\d+)", Path(f"/proc/{worker}/status").read_text(), re.M)))
        opened = files()
        for _ in range(20):
            threading.Event().wait(0.1)
            opened &= files()
        return memory / 1024, opened

    def files() -> Counter[str]:
        opened = Counter[str]()
        for file in Path(f"/proc/{worker}/fd").iterdir():
            with suppress(FileNotFoundError):
                opened[re.sub(r"/versions/[^/]+|\[\d+\]", "", os.readlink(file))] += 1
        return opened

    for _ in range(50):
        reload()
    threading.Event().wait(3)  # connections that are kept open are closed
    before = held()
    count = amount(1000, 20)
    for _ in range(count):
        reload()
    threading.Event().wait(3)
    after = held()
    growth = after[0] - before[0]
    tell("reloads", f"{count}, growth {growth:.1f} MB, of open files {after[1].total() - before[1].total()}")
    assert growth <= 5
    assert after[1].total() == before[1].total(), f"gone {before[1] - after[1]}, come {after[1] - before[1]}"


def test_a_handover_that_is_killed_at_any_change_harms_nothing(
    library: Path, environment: dict[str, str], amount: Amount, tell: Tell
) -> None:
    script = Path(__file__).with_name("faulty_handovers.py")
    done = subprocess.run(
        [sys.executable, str(script), str(library), str(amount(60))],
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = list(map(json.loads, done.stdout.splitlines()))
    sound = {"killed": True, "followed": True, "in_use": True, "mended": True, "unsound": [], "leftovers": []}
    harmed = [entry for entry in told if {key: entry[key] for key in sound} != sound]
    for kind, place in (("push", "store"), ("pull", "follower's folder")):
        ours = [entry for entry in told if entry["kind"] == kind]
        bad = sum(entry["kind"] == kind for entry in harmed)
        tell(f"`index {kind}` killed before each change of the {place}", f"{len(ours)}, harmed {bad}")
    assert harmed == []
    pulls = [entry for entry in told if entry["kind"] == "pull"]
    assert len({entry["kept"] + entry["came"] for entry in pulls[:-1]}) == 1  # what had come is not fetched again
