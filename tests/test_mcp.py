"""The documents as tools of an assistant: what the tools give, over which transports, and to whom."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from click.testing import CliRunner, Result
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from chatbot.admission.keys import new_key
from chatbot.admission.rate_limit import RateLimit
from chatbot.answer import Answerer
from chatbot.cli import main
from chatbot.clients.mcp_http import Limits, mcp_app, serve_mcp, shared_with_pages
from chatbot.clients.mcp_server import mcp_server
from chatbot.clients.tools import RESULTS, ask, fetch, search
from chatbot.errors import CannotServe, UnknownId
from chatbot.live import LiveAnswerer
from chatbot.settings import ChatSettings, ServerSettings
from index import IndexUnavailable
from index.settings import SourceSettings

if TYPE_CHECKING:
    from conftest import World

HERE = "http://127.0.0.1:8080"


def live(world: World) -> LiveAnswerer:
    opened = LiveAnswerer(world.index_dir, ChatSettings(answer_floor=0.05, suggestions=0), lambda _: world.encoder)
    opened.load()
    return opened


@pytest.fixture
def run_command() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, arguments)


# What the tools give


def test_search_gives_passages_with_their_addresses_best_first(answerer: Answerer) -> None:
    results = search(answerer, "When did Sam Quill die?", HERE).results
    assert results[0].model_dump() == {
        "id": "ada-quill:10",
        "title": "Ada Quill",
        "text": "Sam Quill died in 1931.",
        "url": "https://example.org/ada-quill#:~:text=Sam%20Quill%20died%20in%201931.",
    }
    assert len({found.id for found in results}) == len(results) <= RESULTS


@pytest.mark.parametrize(("query", "found"), [("Quantum lattice?", True), ("Hello", False), ("Who was it?", False)])
def test_a_search_gives_what_is_near_even_where_nothing_answers(answerer: Answerer, query: str, found: bool) -> None:
    assert bool(search(answerer, query, HERE).results) == found


def test_a_passage_is_fetched_with_what_stands_around_it_in_its_section(answerer: Answerer, world: World) -> None:
    fetched = fetch(answerer, "ada-quill:13", HERE)
    assert (fetched.id, fetched.title) == ("ada-quill:13", "Ada Quill › Honours › Medals")
    assert fetched.text == "In 1920 the town gave her a silver medal for saving nine sailors."
    source = (world.base / fetched.metadata["source"]).read_text()
    assert source[int(fetched.metadata["start"]) : int(fetched.metadata["end"])] == fetched.metadata["passage"]
    together = fetch(answerer, "ada-quill:9", HERE)
    assert together.metadata["passage"] == "She married Sam Quill in 1895."
    assert together.text.endswith("She married Sam Quill in 1895. Sam Quill died in 1931.")
    assert together.text in source


def test_a_document_is_fetched_as_it_stands(answerer: Answerer, world: World) -> None:
    fetched = fetch(answerer, "granite", HERE)
    text = (world.library / "rocks" / "granite.txt").read_text()
    assert (fetched.text, fetched.title, fetched.url) == (text, "granite", "https://example.org/rocks/granite")
    assert (fetched.metadata["passages"], fetched.metadata["characters"]) == ("3", str(len(text)))


def test_a_long_document_is_cut_and_says_so(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.clients.tools.DOCUMENT_CHARS", 15)
    fetched = fetch(answerer, "granite", HERE)
    assert (fetched.text, fetched.metadata["cut"]) == ("Granite is a ha", "after 15 characters")
    assert int(fetched.metadata["characters"]) > 15


@pytest.mark.parametrize(
    "wanted",
    ["", ":", "unicorn", "unicorn:1", "granite:", "granite:0", "granite:4", "granite:01", "granite:-1", "granite:²",
     "granite:" + "9" * 5000, "granite:1:1", "../granite", "granite\0"],
)  # fmt: skip
def test_what_is_not_there_cannot_be_fetched(answerer: Answerer, wanted: str) -> None:
    with pytest.raises(UnknownId, match="There is no passage or document"):
        fetch(answerer, wanted, HERE)


def test_what_has_no_address_on_the_web_is_read_on_the_chat_server(new_world: World) -> None:
    settings = new_world.settings.model_copy(update={"sources": (SourceSettings(path="library"),)})
    replace(new_world, settings=settings).build()
    with live(new_world).use() as answerer:
        assert fetch(answerer, "granite", HERE).url == f"{HERE}/sources/granite"
        assert fetch(answerer, "granite:2", HERE).url == f"{HERE}/sources/granite#granite:2"
        assert (
            search(answerer, "When did Sam Quill die?", HERE).results[0].url == f"{HERE}/sources/ada-quill#ada-quill:10"
        )


def test_an_answer_is_made_of_its_citations(answerer: Answerer) -> None:
    told = ask(answerer, "When did Sam Quill die?", None, HERE)
    assert (told.status, told.answer, told.reason, told.related) == ("answered", "Sam Quill died in 1931.", None, ())
    assert (told.citations[0].id, told.citations[0].text) == ("ada-quill:10", told.answer)
    assert told.confidence == told.citations[0].confidence


def test_a_no_cites_nothing(answerer: Answerer) -> None:
    told = ask(answerer, "Quantum lattice?", None, HERE)
    assert (told.status, told.reason, told.citations) == ("no_answer", "out_of_scope", ())
    assert told.related


def test_a_question_may_stay_in_a_document(answerer: Answerer) -> None:
    told = ask(answerer, "What lies in Gull Bay?", "granite", HERE)
    assert {cited.id.partition(":")[0] for cited in told.citations} == {"granite"}
    with pytest.raises(UnknownId, match="There is no document 'unicorn' here"):
        ask(answerer, "What lies in Gull Bay?", "unicorn", HERE)


# The protocol


def test_an_assistant_sees_three_tools_that_only_read(world: World) -> None:
    async def look() -> list[Any]:
        async with Client(mcp_server(live(world), HERE)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(look())
    assert [(tool.name, list(tool.input_schema["properties"]), tool.input_schema["required"]) for tool in tools] == [
        ("search", ["query"], ["query"]),
        ("fetch", ["id"], ["id"]),
        ("ask", ["question", "document"], ["question"]),
    ]
    assert {(tool.annotations.read_only_hint, tool.annotations.open_world_hint) for tool in tools} == {(True, False)}
    assert all(tool.output_schema and tool.description for tool in tools)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        pytest.param("fetch", {"id": "unicorn"}, "There is no passage or document 'unicorn'", id="an unknown id"),
        pytest.param("ask", {"question": "Ada?", "document": "unicorn"}, "There is no document 'unicorn'", id="an unknown document"),
        pytest.param("ask", {"question": "  "}, "at least 1 character", id="a blank question"),
        pytest.param("search", {"query": "a" * 2001}, "at most 2000 characters", id="a long query"),
        pytest.param("search", {}, "required", id="no query"),
    ],
)  # fmt: skip
def test_an_assistant_is_told_what_it_did_wrong(world: World, tool: str, arguments: dict[str, str], says: str) -> None:
    async def call() -> Any:
        async with Client(mcp_server(live(world), HERE)) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(call())
    assert result.is_error
    assert says in result.content[0].text


@pytest.mark.parametrize(
    ("tool", "arguments"), [("fetch", {"id": "granite"}), ("ask", {"question": "Ada?"}), ("search", {"query": "Ada"})]
)
def test_a_search_engine_that_is_away_is_told_as_over_http(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tool: str,
    arguments: dict[str, str],
) -> None:
    def refuse(*_: object) -> None:
        raise IndexUnavailable("Milvus at http://10.0.0.7:19530 did not answer.")

    monkeypatch.setattr(f"chatbot.clients.tools.{tool}", refuse)

    async def call() -> Any:
        async with Client(mcp_server(live(world), HERE)) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(call())
    assert result.is_error
    assert result.content[0].text.endswith("The search engine is away. Please try again in a moment.")
    assert "10.0.0.7" not in result.content[0].text + caplog.text


def test_a_new_index_version_is_taken_up_while_it_runs(
    own_world: World, until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.live.LOOK_SECONDS", 0.01)
    followed = live(own_world)
    followed.watch()
    server = mcp_server(followed, HERE)

    def nearest() -> str:
        async def call() -> Any:
            async with Client(server) as client:
                return await client.call_tool("search", {"query": "How does basalt cool?"})

        return str(asyncio.run(call()).structured_content["results"][0]["id"])

    assert not nearest().startswith("basalt")
    (own_world.library / "basalt.txt").write_text("Basalt cools fast.\n")
    own_world.build()
    until(lambda: nearest().startswith("basalt"), "the new document")
    followed.stop()


# Over HTTP: who may come, how often, how many

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "Ada?"}}}
HEADERS = {"Accept": "application/json, text/event-stream"}


def over_http(
    world: World,
    use: Callable[[httpx.AsyncClient], Awaitable[Any]],
    address: str = "http://127.0.0.1:8081",
    **settings: Any,
) -> Any:
    """What `use` gets of the application with these settings."""

    @contextlib.asynccontextmanager
    async def client() -> AsyncIterator[httpx.AsyncClient]:
        configured = ServerSettings(**settings)
        server = mcp_server(live(world), HERE)
        app = shared_with_pages(Limits(mcp_app(server, configured), RateLimit(configured), configured), configured)
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 5000))
        async with server.session_manager.run(), httpx.AsyncClient(transport=transport, base_url=address) as opened:
            yield opened

    async def run() -> Any:
        async with client() as opened:
            return await use(opened)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        pytest.param("http://127.0.0.1:8081", {}, 200, id="by the loopback address"),
        pytest.param("http://localhost", {}, 200, id="by its name"),
        pytest.param("https://chat.example.org", {}, 200, id="by its public name"),
        pytest.param("http://evil.example:8081", {}, 421, id="by a name that somebody else gave it"),
        pytest.param("http://127.0.0.1.evil.example", {}, 421, id="by one that begins alike"),
        pytest.param("http://127.0.0.1:8081", {"Origin": "http://localhost:6274"}, 200, id="from a page of this machine"),
        pytest.param("http://127.0.0.1:8081", {"Origin": "https://a.example"}, 200, id="from an allowed page"),
        pytest.param("http://127.0.0.1:8081", {"Origin": "https://chat.example.org"}, 200, id="from its own page"),
        pytest.param("http://127.0.0.1:8081", {"Origin": "http://evil.example"}, 403, id="from another page"),
        pytest.param("http://127.0.0.1:8081", {"Origin": "null"}, 403, id="from a sandbox"),
    ],
)  # fmt: skip
def test_it_answers_under_its_own_names_and_to_allowed_pages(
    world: World, address: str, headers: dict[str, str], status: int
) -> None:
    async def use(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/mcp", json=CALL, headers=HEADERS | headers)

    own = {"public_url": "https://chat.example.org", "cors_origins": ["https://a.example"]}
    assert over_http(world, use, address, **own).status_code == status


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://a.example", True),
        ("https://evil.example", False),
        ("http://localhost:6274", True),
        ("http://[::1]:6274", True),
        ("http://192.0.2.7:8080", True),  # server.host
        ("http://192.0.2.70", False),
        ("http://localhost.evil.example", False),
        ("https://chat.example.org", True),  # server.public_url
    ],
)
def test_a_browser_is_told_which_pages_may_post_to_it(world: World, origin: str, allowed: bool) -> None:
    async def use(client: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response]:
        asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        before = await client.options("/mcp", headers={"Origin": origin} | asks)
        return before, await client.post("/mcp", json=CALL, headers=HEADERS | {"Origin": origin})

    before, posted = over_http(
        world,
        use,
        cors_origins=["*", "https://a.example"],
        host="192.0.2.7",
        public_url="https://chat.example.org/help",
    )
    assert (before.status_code, posted.status_code) == ((200, 200) if allowed else (400, 403))
    for response in (before, posted):
        assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("GET", "/mcp", b"", 405, id="a stream to listen to"),
        pytest.param("DELETE", "/mcp", b"", 405, id="a session to end"),
        pytest.param("POST", "/", b"{}", 404, id="another path"),
        pytest.param("GET", "/healthz", b"", 404, id="a path of the chat server"),
        pytest.param("POST", "/mcp", b"{", 400, id="no JSON"),
        pytest.param("POST", "/mcp", b"[" * 100_000, 400, id="deep JSON"),
        pytest.param("POST", "/mcp", b" " * 1_048_577, 413, id="a large body"),
    ],
)
def test_what_is_no_message_is_refused(world: World, method: str, path: str, body: bytes, status: int) -> None:
    async def use(client: httpx.AsyncClient) -> httpx.Response:
        return await client.request(method, path, content=body, headers=HEADERS | {"Content-Type": "application/json"})

    assert over_http(world, use).status_code == status


def test_a_hasty_client_is_asked_to_wait(world: World) -> None:
    async def use(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.post("/mcp", json=CALL, headers=HEADERS) for _ in range(3)]

    *passed, refused = over_http(world, use, rate_limit=2)
    assert [response.status_code for response in passed] == [200, 200]
    assert (refused.status_code, refused.json()["title"]) == (429, "Too many requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_an_address_that_a_client_made_up_does_not_hide_its_own(world: World) -> None:
    async def use(client: httpx.AsyncClient) -> list[int]:
        statuses = []
        for made_up in range(3):
            lines = ("X-Forwarded-For", f"203.0.113.{made_up}"), ("X-Forwarded-For", "198.51.100.7")
            told = [*HEADERS.items(), *lines]
            statuses.append((await client.post("/mcp", json=CALL, headers=told)).status_code)
        return statuses

    assert over_http(world, use, rate_limit=2, trusted_proxies=["192.0.2.1"]) == [200, 200, 429]


def test_with_keys_only_who_has_one_is_let_in(world: World) -> None:
    made, other = new_key(), new_key()

    async def use(client: httpx.AsyncClient) -> list[httpx.Response]:
        keys = ({}, {"Authorization": f"Bearer {other.key}"}, {"Authorization": f"Bearer {made.key}"})
        return [await client.post("/mcp", json=CALL, headers=HEADERS | key) for key in keys]

    nobody, wrong, known = over_http(world, use, keys=[made.hash])
    assert [response.status_code for response in (nobody, wrong, known)] == [401, 401, 200]
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="chatbot"'
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="chatbot", error="invalid_token"'


def test_more_than_there_is_room_for_are_refused_and_a_slow_body_is_given_up(world: World) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async def use(client: httpx.AsyncClient) -> list[httpx.Response]:
        headers = HEADERS | {"Content-Type": "application/json"}
        waiting = asyncio.create_task(client.post("/mcp", content=slow(), headers=headers))
        await asyncio.sleep(0.05)
        refused = await client.post("/mcp", json=CALL, headers=HEADERS)
        given_up = await waiting
        return [refused, given_up, await client.post("/mcp", json=CALL, headers=HEADERS)]

    refused, given_up, after = over_http(world, use, threads=1, queue=0, deadline=0.5)
    assert [response.status_code for response in (refused, given_up, after)] == [503, 503, 200]
    assert refused.headers["Retry-After"] == given_up.headers["Retry-After"] == "1"


# The command


def test_an_address_is_for_http(run_command: Callable[..., Result]) -> None:
    wrong = run_command("mcp", "--port", "0")
    assert (wrong.exit_code, "--host and --port need --http" in wrong.output) == (2, True)


def test_without_an_index_or_a_port_it_is_one_sentence(
    new_world: World, run_command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = run_command("mcp", "--index-dir", str(new_world.index_dir))
    assert (missing.exit_code, missing.output.startswith("Error: there is no index")) == (1, True)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotServe, match="Address already in use"):
        serve_mcp(mcp_server(LiveAnswerer(new_world.index_dir, ChatSettings(), lambda _: new_world.encoder), HERE), ServerSettings(mcp_port=taken.getsockname()[1]), print)  # fmt: skip


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "chatbot.clients.mcp_server")
    with pytest.raises(CannotServe, match=r"install the extra `mcp` \(README, Extras\)"):
        importlib.import_module("chatbot.clients.mcp_server")


# Real processes and the real client

ASKED = "When did Scott Leiper die?"


@pytest.fixture(scope="module")
def http_server(
    seed_project: Path,
    environment: dict[str, str],
    until: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    log = tmp_path_factory.mktemp("mcp") / "stderr"
    command = [sys.executable, "-m", "chatbot", "mcp", "--http", "--port", "0"]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=seed_project, env=environment, stderr=stream)
    until(lambda: b"/mcp" in log.read_bytes() or process.poll() is not None, "the server's address", seconds=60)
    [address] = re.findall(r"http://\S+", log.read_text())
    yield address, process
    process.terminate()
    assert process.wait(timeout=60) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize(("transport", "mode"), [("http", "auto"), ("http", "legacy"), ("stdio", "legacy")])
def test_a_real_client_searches_fetches_and_asks(
    http_server: tuple[str, subprocess.Popen[bytes]],
    seed_project: Path,
    environment: dict[str, str],
    transport: str,
    mode: str,
) -> None:
    stdio = StdioServerParameters(
        command=sys.executable, args=["-m", "chatbot", "mcp"], env=environment, cwd=str(seed_project)
    )

    async def use() -> tuple[Any, Any, Any]:
        async with Client(http_server[0] if transport == "http" else stdio, mode=mode) as client:
            searched = await client.call_tool("search", {"query": ASKED})
            found = searched.structured_content["results"][0]
            fetched = await client.call_tool("fetch", {"id": found["id"]})
            asked = await client.call_tool("ask", {"question": ASKED})
        return searched, fetched, asked

    searched, fetched, asked = asyncio.run(use())
    for result in (searched, fetched, asked):  # ChatGPT reads the text, others the structure
        [content] = result.content
        assert json.loads(content.text) == result.structured_content
    url = "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016."
    found = searched.structured_content["results"][0]
    assert found == {
        "id": "mu-sochua:60", "title": "Mu Sochua › Personal life", "text": "Scott Leiper died in 2016.", "url": url
    }  # fmt: skip
    assert fetched.structured_content.keys() == {"id", "title", "text", "url", "metadata"}
    assert (fetched.structured_content["id"], fetched.structured_content["url"]) == (found["id"], url)
    assert found["text"] in fetched.structured_content["text"]
    assert (asked.structured_content["status"], asked.structured_content["answer"]) == ("answered", found["text"])
