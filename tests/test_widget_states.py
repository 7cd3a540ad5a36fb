"""Every state of the widget, on a desktop and on a phone, light and dark: no accessibility rule is broken, nothing overflows.

A screenshot of each is left in var/screenshots.
"""

from __future__ import annotations

import gzip
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_in_browser import (
    SCREENSHOTS,
    WIDGET,
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
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

MAX_GZIPPED_BYTES = 20_000
HOST = (
    '<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>Host</title><main><h1>A page</h1><p>Its text.</p></main>'
    '<script src="{origin}/widget.js" defer></script><chat-widget></chat-widget>'
)
SIZES = {"desktop": (1280, 800), "phone": (360, 740), "narrow": (320, 512)}
WORD = "Donaudampfschifffahrtsgesellschaft" * 300

FACT = passage(
    "- Successor: Ing Kuntha Phavi",
    "Ing Kuntha Phavi",
    context={"before": "Minister of Women's and Veterans' Affairs", "after": None},
    citation={"section": []},
)
PROSE = passage(
    "Scott Leiper died in 2016.",
    "2016",
    context={
        "before": "Sochua was married in 1984 to Scott Leiper, with whom she has three daughters.",
        "after": "Sochua lived in the United States.",
    },
)
UNDERSTOOD = {
    "asked": "When did he die?",
    "understood": "When did Scott Leiper die?",
    "context_terms": ["Scott Leiper"],
}
REPLIES = {
    "When did he die?": reply(
        "When did he die?",
        question=UNDERSTOOD,
        passages=[PROSE, FACT],
        suggestions=["What awards did Mu Sochua receive?", "Where was she born?"],
    ),
    "Where?": reply(
        "Where?",
        message="This may be about Mu Sochua or Devi Leiper.\nMu Sochua: She lives in San Francisco.\nDevi Leiper: She lives in Phnom Penh.",
        passages=[PROSE, FACT],
        choices=[
            {"question": "Where?", "document": "mu-sochua", "title": "Mu Sochua"},
            {"question": "Where?", "document": "devi-leiper", "title": "Devi Leiper"},
        ],
    ),
    "Who succeeded her?": reply("Who succeeded her?", message=FACT["text"], passages=[FACT]),
    "Who is the mayor?": refusal("Who is the mayor?", related=[PROSE, FACT]),
    "Hello": reply("Hello", status="small_talk", message="Hello! Ask me about Mu Sochua.", passages=[]),
    WORD[:100]: reply(
        WORD[:100],
        message=WORD,
        passages=[passage(WORD, WORD[:90], citation={"title": WORD[:200]})],
        suggestions=[WORD[:300]],
    ),
    "តើនាងកើតនៅឆ្នាំណា?": reply(
        "តើនាងកើតនៅឆ្នាំណា?",
        message="មូរ សុខហួរ កើតនៅឆ្នាំ១៩៥៤ នៅរាជធានីភ្នំពេញ 🇰🇭។",
        passages=[passage("មូរ សុខហួរ កើតនៅឆ្នាំ១៩៥៤ នៅរាជធានីភ្នំពេញ 🇰🇭។", "ឆ្នាំ១៩៥៤", citation={"title": "មូរ សុខហួរ"})],
    ),
}


def begin(page: Page) -> None:
    page.locator("chat-widget").evaluate("chat => chat.open()")


def asking(question: str) -> Callable[[Page, ChatServer], None]:
    def reach(page: Page, server: ChatServer) -> None:
        begin(page)
        ask(page, question)

    return reach


def closed(page: Page, server: ChatServer) -> None:
    expect(page.get_by_role("button", name="Ask a question")).to_be_visible()


def greeting(page: Page, server: ChatServer) -> None:
    begin(page)
    expect(page.get_by_role("button", name="Where was she born?")).to_be_visible()


def unfolded(page: Page, server: ChatServer) -> None:
    asking("When did he die?")(page, server)
    page.get_by_text("1 more passage").click()


def told(page: Page, server: ChatServer) -> None:
    asking("When did he die?")(page, server)
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


def waiting(page: Page, server: ChatServer) -> None:
    server.replies["Slow?"] = Canned(reply("Slow?"), gate=threading.Event())
    begin(page)
    page.get_by_label("Your question").fill("Slow?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def stopped(page: Page, server: ChatServer) -> None:
    waiting(page, server)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def offline(page: Page, server: ChatServer) -> None:
    begin(page)
    page.context.set_offline(True)
    ask(page, "When?")
    expect(page.get_by_role("status")).to_be_visible()


def khmer(page: Page, server: ChatServer) -> None:
    page.evaluate('document.documentElement.lang = "km"; document.querySelector("chat-widget").lang = "km"')
    begin(page)
    page.get_by_label("សំណួររបស់អ្នក").fill("តើនាងកើតនៅឆ្នាំណា?")
    page.keyboard.press("Enter")
    expect(page.locator("article mark")).to_be_visible()


def right_to_left(page: Page, server: ChatServer) -> None:
    page.evaluate('document.documentElement.dir = "rtl"')
    asking("When did he die?")(page, server)


STATES: dict[str, Callable[[Page, ChatServer], None]] = {
    "closed": closed,
    "greeting": greeting,
    "waiting": waiting,
    "answered": asking("When did he die?"),
    "unfolded": unfolded,
    "fact": asking("Who succeeded her?"),
    "feedback": told,
    "choices": asking("Where?"),
    "no-answer": asking("Who is the mayor?"),
    "small-talk": asking("Hello"),
    "too-many": asking("Hasty?"),
    "failed": asking("Broken?"),
    "stopped": stopped,
    "offline": offline,
    "long-words": asking(WORD[:100]),
    "khmer": khmer,
    "right-to-left": right_to_left,
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_breaks_no_rule_and_overflows_nowhere(
    page: Page, server: ChatServer, axe: str, khmer_font: str, state: str
) -> None:
    server.replies = {question: Canned(body) for question, body in REPLIES.items()}
    server.replies["Hasty?"] = problem(429, "Too many requests.", Retry_After="12")
    server.replies["Broken?"] = problem(500, "Something went wrong on our side. Please try again.")
    server.suggestions = ["Where was she born?", "Who was her husband?"]
    page.add_init_script("sessionStorage.clear()")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        opened(page, server, HOST.replace("{lang}", "en"))
        page.locator("chat-widget:defined").wait_for(state="attached")
        if state == "khmer":
            page.add_style_tag(content=khmer_font)
        STATES[state](page, server)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.screenshot(path=SCREENSHOTS / f"{state}-{size}-{theme}.png")
            if size != "narrow":  # to the rules the same as a phone
                assert broken_rules(page, axe, "chat-widget") == [], f"{size}, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for log in page.get_by_role("log").all():
            assert log.evaluate("log => log.scrollWidth <= log.clientWidth"), size
        page.context.set_offline(False)


def test_the_script_is_small(figure: Callable[[str, str], None]) -> None:
    size = len(gzip.compress(WIDGET.read_bytes(), mtime=0))
    figure("widget.js", f"{WIDGET.stat().st_size:,} bytes, {size:,} gzipped")
    assert size <= MAX_GZIPPED_BYTES


def test_the_types_of_the_scripts_fit(npm_packages: Path) -> None:
    options = "--allowJs --checkJs --noEmit --strict --noImplicitAny false --target es2023 --lib es2023,dom,dom.iterable,dom.asynciterable"
    scripts = [str(WIDGET.parent / script) for script in ("widget.js", "playground.js")]
    command = ["node", str(npm_packages / "typescript" / "bin" / "tsc"), *options.split(), *scripts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
