"""The widget without a mouse, magnified, in the colours of the system, without motion, on paper; and beside a visitor at work."""

from __future__ import annotations

import threading

import pytest
from chat_in_browser import (
    CORNER,
    INLINE,
    SCREENSHOTS,
    Canned,
    ChatServer,
    ask,
    broken_rules,
    opened,
    passage,
    problem,
    refusal,
    reply,
)
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

RICH = reply(
    "When?",
    passages=[passage("Scott Leiper died in 2016.", "2016"), passage("Children: 3")],
    suggestions=["Where was she born?"],
)
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node.getAttribute("aria-label") ?? node.textContent.trim();
}"""
OUTLINED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return node.getRootNode() === document || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
}"""


def focused(page: Page) -> str:
    name: str = page.evaluate(FOCUSED)
    return name


def tab_to(page: Page, name: str, back: bool = False) -> None:
    """Press Tab until this has the focus, once around at most; whatever of the widget has it on the way shows that it has."""
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        assert page.evaluate(OUTLINED), focused(page)
        if focused(page) == name:
            return
    raise AssertionError(f"Tab does not come to {name!r}")


def test_the_keyboard_reaches_everything_in_the_order_in_which_it_stands(page: Page, server: ChatServer) -> None:
    server.replies["When?"] = Canned(RICH)
    server.suggestions = ["Who was her husband?"]
    opened(page, server, CORNER)
    tab_to(page, "Ask a question")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Who was her husband?")).to_be_visible()
    page.keyboard.type("When?")
    page.keyboard.press("Enter")
    page.locator("article mark").wait_for()
    order = []
    while not order or order[-1] != "Of the page":
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(OUTLINED), focused(page)
        order.append(focused(page))
        assert len(order) < 20, order
    assert order[::-1] == [
        "Of the page",
        "Clear",
        "Close",
        "Questions and answers",
        "Who was her husband?",
        "Source 1: 1Mu Sochua › Personal life",
        "Show in the text",
        "1 more passage",
        "Where was she born?",
        "Copy with source",
        "Helpful",
        "Not helpful",
    ]


def test_everything_can_be_done_with_the_keyboard(page: Page, server: ChatServer) -> None:
    server.replies |= {"When?": Canned(RICH), "Slow?": Canned(reply("Slow?"), gate=threading.Event())}
    opened(page, server, CORNER).evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    tab_to(page, "Ask a question")
    page.keyboard.press("Space")
    page.keyboard.type("When?")
    tab_to(page, "Ask")
    page.keyboard.press("Space")
    log = page.get_by_role("log")
    expect(log.locator("mark")).to_have_text("2016")
    tab_to(page, "Not helpful", back=True)
    page.keyboard.press("Space")
    expect(log.get_by_role("button", name="Not helpful", pressed=True)).to_be_visible()
    tab_to(page, "Copy with source", back=True)
    page.keyboard.press("Enter")
    expect(log.get_by_text("Copied.")).to_be_visible()
    assert "Scott Leiper died in 2016." in page.evaluate("copied")
    tab_to(page, "1 more passage", back=True)
    page.keyboard.press("Space")
    expect(log.get_by_text("Children: 3")).to_be_visible()
    tab_to(page, "Show in the text", back=True)
    with page.expect_popup() as source:
        page.keyboard.press("Enter")
    assert source.value.url == f"{server.origin}/sources/mu-sochua#mu-sochua%3A57"
    source.value.close()
    tab_to(page, "Where was she born?")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(2)
    # Until the answer is there, the focus may move once more: from Stop to the question.
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    tab_to(page, "Your question")
    page.keyboard.type("Slow?")
    page.keyboard.press("Enter")
    tab_to(page, "Stop", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("article").last).to_have_attribute("data-state", "dropped")
    assert focused(page) == "Your question"
    server.replies["Slow?"] = problem(500, "Broken.")
    tab_to(page, "Try again", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("article").last).to_have_attribute("data-state", "error")
    assert focused(page) == "Your question"
    tab_to(page, "Clear", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(0)
    assert focused(page) == "Your question"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "Ask a question"


def test_an_answer_takes_the_focus_from_nobody(page: Page, server: ChatServer) -> None:
    gate = threading.Event()
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=gate)
    opened(page, server, CORNER).get_by_role("button", name="Ask a question").click()
    page.keyboard.type("Slow?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Of the page").focus()
    gate.set()
    expect(page.locator("article")).to_have_attribute("data-state", "answered")
    expect(page.get_by_role("button", name="Of the page")).to_be_focused()


