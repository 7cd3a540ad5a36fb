"""Where a reader opens a document or a passage: on the web where it has an address there, else on this server's own page."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from chatbot.pages.web_address import web_address
from chatbot.settings import ServerSettings
from index import Document


class Cited(Protocol):
    """A passage's citation, whether in the pipeline or on the wire."""

    @property
    def id(self) -> str:
        """The citation's id."""
        ...

    @property
    def document(self) -> str:
        """The document's id."""
        ...

    @property
    def url(self) -> str | None:
        """Its address, whatever the document says that it is."""
        ...

    @property
    def page(self) -> int | None:
        """The page, in paged documents."""
        ...


def passage_address(citation: Cited, server: str) -> str:
    """An absolute address that shows the passage; `server` is this server's own, such as https://example.org."""
    own = f"{_page(citation.document, server)}#{quote(citation.id, safe=':')}"
    return web_address(citation.url, citation.page) or own


def document_address(document: Document, server: str) -> str:
    """An absolute address that shows the document."""
    return web_address(document.url) or _page(document.id, server)


def own_address(settings: ServerSettings) -> str:
    """Where this machine reaches its own chat server, for whoever asks by another way than through it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - what to replace
    return f"http://{bracketed(host)}:{settings.port}"


def bracketed(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _page(document: str, server: str) -> str:
    return f"{server.rstrip('/')}/sources/{quote(document, safe='')}"
