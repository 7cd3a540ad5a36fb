"""What a visitor sees and does in the widget."""

from __future__ import annotations

import json
import re
import threading

import pytest
from chat_in_browser import (
    CORNER,
    INLINE,
    WIDGET,
    Canned,
    ChatServer,
    ask,
    opened,
    passage,
    problem,
    refusal,
    reply,
    serving,
)
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


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
        ("Source 1: 1Mu Sochua › Personal life", best["citation"]["url"], "_blank", "noopener"),
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
    expect(links).to_have_text(["Source 1: 1Mu Sochua"])
    expect(links).to_have_attribute("href", f"{server.origin}/sources/a%20b%2Fc#a%20b%2Fc%3A5")


def test_other_passages_are_folded(page: Page, server: ChatServer) -> None:
    passages = [passage("Scott Leiper died in 2016."), passage("Children: 3"), passage("She lives in San Francisco.")]
    server.replies["When?"] = Canned(reply("When?", passages=passages))
    turn = ask(opened(page, server), "When?")
    expect(turn.get_by_text("Children: 3")).to_be_hidden()
    turn.get_by_text("2 more passages").click()
    expect(turn.get_by_text("Children: 3")).to_be_visible()


def test_a_refusal_looks_like_one_and_shows_what_is_near(page: Page, server: ChatServer) -> None:
    near = [passage("Sochua was born in Phnom Penh.", "Phnom Penh"), passage("Children: 3")]
    server.replies["Capital of France?"] = Canned(refusal("Capital of France?", related=near))
    turn = ask(opened(page, server), "Capital of France?")
    expect(turn).to_have_attribute("data-state", "no_answer")
    expect(turn.locator(".message")).to_have_text("No passage answers this.")
    expect(turn.locator(".confidence")).to_have_count(0)
    expect(turn.locator("mark")).to_have_count(0)
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
        (problem(429, "Wait 12 s.", Retry_After="12"), "Too many questions at once. Try again in 12 seconds.", 1),
        (problem(429, "Wait 1 s.", Retry_After="1"), "Too many questions at once. Try again in 1 second.", 1),
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
        expect(ask(page, "Again?").locator(".message")).to_have_text(
            "Too many questions at once. Try again in 5 seconds."
        )
        assert host.questions == []
    assert [text for text in refused if "429" not in text] == []


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


def test_a_refused_question_is_not_sent_again(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = problem(422, "Too long.")
    ask(opened(page, server), "When?")
    assert len(server.questions) == 1


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


def test_nothing_is_stored_where_the_page_forbids_it(page: Page, server: ChatServer) -> None:
    ask(opened(page, server, INLINE.replace("<chat-widget", "<chat-widget no-storage")), "When?")
    assert page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0


@pytest.mark.parametrize("stored", ["{", "7", '[{"question": "x"}]', '[{"question": "x", "reply": {}}]'])
def test_what_was_stored_by_something_else_is_left_aside(page: Page, server: ChatServer, stored: str) -> None:
    key = f"chat-widget {server.origin} "
    page.add_init_script(f"sessionStorage.setItem({json.dumps(key)}, {json.dumps(stored)})")
    opened(page, server)
    expect(page.locator("article")).to_have_count(0)
    ask(page, "When?")
    assert server.questions[-1]["history"] == []


def test_copying_takes_the_words_and_where_they_stand(page: Page, server: ChatServer) -> None:
    opened(page, server).evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "When?")
    turn.get_by_role("button", name="Copy with source").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    url = reply("When?")["passages"][0]["citation"]["url"]
    assert page.evaluate("copied") == f"“Scott Leiper died in 2016.”\n— Mu Sochua › Personal life\n{url}"


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://a.example/x.pdf", "https://a.example/x.pdf#page=3"),
        ("https://a.example/x.pdf#:~:text=died", "https://a.example/x.pdf#page=3:~:text=died"),
    ],
)
def test_a_citation_of_a_pdf_opens_its_page(page: Page, server: ChatServer, url: str, href: str) -> None:
    cited = passage("Scott Leiper died in 2016.", citation={"page": 3, "url": url})
    server.replies["When?"] = Canned(reply("When?", passages=[cited]))
    source = ask(opened(page, server), "When?").get_by_role("link", name="Source 1: Mu Sochua › Personal life, page 3")
    expect(source).to_have_attribute("href", href)


