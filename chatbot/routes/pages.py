"""What a browser opens: the demo page, the widget, the documents, the API's page."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from pydantic import ValidationError

from chatbot.errors import UnknownDocument
from chatbot.live import LiveAnswerer
from chatbot.metrics import Metrics
from chatbot.problem import RequestProblem
from chatbot.reading_page import reading_page
from chatbot.schemas import ChatRequest, chat_reply

FORM_BYTES = 65_536  # a question and a document's id, percent-encoded; to read a megabyte of fields takes half a second


def page_routes(live: LiveAnswerer, metrics: Metrics) -> Blueprint:
    """The routes over the index in use."""
    routes = Blueprint("pages", __name__)

    def landing(notice: str = "") -> str:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            documents = [
                {"id": entry.id, "title": entry.title, "url": entry.url, "passages": len(entry.rows)}
                for entry in passage_index.documents.values()
            ]
            version = passage_index.version
            return render_template("home.html", documents=documents, version=version, notice=notice, web=_web)

    @routes.get("/")
    def home() -> str:
        return landing()

    @routes.post("/")
    def answer() -> str | tuple[str, int]:
        """What the widget's form gets where no script runs: the answer as a page."""
        if len(request.get_data()) > FORM_BYTES:
            raise RequestProblem(413, "Request Entity Too Large", f"A form has at most {FORM_BYTES:,} bytes.")
        try:
            asked = ChatRequest.model_validate(
                {"question": request.form.get("question", ""), "document": request.form.get("document") or None}
            )
        except ValidationError:
            return landing("Please ask with 1 to 2,000 characters."), 422
        with live.use() as answerer:
            reply = chat_reply(answerer.reply(asked.question, document=asked.document))
        metrics.replied(reply.status, reply.confidence, reply.reason)
        return render_template("answer.html", reply=reply, document=asked.document, web=_web)

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
            sections = reading_page(passage_index, entry)
            return render_template("source.html", document=entry, sections=sections, web=_web)

    @routes.get("/docs")
    def docs() -> str:
        return render_template("docs.html")

    return routes


def _web(url: str | None, page: int | None = None) -> str | None:
    """A document's address where it may be a link: on the web; a PDF opens at its page (RFC 8118)."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return None
    if page is None:
        return url
    return url.replace("#:~:", f"#page={page}:~:") if "#" in url else f"{url}#page={page}"
