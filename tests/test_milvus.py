"""The index in Milvus: the replies of the embedded engine, versions as collections, and a server that goes away."""

from __future__ import annotations

import json
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import grpc
import numpy as np
import pytest
from click.testing import CliRunner
from conftest import FLOOR, WordEncoder, World
from milvus_server import MilvusServer, wait_for

from chatbot.answer import Answerer
from chatbot.app import create_app
from chatbot.cli import main as chatbot_command
from chatbot.live import LiveAnswerer
from chatbot.schemas import chat_reply
from chatbot.settings import ChatSettings, ServerSettings
from index import (
    BlockKind,
    IndexBusy,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    Passage,
    SettingsError,
    SourceError,
    VersionUnknown,
    load_encoder,
    open_index,
)
from index.building.target import open_earlier
from index.embed import Maker
from index.milvus.connection import FAILURES, REST_SECONDS, Connection, connection
from index.milvus.header import FORMAT, read_header
from index.milvus.layout import LONGEST_TEXT, Names, Row, read_row, tables, write_row
from index.milvus.leases import Lease
from index.milvus.store import MilvusStore
from index.place import MilvusPlace, index_place
from index.settings import IndexSettings, read_section
from index.version_store import version_store

QUESTIONS = (
    "Who did Ada Quill marry?",
    "When did Sam Quill die?",
    "Where was Ada born?",
    "Who succeeded Ada Quill as Keeper of the North Light?",
    "What does the grey heron eat?",
    "How many eggs does the female lay?",
    "Is granite a hard rock?",
    "Where is the oldest quarry?",
    "What gave the town her for saving nine sailors?",
    "Who wrote the tax code of 1987?",
    "Gull Bay",
    "Gull Bay Gull Bay harbor",
)


@pytest.fixture(scope="module")
def stored(world: World, milvus: MilvusServer, tmp_path_factory: pytest.TempPathFactory) -> MilvusPlace:
    """The small world's index in Milvus too; this machine's index folder is empty."""
    place = milvus.place("world", tmp_path_factory.mktemp("elsewhere"))
    world.build(place=place)
    return place


@pytest.fixture
def own(new_world: World, milvus: MilvusServer, request: pytest.FixtureRequest) -> tuple[World, MilvusPlace]:
    """A world of the test's own and a place for its versions."""
    return new_world, milvus.place(f"own_{zlib.crc32(request.node.name.encode()):x}", new_world.index_dir)


@pytest.mark.slow
def test_a_reply_is_that_of_the_embedded_engine(world: World, stored: MilvusPlace) -> None:
    settings = ChatSettings(answer_floor=FLOOR, suggestions=0, candidates=20)  # all: of equal ones any may be left out
    with closing(open_index(world.index_dir)) as embedded, closing(open_index(stored)) as remote:
        asked = [*QUESTIONS, *(passage.text for passage in embedded.passages(range(embedded.count)))]
        ours, theirs = (Answerer(index, WordEncoder(), settings) for index in (embedded, remote))
        for document in (None, *embedded.documents):
            for question in asked:
                found = [chat_reply(one.reply(question, document)).model_dump() for one in (ours, theirs)]
                assert found[0] | {"id": "", "index": ""} == found[1] | {"id": "", "index": ""}, (question, document)


@pytest.mark.slow
def test_all_else_that_is_asked_of_an_index_is_the_same(world: World, stored: MilvusPlace) -> None:
    with closing(open_index(world.index_dir)) as embedded, closing(open_index(stored)) as remote:
        rows = np.arange(embedded.count)
        vector = WordEncoder().encode_question("the female lays eggs").vector
        terms = embedded.terms("four blue blue eggs in Gull Bay, unheard-of")
        assert dict(remote.documents) == dict(embedded.documents)
        assert [remote.content(name) for name in remote.documents] == [
            embedded.content(name) for name in remote.documents
        ]
        assert [remote.questions(name) for name in remote.documents] == [
            embedded.questions(name) for name in remote.documents
        ]
        assert remote.passages(rows.tolist()) == embedded.passages(rows.tolist())
        assert remote.near_words("granyte") == embedded.near_words("granyte") == ["granite"]
        np.testing.assert_allclose(remote.cosines(vector, rows), embedded.cosines(vector, rows), atol=1e-6)
        ours, theirs = embedded.lexical_scores(terms, rows), remote.lexical_scores(terms, rows)
        assert ours.terms == theirs.terms
        np.testing.assert_array_equal(ours.bm25, theirs.bm25)
        np.testing.assert_array_equal(ours.idf, theirs.idf)
        np.testing.assert_array_equal(ours.joint, theirs.joint)
        assert remote.lexical([], 5).rows.tolist() == []
        assert remote.lexical(["unheard"], 5).rows.tolist() == []


