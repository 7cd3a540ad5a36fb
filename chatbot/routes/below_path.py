"""The application below a path of a public name, where a proxy has it: links of its pages begin with that path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def below_path(application: WSGIApplication, public_url: str | None) -> WSGIApplication:
    """The application below the path of that address, such as /help; itself where it has none.

    A proxy may pass the path on or take it off, and what asks the server itself, as a health check does, needs none.
    """
    path = unquote(urlsplit(public_url or "").path, encoding="latin-1").rstrip("/")  # as PEP 3333 has it

    def below(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == path or asked.startswith(f"{path}/"):
            environ["PATH_INFO"] = asked[len(path) :] or "/"
        environ["SCRIPT_NAME"] = path
        return application(environ, start_response)

    return below if path else application
