"""A world small enough to hold in mind: three short articles, and an encoder that one can compute by hand.

Beside it, for the slow tests, the article of `seeds/` with the real model and a real server process.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray
from seed_index import indexed_seed

from chatbot.answer import Answerer
from chatbot.app import create_app
from chatbot.settings import ChatSettings, ServerSettings
from index import Encoder, Encoding, load_encoder, open_index
from index.build import BuildReport, build
from index.embed import PreparedEncoder, prepare_encoder
from index.settings import IndexSettings, Runtime, SourceSettings

PROJECT = Path(__file__).parents[1]

pytest_plugins = ["told", "chat_in_browser", "command_line", "handover", "milvus_server"]
pytest.register_assert_rewrite("http_replies")

# The same examples on every run, however busy the machine.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

# A shell that runs the tests in the background has them ignore Ctrl-C, and so what they start, which they end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

FLOOR = 0.05  # one shared word that counts is an answer, none is not

ADA_QUILL = """\
= Ada Quill =

Ada Quill
- Office: Keeper of the North Light
- Term Start: 4 May 1901
- Successor: Jane Moor
- Order2: Warden of the Harbour
- Term Start2: 1 June 1910
- Successor2: Ivo Lane
- Birth Place: Gull Bay

Ada Quill was a keeper of lighthouses. She married Sam Quill in 1895. Sam Quill died in 1931.

== Early life ==
Ada was born in Gull Bay on 3 March 1872. Her father sold rope and nets.

== Honours ==
=== Medals ===
In 1920 the town gave her a silver medal for saving nine sailors.
"""

GREY_HERON = """\
# Grey Heron

The grey heron eats fish and frogs.

## Nest

Herons build their nests in tall trees.

- The female lays four blue eggs
- Both parents feed the chicks
"""

GRANITE = """\
Granite is a hard rock of quartz and feldspar. Sculptors polish it with diamond dust.

The oldest quarry lies in Gull Bay.
"""


class WordEncoder:
    """A text as the bag of its words: the cosine of two texts is what they share over the root of their lengths.

    Every word is hashed into one of 4096 places; a word that stands twice counts twice.
    """

    fingerprint = model_fingerprint = "words-4096"
    dimension = 4096
    reader = None

    def __init__(self) -> None:
        self.encoded: list[str] = []  # every text that was ever asked for, in order

    def encode_question(self, question: str) -> Encoding:
        return next(self.encode_passages([question]))

    def token_offsets(self, text: str) -> NDArray[np.int32]:
        return np.empty((0, 2), np.int32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Iterator[Encoding]:
        for text in texts:
            self.encoded.append(text)
            vector = np.zeros(self.dimension, np.float32)
            for word in re.findall(r"\w+", text.casefold()):
                vector[zlib.crc32(word.encode()) % self.dimension] += 1
            vector /= max(1.0, float(np.linalg.norm(vector)))
            yield Encoding(vector, np.empty((0, 0), np.float32), np.empty((0, 2), np.int32), np.empty(0, np.bool_))
            if progress:
                progress(1)


class SlowEncoder(WordEncoder):
    """One that waits with every question, once it has `begun`, until the `gate` is open."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.gate = threading.Event(), threading.Event()

    def encode_question(self, question: str) -> Encoding:
        self.begun.set()
        assert self.gate.wait(20)
        return super().encode_question(question)


def prepare(encoder: Encoder, files: tuple[Path, ...]) -> Callable[[str, Runtime, Path], PreparedEncoder]:
    """Makes a build use this encoder, and put these files of it into the version."""
    return lambda *_: PreparedEncoder("words", "int8" if files else "torch", encoder, files, None)


@dataclass(frozen=True)
class World:
    """A folder as a user has it: documents in `library`, the index in `var/index`."""

    base: Path
    settings: IndexSettings
    encoder: WordEncoder = field(default_factory=WordEncoder)
    encoder_files: tuple[Path, ...] = ()

    @property
    def library(self) -> Path:
        return self.base / "library"

    @property
    def index_dir(self) -> Path:
        return self.base / "var" / "index"

    @property
    def in_use(self) -> Path:
        """The folder of the version in use."""
        return self.index_dir / "versions" / (self.index_dir / "CURRENT").read_text(encoding="utf-8").strip()

    def hold(self, documents: Mapping[str, str | bytes]) -> None:
        """Build an index of these texts, or files, alone, by their files' names."""
        shutil.rmtree(self.library)
        self.library.mkdir()
        for name, text in documents.items():
            (self.library / name).write_bytes(text.encode() if isinstance(text, str) else text)
        self.build()

    def answerer(self, documents: Mapping[str, str | bytes]) -> Answerer:
        """Answers from an index of these texts alone, and asks nothing of its own."""
        self.hold(documents)
        return Answerer(open_index(self.index_dir), self.encoder, ChatSettings(answer_floor=0.3, suggestions=0))

    def build(self, **options: Any) -> BuildReport:
        return build(self.settings, self.base, prepare(self.encoder, self.encoder_files), **options)


def _write_world(base: Path) -> World:
    (base / "library" / "rocks").mkdir(parents=True)
    (base / "library" / "ada-quill.txt").write_text(ADA_QUILL, encoding="utf-8")
    (base / "library" / "grey-heron.md").write_text(GREY_HERON, encoding="utf-8")
    (base / "library" / "rocks" / "granite.txt").write_text(GRANITE, encoding="utf-8")
    source = SourceSettings(path="library", url="https://example.org/{path}")
    return World(base, IndexSettings(sources=(source,), model="words"))


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def slow_encoder() -> SlowEncoder:
    return SlowEncoder()