@pytest.mark.slow
def test_versions_as_collections(own: tuple[World, MilvusPlace]) -> None:
    world, place = own
    store = version_store(place)
    with pytest.raises(IndexMissing, match="chatbot index build"):
        store.current()
    first = world.build(place=place)
    assert (first.embedded, first.reused) == (first.passages, 0)
    (world.library / "rocks" / "granite.txt").write_text("Granite is a soft rock.\n", encoding="utf-8")
    second = world.build(place=place)
    assert (second.embedded, second.reused) == (1, second.passages - 1)  # what Milvus knows is not embedded again
    assert second.changes.changed == ("library/rocks/granite.txt",)
    assert not world.build(place=place, if_changed=True).published
    assert store.versions() == [first.version, second.version]
    assert store.current() == second.version
    assert store.rollback() == store.current() == first.version
    assert [store.damages(version) for version in store.versions()] == [[], []]
    assert not (world.index_dir / "versions").exists() or not list((world.index_dir / "versions").iterdir())

    reader = open_index(place, second.version)
    assert store.prune(1).removed == []  # the newest is kept, the other is in use
    store.rollback(second.version)
    third = world.build(place=place, hold=True)
    assert store.current() == second.version
    store.rollback(third.version)
    assert store.prune(1).in_use == [second.version]  # a process reads it
    reader.close()
    assert store.prune(1).removed == [second.version]
    with pytest.raises(VersionUnknown, match=third.version):
        open_index(place, second.version)


