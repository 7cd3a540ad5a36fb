"""`POST /api/chat` and `POST /api/feedback`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel

from chatbot.feedback import FeedbackStore
from chatbot.live import LiveAnswerer
from chatbot.metrics import Metrics
from chatbot.problem import RequestProblem, failure
from chatbot.schemas import ChatReply, ChatRequest, FeedbackReply, FeedbackRequest, chat_reply, turns

RequestT = TypeVar("RequestT", bound=BaseModel)

EVENT_STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 5.0  # below the idle time-outs of common proxies (nginx: 60 s)


def chat_routes(
    live: LiveAnswerer, feedback: FeedbackStore, metrics: Metrics, streams: ThreadPoolExecutor
) -> Blueprint:
    """The routes over these parts; `streams` runs the questions whose replies are streamed."""
    routes = Blueprint("chat", __name__)

    def answer(asked: ChatRequest) -> ChatReply:
        with live.use() as answerer:
            reply = chat_reply(answerer.reply(asked.question, asked.document, asked.top_k, turns(asked)))
        metrics.replied(reply.status, reply.confidence, reply.reason)
        return reply

    @routes.post("/api/chat")
    def chat() -> Response:
        asked = _body(ChatRequest)
        if request.accept_mimetypes.best_match(["application/json", EVENT_STREAM]) != EVENT_STREAM:
            return _json(answer(asked))
        pending = streams.submit(answer, asked)
        return Response(
            _events(pending, _settled(pending)),
            mimetype=EVENT_STREAM,
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )

    @routes.post("/api/feedback")
    def give_feedback() -> Response:
        verdict = _body(FeedbackRequest)
        feedback.add(verdict.reply_id, verdict.helpful, verdict.comment)
        return _json(FeedbackReply(), 201)

    return routes


def _body(model: type[RequestT]) -> RequestT:
    if request.mimetype != "application/json":
        raise RequestProblem(415, "Unsupported Media Type", "Send the body as application/json.")
    return model.model_validate_json(request.get_data())


def _json(reply: BaseModel, status: int = 200) -> Response:
    return Response(reply.model_dump_json(), status, mimetype="application/json")


def _settled(pending: Future[ChatReply]) -> bool:
    """Whether the reply came before the first heartbeat was due. A refusal that did is raised here, so that it gets its own status."""
    try:
        pending.result(HEARTBEAT_SECONDS)
    except TimeoutError:
        return False
    return True


def _events(pending: Future[ChatReply], settled: bool) -> Iterator[str]:
    try:
        while not settled:
            yield ": waiting\n\n"
            settled = _settled(pending)
    except Exception as error:  # the status is sent already, so the refusal is an event
        yield f"event: error\ndata: {failure(error).model_dump_json(exclude_none=True)}\n\n"
        return
    reply = pending.result().model_dump(mode="json")
    message = {"message": reply.pop("message")}
    citations = {key: reply.pop(key) for key in ("passages", "related")}
    for event, data in (("citations", citations), ("message", message), ("end", reply)):
        yield f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
