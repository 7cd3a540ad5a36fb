"""The widget as an element of somebody's page: attributes, events, theme, language, policy."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("state", "is_open", "early"),
    [("true", True, False), ("''", True, False), ("null", False, False), ("true", True, True), ("false", False, True)],
    ids=["true", "a bare attribute", "null", "true before the script has run", "false before the script has run"],
)
def test_a_framework_may_set_open_as_a_property(
    page: Page, server: ChatServer, state: str, is_open: bool, early: bool
) -> None:
    """React, Preact and Vue set a property where the element has one of an attribute's name; Vue sets "" for a bare attribute."""
    before = f"<script>document.querySelector('chat-widget').open = {state}</script>" if early else ""
    opened(page, server, CORNER.replace("</chat-widget>", f"</chat-widget>{before}"))
    if not early:
        page.evaluate(f"document.querySelector('chat-widget').open = {state}")
    expect(page.get_by_role("dialog")).to_have_count(int(is_open))
    page.evaluate(f"document.querySelector('chat-widget').open = {str(not is_open).lower()}")
    expect(page.get_by_role("dialog")).to_have_count(int(not is_open))
    page.evaluate("document.querySelector('chat-widget').close()")
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('chat-widget').open()")
    expect(page.get_by_label("Your question")).to_be_focused()


def test_the_style_of_the_page_does_not_change_a_quote(page: Page, server: ChatServer) -> None:
    hostile = "<style>* { all: unset; } * { font-size: 8px; text-transform: uppercase; letter-spacing: 3px; text-shadow: 1px 1px red; word-break: break-all; }</style>"
    opened(page, server, hostile.replace("{", "{{").replace("}", "}}") + INLINE)
    quote = ask(page, "When?").locator("blockquote")
    looks = quote.evaluate(
        "quote => { const { fontSize, textTransform, letterSpacing, textShadow, wordBreak } = getComputedStyle(quote); return [fontSize, textTransform, letterSpacing, textShadow, wordBreak]; }"
    )
    assert looks == ["16px", "none", "normal", "none", "normal"]
    page.evaluate("document.querySelector('chat-widget').style.setProperty('--chat-font-size', '20px')")
    expect(quote).to_have_css("font-size", "20px")


def test_an_answer_can_be_selected_where_the_page_cannot(page: Page, server: ChatServer) -> None:
    opened(page, server, "<style>body {{ user-select: none; }}</style>" + INLINE)
    quote = ask(page, "When?").locator("blockquote")
    quote.click(click_count=3)
    assert "Scott Leiper died in 2016." in page.evaluate("getSelection().toString()")


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


def test_questions_to_begin_with_are_asked_for_again_where_the_server_was_too_busy(
    page: Page, server: ChatServer
) -> None:
    server.suggestions = None
    opened(page, server, CORNER)
    with page.expect_response("**/api/suggestions*") as refused:
        page.get_by_role("button", name="Ask a question").click()
    refused.value.finished()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    server.suggestions = ["Who was her husband?"]
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("button", name="Who was her husband?")).to_be_visible()
    assert len(server.suggestions_asked) == 2


def test_a_very_long_answer_is_sent_back_as_far_as_the_server_takes_it(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = Canned(reply("When?", message="🦆" * 20_001))
    opened(page, server, INLINE)
    ask(page, "When?").locator(".message, .passage").first.wait_for()
    ask(page, "Where?")
    assert server.questions[-1]["history"] == [{"question": "When?", "answer": "🦆" * 20_000}]


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


def test_strings_and_quotes_have_each_the_direction_of_their_language(page: Page, server: ChatServer) -> None:
    """In a page from right to left the panel stands in that page's corner, and its English is not half turned."""
    server.replies |= {
        "When?": Canned(reply("When?", suggestions=["Where was she born?"])),
        "متى؟": Canned(reply("متى؟", passages=[passage("بنيت المنارة في عام 1901.", citation={"title": "منارة"})])),
    }
    html = CORNER.replace('lang="en"', 'lang="ar" dir="rtl"')
    opened(page, server, html).locator("chat-widget").evaluate("chat => chat.open()")
    english = ask(page, "When?")
    left = {
        english.locator(part).first.evaluate("node => node.getBoundingClientRect().left")
        for part in (".passage", ".label", ".suggestions", ".suggestions button")
    }
    assert len(left) == 1
    panel, quote = page.get_by_role("dialog").bounding_box(), english.locator(".words").bounding_box()
    assert panel and quote and panel["x"] < 100 and quote["x"] - left.pop() < 20
    arabic = ask(page, "متى؟").locator(".passage")
    expect(arabic).to_have_css("border-right-width", "3px")
    assert arabic.evaluate(
        "figure => figure.getBoundingClientRect().right - figure.querySelector('a').getBoundingClientRect().right < 20"
    )


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


def test_what_was_typed_before_the_script_had_run_is_kept(page: Page, server: ChatServer) -> None:
    inside = '<chat-widget placement="inline"><form method="post"><input name="question"></form></chat-widget>'
    opened(page, server, f"<!doctype html><title>Host</title>{inside}")
    page.locator("[name=question]").type("When did he")
    page.add_script_tag(url=f"{server.origin}/widget.js")
    field = page.get_by_role("textbox", name="Your question")
    expect(field).to_have_value("When did he")
    page.keyboard.type(" die?")
    expect(field).to_have_value("When did he die?")


def test_what_is_copied_says_where_it_stands_whole(page: Page, server: ChatServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    local = passage("Sam died in 1931.", "1931", citation={"url": None})
    server.replies["When?"] = Canned(reply("When?", message=local["text"], passages=[local]))
    opened(page, server, INLINE.replace("<chat-widget ", '<chat-widget endpoint="/" '))
    ask(page, "When?").get_by_role("button", name="Copy with source").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert f"\n{server.origin}/sources/" in page.evaluate("navigator.clipboard.readText()")


def test_a_page_that_turns_to_another_language_turns_the_widget(page: Page, server: ChatServer) -> None:
    opened(page, server, INLINE)
    field = page.locator("chat-widget textarea")
    expect(field).to_have_attribute("aria-label", "Your question")
    page.evaluate("document.documentElement.lang = 'km'")
    expect(field).to_have_attribute("aria-label", "សំណួររបស់អ្នក")
    page.evaluate("document.documentElement.lang = 'en'")
    expect(field).to_have_attribute("aria-label", "Your question")
