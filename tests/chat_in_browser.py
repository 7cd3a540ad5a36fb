"""A real Chromium against a server with canned replies: what the tests of the widget share."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from told import count, put

SCREENSHOTS = Path(__file__).parents[1] / "var" / "screenshots"
WIDGET = Path(__file__).parents[1] / "chatbot" / "static" / "widget.js"
CORNER = '<!doctype html><html lang="en"><title>Host</title><button id="host">Of the page</button><script src="{origin}/widget.js" defer></script><chat-widget></chat-widget>'
INLINE = CORNER.replace("<chat-widget>", '<chat-widget placement="inline">')
SETTLED = re.compile("answered|no_answer|small_talk|error")
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Canned:
    """What the server sends for a question; it waits for `gate` first where there is one. `stream` is for who accepts events, whole
    or piece by piece.
    """

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event | None = None
    stream: str | Iterable[str] | None = None


class ChatServer(ThreadingHTTPServer):
    """The contract's endpoints with canned replies, and a host page at every other path."""

    daemon_threads = True

    def __init__(self, page: str = CORNER, page_headers: dict[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.page = page.format(origin=self.origin)
        self.page_headers = page_headers or {}
        self.replies: dict[str, Canned] = {}
        self.questions: list[dict[str, Any]] = []
        self.accepted: list[str] = []  # the Accept header of each question
        self.feedback: list[dict[str, Any]] = []
        self.suggestions: list[str] | None = []  # None where it is too busy to say
        self.suggestions_asked: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell it, but not of a browser that hung up: that may be within another test, whose output it would be."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_GET(self) -> None:
        if self.path == "/widget.js":
            self._send(200, WIDGET.read_bytes(), {"Content-Type": "text/javascript; charset=utf-8"})
        elif self.path.startswith("/api/suggestions"):
            self.server.suggestions_asked.append(self.path)
            self._send(
                200 if self.server.suggestions is not None else 503,
                json.dumps({"suggestions": self.server.suggestions}).encode(),
                {"Content-Type": "application/json"},
            )
        else:
            self._send(
                200, self.server.page.encode(), {"Content-Type": "text/html; charset=utf-8", **self.server.page_headers}
            )

    def do_OPTIONS(self) -> None:
        self._send(204, b"", {"Access-Control-Allow-Headers": "content-type", "Access-Control-Allow-Methods": "POST"})

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/feedback":
            self.server.feedback.append(sent)
            self._send(204, b"", {})
            return
        self.server.questions.append(sent)
        self.server.accepted.append(self.headers["Accept"])
        canned = self.server.replies.get(sent["question"]) or Canned(reply(sent["question"]))
        if "event-stream" in self.headers["Accept"] and canned.stream is not None:
            if not isinstance(canned.stream, str):
                self._send(200, b"", {"Content-Type": "text/event-stream"})
                for piece in canned.stream:
                    self.wfile.write(piece.encode())
                return
            canned = Canned(canned.stream, headers={"Content-Type": "text/event-stream"}, gate=canned.gate)
        if canned.gate:
            canned.gate.wait(timeout=10)
        body = canned.body if isinstance(canned.body, str) else json.dumps(canned.body)
        self._send(canned.status, body.encode(), {"Content-Type": "application/json", **canned.headers})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {
            **headers,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Retry-After",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden method's name
        """Nothing: the browser's requests are not the tests' output."""


def passage(text: str, marked: str = "", **changes: Any) -> dict[str, Any]:
    """A passage of a reply; `marked` is the part of its text that is highlighted."""
    start = text.index(marked)
    citation = {
        "id": "mu-sochua:57",
        "document": "mu-sochua",
        "title": "Mu Sochua",
        "section": ["Personal life"],
        "source": "seeds/mu-sochua.txt",
        "start": 5310,
        "end": 5310 + len(text),
        "offset_unit": "codepoint",
        "url": "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016.",
    }
    return {
        "rank": 1,
        "text": text,
        "confidence": 0.94,
        "highlights": [{"start": start, "end": start + len(marked)}] if marked else [],
        "context": {"before": "", "after": ""},
        "citation": citation | changes.pop("citation", {}),
    } | changes


def reply(question: str, /, **changes: Any) -> dict[str, Any]:
    """An answered reply with the fields that every server gives; `changes` replace and add some."""
    return {
        "id": "01JD0000000000000000000000",
        "status": "answered",
        "reason": None,
        "message": "Scott Leiper died in 2016.",
        "confidence": 0.94,
        "confidence_label": "high",
        "question": {"asked": question, "understood": question, "context_terms": []},
        "passages": [passage("Scott Leiper died in 2016.", "2016")],
        "related": [],
        "suggestions": [],
        "index": {"version": "20261124T060000Z-3f9a1c"},
    } | changes


def refusal(question: str, /, **changes: Any) -> dict[str, Any]:
    nothing = {
        "status": "no_answer",
        "reason": "below_threshold",
        "message": "No passage answers this.",
        "confidence_label": "low",
        "passages": [],
    }
    return reply(question, **(nothing | changes))


def problem(status: int, detail: str, **headers: str) -> Canned:
    body = {"type": "about:blank", "title": "Problem", "status": status, "detail": detail}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Canned(body, status, {"Content-Type": "application/problem+json", **sent})


def lacking(reason: str) -> NoReturn:
    """Skips a test whose tool is not there, but fails it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder of the packages that tests/npm names, installed at the first run."""
    wanted = (Path(__file__).parent / "npm" / "package.json").read_text(encoding="utf-8")
    folder = Path(__file__).parents[1] / "var" / "npm"
    installed = folder / "installed.json"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        _install(folder, wanted, installed)
    return folder / "node_modules"


def _install(folder: Path, wanted: str, installed: Path) -> None:
    if not installed.is_file() or installed.read_text(encoding="utf-8") != wanted:
        if shutil.which("npm") is None:
            lacking("no npm, which brings axe-core and TypeScript")
        (folder / "package.json").write_text(wanted, encoding="utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode:
            lacking(f"npm could not install axe-core and TypeScript: {done.stderr[-300:]}")
        installed.write_text(wanted, encoding="utf-8")


@pytest.fixture(scope="session")
def khmer_font(npm_packages: Path) -> str:
    """A style sheet with a font that has Khmer, which few machines have, for the looks of screenshots."""
    file = npm_packages / "@fontsource" / "noto-sans-khmer" / "files" / "noto-sans-khmer-khmer-400-normal.woff2"
    data = base64.b64encode(file.read_bytes()).decode()
    return f'@font-face {{ font-family: "Noto Sans Khmer"; src: url("data:font/woff2;base64,{data}"); }}'


@pytest.fixture(scope="session")
def figure() -> Callable[[str, str], None]:
    """Put a line into the table at the end of the run."""
    return partial(put, "browser")


@pytest.fixture(scope="session")
def axe(npm_packages: Path) -> str:
    """The accessibility rules, to be run in a page."""
    return (npm_packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def broken_rules(page: Page, axe: str, within: str) -> list[tuple[str, list[str]]]:
    """The rules of WCAG 2.2 A and AA and axe's best practices that are broken in this element, each with where and why."""
    if not page.evaluate("'axe' in window"):  # half a megabyte on its way there
        page.evaluate(axe)
    found: list[tuple[str, list[str]]] = page.evaluate(
        """async within => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const { violations } = await axe.run(within, { runOnly: tags, rules: { "target-size": { enabled: true } } });
          return violations.map(({ id, nodes }) => [id, nodes.map(node => node.html + " " + node.failureSummary)]);
        }""",
        within,
    )
    count("browser", "axe, WCAG 2.2 A and AA and best practices: states", 1)
    count("browser", "axe: broken rules", len(found))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests that need a browser; CI must have it, elsewhere its absence skips them."""
    executable = shutil.which("/usr/bin/chromium") or shutil.which("chromium")
    if executable is None:
        lacking("no Chromium: neither /usr/bin/chromium nor chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """A server in a thread, which ends at once; its address."""
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def serving(page: str = CORNER, page_headers: dict[str, str] | None = None) -> Iterator[ChatServer]:
    with ChatServer(page, page_headers) as server, running(server):
        yield server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Shared by the pages, which keep nothing in it; no motion, so that nothing waits for a scroll to end."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page whose scripts must not fail; the widget's events are kept in `window.told`."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        """window.told = [];
        for (const type of ["chat-answer", "chat-error", "chat-open"]) {
          document.addEventListener(type, ({ detail }) => told.push({ type, ...detail }));
        }"""
    )
    yield page
    page.close()
    context.set_offline(False)
    assert errors == []


def opened(page: Page, server: ChatServer, html: str = INLINE) -> Page:
    server.page = html.format(origin=server.origin)
    page.goto(server.origin)
    return page


def ask(page: Page, question: str) -> Locator:
    """Types and sends a question; gives its turn once it is no longer waiting."""
    turns = page.locator("article")
    turn = turns.nth(turns.count())
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(turn).to_have_attribute("data-state", SETTLED)
    return turn
