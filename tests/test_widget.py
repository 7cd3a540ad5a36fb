"""What a visitor sees and does in the widget: a real Chromium against a server with canned replies."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.slow

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
    """What the server sends for a question; it waits for `gate` first where there is one."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event | None = None


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
        self.feedback: list[dict[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_GET(self) -> None:
        if self.path == "/widget.js":
            self._send(200, WIDGET.read_bytes(), {"Content-Type": "text/javascript; charset=utf-8"})
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
        canned = self.server.replies.get(sent["question"]) or Canned(reply(sent["question"]))
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
    """An answered reply of the contract; `changes` replace its fields."""
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests that need a browser; CI must have it, elsewhere its absence skips them."""
    executable = shutil.which("/usr/bin/chromium") or shutil.which("chromium")
    if executable is None:
        reason = "no Chromium: neither /usr/bin/chromium nor chromium on PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def serving(page: str = CORNER, page_headers: dict[str, str] | None = None) -> Iterator[ChatServer]:
    with ChatServer(page, page_headers) as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


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


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Scott Leiper died in 2016.", "2016"),
        ("😀👩‍👩‍👧 Scott Leiper 🇰🇭 died in 2016 😀.", "2016 😀"),
        ("មូរ សុខហួ was born in 1954.", "1954"),
        ("Paris", "Paris"),
    ],
    ids=["plain", "emoji before and inside", "Khmer before", "the whole text"],
)
def test_marks_the_words_that_answer_by_code_points(page: Page, server: ChatServer, text: str, marked: str) -> None:
    server.replies["When?"] = Canned(reply("When?", passages=[passage(text, marked)]))
    turn = ask(opened(page, server), "When?")
    expect(turn.locator("mark")).to_have_text(marked)
    assert turn.locator(".words").text_content() == text


def test_marks_several_stretches_and_leaves_out_what_overlaps(page: Page, server: ChatServer) -> None:
    highlights = [{"start": 6, "end": 9}, {"start": 0, "end": 2}, {"start": 1, "end": 4}]
    server.replies["Which?"] = Canned(reply("Which?", passages=[passage("ab cd efg", highlights=highlights)]))
    turn = ask(opened(page, server), "Which?")
    assert turn.locator("mark").all_text_contents() == ["ab", "efg"]
    assert turn.locator(".words").text_content() == "ab cd efg"


def test_an_answer_shows_its_surroundings_its_source_and_how_sure_it_is(page: Page, server: ChatServer) -> None:
    question = {
        "asked": "When did he die?",
        "understood": "When did Scott Leiper die?",
        "context_terms": ["Scott Leiper"],
    }
    best = passage(
        "Scott Leiper died in 2016.",
        "2016",
        context={"before": "Sochua was married in 1984.", "after": "Sochua lived\nin the United States."},
    )
    server.replies["When did he die?"] = Canned(reply("When did he die?", question=question, passages=[best]))
    turn = ask(opened(page, server), "When did he die?")
    expect(turn).to_have_attribute("data-state", "answered")
    expect(turn.locator(".understood")).to_have_text("Understood as “When did Scott Leiper die?”")
    assert (
        turn.locator("blockquote").text_content()
        == "Sochua was married in 1984. Scott Leiper died in 2016. Sochua lived\nin the United States."
    )
    assert turn.locator(".context").all_text_contents() == [
        "Sochua was married in 1984.",
        "Sochua lived\nin the United States.",
    ]
    expect(turn.locator(".confidence")).to_have_text("High confidence")
    links = [
        (link.text_content(), link.get_attribute("href"), link.get_attribute("target"), link.get_attribute("rel"))
        for link in turn.locator("a").all()
    ]
    assert links == [
        ("Mu Sochua › Personal life", best["citation"]["url"], "_blank", "noopener"),
        ("Show in the text", f"{server.origin}/sources/mu-sochua#mu-sochua%3A57", "_blank", "noopener"),
    ]


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "data:text/html,x"])
def test_without_a_web_address_the_citation_opens_the_local_source(
    page: Page, server: ChatServer, url: str | None
) -> None:
    cited = passage(
        "Scott Leiper died in 2016.", citation={"id": "a b/c:5", "document": "a b/c", "section": [], "url": url}
    )
    server.replies["When?"] = Canned(reply("When?", passages=[cited]))
    links = ask(opened(page, server), "When?").locator("a")
    expect(links).to_have_text(["Mu Sochua"])
    expect(links).to_have_attribute("href", f"{server.origin}/sources/a%20b%2Fc#a%20b%2Fc%3A5")


def test_other_passages_are_folded(page: Page, server: ChatServer) -> None:
    passages = [passage("Scott Leiper died in 2016."), passage("Children: 3"), passage("She lives in San Francisco.")]
    server.replies["When?"] = Canned(reply("When?", passages=passages))
    turn = ask(opened(page, server), "When?")
    expect(turn.get_by_text("Children: 3")).to_be_hidden()
    turn.get_by_text("2 more passages").click()
    expect(turn.get_by_text("Children: 3")).to_be_visible()


def test_a_refusal_looks_like_one_and_shows_what_is_near(page: Page, server: ChatServer) -> None:
    near = [passage("Sochua was born in Phnom Penh."), passage("Children: 3")]
    server.replies["Capital of France?"] = Canned(refusal("Capital of France?", related=near))
    turn = ask(opened(page, server), "Capital of France?")
    expect(turn).to_have_attribute("data-state", "no_answer")
    expect(turn.locator(".message")).to_have_text("No passage answers this.")
    expect(turn.locator(".confidence")).to_have_count(0)
    expect(turn.locator(".related > .label")).to_have_text("Not an answer, but near")
    expect(turn.get_by_text("Sochua was born in Phnom Penh.")).to_be_visible()
    expect(turn.get_by_text("1 more passage")).to_be_visible()


def test_small_talk_is_a_plain_message(page: Page, server: ChatServer) -> None:
    server.replies["hi"] = Canned(reply("hi", status="small_talk", message="Hello! Ask about Mu Sochua.", passages=[]))
    turn = ask(opened(page, server), "hi")
    expect(turn).to_have_attribute("data-state", "small_talk")
    expect(turn.locator("> :not(.question)")).to_have_text(["Hello! Ask about Mu Sochua."])


@pytest.mark.parametrize(
    ("canned", "message", "retries"),
    [
        (problem(429, "Too many questions.", Retry_After="12"), "Too many questions. Try again in 12 seconds.", 1),
        (problem(429, "Too many questions.", Retry_After="1"), "Too many questions. Try again in 1 second.", 1),
        (problem(503, "Too busy.", Retry_After="180"), "Too busy. Try again in 3 minutes.", 1),
        (problem(422, "The question is too long."), "The question is too long.", 0),
        (
            Canned("<h1>Bad Gateway</h1>", 502, {"Content-Type": "text/html"}),
            "The question could not be answered just now.",
            1,
        ),
        (Canned("not JSON"), "The question could not be answered just now.", 1),
    ],
    ids=["429 with the wait", "one second", "503 in minutes", "wrong input", "a proxy's page", "a broken reply"],
)
def test_an_error_says_what_the_server_said(
    page: Page, server: ChatServer, canned: Canned, message: str, retries: int
) -> None:
    server.replies["When?"] = canned
    turn = ask(opened(page, server), "When?")
    expect(turn).to_have_attribute("data-state", "error")
    expect(turn.locator(".message")).to_have_text(message)
    expect(turn.get_by_role("button", name="Try again")).to_have_count(retries)
    assert [event["type"] for event in page.evaluate("told")] == ["chat-error"]


def test_after_a_network_failure_the_question_can_be_tried_again(page: Page, server: ChatServer) -> None:
    opened(page, server).context.set_offline(True)
    turn = ask(page, "When?")
    expect(turn.locator(".message")).to_have_text("The chat cannot be reached. Check your connection.")
    page.context.set_offline(False)
    turn.get_by_role("button", name="Try again").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("2016")
    assert [sent["history"] for sent in server.questions] == [[]]


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="x" onerror="window.harmed = true">',
        "<script>window.harmed = true</script>",
        "a\u202eb</span><b>c",
        "&lt;b&gt; {{ 7 * 7 }}",
    ],
    ids=["an image", "a script", "right to left", "entities"],
)
def test_hostile_text_stays_text(page: Page, server: ChatServer, hostile: str) -> None:
    question = {"asked": hostile, "understood": f"really {hostile}", "context_terms": []}
    marked = passage(
        hostile,
        hostile,
        context={"before": hostile, "after": hostile},
        citation={"title": hostile, "section": [hostile]},
    )
    server.replies[hostile] = Canned(reply(hostile, question=question, passages=[marked], suggestions=[hostile]))
    server.replies["refuse"] = Canned(refusal("refuse", message=hostile, related=[marked]))
    server.replies["fail"] = problem(400, hostile)
    opened(page, server)
    turns = [ask(page, question) for question in (hostile, "refuse", "fail")]
    assert turns[0].locator("blockquote").text_content() == f"{hostile} {hostile} {hostile}"
    assert turns[1].locator(".message").text_content() == hostile
    assert turns[2].locator(".message").text_content() == hostile
    assert turns[0].locator(".suggestions").text_content() == hostile
    expect(page.locator("article :is(img, script, b)")).to_have_count(0)
    assert page.evaluate("window.harmed") is None


def test_a_very_long_word_wraps_on_a_small_phone(page: Page, server: ChatServer) -> None:
    word = "x" * 10_000
    server.replies["When?"] = Canned(
        reply("When?", passages=[passage(word, citation={"title": word})], suggestions=[word])
    )
    page.set_viewport_size({"width": 320, "height": 640})
    ask(opened(page, server), "When?")
    assert page.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_keyboard_is_enough_and_escape_gives_focus_back(page: Page, server: ChatServer) -> None:
    opened(page, server, CORNER)
    launcher = page.get_by_role("button", name="Ask a question")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ask a question")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("When?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("mark")).to_have_text("2016")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_escape_gives_focus_back_to_the_page_that_opened_it(page: Page, server: ChatServer) -> None:
    opened(page, server, CORNER)
    page.evaluate('document.getElementById("host").onclick = () => document.querySelector("chat-widget").open();')
    page.get_by_role("button", name="Of the page").click()
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Of the page")).to_be_focused()
    assert page.evaluate("told.map(event => event.type)") == ["chat-open"]


def test_the_open_attribute_shows_the_panel_without_taking_focus(page: Page, server: ChatServer) -> None:
    opened(page, server, CORNER.replace("<chat-widget>", "<chat-widget open>"))
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_enter_of_an_input_method_and_shift_enter_do_not_send(page: Page, server: ChatServer) -> None:
    field = opened(page, server).get_by_label("Your question")
    field.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "すし", "selectionStart": 2, "selectionEnd": 2})
    keyboard.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    )
    expect(page.locator("article")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "寿司"})
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("now")
    expect(field).to_have_value("寿司\nnow")
    page.keyboard.press("Enter")
    page.locator("mark").wait_for()
    assert [sent["question"] for sent in server.questions] == ["寿司\nnow"]


def test_the_turns_so_far_go_with_the_next_question(page: Page, server: ChatServer) -> None:
    server.replies["Why?"] = Canned(refusal("Why?"))
    server.replies["Broken?"] = problem(500, "Broken.")
    opened(page, server)
    for question in ("Who was her husband?", "Why?", "Broken?", "When did he die?"):
        ask(page, question)
    assert server.questions[0] == {"question": "Who was her husband?", "history": []}
    assert server.questions[-1] == {
        "question": "When did he die?",
        "history": [
            {"question": "Who was her husband?", "answer": "Scott Leiper died in 2016."},
            {"question": "Why?", "answer": None},
        ],
    }


def test_only_the_last_fifty_turns_are_sent(page: Page, server: ChatServer) -> None:
    opened(page, server).evaluate(
        """async () => {
          const chat = document.querySelector("chat-widget");
          for (let turn = 0; turn < 52; turn += 1) await chat.ask(`Question ${turn}?`);
        }"""
    )
    assert [turn["question"] for turn in server.questions[-1]["history"]] == [
        f"Question {turn}?" for turn in range(1, 51)
    ]


def test_a_suggestion_asks_when_clicked(page: Page, server: ChatServer) -> None:
    server.replies["Who?"] = Canned(reply("Who?", suggestions=["What awards did she receive?"]))
    ask(opened(page, server), "Who?").get_by_role("button", name="What awards did she receive?").click()
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("article mark")).to_have_count(2)
    assert [sent["question"] for sent in server.questions] == ["Who?", "What awards did she receive?"]


def test_feedback_names_the_reply_and_can_be_changed(page: Page, server: ChatServer) -> None:
    turn = ask(opened(page, server), "When?")
    for name in ("Helpful", "Not helpful"):
        turn.get_by_role("button", name=name, exact=True).click()
        expect(turn.get_by_role("button", name=name, exact=True, pressed=True)).to_be_visible()
    expect(turn.get_by_text("Thank you.")).to_be_visible()
    expect(turn.get_by_role("button", pressed=True)).to_have_count(1)
    reply_id = "01JD0000000000000000000000"
    assert server.feedback == [{"reply_id": reply_id, "helpful": True}, {"reply_id": reply_id, "helpful": False}]


def test_a_new_question_drops_the_one_under_way(page: Page, server: ChatServer) -> None:
    gate = threading.Event()
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=gate)
    opened(page, server).get_by_label("Your question").fill("Slow?")
    with page.expect_request("**/api/chat"):
        page.keyboard.press("Enter")
    slow = page.locator("article", has_text="Slow?")
    expect(slow.get_by_text("Looking for the answer…")).to_be_visible()
    with page.expect_event("requestfailed"):
        ask(page, "Quick?")
    gate.set()
    expect(slow).to_have_attribute("data-state", "dropped")
    ask(page, "Next?")
    assert [turn["question"] for turn in server.questions[-1]["history"]] == ["Quick?"]


def test_clear_forgets_the_conversation(page: Page, server: ChatServer) -> None:
    ask(opened(page, server), "When?")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("article")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    ask(page, "Where?")
    assert server.questions[-1]["history"] == []


def test_defining_it_twice_and_moving_it_does_no_harm(page: Page, server: ChatServer) -> None:
    script = '<script src="{origin}/widget.js" defer></script>'
    opened(page, server, INLINE.replace(script, script * 2))
    gate = threading.Event()
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=gate)
    page.get_by_label("Your question").fill("Slow?")
    with page.expect_request("**/api/chat"):
        page.keyboard.press("Enter")
    page.evaluate("document.body.prepend(document.querySelector('chat-widget'))")
    gate.set()
    expect(page.locator("article")).to_have_attribute("data-state", "answered")
    ask(page, "When?")
    assert [sent["question"] for sent in server.questions] == ["Slow?", "When?"]


def test_attributes_say_where_and_what_to_ask(page: Page, server: ChatServer) -> None:
    with serving() as other:
        attributes = (
            f'placement="inline" endpoint="{other.origin}/" document="mu-sochua" title="Ask Sochua" greeting="Hello."'
        )
        opened(page, server, CORNER.replace("<chat-widget>", f"<chat-widget {attributes}>"))
        expect(page.get_by_role("region", name="Ask Sochua")).to_be_visible()
        expect(page.get_by_role("log")).to_have_text("Hello.")
        ask(page, "When?")
        assert other.questions == [{"question": "When?", "history": [], "document": "mu-sochua"}]
    assert server.questions == []


def test_inline_stands_in_the_flow_of_the_page(page: Page, server: ChatServer) -> None:
    opened(page, server, INLINE + '<p id="after">After</p>')
    chat, after = page.locator("chat-widget").bounding_box(), page.locator("#after").bounding_box()
    assert chat and after and chat["height"] > 200 and after["y"] >= chat["y"] + chat["height"]
    expect(page.get_by_role("button", name="Ask a question")).to_have_count(0)


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")])
def test_the_theme_follows_the_system_or_the_attribute(page: Page, server: ChatServer, theme: str, scheme: str) -> None:
    opened(page, server, INLINE.replace("<chat-widget", f'<chat-widget theme="{theme}"'))
    expect(page.locator("chat-widget")).to_have_css("color-scheme", scheme)


def test_events_carry_the_reply_out_of_the_widget(page: Page, server: ChatServer) -> None:
    ask(opened(page, server), "When?")
    assert page.evaluate("told") == [{"type": "chat-answer", "question": "When?", "reply": reply("When?")}]


def test_works_on_another_origin_under_a_strict_policy(page: Page, server: ChatServer) -> None:
    policy = f"default-src 'none'; script-src {server.origin}; connect-src {server.origin}; require-trusted-types-for 'script'"
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type in ("error", "warning") else None)
    server.replies["When?"] = Canned(reply("When?", suggestions=["Where?"]))
    with serving(CORNER.replace("{origin}", server.origin), {"Content-Security-Policy": policy}) as host:
        page.goto(host.origin)
        page.get_by_role("button", name="Ask a question").click()
        expect(page.get_by_role("dialog")).to_have_css("position", "fixed")
        turn = ask(page, "When?")
        expect(turn.locator("mark")).to_have_text("2016")
        turn.get_by_role("button", name="Helpful", exact=True).click()
        expect(turn.get_by_text("Thank you.")).to_be_visible()
        server.replies["Again?"] = problem(429, "Too many.", Retry_After="5")
        expect(ask(page, "Again?").locator(".message")).to_have_text("Too many. Try again in 5 seconds.")
        assert host.questions == []
    assert [text for text in refused if "429" not in text] == []
