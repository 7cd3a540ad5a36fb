"""`POST /api/chat` and `POST /api/feedback`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, g, request

from chatbot.live import LiveAnswerer
from chatbot.monitoring.metrics import Metrics
from chatbot.monitoring.seen import Seen
from chatbot.problem import RequestProblem, failure
from chatbot.reporting.asked import AskedQuestions
from chatbot.reporting.feedback import FeedbackStore
from chatbot.routes.body import json_body
from chatbot.routes.event_stream import EVENT_STREAM, event_stream, keep_place
from chatbot.routes.json_reply import json_reply
from chatbot.routes.reply import reply_to
from chatbot.schemas import ChatReply, ChatRequest, FeedbackReply, FeedbackRequest

# With the parameter that some clients write to both.
_FORMS = ("application/json", "application/json;charset=utf-8", EVENT_STREAM, f"{EVENT_STREAM};charset=utf-8")
FEEDBACK_SECONDS = 60  # how long a client should wait before it sends a verdict again that could not be kept


def chat_routes(
    live: LiveAnswerer,
    questions: AskedQuestions,
    feedback: FeedbackStore,
    metrics: Metrics,
    streams: ThreadPoolExecutor,
) -> Blueprint:
    """The routes over these parts; `streams` runs the questions whose replies are streamed."""
    routes = Blueprint("chat", __name__)

    @routes.post("/api/chat")
    def chat() -> Response:
        asked = json_body(ChatRequest)
        seen: Seen = g.seen
        if not (request.accept_mimetypes.best_match(_FORMS) or "").startswith(EVENT_STREAM):
            with reply_to(asked, live, questions, metrics, seen) as reply:
                return _varying(json_reply(reply))

        def failed(error: Exception) -> str:
            seen.failed = True
            return f"event: error\ndata: {failure(error, seen.id).model_dump_json(exclude_none=True)}\n\n"

        pending = keep_place(streams.submit(_reply, asked, live, questions, metrics, seen))
        return _varying(event_stream(pending, _events, failed))

    @routes.post("/api/feedback")
    def give_feedback() -> Response:
        verdict = json_body(FeedbackRequest)
        if not feedback.add(verdict.reply_id, verdict.helpful, verdict.comment):
            detail = "Feedback cannot be kept at the moment. Please try again later."
            raise RequestProblem(503, "Not kept", detail, FEEDBACK_SECONDS)
        return json_reply(FeedbackReply(), 201)

    return routes


def _varying(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _reply(
    asked: ChatRequest, live: LiveAnswerer, questions: AskedQuestions, metrics: Metrics, seen: Seen
) -> ChatReply:
    with reply_to(asked, live, questions, metrics, seen) as reply:
        return reply


def _events(reply: ChatReply) -> Iterator[str]:
    """In ASCII, as clients that read a stream by lines may take U+2028 and its like for the end of one."""
    end = reply.model_dump(mode="json")
    message = {"message": end.pop("message")}
    citations = {key: end.pop(key) for key in ("passages", "related")}
    for event, data in (("citations", citations), ("message", message), ("end", end)):
        yield f"event: {event}\ndata: {json.dumps(data)}\n\n"