def test_an_answer_is_put_into_the_log_in_one_piece(page: Page, server: ChatServer) -> None:
    """A screen reader announces what is added, so it must not come word by word, and the wait not twice."""
    opened(page, server).evaluate(
        """() => {
          window.added = [];
          const log = document.querySelector("chat-widget").shadowRoot.querySelector("[role=log]");
          const seen = (records) => added.push(records.map(({ addedNodes }) => [...addedNodes].map((node) => node.textContent)).flat());
          new MutationObserver(seen).observe(log, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ask(page, "When?")
    first, second = page.evaluate("added")
    assert first == ["You asked: When?Looking for the answer…Stop"]
    assert second[0] == "Scott Leiper died in 2016.Source 1: 1Mu Sochua › Personal lifeShow in the textHigh confidence"
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("placement", [CORNER, INLINE], ids=["corner", "inline"])
def test_with_letters_twice_as_large_everything_is_still_there(
    page: Page, server: ChatServer, axe: str, placement: str
) -> None:
    """Text of 200 % (WCAG 1.4.4) by the browser's font size, on a phone."""
    server.replies["When?"] = Canned(RICH)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, server, placement)
    page.locator("chat-widget").evaluate("chat => chat.open()")
    ask(page, "When?")
    assert page.get_by_label("Your question").evaluate("input => parseFloat(getComputedStyle(input).fontSize)") == 32
    log = page.get_by_role("log")
    assert log.evaluate("log => log.scrollWidth <= log.clientWidth && log.clientHeight > 150")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in ("Ask", "Clear"):
        expect(page.get_by_role("button", name=button, exact=True)).to_be_in_viewport(ratio=1)
    page.screenshot(path=SCREENSHOTS / f"large-letters-{'corner' if placement == CORNER else 'inline'}.png")
    assert broken_rules(page, axe, "chat-widget") == []


def test_at_twice_the_size_a_desktop_is_used_like_a_phone(browser: Browser, server: ChatServer, axe: str) -> None:
    """Zoom of 200 % in a window of 1280 × 800, and of 400 % (WCAG 1.4.10): half and a quarter of the CSS pixels."""
    server.replies["Why?"] = Canned(refusal("Why?", related=[passage("Scott Leiper died in 2016.")]))
    for zoom in (2, 4):
        with browser.new_context(
            viewport={"width": 1280 // zoom, "height": 800 // zoom}, device_scale_factor=zoom, reduced_motion="reduce"
        ) as context:
            page = opened(context.new_page(), server, CORNER)
            page.locator("chat-widget").evaluate("chat => chat.open()")
            ask(page, "Why?")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280 // zoom
            if zoom == 4:  # where the panel covers the page
                page.locator("chat-widget").evaluate("chat => chat.shadowRoot.querySelector('.panel').focus()")
                page.keyboard.press("Shift+Tab")
                assert focused(page) == "Ask"
            for name in ("Clear", "Close", "Ask"):
                expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
            assert page.get_by_role("log").evaluate(
                "log => log.scrollWidth <= log.clientWidth && log.clientHeight > 40"
            )
            page.screenshot(path=SCREENSHOTS / f"zoomed-{100 * zoom}.png")
            assert broken_rules(page, axe, "chat-widget") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_colours_of_the_system_nothing_is_told_by_colour_alone(
    page: Page, server: ChatServer, scheme: str
) -> None:
    server.replies |= {"When?": Canned(RICH), "Why?": Canned(refusal("Why?"))}
    page.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    opened(page, server, CORNER)
    launcher = page.get_by_role("button", name="Ask a question")
    assert launcher.evaluate("button => parseFloat(getComputedStyle(button).borderTopWidth)") >= 1
    launcher.click()
    turn = ask(page, "When?")
    turn.get_by_role("button", name="Helpful", exact=True).click()
    expect(turn.get_by_text("Thank you.")).to_be_visible()
    ground, mark = (
        turn.locator(where).evaluate("node => getComputedStyle(node).backgroundColor") for where in ("xpath=.", "mark")
    )
    assert mark not in (ground, "rgba(0, 0, 0, 0)")
    pressed = turn.get_by_role("button", name="Helpful", exact=True)
    assert pressed.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.screenshot(path=SCREENSHOTS / f"forced-colors-{scheme}.png")
    ask(page, "Why?")
    page.screenshot(path=SCREENSHOTS / f"forced-colors-no-{scheme}.png")


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_asked_for_that(page: Page, server: ChatServer, motion: str, moves: bool) -> None:
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=threading.Event())
    page.emulate_media(reduced_motion=motion)
    opened(page, server, INLINE).get_by_label("Your question").fill("Slow?")
    page.keyboard.press("Enter")
    waiting = page.locator(".waiting")
    waiting.wait_for()
    assert waiting.evaluate("node => node.getAnimations({ subtree: true }).length > 0") is moves
    scrolls = page.get_by_role("log").evaluate("log => getComputedStyle(log).scrollBehavior")
    assert scrolls == ("smooth" if moves else "auto")