@pytest.mark.slow
def test_a_build_that_died_leaves_what_nobody_opens_and_prune_removes(
    world: World, stored: MilvusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, server = version_store(stored), connection(stored)
    before = store.current(), store.versions()

    def die(*_: object) -> None:
        raise SystemExit  # as a kill does: nothing is tidied

    with monkeypatch.context() as patched:
        patched.setattr("index.milvus.write._index", die)
        with pytest.raises(SystemExit):
            world.build(place=stored)
    assert (store.current(), store.versions()) == before
    left = store.leftovers()
    assert len(left) == 2
    writer = Lease(server, str(left[0]))  # while another is at work, what it writes stays
    store.prune(5)
    assert store.leftovers() == left
    writer.release()
    store.prune(5)
    assert store.leftovers() == []
    assert (store.current(), store.versions()) == before


@pytest.mark.slow
def test_a_version_that_is_pruned_while_it_is_opened_gives_way_to_the_one_in_use(
    own: tuple[World, MilvusPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, place = own
    gone, in_use = world.build(place=place).version, world.build(place=place).version
    assert version_store(place).prune(1).removed == [gone]
    current, first_look = MilvusStore.current, iter([gone])
    monkeypatch.setattr(MilvusStore, "current", lambda store: next(first_look, None) or current(store))
    with closing(open_index(place)) as passage_index:
        assert passage_index.version == in_use


@pytest.mark.slow
def test_an_outage_in_the_middle_of_a_build_is_told_as_it_is(stored: MilvusPlace) -> None:
    store = version_store(stored)
    model = store.manifest(store.current()).model
    with (
        pytest.raises(IndexUnavailable, match="away"),
        open_earlier(stored, Maker(model.fingerprint, model.projection)),
    ):
        raise IndexUnavailable("Milvus is away.")


@pytest.mark.slow
def test_two_machines_that_build_the_same_at_once_do_each_other_no_harm(
    own: tuple[World, MilvusPlace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, place = own
    now = datetime.now(UTC).replace(microsecond=0)
    monkeypatch.setattr("index.build._later_than", lambda _: now)
    version = world.build(place=place).version
    with pytest.raises(IndexBusy, match=f"another machine published {version}"):
        world.build(place=replace(place, folder=tmp_path / "another machine"))
    store = version_store(place)
    assert (store.current(), store.damages(version), store.leftovers()) == (version, [], [])


@pytest.mark.scale
def test_what_is_altered_in_milvus_is_found(own: tuple[World, MilvusPlace]) -> None:
    world, place = own
    version = world.build(place=place).version
    store, server = version_store(place), connection(place)
    passages = Names(place.collection).passages(version)
    [row] = server.work("get", passages, ids=[3], output_fields=["*"])
    server.work("upsert", passages, [dict(row) | {"passage": row["passage"].replace("Ada", "Eva")}])
    server.work("delete", tables(passages), ids=["words/0"])
    assert [(damage.file, damage.problem) for damage in store.damages(version)] == [
        ("words", "is missing or cannot be read"),
        ("passages", "has other bytes than were written"),
    ]
    server.work("delete", passages, ids=[3])
    with pytest.raises(IndexMismatch, match=f"{version}: its collection holds 19 passages, its header says 20"):
        open_index(place)


@pytest.mark.slow
def test_the_commands_are_the_same(
    new_world: World, stored: MilvusPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(
        f"index: {{engine: milvus, uri: '{stored.uri}', collection: world, sources: [library], model: words}}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    version = version_store(stored).current()
    run = CliRunner()
    listed = run.invoke(chatbot_command, ["index", "list"])
    assert listed.output.split()[-4:] == [version, "3", "20", "words"]
    assert run.invoke(chatbot_command, ["index", "verify"]).output == f"{version} is sound.\n"
    assert "0 passages added" in run.invoke(chatbot_command, ["index", "diff", version, version]).output
    assert f"{version} is in use now" in run.invoke(chatbot_command, ["index", "rollback", version]).output
    refused = run.invoke(chatbot_command, ["index", "export", version, "file.tar.zst"])
    assert refused.exit_code == 2 and "Milvus' own backup" in refused.output


@pytest.mark.scale
def test_the_doctor_looks_into_milvus(stored: MilvusPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        f"index: {{engine: milvus, uri: '{stored.uri}', collection: world, sources: [library]}}\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    version = version_store(stored).current()
    assert (
        f"ok    index: {version} is sound, and in use"
        in CliRunner().invoke(chatbot_command, ["index", "doctor"]).output
    )
    monkeypatch.setenv("CHATBOT_INDEX__URI", "http://127.0.0.1:9")
    looked = CliRunner().invoke(chatbot_command, ["index", "doctor"])
    assert "WRONG index: Milvus at http://127.0.0.1:9" in looked.output
    assert "start that server" in looked.output


@pytest.mark.slow
def test_a_version_of_another_encoder_is_refused_by_name(stored: MilvusPlace) -> None:
    with (
        closing(open_index(stored)) as passage_index,
        pytest.raises(Exception, match="words") as refused,
    ):
        load_encoder(passage_index)
    assert type(refused.value).__name__ in {"ModelError", "IndexMismatch"}


@pytest.mark.parametrize(
    "goes",
    [
        pytest.param("kill", id="killed", marks=pytest.mark.slow),
        pytest.param("hold", id="silent", marks=pytest.mark.scale),
    ],
)
def test_a_server_that_goes_away_and_comes_back(
    stored: MilvusPlace,
    milvus: MilvusServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    goes: str,
) -> None:
    away, back = (milvus.kill, milvus.start) if goes == "kill" else (milvus.hold, milvus.go_on)
    place = replace(stored, seconds=1.0, token="root:a-secret")
    away()
    chat = ChatSettings(answer_floor=FLOOR, suggestions=0, remembered_answers=0)
    app = create_app(place, tmp_path, chat, ServerSettings(), lambda _: WordEncoder())  # starts while Milvus is away
    live: LiveAnswerer = app.extensions["chatbot.live"]
    client = app.test_client()

    def ask() -> int:
        return client.post("/api/chat", json={"question": "What does the grey heron eat?"}).status_code

    assert ask() == 503
    back()
    live.watch()
    try:
        wait_for(lambda: ask() == 200, 5)
        away()
        threads = threading.active_count()
        began = ask()
        refusal = client.post("/api/chat", json={"question": "What does the grey heron eat?"})
        assert (began, refusal.status_code) == (503, 503)
        assert refusal.mimetype == "application/problem+json"
        assert int(refusal.headers["Retry-After"]) >= 1
        assert refusal.json["detail"] == "The search engine is away. Please try again in a moment."
        streamed = client.post("/api/chat", json={"question": "heron"}, headers={"Accept": "text/event-stream"})
        assert streamed.status_code == 503
        wait_for(lambda: client.get("/readyz").status_code == 503, 5)
        assert "search engine" in client.get("/readyz").json["detail"]
        assert client.get("/healthz").status_code == 200
        quick = [wait_for(lambda: ask() == 503, 5) for _ in range(20)]
        assert sorted(quick)[10] < 0.05  # most are refused at once, whatever the deadline
        assert threading.active_count() <= threads + 2
        back()
        assert wait_for(lambda: ask() == 200, 5) < 5
        wait_for(lambda: client.get("/readyz").status_code == 200, 5)
        assert "is back" in caplog.text
        assert "a-secret" not in caplog.text + repr(place)
    finally:
        live.stop()
        live.current().close()


def test_one_thread_alone_sees_whether_a_server_is_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked, asks, answers = 0.0, 0, threading.Event(), threading.Event()

    class Away:
        def ask(self, *, timeout: float) -> None:  # as pymilvus has it
            nonlocal asked
            asked += 1
            asks.set()
            assert answers.wait(10)
            raise grpc.RpcError

        def close(self) -> None:
            pass

    monkeypatch.setattr("circuitbreaker.monotonic", lambda: now)
    monkeypatch.setattr("index.milvus.connection._client", lambda _: Away())
    milvus = Connection(MilvusPlace("http://127.0.0.1:9", "chatbot", tmp_path, seconds=1.0))
    answers.set()
    for _ in range(FAILURES):
        with pytest.raises(IndexUnavailable, match="did not answer"):
            milvus.call("ask")
    answers.clear()
    asks.clear()
    for times in (1, 2):
        now += REST_SECONDS
        with ThreadPoolExecutor(1) as threads:
            probe = threads.submit(milvus.call, "ask")
            assert asks.wait(10)
            with ThreadPoolExecutor(1) as others:
                assert isinstance(others.submit(milvus.call, "ask").exception(5), IndexUnavailable)
            answers.set()
            assert isinstance(probe.exception(10), IndexUnavailable)
        assert asked == FAILURES + times
        answers.clear()
        asks.clear()


def test_a_place_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    place = MilvusPlace("http://127.0.0.1:9", "chatbot", tmp_path, seconds=0.3, token="root:a-secret")
    with pytest.raises(IndexUnavailable, match=r"Milvus at http://127\.0\.0\.1:9") as refused:
        open_index(place)
    assert "a-secret" not in str(refused.value)


@pytest.mark.parametrize(("newer", "told"), [(-1, "; build again"), (1, "; update the program")])
def test_a_version_of_another_format_is_refused_by_which_program_wrote_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newer: int, told: str
) -> None:
    header = json.dumps({"format": FORMAT + newer}).encode()
    monkeypatch.setattr("index.milvus.header.read_table", lambda *_: header)
    milvus = Connection(MilvusPlace("http://127.0.0.1:9", "chatbot", tmp_path, seconds=1.0))
    with pytest.raises(IndexMismatch, match=f"v1 in Milvus has format {FORMAT + newer} .*{told}"):
        read_header(milvus, "v1")


def test_milvus_without_its_server_or_its_libraries_is_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError, match=r"index\.uri is missing"):
        index_place(IndexSettings(engine="milvus"), tmp_path, {})
    with pytest.raises(SettingsError, match="MILVUS_TOKEN") as refused:
        read_section("index", IndexSettings, None, {"CHATBOT_INDEX__URI": "http://root:a-secret@localhost:19530"})
    assert "a-secret" not in str(refused.value)
    monkeypatch.setitem(sys.modules, "circuitbreaker", None)
    monkeypatch.delitem(sys.modules, "index.milvus.connection")
    with pytest.raises(SettingsError, match=r"install the extra `milvus` \(README, Extras\)"):
        import_module("index.milvus.connection")


def _row(text: str, tokens: int = 2) -> Row:
    passage = Passage(
        "d", 1, BlockKind.FACT, text, 3, 9, ("A", "B"), f"{text} searchable", 2, "name", "", 7, "x,y", text, 1
    )
    numbers, scores = np.array([3, 9], np.int32), np.array([0.1, 2.5], np.float32)
    cells = np.arange(64 * tokens).reshape(tokens, 64) % 127
    return Row(passage, np.array([0.5, -0.25], np.float16), numbers, scores, cells.astype(np.int8))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(_row("Ada"), id="a plain one"),
        pytest.param(_row("Ada \U0001f600 \x00 {\"z:\"} " * 3), id="any text"),
        pytest.param(_row("word " * 30_000), id="a text that is too long as it is"),
        pytest.param(_row("Ada", tokens=3000), id="tokens that are too long as they are"),
        pytest.param(replace(_row("Ada", tokens=0), numbers=np.empty(0, np.int32), scores=np.empty(0, np.float32)), id="nothing"),
    ],
)  # fmt: skip
def test_a_row_comes_back_as_it_was(row: Row) -> None:
    entity = write_row(5, row, "digest")
    assert all(len(entity[field].encode()) <= LONGEST_TEXT for field in ("states", "passage"))
    back = read_row(entity, 2)
    assert back.passage == row.passage
    assert back.terms == row.terms
    for name in ("vector", "numbers", "scores", "tokens"):
        np.testing.assert_array_equal(getattr(back, name), getattr(row, name))
    assert entity["terms"]  # Milvus refuses an empty one


def test_a_row_that_no_field_of_milvus_holds_is_refused() -> None:
    noise = np.random.default_rng(0).integers(0x4E00, 0x9FFF, 60_000)
    with pytest.raises(SourceError, match=r"index\.longest_chars"):
        write_row(0, _row("".join(map(chr, noise))), "digest")
