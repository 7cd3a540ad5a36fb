"""What a browser opens: the demo page, the widget, the documents, the API's page."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from chatbot.errors import UnknownDocument
from chatbot.live import LiveAnswerer
from chatbot.reading_page import reading_page


def page_routes(live: LiveAnswerer) -> Blueprint:
    """The routes over the index in use."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def home() -> str:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            documents = [
                {"id": entry.id, "title": entry.title, "url": entry.url, "passages": len(entry.rows)}
                for entry in passage_index.documents.values()
            ]
            return render_template("home.html", documents=documents, version=passage_index.version)

    @routes.get("/widget.js")
    def widget() -> Response:
        response = current_app.send_static_file("widget.js")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @routes.get("/sources/<document>")
    def source(document: str) -> str:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            if document not in passage_index.documents:
                raise UnknownDocument(f"There is no document {document!r} here.")
            entry = passage_index.documents[document]
            return render_template("source.html", document=entry, sections=reading_page(passage_index, entry))

    @routes.get("/docs")
    def docs() -> str:
        return render_template("docs.html")

    return routes
