"""The index in Milvus with the real model and real server processes: what `make test` has no time for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from conftest import PROJECT, Server
from milvus_server import MilvusServer, wait_for

from chatbot.answer import Answerer
from chatbot.schemas import ChatReply, chat_reply
from chatbot.settings import ChatSettings
from index import load_encoder, open_index

pytestmark = pytest.mark.scale

Run = Callable[..., subprocess.CompletedProcess[str]]

OWN = PROJECT / "benchmarks" / "questions"
QUESTIONS = 300
VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the project's own questions."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "config.yaml").write_text("index: {sources: [documents]}\n", encoding="utf-8")
    shutil.copytree(OWN / "documents", folder / "documents")
    return folder


@pytest.fixture(scope="module")
def settings(milvus: MilvusServer) -> dict[str, str]:
    """What a process must be told of Milvus."""
    return {"CHATBOT_INDEX__ENGINE": "milvus", "CHATBOT_INDEX__URI": milvus.uri, "CHATBOT_INDEX__COLLECTION": "library"}


@pytest.fixture(scope="module")
def built(library: Path, run: Run, settings: dict[str, str]) -> str:
    """The version that both engines hold; the name of Milvus' own."""
    for extra in ({}, settings):
        done = run("chatbot", "index", "build", "--json", cwd=library, **extra)
        assert done.returncode == 0, done.stderr
    version: str = json.loads(done.stdout)["version"]
    return version


def test_questions_get_the_same_reply_as_from_the_embedded_engine(
    library: Path, built: str, milvus: MilvusServer, tmp_path: Path
) -> None:
    place = milvus.place("library", tmp_path)  # as on another machine: nothing but the address is known there
    asked = [
        (row["question"], row.get("document"))
        for row in map(json.loads, (OWN / "tuning.jsonl").read_text(encoding="utf-8").splitlines())
        if "question" in row
    ]
    with closing(open_index(library / "var" / "index")) as embedded, closing(open_index(place)) as remote:
        rows = range(1, embedded.count, embedded.count // (QUESTIONS - len(asked)) or 1)
        asked += [(" ".join(passage.text.split()[:8]), None) for passage in embedded.passages(rows)]
        asked = asked[:QUESTIONS]
        assert len(asked) == QUESTIONS
        chat = ChatSettings(suggestions=0, remembered_answers=0)
        answerers = [Answerer(index, load_encoder(index), chat) for index in (embedded, remote)]
        replies = [
            [chat_reply(answerer.reply(question, document)) for answerer in answerers] for question, document in asked
        ]
    same = sum(_first(ours) == _first(theirs) for ours, theirs in replies)
    apart = max(abs(ours.confidence - theirs.confidence) for ours, theirs in replies)
    assert same >= 0.99 * QUESTIONS
    assert apart <= 0.02
    assert [ours.status for ours, _ in replies] == [theirs.status for _, theirs in replies]


def _first(reply: ChatReply) -> str | None:
    shown = reply.passages or reply.related
    return shown[0].citation.id if shown else None


class _Visitors:
    """Ask without a pause until told to stop; what came of each request by status."""

    def __init__(self, address: str, clients: int = 4) -> None:
        self.outcomes: Counter[object] = Counter()
        self.versions: set[str] = set()
        self.slowest = 0.0
        self._address = address
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[number]) for number in range(clients)]

    def __enter__(self) -> _Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        with httpx.Client(base_url=self._address, timeout=30) as client:
            while not self._stop.is_set():
                number += 1
                begin = time.monotonic()
                try:
                    reply = client.post("/api/chat", json={"question": f"Who was minister in {1900 + number % 120}?"})
                except httpx.TransportError as error:
                    self.outcomes[type(error).__name__] += 1
                    continue
                self.slowest = max(self.slowest, time.monotonic() - begin)
                self.outcomes[reply.status_code] += 1
                if reply.status_code == 200:
                    self.versions.add(reply.json()["index"]["version"])
                else:
                    time.sleep(0.05)


@pytest.fixture
def server(
    library: Path, built: str, start_server: Callable[..., Server], settings: dict[str, str], tmp_path: Path
) -> Server:
    """Two workers on a machine that has no index of its own."""
    (tmp_path / "elsewhere").mkdir()
    return start_server(tmp_path / "elsewhere", "--workers", "2", CHATBOT_SERVER__RATE_LIMIT="0", **settings)


def test_a_rebuild_and_a_rollback_under_load_drop_no_request(
    library: Path, server: Server, run: Run, settings: dict[str, str]
) -> None:
    extra = library / "documents" / "extra.txt"
    with _Visitors(server.address) as visitors:
        extra.write_text("= Extra =\n\nOtto Brandt was minister in 1950.\n", encoding="utf-8")
        done = run("chatbot", "index", "build", "--json", cwd=library, **settings)
        assert done.returncode == 0, done.stderr
        newer = json.loads(done.stdout)["version"]
        wait_for(lambda: newer in visitors.versions, 20)
        back = run("chatbot", "index", "rollback", cwd=library, **settings)
        assert back.returncode == 0, back.stderr
        older = VERSION.findall(back.stdout)[0]
        wait_for(lambda: _in_use(server) == older, 10)
        assert run("chatbot", "index", "prune", "--keep", "1", cwd=library, **settings).returncode == 0
        time.sleep(1)
    extra.unlink()
    assert set(visitors.outcomes) == {200}
    assert visitors.versions >= {newer, older}
    assert server.stop() == 0


def test_a_server_process_survives_the_death_of_milvus(
    server: Server, milvus: MilvusServer, tell: Callable[[str, str], None]
) -> None:
    with _Visitors(server.address, clients=8) as visitors:
        wait_for(lambda: visitors.outcomes[200] > 20, 20)
        milvus.kill()
        wait_for(lambda: visitors.outcomes[503] > 50, 20)
        assert httpx.get(f"{server.address}/healthz").status_code == 200
        wait_for(lambda: httpx.get(f"{server.address}/readyz").status_code == 503, 5)
        refused = httpx.post(f"{server.address}/api/chat", json={"question": "Who was minister?"})
        assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
        assert refused.headers["Retry-After"]
        milvus.start()
        answers = visitors.outcomes[200]
        seconds = wait_for(lambda: visitors.outcomes[200] > answers, 5)
        wait_for(lambda: httpx.get(f"{server.address}/readyz").status_code == 200, 5)
    tell("seconds from the return of Milvus to the first answer", f"{seconds:.1f}")
    assert set(visitors.outcomes) == {200, 503}
    assert visitors.slowest < 10
    assert server.stop() == 0


def _in_use(server: Server) -> str:
    version: str = httpx.get(f"{server.address}/readyz").json()["index"]["version"]
    return version