def test_a_printed_page_has_no_button_on_it(page: Page, server: ChatServer) -> None:
    opened(page, server, CORNER)
    launcher = page.get_by_role("button", name="Ask a question")
    expect(launcher).to_be_visible()
    page.emulate_media(media="print")
    expect(launcher).to_be_hidden()
    page.emulate_media(media="screen")
    server.suggestions = ["Who was her husband?"]
    choices = [{"question": "Who?", "document": name, "title": name} for name in ("ada", "eve")]
    server.replies |= {
        "Where?": Canned(refusal("Where?", related=[passage("Children: 3")], suggestions=["When?"])),
        "Who?": Canned(reply("Who?", choices=choices)),
        "How?": problem(500, "Broken."),
    }
    opened(page, server, INLINE)
    for question in ("When?", "Why?", "Where?", "Who?", "How?"):
        ask(page, question)
    expect(page.get_by_text("Try asking")).to_have_count(2)
    page.emulate_media(media="print")
    expect(page.get_by_role("region")).to_be_visible()
    assert page.get_by_role("log").evaluate("log => log.scrollHeight === log.clientHeight")
    expect(page.get_by_role("region").get_by_role("button")).to_have_count(0)
    expect(page.locator(".label").filter(visible=True)).to_have_text(["Not an answer, but near"])


def test_of_folded_passages_only_those_that_are_open_are_printed(page: Page, server: ChatServer) -> None:
    passages = [passage("Scott Leiper died in 2016."), passage("Children: 3")]
    server.replies["When?"] = Canned(reply("When?", passages=passages))
    more = ask(opened(page, server, INLINE), "When?").locator(".more")
    page.emulate_media(media="print")
    expect(more).to_be_hidden()
    page.emulate_media(media="screen")
    more.locator("summary").click()
    page.emulate_media(media="print")
    expect(more.get_by_text("Children: 3")).to_be_visible()


@pytest.mark.parametrize(
    "change",
    [
        "chat.remove(); await null; document.body.append(chat)",
        "const other = document.createElement('div'); document.body.append(other); other.attachShadow({ mode: 'open' }).append(chat)",
        "document.body.append(chat.cloneNode())",
        "customElements.define('other-chat', class extends customElements.get('chat-widget') {}); document.body.append(document.createElement('other-chat'))",
    ],
    ids=["out and in again", "into another shadow root", "a copy beside it", "a class of its own"],
)
def test_a_page_may_do_with_it_what_it_likes(page: Page, server: ChatServer, change: str) -> None:
    ask(opened(page, server, INLINE), "When?")
    page.evaluate(f"async () => {{ const chat = document.querySelector('chat-widget'); {change}; }}")
    field = page.get_by_label("Your question").first
    field.fill("And then?")
    field.press("Enter")
    expect(page.locator("article", has_text="And then?")).to_have_attribute("data-state", "answered")
    assert [turn["question"] for turn in server.questions[-1]["history"]] == ["When?"]
