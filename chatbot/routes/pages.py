"""What a browser opens: the demo page, the widget, the documents, the API's page."""

from __future__ import annotations

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, current_app, g, render_template, request
from pydantic import ValidationError
from werkzeug.http import generate_etag

from chatbot.live import LiveAnswerer
from chatbot.monitoring.metrics import Metrics
from chatbot.pages.reading_page import reading_page, topics
from chatbot.pages.stands_apart import stands_apart
from chatbot.pages.stretches import is_of_group, stretches
from chatbot.pages.verbatim import parted, verbatim
from chatbot.pages.web_address import web_address
from chatbot.problem import RequestProblem
from chatbot.reporting.asked import AskedQuestions
from chatbot.routes.reply import reply_to
from chatbot.schemas import ChatRequest
from chatbot.told_once import told_once

_NO_KEY = (
    "This server answers programs that hold a key. A page cannot keep one from its readers, so you cannot ask here."
)

FORM_BYTES = 65_536  # a question and a document's id, percent-encoded; to read a megabyte of fields takes half a second


def page_routes(live: LiveAnswerer, questions: AskedQuestions, metrics: Metrics, asks_for_key: bool) -> Blueprint:
    """The routes over the index in use. Where the API `asks_for_key`, the demo page says why it cannot be asked."""
    routes = Blueprint("pages", __name__)
    started = uuid4()  # the pages of another start may look different

    def landing(notice: str) -> str:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            documents = [
                {"id": entry.id, "title": title, "url": entry.url, "passages": len(entry.rows)}
                for entry, title in zip(passage_index.documents.values(), answerer.called, strict=True)
            ]
            return render_template(
                "home.html",
                documents=documents,
                topics=topics(passage_index) if len(documents) == 1 else (),
                suggestions=answerer.opening_suggestions(),
                version=passage_index.version,
                notice=notice,
                web=web_address,
            )

    @routes.get("/")
    def home() -> str:
        return landing(_NO_KEY if asks_for_key else "")

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
        with reply_to(asked, live, questions, metrics, g.seen) as reply:
            return render_template(
                "answer.html",
                reply=reply,
                told=told_once(reply),
                document=asked.document,
                web=web_address,
                stretches=stretches,
                is_of_group=is_of_group,
                stands_apart=stands_apart,
            )

    @routes.get("/widget.js")
    def widget() -> Response:
        response = current_app.send_static_file("widget.js")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"  # for `integrity` and `type="module"`; it holds no secret
        return response

    @routes.get("/sources/<document>")
    def source(document: str) -> Response:
        with live.use() as answerer:
            passage_index = answerer.passage_index
            entry = passage_index.documents[answerer.id_of(document)]
            state = generate_etag(f"{started} {passage_index.version} {entry.id}".encode())
            if request.if_none_match.contains_weak(state):  # a long document takes half a second to write
                response = Response(status=HTTPStatus.NOT_MODIFIED)
            else:
                sections = reading_page(passage_index, entry)
                page = render_template(
                    "source.html", document=entry, sections=sections, web=web_address, verbatim=verbatim, parted=parted
                )
                response = Response(page, mimetype="text/html")
        response.set_etag(state, weak=True)
        response.cache_control.no_cache = True  # another version may be in use
        return response

    @routes.get("/docs")
    def docs() -> str:
        return render_template("docs.html")

    return routes
