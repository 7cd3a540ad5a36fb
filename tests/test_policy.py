"""The pages under their own Content-Security-Policy, in a real Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow


def test_the_pages_work_under_their_policy_and_nothing_is_refused(real_server: Server, browser: Browser) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(real_server.address)
    box = page.locator("chat-widget").get_by_role("textbox")
    box.fill("When did Scott Leiper die?")
    box.press("Enter")
    expect(page.locator("chat-widget").get_by_role("log")).to_contain_text("Scott Leiper died in 2016.")
    assert "flex" in page.evaluate(
        "[...document.querySelector('chat-widget').shadowRoot.querySelectorAll('*')].map(e => getComputedStyle(e).display)"
    )

    page.goto(f"{real_server.address}/docs")
    expect(page.locator("#api")).to_contain_text("/api/chat")
    page.goto(f"{real_server.address}/sources/mu-sochua")
    expect(page.locator("h1")).to_have_text(re.compile("Mu Sochua"))
    assert said == []

    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