def test_a_fact_stands_below_what_it_is_about_without_its_bullet(page: Page, server: ChatServer) -> None:
    fact = passage("- Successor: Ing Kuntha Phavi", "Ing Kuntha Phavi", context={"before": "Minister", "after": None})
    server.replies["Who?"] = Canned(reply("Who?", message=fact["text"], passages=[fact]))
    turn = ask(opened(page, server), "Who?")
    assert turn.locator(".words").text_content() == "- Successor: Ing Kuntha Phavi"
    above, words = turn.locator(".context").bounding_box(), turn.locator(".words").bounding_box()
    assert above["y"] + above["height"] <= words["y"] + 1
    expect(turn.locator("mark")).to_have_text("Ing Kuntha Phavi")
    assert turn.locator(".words > .unseen").bounding_box()["width"] <= 1


@pytest.mark.parametrize(
    ("text", "section", "seen"),
    [
        ("- Successor4: Ing Kuntha Phavi", [], "Successor: Ing Kuntha Phavi"),
        ("- Term Start4: 30 November", [], "Term Start: 30 November"),
        ("- Windows7: glass", ["Materials"], "Windows7: glass"),
        ("- Phase 2: sold", [], "Phase 2: sold"),
        ("Successor4: Ing Kuntha Phavi", [], "Successor4: Ing Kuntha Phavi"),
    ],
    ids=["a numbered key", "of two words", "below a heading", "a number behind a space", "no list item"],
)
def test_the_number_in_an_infobox_s_key_is_there_and_not_seen(
    page: Page, server: ChatServer, text: str, section: list[str], seen: str
) -> None:
    fact = passage(text, text.split(": ")[1], citation={"section": section})
    server.replies["Who?"] = Canned(reply("Who?", message=text, passages=[fact]))
    words = ask(opened(page, server), "Who?").locator(".words")
    assert words.text_content() == text
    assert (
        words.evaluate(
            "words => [...words.childNodes].filter(({ className }) => className !== 'unseen').map(node => node.textContent).join('')"
        )
        == seen
    )
    expect(words.locator("mark")).to_have_text(text.split(": ")[1])


def test_questions_to_begin_with_come_from_the_server_when_the_panel_is_seen(page: Page, server: ChatServer) -> None:
    server.suggestions = ["Who was her husband?"]
    opened(page, server, CORNER.replace("<chat-widget>", '<chat-widget document="mu sochua">'))
    assert server.suggestions_asked == []
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_role("button", name="Who was her husband?").click()
    expect(page.locator("article mark")).to_have_text("2016")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ask a question").click()
    assert server.suggestions_asked == ["/api/suggestions?document=mu%20sochua"]


def test_the_strings_are_those_of_the_page_s_language(page: Page, server: ChatServer) -> None:
    server.replies["Why?"] = Canned(refusal("Why?"))
    opened(page, server, INLINE.replace('lang="en"', 'lang="km-KH"'))
    page.get_by_label("សំណួររបស់អ្នក").fill("Why?")
    page.get_by_role("button", name="សួរ", exact=True).click()
    expect(page.locator("article .message")).to_have_text("រកមិនឃើញអ្វីក្នុងឯកសារដែលឆ្លើយសំណួរនេះទេ។")
    page.evaluate('document.querySelector("chat-widget").lang = "en"')
    expect(page.get_by_label("Your question")).to_be_visible()
    page.evaluate('document.querySelector("chat-widget").lang = "fr"')
    expect(page.get_by_label("Your question")).to_be_visible()


def test_every_language_has_every_string_with_its_places() -> None:
    script = WIDGET.read_text(encoding="utf-8")
    tables = [
        dict(re.findall(r'^ +(\w+): "(.*)",', table, re.MULTILINE))
        for table in re.findall(r"(?:ENGLISH =|km:) \{\n(.*?)\n +\}", script, re.DOTALL)
    ]
    english, khmer = tables
    assert len(english) > 30
    assert list(khmer) == list(english)
    for name, words in english.items():
        assert re.findall(r"\{\w+\}", khmer[name]) == re.findall(r"\{\w+\}", words), name


def test_on_a_phone_the_open_panel_keeps_the_focus_that_it_covers(page: Page, server: ChatServer) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    opened(page, server, CORNER).get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "chat-widget"
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.localName") == "chat-widget"


def test_what_stands_inside_it_is_seen_only_until_the_script_has_run(page: Page, server: ChatServer) -> None:
    inside = '<chat-widget placement="inline"><form method="post"><button>Plain</button></form>'
    opened(page, server, INLINE.replace('<chat-widget placement="inline">', inside))
    expect(page.get_by_text("Plain")).to_be_hidden()
