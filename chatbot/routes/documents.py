"""`GET /api/documents` and `GET /api/suggestions`."""

from __future__ import annotations

from flask import Blueprint, Response, request

from chatbot.live import LiveAnswerer
from chatbot.routes.json_reply import json_reply
from chatbot.schemas import DocumentReply, DocumentsReply, IndexReply, SuggestionsReply


def document_routes(live: LiveAnswerer) -> Blueprint:
    """The routes over the index in use."""
    routes = Blueprint("documents", __name__)

    @routes.get("/api/documents")
    def documents() -> Response:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            listed = tuple(
                DocumentReply(id=entry.id, title=entry.title, url=entry.url, passages=len(entry.rows))
                for entry in passage_index.documents.values()
            )
            reply = DocumentsReply(documents=listed, index=IndexReply(version=passage_index.version))
        return json_reply(reply)

    @routes.get("/api/suggestions")
    def suggestions() -> Response:
        with live.use() as answerer:
            opening = answerer.opening_suggestions(request.args.get("document"))
            reply = SuggestionsReply(suggestions=opening, index=IndexReply(version=answerer.passage_index.version))
        return json_reply(reply)

    return routes
