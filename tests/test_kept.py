"""Feedback and questions that are kept, and what is never kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import ask, problem

if TYPE_CHECKING:
    from conftest import World


def write(client: FlaskClient) -> None:
    """What the process's writer does, at once."""
    writer = client.application.extensions["chatbot.writer"]
    writer.start()
    writer.stop()


def test_feedback_is_kept(world: World, make_app: Callable[..., Flask], tmp_path: Path) -> None:
    client = make_app(world.index_dir, feedback=str(tmp_path / "feedback.sqlite")).test_client()
    first = client.post("/api/feedback", json={"reply_id": "01JD", "helpful": True, "comment": "Yes 🦆"})
    second = client.post("/api/feedback", json={"reply_id": "01JE", "helpful": False})
    assert [(r.status_code, r.get_json()) for r in (first, second)] == [(201, {"status": "kept"})] * 2
    write(client)
    connection = sqlite3.connect(tmp_path / "feedback.sqlite")
    rows = connection.execute("SELECT reply_id, helpful, comment FROM feedback").fetchall()
    connection.close()
    assert rows == [("01JD", 1, "Yes 🦆"), ("01JE", 0, None)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"helpful": True}, "reply_id", id="no reply"),
        pytest.param({"reply_id": "", "helpful": True}, "reply_id", id="an empty reply"),
        pytest.param({"reply_id": "01JD"}, "helpful", id="no verdict"),
        pytest.param({"reply_id": "01JD", "helpful": "yes"}, "helpful", id="a word for a verdict"),
        pytest.param({"reply_id": "01JD", "helpful": 1}, "helpful", id="a number for a verdict"),
        pytest.param({"reply_id": "01JD", "helpful": True, "comment": "x" * 2001}, "comment", id="too long a comment"),
        pytest.param({"reply_id": "01JD", "helpful": True, "name": "me"}, "name", id="an unknown field"),
    ],
)
def test_wrong_feedback_is_refused(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 422
    assert [error["field"] for error in problem(response)["errors"]] == [field]


def test_no_question_is_kept_unless_the_settings_say_so(
    world: World, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    client = make_app(world.index_dir, questions=str(tmp_path / "questions.sqlite")).test_client()
    ask(client, "When did Sam Quill die?")
    write(client)
    assert list(tmp_path.iterdir()) == []


def test_a_question_is_kept_with_what_came_of_it_and_nothing_of_its_client(
    world: World, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    file = tmp_path / "var" / "questions.sqlite"
    client = make_app(world.index_dir, store_questions=True, questions=str(file)).test_client()
    answered = ask(client, "When did Sam Quill die?", document="ada-quill")
    refused = ask(client, "Which unicorn sang?")
    client.post("/", data={"question": "When did Sam Quill die?"})
    asked = [{"role": "user", "content": "When did Sam Quill die?"}]
    client.post("/v1/chat/completions", json={"model": "cited-chatbot", "messages": asked})
    client.post("/api/chat", json={"question": "When?", "document": "unicorn"})
    client.post("/api/chat", json={"question": ""})
    write(client)
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM questions ORDER BY rowid")]
    connection.close()
    for row in rows:
        assert datetime.now(UTC) - datetime.fromisoformat(row.pop("asked_at")) < timedelta(minutes=5)
    assert rows[:2] == [
        {
            "reply_id": reply["id"],
            "question": reply["question"]["asked"],
            "understood": reply["question"]["understood"],
            "document": document,
            "status": reply["status"],
            "reason": reply["reason"],
            "confidence": reply["confidence"],
            "version": reply["index"]["version"],
        }
        for reply, document in ((answered, "ada-quill"), (refused, None))
    ]
    assert [(row["question"], row["status"]) for row in rows[2:]] == [("When did Sam Quill die?", "answered")] * 2


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_what_cannot_be_kept_fails_no_answer_and_refuses_a_verdict(
    world: World, make_app: Callable[..., Flask], tmp_path: Path, accept: str
) -> None:
    for name in ("questions.sqlite", "feedback.sqlite"):
        (tmp_path / name).mkdir()
    files = {name: str(tmp_path / f"{name}.sqlite") for name in ("questions", "feedback")}
    client = make_app(world.index_dir, store_questions=True, **files).test_client()
    verdict = {"reply_id": "01JD", "helpful": True}
    assert client.post("/api/feedback", json=verdict).status_code == 201
    writer = client.application.extensions["chatbot.writer"]
    for journal in writer._journals:
        journal.flush()
    page = client.get("/metrics").text
    assert (
        'chatbot_rows_waiting{table="feedback"} 1.0' in page and 'chatbot_rows_waiting{table="questions"} 0.0' in page
    )
    body = {"question": "When did Sam Quill die?"}
    for _ in range(3):
        reply = client.post("/api/chat", json=body, headers={"Accept": accept})
        assert (reply.status_code, "Sam Quill died in 1931." in reply.text) == (200, True)
    refused = client.post("/api/feedback", json=verdict)
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    writer.start()
    writer.stop()
    page = client.get("/metrics").text
    assert 'chatbot_dropped_rows_total{table="questions"} 3.0' in page
    assert 'chatbot_dropped_rows_total{table="feedback"} 2.0' in page
