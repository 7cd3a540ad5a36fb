"""Documents, health, metrics, suggestions, the pages and their anchors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import ask, problem

from chatbot.answer import Answerer
from chatbot.live import LiveAnswerer

if TYPE_CHECKING:
    from conftest import World


def test_the_documents_are_listed(client: FlaskClient, world: World) -> None:
    assert client.get("/api/documents").get_json() == {
        "documents": [
            {"id": "ada-quill", "title": "Ada Quill", "url": "https://example.org/ada-quill", "passages": 13},
            {"id": "grey-heron", "title": "Grey Heron", "url": "https://example.org/grey-heron", "passages": 4},
            {"id": "granite", "title": "granite", "url": "https://example.org/rocks/granite", "passages": 3},
        ],
        "index": {"version": world.in_use.name},
    }


def test_alive_and_ready(client: FlaskClient, world: World) -> None:
    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert client.get("/readyz").get_json() == {
        "status": "ready",
        "index": {"version": world.in_use.name},
        "refused": None,
    }


def test_requests_and_replies_are_counted(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir).test_client()
    ask(client, "When did Sam Quill die?")
    ask(client, "Hello")
    ask(client, "Who was it?")
    client.post("/api/chat", json={})
    client.get("/nothing")
    response = client.get("/metrics")
    assert response.mimetype == "text/plain"
    lines = response.text.splitlines()
    assert [
        line
        for line in lines
        if re.match(r"chatbot_(requests|replies|abstentions)_total|chatbot_confidence_count", line)
    ] == [
        'chatbot_requests_total{route="/api/chat",status="200"} 3.0',
        'chatbot_requests_total{route="/api/chat",status="422"} 1.0',
        'chatbot_requests_total{route="unknown",status="404"} 1.0',
        'chatbot_replies_total{status="answered"} 1.0',
        'chatbot_replies_total{status="small_talk"} 1.0',
        'chatbot_replies_total{status="no_answer"} 1.0',
        'chatbot_abstentions_total{reason="out_of_scope"} 0.0',
        'chatbot_abstentions_total{reason="below_threshold"} 0.0',
        'chatbot_abstentions_total{reason="empty_question"} 1.0',
        "chatbot_confidence_count 2.0",
    ]
    assert 'chatbot_request_seconds_count{route="/api/chat"} 4.0' in lines
    [made] = [float(line.split()[1]) for line in lines if line.startswith("chatbot_index_made_seconds ")]
    named = datetime.strptime(world.in_use.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    assert made == named.timestamp()


@pytest.mark.parametrize("path", ["/", "/docs", "/sources/ada-quill"])
def test_pages_are_html_and_load_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert re.findall(r'(?:src|<link[^>]* href)="((?:https?:)?//[^"]*)', response.text) == []
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_demo_page_holds_the_widget_and_the_documents(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<script src="/widget.js" defer></script>' in page
    assert "<chat-widget" in page
    assert [path for path in ("ada-quill", "grey-heron", "granite") if f'href="/sources/{path}"' not in page] == []


def test_every_citation_has_its_anchor_on_the_source_page(client: FlaskClient) -> None:
    documents = client.get("/api/documents").get_json()["documents"]
    assert [document["id"] for document in documents] == ["ada-quill", "grey-heron", "granite"]
    for document in documents:
        page = client.get(f"/sources/{document['id']}").text
        ids = re.findall(rf'id="({document["id"]}:\d+)"', page)
        assert ids == [f"{document['id']}:{number}" for number in range(1, document["passages"] + 1)]


def test_an_anchor_holds_the_passage(client: FlaskClient) -> None:
    page = client.get("/sources/ada-quill").text
    assert '<span class="passage" id="ada-quill:10">Sam Quill died in 1931.</span>' in page


def test_an_unknown_source_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sources/unicorn").status_code == 404
    assert problem(client.get("/sources/unicorn", headers={"Accept": "application/json"}))["status"] == 404


def test_a_document_in_another_script_has_its_page_and_markup_is_text(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    text = '= មូរ <script>alert(1)</script> =\n\nShe wrote <img src=x onerror=alert(2)> & more "words" here.\n'
    (new_world.library / "odd.txt").write_text(text, encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    [odd] = [d for d in client.get("/api/documents").get_json()["documents"] if "script" in d["id"]]
    assert odd["title"] == "មូរ <script>alert(1)</script>"
    for page in (client.get(f"/sources/{quote(odd['id'])}"), client.get("/")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text and "<img" not in page.text
    reply = ask(client, "Who wrote more words here?", document=odd["id"])
    assert reply["message"] == 'She wrote <img src=x onerror=alert(2)> & more "words" here.'


def test_opening_suggestions_are_about_a_document(client: FlaskClient) -> None:
    assert client.get("/api/suggestions?document=ada-quill").status_code == 200
    assert client.get("/api/suggestions?document=unicorn").status_code == 404


def test_a_question_of_the_plain_form_is_counted_as_one(client: FlaskClient) -> None:
    def answered() -> float:
        counted = re.findall(r'chatbot_replies_total{status="answered"} (\S+)', client.get("/metrics").text)
        return float(counted[0]) if counted else 0.0

    before = answered()
    assert client.post("/", data={"question": "When did Sam Quill die?"}).status_code == 200
    assert answered() == before + 1


def test_a_version_stays_open_while_its_suggestions_are_looked_for(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live: LiveAnswerer = client.application.extensions["chatbot.live"]
    used: list[str] = []

    @contextmanager
    def use() -> Iterator[Answerer]:
        used.append("begin")
        yield live.current()
        used.append("end")

    monkeypatch.setattr(live, "use", use)
    assert client.get("/api/suggestions").status_code == 200
    assert used == ["begin", "end"]
