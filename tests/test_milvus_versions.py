"""What the versions in Milvus come to where one of them cannot be read just then; no server is needed to tell."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index import IndexMismatch, IndexUnavailable, VersionUnknown
from index.milvus.store import MilvusStore
from index.place import MilvusPlace

FIRST, SECOND = "20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb"
COLLECTIONS = {f"own_{version.replace('-', '_')}{half}" for version in (FIRST, SECOND) for half in ("", "_tables")}
ENCODERS = {"own_encoder_first", "own_encoder_second", "own_encoder_of_none"}
PLACE = MilvusPlace("http://127.0.0.1:9", "own", Path("nowhere"), seconds=1.0)
AWAY = IndexUnavailable("Milvus did not answer")


class Server:
    """As much of a connection as lists, drops and names one version as that in use."""

    place = PLACE

    def __init__(self) -> None:
        self.collections = COLLECTIONS | ENCODERS

    def call(self, method: str, *names: str, **_: Any) -> Any:
        if method == "drop_collection":
            self.collections.remove(names[0])
        return {
            "list_collections": sorted(self.collections),
            "describe_alias": {"collection_name": f"own_{SECOND.replace('-', '_')}"},
            "query": [],
        }.get(method)

    work = call


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr("index.milvus.store.connection", lambda _: server)
    return server


def headers(monkeypatch: pytest.MonkeyPatch, first: Exception | None) -> None:
    """Let the first version's header be read, or not."""

    def read_header(_: object, version: str) -> tuple[None, Any]:
        if version == FIRST and first is not None:
            raise first
        made_by = "first" if version == FIRST else "second"
        return None, SimpleNamespace(model=SimpleNamespace(fingerprint=made_by))

    monkeypatch.setattr("index.milvus.store.read_header", read_header)


@pytest.fixture
def store(server: Server) -> MilvusStore:
    return MilvusStore(PLACE)


def test_prune_removes_the_encoders_of_no_version(
    store: MilvusStore, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers(monkeypatch, None)
    assert store.prune(2).removed == []
    assert server.collections == COLLECTIONS | ENCODERS - {"own_encoder_of_none"}


@pytest.mark.parametrize("error", [AWAY, IndexMismatch("another release's")], ids=["away", "another release's"])
def test_prune_removes_no_encoder_while_it_does_not_know_who_needs_it(
    store: MilvusStore, server: Server, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    headers(monkeypatch, error)
    if error is AWAY:
        with pytest.raises(IndexUnavailable):
            store.prune(2)
    else:
        assert store.prune(2).removed == []
    assert server.collections == COLLECTIONS | ENCODERS


def test_going_back_while_the_server_is_away_does_not_say_that_there_is_nothing_to_go_back_to(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers(monkeypatch, AWAY)
    with pytest.raises(IndexUnavailable):
        store.rollback()
    headers(monkeypatch, IndexMismatch("another release's"))
    with pytest.raises(VersionUnknown, match=f"no sound version older than {SECOND} in Milvus at http"):
        store.rollback()
    headers(monkeypatch, None)
    assert store.rollback() == FIRST
