"""What an assistant can do with the documents: search them, read in them, ask them.

`search` and `fetch` take and give what ChatGPT's connectors and deep research expect of a source of documents
(OpenAI, "Building MCP servers for ChatGPT and API integrations").
"""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

from chatbot.answer import Answerer
from chatbot.cite import Citation, CitedPassage, cite
from chatbot.clients.source_link import document_address, passage_address
from chatbot.decide import JudgedHit, Label, Reason
from chatbot.errors import UnknownDocument, UnknownId
from chatbot.indexed import around, unbroken
from chatbot.schemas import chat_reply
from chatbot.small_talk import Status
from index import Document, PassageIndex

RESULTS = 10  # of a search
AROUND = 5  # passages of its section on either side that a fetched one brings along
DOCUMENT_CHARS = 200_000  # of a fetched document, some 50,000 tokens; a longer one is read by its passages
_ORDINAL = re.compile("[1-9][0-9]{0,9}")


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class Found(_Result):
    """A passage, verbatim; `fetch` takes its id, `url` shows it."""

    id: str
    title: str
    text: str
    url: str


class SearchResult(_Result):
    """The passages nearest to a query, best first."""

    results: tuple[Found, ...]


class Fetched(_Result):
    """A passage in its surroundings, or a document, verbatim."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


class Cited(Found):
    """A passage and the probability that it answers."""

    confidence: float


class AskResult(_Result):
    """The answer, made of the first citations' own sentences; or an honest no, with what came nearest in `related`."""

    status: Status
    answer: str
    reason: Reason | None
    confidence: float
    confidence_label: Label
    understood: str
    citations: tuple[Cited, ...]
    related: tuple[Cited, ...]
    index_version: str


def search(answerer: Answerer, query: str, server: str) -> SearchResult:
    """What a reply to the query would show, whether or not it answers; `server` is where the source pages are."""
    shown = answerer.reply(query, top_k=RESULTS).outcome.shown
    return SearchResult(results=tuple(Found(**_found(passage, server)) for passage in shown))


def fetch(answerer: Answerer, wanted: str, server: str) -> Fetched:
    """The passage of this citation id, with those around it in its section, or the document of this id.

    UnknownId where there is neither.
    """
    documents = answerer.passage_index.documents
    if wanted in documents:
        return _document(answerer.passage_index, documents[wanted], server)
    name, _, ordinal = wanted.rpartition(":")
    if name in documents and _ORDINAL.fullmatch(ordinal) and int(ordinal) <= len(documents[name].rows):
        return _passage(answerer.passage_index, documents[name], documents[name].rows[int(ordinal) - 1], server)
    raise UnknownId(f"There is no passage or document {wanted[:100]!r} here; take an id that search or ask gave.")


def ask(answerer: Answerer, question: str, document: str | None, server: str) -> AskResult:
    """The reply to a question, from one document or from all; UnknownId where there is none of that id."""
    try:
        reply = answerer.reply(question, document)
    except UnknownDocument as error:
        raise UnknownId(
            f"There is no document {document!r} here; its id is what stands before the colon in a passage's."
        ) from error
    told = chat_reply(reply)
    cited = tuple(
        Cited(**_found(passage, server), confidence=round(passage.confidence, 4)) for passage in reply.outcome.shown
    )
    return AskResult(
        status=told.status,
        answer=told.message,
        reason=told.reason,
        confidence=told.confidence,
        confidence_label=told.confidence_label,
        understood=told.question.understood,
        citations=cited if told.passages else (),
        related=cited if told.related else (),
        index_version=reply.version,
    )


def _found(passage: CitedPassage, server: str) -> dict[str, str]:
    citation = passage.citation
    url = passage_address(citation, server)
    return {"id": citation.id, "title": _title(citation), "text": passage.text, "url": url}


def _title(citation: Citation) -> str:
    """Of the document and the headings above the passage: results of one document can be told apart."""
    return " › ".join((citation.title, *citation.section))


def _passage(passage_index: PassageIndex, document: Document, row: int, server: str) -> Fetched:
    [cited] = cite([JudgedHit(row, 1.0)], 0, lambda *_: (), passage_index)
    citation = cited.citation
    section = unbroken(around(passage_index, row, AROUND), row, lambda passage: passage.section == citation.section)
    text = passage_index.content(document.id).text[section[0][1].start : section[-1][1].end]
    metadata = {
        "passage": cited.text,
        "document": document.id,
        "source": citation.source,
        "start": str(citation.start),
        "end": str(citation.end),
        **({"page": str(citation.page)} if citation.page else {}),
        "index_version": passage_index.version,
    }
    return Fetched(
        id=citation.id, title=_title(citation), text=text, url=passage_address(citation, server), metadata=metadata
    )


def _document(passage_index: PassageIndex, document: Document, server: str) -> Fetched:
    text = passage_index.content(document.id).text
    metadata = {
        "source": document.source,
        "passages": str(len(document.rows)),
        "characters": str(len(text)),
        **({"cut": f"after {DOCUMENT_CHARS} characters"} if len(text) > DOCUMENT_CHARS else {}),
        "index_version": passage_index.version,
    }
    return Fetched(
        id=document.id,
        title=document.title,
        text=text[:DOCUMENT_CHARS],
        url=document_address(document, server),
        metadata=metadata,
    )
