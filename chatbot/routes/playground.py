"""`GET /playground` and `POST /api/explain`: a question's way, for those who tune. There only where it is switched on."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from chatbot.explaining.explain import explain
from chatbot.explaining.explanation import ExplainRequest, explain_reply
from chatbot.live import LiveAnswerer
from chatbot.routes.body import json_body
from chatbot.routes.json_reply import json_reply
from chatbot.schemas import turns
from chatbot.settings import ChatSettings


def playground_routes(live: LiveAnswerer, chat: ChatSettings, asks_for_key: bool) -> Blueprint:
    """The routes over the index in use; `chat` is what the settings to try are tried against. Where the API
    `asks_for_key`, the page has a field for one.
    """
    routes = Blueprint("playground", __name__)

    @routes.get("/playground")
    def playground() -> str:
        with live.use() as answerer:
            entries = zip(answerer.passage_index.documents, answerer.called, strict=True)
            documents = [(document, title or document) for document, title in entries]
        return render_template("playground.html", documents=documents, settings=chat, asks_for_key=asks_for_key)

    @routes.post("/api/explain")
    def explained() -> Response:
        asked = json_body(ExplainRequest)
        with live.use() as answerer:
            reply = explain_reply(explain(answerer, asked.settings(chat), asked.question, asked.document, turns(asked)))
        return json_reply(reply)

    return routes
