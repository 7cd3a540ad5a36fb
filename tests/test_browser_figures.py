"""What a visit to the landing page costs a browser, measured over Chromium's own protocol and printed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chat_in_browser import running
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from conftest import World

pytestmark = pytest.mark.slow

STATIC = Path(__file__).parents[1] / "chatbot" / "static"
MAX_STYLE_BYTES = 8_000
MAX_FIRST_PAINT_MS = 1500  # some 100 on an idle machine; the tests' machines are busy
MAX_TASK_MS = 50  # a longer one holds up what a visitor does (W3C, Long Tasks)

OBSERVED = """
window.shift = 0;
window.refused = [];
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => refused.push([violatedDirective, blockedURI]));
"""


@pytest.fixture(scope="module")
def site(world: World, make_app: Callable[..., Flask]) -> Iterator[str]:
    """The application over the small world, with the headers that it sends."""
    app = make_app(world.index_dir, playground=True)
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as address:
        yield address


def visit(page: Page, site: str) -> None:
    """Load the landing page, ask, unfold the other passages and ask what is suggested."""
    page.goto(f"{site}/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Your question").fill("When did Sam Quill die?")
    page.keyboard.press("Enter")
    expect(page.locator("article").first).to_have_attribute("data-state", "answered")
    page.locator("article summary").first.click()


def longest_task_ms(trace: bytes, page_url: str) -> float:
    """CPU time of the longest task on the main thread of the page: its wall time is the machine's as well."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "FunctionCall" and str(event["args"].get("data", {}).get("url", "")).startswith(page_url)
    }
    [thread] = main
    tasks = [
        event["tdur"] / 1000
        for event in events
        if event.get("tdur") and event["name"].endswith("RunTask") and (event["pid"], event["tid"]) == thread
    ]
    assert len(tasks) > 10
    return max(tasks)


def test_a_visit_is_light(browser: Browser, site: str, figure: Callable[[str, str], None]) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.add_init_script(OBSERVED)
        page.goto(f"{site}/")  # what the server makes once is made
        browser.start_tracing(
            page=page, categories=["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline"]
        )
        visit(page, site)
        task = longest_task_ms(browser.stop_tracing(), site)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        shift, refused = page.evaluate("[shift, refused]")
        metrics = {entry["name"]: entry["value"] for entry in cdp(page, "Performance.getMetrics")["metrics"]}
    style = len(gzip.compress((STATIC / "site.css").read_bytes(), mtime=0))
    figure("site.css", f"{style:,} bytes gzipped")
    figure("first contentful paint of /", f"{paint:.0f} ms")
    figure("layout shift of a visit", f"{shift:g}")
    figure("longest task of a visit, CPU", f"{task:.1f} ms")
    figure("memory of its scripts", f"{metrics['JSHeapUsedSize'] / 1e6:.1f} MB")
    figure("refused by the Content-Security-Policy", str(len(refused)))
    assert (shift, refused) == (0, [])
    assert style <= MAX_STYLE_BYTES
    assert paint <= MAX_FIRST_PAINT_MS
    assert task <= MAX_TASK_MS


def test_the_policy_is_there_to_refuse(page: Page, site: str) -> None:
    """The count above is of a policy that holds: what is inline is refused."""
    page.add_init_script(OBSERVED)
    page.goto(f"{site}/")
    page.evaluate(
        "() => { const image = document.createElement('img'); image.setAttribute('style', 'color: red'); document.body.append(image); }"
    )
    page.wait_for_function("refused.length > 0")
    assert page.evaluate("refused") == [["style-src-attr", "inline"]]


def cdp(page: Page, method: str) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session.send(method)
