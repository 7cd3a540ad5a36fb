"""Spans of a request and its stages, in the SDK's own memory."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chatbot.monitoring.tracing import Tracing, tracing

QUESTION = "When did Sam Quill die?"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"  # the example of W3C Trace Context


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(world: object, make_app: Callable[..., Flask], exported: InMemorySpanExporter) -> FlaskClient:
    app = make_app(world.index_dir)  # type: ignore[attr-defined]  # the fixture's class is of the test's own
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    app.extensions["chatbot.watching"].tracing = Tracing(provider.get_tracer("test"))
    return app.test_client()


def request_of(spans: tuple[ReadableSpan, ...]) -> ReadableSpan:
    [request] = [span for span in spans if span.kind is SpanKind.SERVER]
    return request


def test_a_request_is_a_span_and_its_stages_are_spans_within(
    traced: FlaskClient, exported: InMemorySpanExporter
) -> None:
    reply = traced.post("/api/chat", json={"question": QUESTION}, headers={"X-Request-ID": "a-1"}).get_json()
    spans = exported.get_finished_spans()
    request, stages = request_of(spans), [span for span in spans if span.kind is not SpanKind.SERVER]
    assert (request.name, request.parent, request.status.status_code) == ("POST /api/chat", None, StatusCode.UNSET)
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/api/chat",
        "http.response.status_code": 200,
        "chatbot.request_id": "a-1",
        "chatbot.reply.status": "answered",
        "chatbot.reply.confidence": reply["confidence"],
        "chatbot.index.version": reply["index"]["version"],
    }
    names = [span.name for span in stages]
    assert names[:4] == ["understand", "encode", "retrieve", "rank"]
    assert names[-2:] == ["suggest", "serialise"]
    for before, after in pairwise(stages):
        assert before.end_time == after.start_time
    for stage in stages:
        assert stage.parent == request.get_span_context()
        assert request.start_time <= stage.start_time <= stage.end_time <= request.end_time  # type: ignore[operator]  # ended spans have times


def test_what_is_not_a_chat_reply_is_one_span_and_a_failure_is_an_error(
    traced: FlaskClient, exported: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced.get("/nothing")
    [span] = exported.get_finished_spans()
    assert (span.name, span.status.status_code) == ("GET unknown", StatusCode.UNSET)
    exported.clear()
    monkeypatch.setattr("chatbot.routes.documents.DocumentsReply", None)
    assert traced.get("/api/documents").status_code == 500
    [span] = exported.get_finished_spans()
    assert (span.status.status_code, (span.attributes or {})["error.type"]) == (StatusCode.ERROR, "500")


def test_the_callers_trace_goes_on(traced: FlaskClient, exported: InMemorySpanExporter) -> None:
    traced.get("/healthz", headers={"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "a=1"})
    [span] = exported.get_finished_spans()
    assert span.parent is not None
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, PARENT)
    assert span.context.trace_state.get("a") == "1"


def test_a_caller_that_does_not_sample_is_obeyed(traced: FlaskClient, exported: InMemorySpanExporter) -> None:
    traced.post("/api/chat", json={"question": QUESTION}, headers={"traceparent": f"00-{TRACE}-{PARENT}-00"})
    assert exported.get_finished_spans() == ()


@pytest.mark.parametrize("header", ["", "x", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-01", "é" * 55])
def test_a_header_that_is_none_begins_a_new_trace(
    traced: FlaskClient, exported: InMemorySpanExporter, header: str
) -> None:
    assert traced.get("/healthz", headers={"traceparent": header}).status_code == 200
    [span] = exported.get_finished_spans()
    assert span.parent is None


def test_neither_a_question_nor_an_address_is_in_a_span(traced: FlaskClient, exported: InMemorySpanExporter) -> None:
    traced.post("/api/chat", json={"question": QUESTION}, environ_base={"REMOTE_ADDR": "198.51.100.77"})
    told = "".join(span.to_json() for span in exported.get_finished_spans())
    assert "Quill" not in told and "198.51" not in told


def test_without_an_endpoint_there_are_no_traces() -> None:
    assert tracing({}) is None
    assert tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}) is None


def test_an_endpoint_without_the_extra_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with caplog.at_level(logging.WARNING):
        assert tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}) is None
    assert "install the extra `otel` (README, Extras)" in caplog.text
