"""The documents as tools of an assistant: a server of the Model Context Protocol, over stdio or HTTP.

Needs the `mcp` package, the extra `mcp`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from chatbot.answer import Answerer
from chatbot.clients import tools
from chatbot.clients.tools import AskResult, Fetched, SearchResult
from chatbot.errors import CannotServe, NotReady, UnknownId
from chatbot.live import LiveAnswerer
from chatbot.problem_types import AWAY
from chatbot.schemas import QuestionText
from index import IndexUnavailable

try:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError as error:
    raise CannotServe("the MCP server needs the mcp package; install the extra `mcp` (README, Extras).") from error

ResultT = TypeVar("ResultT")

_INSTRUCTIONS = """\
Answers come from a fixed set of documents, as their own sentences, each with its citation. `ask` answers a question \
or says that the documents do not; `search` finds passages, and `fetch` reads one in its surroundings, or a whole \
document. Quote passages as they are, and cite them by their url."""

_Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


def mcp_server(live: LiveAnswerer, server: str) -> MCPServer[None]:
    """The tools over the index in use; `server` is the address under which readers find the source pages."""
    offered: MCPServer[None] = MCPServer(
        "cited-chatbot",
        title="Cited answers",
        instructions=_INSTRUCTIONS,
        version=version("cited-chatbot"),
        log_level="WARNING",
        subscriptions=False,  # nothing here changes that a client could wait for
    )

    def use(tool: Callable[[Answerer], ResultT]) -> ResultT:
        try:
            with live.use() as answerer:
                return tool(answerer)
        except (NotReady, UnknownId) as error:
            raise ToolError(str(error)) from error
        except IndexUnavailable as error:  # the log says when that begins and ends
            raise ToolError(AWAY) from error

    def search(
        query: Annotated[QuestionText, Field(description="a question or a few words, 1 to 2,000 characters")],
    ) -> SearchResult:
        """Find the passages of the documents that are nearest to a query, best first."""
        return use(lambda answerer: tools.search(answerer, query, server))

    def fetch(
        id: Annotated[_Id, Field(description="an id that search gave, or a document's")],  # noqa: A002 - the name that clients send
    ) -> Fetched:
        """Read a passage in its surroundings, or a whole document, verbatim."""
        return use(lambda answerer: tools.fetch(answerer, id, server))

    def ask(
        question: Annotated[QuestionText, Field(description="one question, 1 to 2,000 characters, that stands alone")],
        document: Annotated[_Id | None, Field(description="search only in the document of this id")] = None,
    ) -> AskResult:
        """Answer a question with the documents' own sentences, each cited, or say that they do not answer it."""
        return use(lambda answerer: tools.ask(answerer, question, document, server))

    for tool, title in (
        (search, "Search the documents"),
        (fetch, "Read a passage or document"),
        (ask, "Ask the documents"),
    ):
        hints = ToolAnnotations(
            title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        )
        offered.add_tool(tool, title=title, annotations=hints)
    return offered
