"""The screenshots of README.md and docs/widget.md, made anew from the article of `seeds/` with the real model.

    chatbot index build && python benchmarks/screenshots.py docs/img

Needs Chromium, and for Khmer a font that has it (the tests' packages in var/npm bring one).
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

MAX_BYTES = 150_000
FONT = Path("var/npm/node_modules/@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2")


def main(folder: Path) -> None:
    """Write every screenshot into the folder, and say how large each is."""
    executable = shutil.which("chromium") or sys.exit("no Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, chromium_sandbox=False)
        for with_playground in (False, True):
            with serving(with_playground) as address:
                for name, shot in SHOTS.items():
                    if (name == "playground") is with_playground:
                        take(browser, address, folder / f"{name}.png", *shot)
        browser.close()


def take(
    browser: Browser, address: str, file: Path, shoot: Callable[[Page, str], None], width: int, height: int, theme: str
) -> None:
    """One screenshot; refused where it is too large for a page that shows several."""
    with opened(browser, width, height, theme) as page:
        shoot(page, address)
        page.screenshot(path=file, animations="disabled", caret="hide")
    print(f"{file}: {file.stat().st_size:,} bytes")
    if file.stat().st_size > MAX_BYTES:
        sys.exit(f"{file} is larger than {MAX_BYTES:,} bytes")


@contextmanager
def serving(playground: bool) -> Iterator[str]:
    """The address of a server over the index in use here."""
    command = [sys.executable, "-m", "chatbot", "serve", "--port", "0", "--workers", "1"]
    environment = os.environ | {"CHATBOT_SERVER__PLAYGROUND": str(playground).lower()}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr
            lines = iter(process.stderr.readline, "")
            yield next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


@contextmanager
def opened(browser: Browser, width: int, height: int, theme: str) -> Iterator[Page]:
    """A window of this size; the font for Khmer goes past the pages' own policy."""
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
    ) as context:
        yield context.new_page()


def ready(page: Page, address: str) -> Page:
    """The page at this address, once everything is there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if FONT.is_file():
        data = base64.b64encode(FONT.read_bytes()).decode()
        page.add_style_tag(
            content=f'@font-face {{ font-family: "Noto Sans Khmer"; src: url("data:font/woff2;base64,{data}"); }}'
        )
    page.evaluate("document.fonts.ready")
    return page


def ask(page: Page, *questions: str) -> None:
    """Ask the widget, one question after the other, and let go of the input."""
    for number, question in enumerate(questions):
        page.get_by_role("textbox", name="Your question").fill(question)
        page.keyboard.press("Enter")
        page.locator("article:not([data-state=asking])").nth(number).wait_for()
    page.wait_for_timeout(300)
    page.evaluate("document.activeElement.shadowRoot?.activeElement?.blur()")


def in_a_page(page: Page, address: str, *questions: str) -> None:
    """The widget over a page of its own, as a visitor's site has it."""
    ready(page, f"{address}/docs")
    page.evaluate(
        """() => new Promise((loaded) => {
          const script = document.createElement("script");
          script.onload = loaded;
          script.src = "/widget.js";
          document.body.append(script, document.createElement("chat-widget"));
        })"""
    )
    page.locator("chat-widget").evaluate("chat => chat.open()")
    ask(page, *questions)


def demo(page: Page, address: str) -> None:
    ask(ready(page, f"{address}/"), "Who was her husband?", "When did he die?")


def phone(page: Page, address: str) -> None:
    in_a_page(page, address, "Who succeeded her as Minister of Women's and Veterans' Affairs?")


def no_answer(page: Page, address: str) -> None:
    in_a_page(page, address, "What is her religion?")


def source(page: Page, address: str) -> None:
    ready(page, f"{address}/sources/mu-sochua#mu-sochua:19")


def playground(page: Page, address: str) -> None:
    ready(page, f"{address}/playground?question=When+did+Scot+Leiper+die%3F")
    page.get_by_role("button", name="Explain").click()
    page.locator(".candidates summary").first.click()


Shot = tuple[Callable[[Page, str], None], int, int, str]
SHOTS: dict[str, Shot] = {
    "demo": (demo, 1200, 720, "light"),
    "phone": (phone, 360, 640, "dark"),
    "no-answer": (no_answer, 360, 640, "light"),
    "source": (source, 1200, 720, "light"),
    "playground": (playground, 1200, 1100, "light"),
}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Makes the screenshots of README.md and docs/widget.md anew.")
    arguments.add_argument("folder", type=Path, help="where they are written, such as docs/img")
    main(arguments.parse_args().folder)