@pytest.fixture
def new_world(tmp_path: Path) -> World:
    """The three articles in a folder of the test's own; nothing is built yet."""
    return _write_world(tmp_path)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The three articles and their index, for tests that only read."""
    written = _write_world(tmp_path_factory.mktemp("world"))
    written.build()
    return written


@pytest.fixture
def own_world(world: World, tmp_path: Path) -> World:
    """The same with its index, for a test that changes it."""
    shutil.copytree(world.base, tmp_path, dirs_exist_ok=True)
    return World(tmp_path, world.settings)


@pytest.fixture(scope="session")
def answerer(world: World) -> Answerer:
    """Answers where the question shares a word with a passage, so that a test decides by its question what comes."""
    return Answerer(open_index(world.index_dir), WordEncoder(), ChatSettings(answer_floor=FLOOR))


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """An application over an index folder, in a folder of its own; keyword arguments are settings of the server."""

    def make(index_dir: Path, encoder: Encoder | None = None, **server: Any) -> Flask:
        base = tmp_path_factory.mktemp("app")
        chat, settings = ChatSettings(answer_floor=FLOOR), ServerSettings(**server)
        return create_app(index_dir, base, chat, settings, lambda _: encoder or WordEncoder())

    return make


@pytest.fixture(scope="session")
def client(world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of the application over the small world, with the server's default settings."""
    return make_app(world.index_dir).test_client()


@pytest.fixture(scope="session")
def playing(world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of the application with the playground."""
    return make_app(world.index_dir, playground=True).test_client()


@pytest.fixture(scope="session")
def until() -> Callable[..., None]:
    """Poll until a condition holds; a failure says what did not come."""

    def wait(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
            threading.Event().wait(0.02)

    return wait


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: where one runs alone at the end, the other processes have nothing to do."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


# Torture: the same tests with few faults in `make test` and with many in `make torture`, which prints what came of them.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--torture", type=float, default=0.05, help="share of the faults of a full torture run")


@pytest.fixture(scope="session")
def amount(pytestconfig: pytest.Config) -> Callable[..., int]:
    """So many faults: the given number in a full torture run, a share of it otherwise."""
    return lambda full, least=3: max(least, round(full * pytestconfig.getoption("--torture")))


# The real model and real processes, for slow tests.


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a process that is started: no settings of the one who runs the tests, no hub."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHATBOT_", "PROMETHEUS_"))}
    return kept | {"HF_HUB_OFFLINE": "1"}


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m …` in a folder to its end."""

    def run_module(*arguments: str, cwd: Path, timeout: float = 240, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=cwd,
            env=environment | extra,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run_module


@pytest.fixture(scope="session")
def seed_project(
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> Path:
    """config.yaml and seeds/ as they are in the repository, indexed with the real model; copy it to change it."""

    def index_it(folder: Path) -> None:
        built = run("chatbot", "index", "build", cwd=folder)
        assert built.returncode == 0, built.stderr

    made = indexed_seed(pytestconfig.cache.mkdir("seed-project"), index_it)
    return Path(shutil.copytree(made, tmp_path_factory.getbasetemp() / "seed-project"))


@pytest.fixture(scope="session")
def export_of(seed_project: Path) -> Callable[[Path], Path]:
    """Put the real model into an index folder, where there is none, as a build leaves it there once it is exported."""
    return lambda index_dir: shutil.copytree(seed_project / "var" / "index" / "models", index_dir / "models")


@pytest.fixture(scope="session")
def real_answerer(
    tmp_path_factory: pytest.TempPathFactory, export_of: Callable[[Path], Path]
) -> Callable[..., Answerer]:
    """Answers with the real model from an index of these texts alone, by their files' names; keyword arguments are settings."""

    def answerer(documents: Mapping[str, str], **chat: Any) -> Answerer:
        folder = tmp_path_factory.mktemp("documents")
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
        export_of(folder / "index")
        build(IndexSettings(sources=tuple(documents), dir="index"), folder, prepare_encoder)
        passage_index = open_index(folder / "index")
        return Answerer(passage_index, load_encoder(passage_index), ChatSettings(**chat))

    return answerer


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a folder, for a test that changes it, without what visitors of other tests said to servers in it."""
    left = shutil.ignore_patterns("feedback.sqlite*", "questions.sqlite*")
    return lambda folder: shutil.copytree(folder, tmp_path / "copy", ignore=left)


@dataclass(frozen=True)
class Server:
    """A server process, the address that it announced and the file that holds its stderr."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    @property
    def workers(self) -> set[int]:
        """The numbers of the processes that it began."""
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)


@pytest.fixture(scope="session")
def start_server(
    environment: dict[str, str], until: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Start `chatbot serve` on a free port in a folder and wait until it is ready; what still runs at the end is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start(
        folder: Path, *arguments: str, command: Sequence[str] = (sys.executable, "-m", "chatbot"), **extra: str
    ) -> Server:
        log = tmp_path_factory.mktemp("server") / "stderr"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [*command, "serve", "--port", "0", *arguments],
                cwd=folder,
                env=environment | extra,
                stdout=subprocess.DEVNULL,
                stderr=stream,
            )
        started.append(process)
        until(
            lambda: b"Serving on http" in log.read_bytes() or process.poll() is not None,
            "the address of the server",
            seconds=120,
        )
        assert process.poll() is None, log.read_text(encoding="utf-8")
        [address] = re.findall(r"Serving on (http://\S+)", log.read_text(encoding="utf-8"))
        until(lambda: _is_ready(address) or process.poll() is not None, "a server that is ready", seconds=120)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        return Server(process, address, log)

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def real_server(seed_project: Path, start_server: Callable[..., Server]) -> Server:
    """A server over the seed's article, for tests that leave it running."""
    return start_server(seed_project)
