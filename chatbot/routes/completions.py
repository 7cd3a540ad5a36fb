"""`POST /v1/chat/completions` and `GET /v1/models`: the same answers in OpenAI's form."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, g, request

from chatbot.clients.completion_schemas import Completion, CompletionRequest, ModelList
from chatbot.clients.completions import chat_request, chunks, completion, model_of, models, unknown_model
from chatbot.clients.openai_error import openai_error
from chatbot.errors import UnknownDocument
from chatbot.live import LiveAnswerer
from chatbot.monitoring.metrics import Metrics
from chatbot.monitoring.seen import Seen
from chatbot.problem import failure
from chatbot.reporting.asked import AskedQuestions
from chatbot.routes.body import json_body
from chatbot.routes.event_stream import event_stream, keep_place
from chatbot.routes.json_reply import json_reply
from chatbot.routes.reply import reply_to
from chatbot.settings import ServerSettings


def completion_routes(
    live: LiveAnswerer,
    questions: AskedQuestions,
    metrics: Metrics,
    streams: ThreadPoolExecutor,
    settings: ServerSettings,
) -> Blueprint:
    """The routes over these parts; `streams` runs the questions whose replies are streamed."""
    routes = Blueprint("completions", __name__)

    def answer(asked: CompletionRequest, server: str, seen: Seen) -> Completion:
        asks = chat_request(asked, settings.model_name)
        try:
            with live.use() as answerer, reply_to(asks, live, questions, metrics, seen) as reply:
                return completion(asked.model, asks, reply, answerer.encoder, server, int(time.time()))
        except UnknownDocument as error:
            raise unknown_model(asked.model) from error

    @routes.post("/v1/chat/completions")
    def complete() -> Response:
        asked = json_body(CompletionRequest)
        server = settings.public_url or request.url_root
        seen: Seen = g.seen
        if not asked.stream:
            return json_reply(answer(asked, server, seen))
        include_usage = bool(asked.stream_options and asked.stream_options.include_usage)

        def events(made: Completion) -> Iterator[str]:
            return (f"data: {data}\n\n" for data in chunks(made, include_usage))

        def failed(error: Exception) -> str:
            seen.failed = True
            return f"data: {openai_error(failure(error, seen.id)).model_dump_json()}\n\n"

        return event_stream(keep_place(streams.submit(answer, asked, server, seen)), events, failed)

    @routes.get("/v1/models")
    def list_models() -> Response:
        with live.use() as answerer:
            return json_reply(ModelList(data=models(answerer.passage_index, settings.model_name)))

    @routes.get("/v1/models/<path:model>")
    def show_model(model: str) -> Response:
        with live.use() as answerer:
            return json_reply(model_of(model, answerer, settings.model_name))

    return routes
