"""Asking in the widget: by keyboard and click, again after a failure, and what stays of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from queue import SimpleQueue

import pytest
from chat_in_browser import CORNER, INLINE, Canned, ChatServer, ask, opened, problem, refusal, reply
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("canned", "message", "retries"),
    [
        (problem(429, "Wait 12 s.", Retry_After="12"), "Too many questions at once. Try again in 12 seconds.", 1),
        (problem(429, "Wait 1 s.", Retry_After="1"), "Too many questions at once. Try again in 1 second.", 1),
        (problem(503, "Too busy.", Retry_After="180"), "Too busy. Try again in 3 minutes.", 1),
        (problem(422, "The question is too long."), "The question is too long.", 0),
        (problem(404, "There is no document 'x' here."), "The question could not be answered just now.", 0),
        (
            Canned("<h1>Bad Gateway</h1>", 502, {"Content-Type": "text/html"}),
            "The question could not be answered just now.",
            1,
        ),
        (Canned("not JSON"), "The question could not be answered just now.", 1),
    ],
    ids=[
        "429 with the wait",
        "one second",
        "503 in minutes",
        "wrong input",
        "the page's fault",
        "a proxy's page",
        "a broken reply",
    ],
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


def test_who_put_the_widget_in_is_told_what_is_not_there(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = problem(404, "There is no document 'x' here.")
    ask(opened(page, server), "When?")
    assert page.evaluate("told.map(({ detail }) => detail)") == ["There is no document 'x' here."]


def test_after_a_network_failure_the_question_can_be_tried_again(page: Page, server: ChatServer) -> None:
    opened(page, server).context.set_offline(True)
    turn = ask(page, "When?")
    expect(turn.locator(".message")).to_have_text("The chat cannot be reached. Check your connection.")
    page.context.set_offline(False)
    turn.get_by_role("button", name="Try again").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("2016")
    assert [sent["history"] for sent in server.questions] == [[]]


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


@pytest.mark.parametrize("offered", ["suggestions", "choices"])
def test_the_focus_goes_on_to_the_question_that_was_chosen(page: Page, server: ChatServer, offered: str) -> None:
    choices = [{"question": "Where?", "document": "eve", "title": "Where?"}]
    offers = {"suggestions": ["Where?"], "choices": choices}
    server.replies["Who?"] = Canned(reply("Who?", **{offered: offers[offered]}))
    ask(opened(page, server), "Who?").get_by_role("button", name="Where?").press("Enter")
    chosen = page.locator("article").last
    expect(chosen).to_have_attribute("data-state", "answered")
    expect(chosen).to_be_focused()
    expect(chosen).to_be_in_viewport()
    expect(chosen).to_have_css("outline-style", "solid")
    page.keyboard.press("Tab")
    expect(chosen.get_by_role("link").first).to_be_focused()


def test_a_choice_asks_the_same_question_of_one_document(page: Page, server: ChatServer) -> None:
    choices = [{"question": "When?", "document": name, "title": name.title()} for name in ("ada", "eve")]
    server.replies["When?"] = Canned(reply("When?", message="This may be about Ada or Eve.", choices=choices))
    turn = ask(opened(page, server), "When?")
    expect(turn.get_by_text("Which one do you mean?")).to_be_visible()
    turn.get_by_role("button", name="Eve").click()
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("article").last).to_have_attribute("data-state", "answered")
    assert [sent.get("document") for sent in server.questions] == [None, "eve"]
    server.replies["When?"] = problem(500, "Broken.")
    turn.get_by_role("button", name="Ada").click()
    page.locator("article").last.get_by_role("button", name="Try again").click()
    expect(page.locator("article").last).to_have_attribute("data-state", "error")
    assert [sent.get("document") for sent in server.questions[2:]] == ["ada", "ada"]
    ask(page, "Who?")
    assert "document" not in server.questions[-1]


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


def events(answer: dict[str, object], *, until: str = "end") -> str:
    """The reply as the server streams it, broken off after the event `until`."""
    rest = dict(answer)
    message = {"message": rest.pop("message")}
    citations = {key: rest.pop(key) for key in ("passages", "related")}
    written = ": waiting\n\n"
    for name, data in (("citations", citations), ("message", message), ("end", rest)):
        written += f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        if name == until:
            break
    return written


def test_a_streamed_reply_is_the_reply(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = Canned("not asked for", 500, stream=events(reply("When?")))
    ask(opened(page, server), "When?")
    assert page.evaluate("told") == [{"type": "chat-answer", "question": "When?", "reply": reply("When?")}]


@pytest.mark.parametrize(
    "broken",
    [
        "",
        events(reply("When?"), until="message"),
        "event: citations\ndata: {\n\n",
    ],
    ids=["nothing", "no end", "broken data"],
)
def test_where_the_stream_fails_a_plain_request_is_made(page: Page, server: ChatServer, broken: str) -> None:
    server.replies["When?"] = Canned(reply("When?"), stream=broken)
    expect(ask(opened(page, server), "When?").locator("mark")).to_have_text("2016")
    assert server.accepted == ["text/event-stream, application/json;q=0.9", "application/json"]


def test_what_the_stream_refuses_is_not_asked_for_again(page: Page, server: ChatServer) -> None:
    refused = {"type": "about:blank", "title": "Problem", "status": 503, "detail": "Too busy."}
    stream = f": waiting\n\nevent: error\ndata: {json.dumps(refused)}\n\n"
    server.replies["When?"] = Canned(reply("When?"), stream=stream)
    expect(ask(opened(page, server), "When?").locator(".message")).to_have_text("Too busy.")
    assert len(server.questions) == 1
    assert page.evaluate("told.map(({ type, status }) => [type, status])") == [["chat-error", 503]]


def test_a_refused_question_is_not_sent_again(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = problem(422, "Too long.")
    ask(opened(page, server), "When?")
    assert len(server.questions) == 1


def test_a_server_that_says_nothing_is_given_up_and_one_that_still_says_something_is_not(
    browser: Browser, server: ChatServer, until: Callable[..., None]
) -> None:
    gate, pieces = threading.Event(), SimpleQueue[str]()
    server.replies["Slow?"] = Canned("not asked for", 500, stream=iter(pieces.get, ""))
    server.replies["Silent?"] = Canned(reply("Silent?"), gate=gate)
    with browser.new_context(reduced_motion="reduce") as context:  # whose clock is its own
        context.clock.install()
        page = opened(context.new_page(), server)
        field, turn = page.get_by_label("Your question"), page.locator("article").last
        field.fill("Slow?")
        field.press("Enter")
        waiting = turn.locator(".waiting > span")
        for _ in range(3):
            pieces.put(": waiting\n\n")
            expect(waiting).to_have_text("Still looking…")
            waiting.evaluate("said => { said.textContent = ''; }")  # a heartbeat says it again
            context.clock.fast_forward(20_000)
        pieces.put(events(reply("Slow?")))
        expect(turn).to_have_attribute("data-state", "answered")
        pieces.put("")
        field.fill("Silent?")
        field.press("Enter")
        until(lambda: len(server.questions) == 2, "the question at the server, before it is given up")
        context.clock.fast_forward(20_000)
        expect(turn.get_by_text("Looking for the answer…")).to_be_visible()
        context.clock.fast_forward(11_000)
        expect(turn.locator(".message")).to_have_text("The question could not be answered just now.")
        gate.set()
        turn.get_by_role("button", name="Try again").click()
        expect(turn).to_have_attribute("data-state", "answered")
        assert [sent["question"] for sent in server.questions] == ["Slow?", "Silent?", "Silent?"]


def test_a_question_under_way_can_be_stopped_and_asked_again(page: Page, server: ChatServer) -> None:
    gate = threading.Event()
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=gate)
    opened(page, server).get_by_label("Your question").fill("Slow?")
    page.keyboard.press("Enter")
    turn = page.locator("article")
    with page.expect_event("requestfailed"):
        turn.get_by_role("button", name="Stop").click()
    gate.set()
    expect(turn).to_have_attribute("data-state", "dropped")
    expect(page.get_by_label("Your question")).to_be_focused()
    turn.get_by_role("button", name="Try again").click()
    expect(page.locator("article")).to_have_attribute("data-state", "answered")
    assert page.evaluate("told.map(event => event.type)") == ["chat-answer"]


def test_after_too_many_questions_the_next_try_waits_as_long_as_the_server_said(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = problem(429, "Wait.", Retry_After="2")
    turn = ask(opened(page, server), "When?")
    retry = turn.get_by_role("button", name="Try again")
    expect(retry).to_have_attribute("aria-disabled", "true")
    retry.click(force=True)
    assert len(server.questions) == 1
    del server.replies["When?"]
    expect(retry).to_have_attribute("aria-disabled", "false")
    retry.click()
    expect(page.locator("article mark")).to_have_text("2016")


def test_being_offline_is_said_and_unsaid(page: Page, server: ChatServer) -> None:
    opened(page, server)
    status = page.get_by_role("status")
    expect(status).to_have_count(0)
    page.context.set_offline(True)
    expect(status).to_have_text("You are offline. Answers come again once you are connected.")
    page.context.set_offline(False)
    expect(status).to_have_count(0)


def test_the_conversation_stays_for_the_visit(page: Page, server: ChatServer) -> None:
    server.replies["Why?"] = Canned(refusal("Why?"))
    opened(page, server)
    for question in ("When?", "Why?"):
        ask(page, question)
    page.reload()
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("article mark")).to_have_text("2016")
    ask(page, "And then?")
    assert [turn["question"] for turn in server.questions[-1]["history"]] == ["When?", "Why?"]
    page.get_by_role("button", name="Clear").click()
    page.reload()
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.locator("article")).to_have_count(0)


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "under way"])
def test_a_question_without_a_reply_can_be_asked_again_on_the_next_page(
    page: Page, server: ChatServer, refused: bool
) -> None:
    gate = threading.Event()
    opened(page, server, INLINE.replace("<chat-widget", '<chat-widget document="eve"'))
    ask(page, "Who?")
    server.replies["When?"] = problem(429, "Wait.", Retry_After="60") if refused else Canned(reply("When?"), gate=gate)
    page.get_by_label("Your question").fill("When?")
    with page.expect_request("**/api/chat"):
        page.keyboard.press("Enter")
    if refused:
        expect(page.locator("article").last).to_have_attribute("data-state", "error")
    page.reload()
    gate.set()
    del server.replies["When?"]
    turns = page.locator("article")
    expect(turns.locator(".question")).to_contain_text(["Who?", "When?"])
    expect(turns.last).to_have_attribute("data-state", "dropped")
    turns.last.get_by_role("button", name="Try again").click()
    expect(turns.last).to_have_attribute("data-state", "answered")
    last = server.questions[-1]
    assert (last["question"], last["document"], [turn["question"] for turn in last["history"]]) == (
        "When?",
        "eve",
        ["Who?"],
    )
    page.reload()
    expect(turns.locator("mark")).to_have_count(2)


def test_nothing_is_stored_where_the_page_forbids_it(page: Page, server: ChatServer) -> None:
    ask(opened(page, server, INLINE.replace("<chat-widget", "<chat-widget no-storage")), "When?")
    assert page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0


@pytest.mark.parametrize("stored", ["{", "7", '[{"question": "x"}]', '[{"question": "x", "reply": {}}]'])
def test_what_was_stored_by_something_else_is_left_aside(page: Page, server: ChatServer, stored: str) -> None:
    key = f"chat-widget {server.origin}  "
    page.add_init_script(f"sessionStorage.setItem({json.dumps(key)}, {json.dumps(stored)})")
    opened(page, server)
    expect(page.locator("article")).to_have_count(0)
    ask(page, "When?")
    assert server.questions[-1]["history"] == []


def test_going_back_shows_what_was_asked_on_the_pages_after_it(page: Page, server: ChatServer) -> None:
    """Chromium keeps no page for a driven browser, so the event comes from the test, as that of a kept page would."""
    opened(page, server)
    ask(page, "When?")
    kept = page.evaluate("Object.entries(sessionStorage)[0]")
    ask(page, "And then?")
    later = page.evaluate("Object.entries(sessionStorage)[0]")
    page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", kept)
    page.reload()
    expect(page.locator("article")).to_have_count(1)
    page.evaluate(
        """([key, value]) => {
          sessionStorage.setItem(key, value);
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }""",
        later,
    )
    expect(page.locator("article .question")).to_contain_text(["When?", "And then?"])
    ask(page, "Why?")
    assert [turn["question"] for turn in server.questions[-1]["history"]] == ["When?", "And then?"]


def test_two_widgets_of_a_page_keep_their_conversations_apart(page: Page, server: ChatServer) -> None:
    second = '<chat-widget placement="inline" id="second"></chat-widget>'
    opened(page, server, INLINE + second)
    for number, question in enumerate(("When?", "Why?")):
        page.get_by_label("Your question").nth(number).fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("article")).to_have_count(number + 1)
        expect(page.locator("article").nth(number)).to_have_attribute("data-state", "answered")
    page.reload()
    expect(page.locator("article .question")).to_contain_text(["When?", "Why?"])


@pytest.mark.parametrize("kept", ["", " no-storage"], ids=["kept", "not kept"])
@pytest.mark.parametrize(("attribute", "other"), [("document", "npm"), ("endpoint", "/other")])
def test_other_documents_have_another_conversation(
    page: Page, server: ChatServer, attribute: str, other: str, kept: str
) -> None:
    """A page of an application turns to another of its pages and leaves the widget where it is."""
    server.suggestions = ["Who was her husband?"]
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=threading.Event())
    opened(page, server, INLINE.replace("<chat-widget", f'<chat-widget document="mu-sochua"{kept}'))
    offered = page.get_by_role("button", name="Who was her husband?")
    expect(offered).to_be_visible()
    ask(page, "When?")
    page.get_by_label("Your question").fill("Slow?")
    with page.expect_request("**/api/chat"):
        page.keyboard.press("Enter")
    server.suggestions = []
    was = page.evaluate(
        """([attribute, other]) => {
          const chat = document.querySelector("chat-widget");
          const was = chat.getAttribute(attribute);
          chat.setAttribute(attribute, other);
          return was;
        }""",
        [attribute, other],
    )
    expect(page.locator("article")).to_have_count(0)
    expect(offered).to_be_hidden()
    ask(page, "Why?")
    assert server.questions[-1]["history"] == []
    assert server.questions[-1]["document"] == (other if attribute == "document" else "mu-sochua")
    server.suggestions = ["Who was her husband?"]
    page.evaluate(
        "([attribute, was]) => document.querySelector('chat-widget')[was === null ? 'removeAttribute' : 'setAttribute'](attribute, was)",
        [attribute, was],
    )
    expect(page.locator("article .question")).to_have_text([] if kept else ["You asked: When?", "You asked: Slow?"])
    expect(offered).to_be_visible()
    ask(page, "And then?")
    assert [turn["question"] for turn in server.questions[-1]["history"]] == ([] if kept else ["When?"])


def test_a_question_that_is_too_long_stays_whole_until_it_is_shortened(page: Page, server: ChatServer) -> None:
    """Of a pasted letter the question may be the last line."""
    letter = "a" * 1987 + " When did he die? 😀"
    field = opened(page, server).get_by_label("Your question")
    field.fill(letter)
    field.press("Enter")
    status = page.get_by_role("status")
    expect(status).to_have_text("A question has at most 2,000 characters. Please shorten this one.")
    expect(field).to_have_value(letter)
    assert (len(letter), server.questions) == (2006, [])
    field.fill(letter[6:])
    expect(status).to_have_count(0)
    field.press("Enter")
    expect(page.locator("article")).to_have_attribute("data-state", "answered")
    assert [len(sent["question"]) for sent in server.questions] == [2000]


def test_the_answer_to_a_long_question_is_seen(page: Page, server: ChatServer) -> None:
    question = "When did he die, whose name I have forgotten? " * 40
    turn = ask(opened(page, server), question.strip())
    expect(turn.locator("mark")).to_be_in_viewport()


def test_what_is_typed_is_no_shortcut_of_the_page(page: Page, server: ChatServer) -> None:
    search = """<input id="search"><script>
      addEventListener("keydown", ({ key }) => {
        if (key === "/" && document.activeElement.tagName !== "INPUT") document.getElementById("search").focus();
      });
    </script>"""
    opened(page, server, INLINE + search.replace("{", "{{").replace("}", "}}"))
    page.get_by_label("Your question").focus()
    page.keyboard.type("and/or")
    expect(page.get_by_label("Your question")).to_have_value("and/or")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
