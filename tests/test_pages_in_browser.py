"""The pages in a real Chromium, under a policy that allows nothing inline and nothing from elsewhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from chat_in_browser import SCREENSHOTS, WIDGET, broken_rules, running
from flask import Flask, Response
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from chatbot.admission.keys import new_key
from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.formats.html.read import read_html
from index.sentences import sentence_splitter

if TYPE_CHECKING:
    from conftest import World

pytestmark = pytest.mark.slow

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'"
)
SITE_STYLE = WIDGET.with_name("site.css")
# What scripts put last into a page once it is loaded: the widget's suggestions, the end of the description.
SUGGESTED = ("button", "Who succeeded Ada Quill as Keeper of the North Light?")
MADE_BY_SCRIPTS: dict[str, tuple[Literal["button", "heading"], str]] = {"/": SUGGESTED, "answer": SUGGESTED, "/docs": ("heading", "Problems")}  # fmt: skip
LOOKS = [(1280, 800, "light"), (1280, 800, "dark"), (360, 740, "light"), (360, 740, "dark")]


@pytest.fixture(scope="module")
def site(world: World, make_app: Callable[..., Flask]) -> Iterator[str]:
    """The address of the application over the small world."""
    app = make_app(world.index_dir, playground=True)

    @app.after_request
    def restrict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    with running(make_server("127.0.0.1", 0, app, threaded=True)) as address:
        yield address


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(5000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/", "/docs", "/sources/ada-quill", "/sources/ada-quill#ada-quill:10", "answer"])
def test_a_page_breaks_no_rule_and_no_policy(page: Page, site: str, axe: str, path: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type in ("error", "warning") else None)
    for width, height, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.goto(f"{site}/" if path == "answer" else site + path)
        if path in MADE_BY_SCRIPTS:
            role, name = MADE_BY_SCRIPTS[path]
            expect(page.get_by_role(role, name=name)).to_be_visible()
        if path == "answer":
            page.evaluate("document.querySelector('chat-widget form input').value = 'When did Sam Quill die?'")
            page.evaluate("document.querySelector('chat-widget form').submit()")
            expect(page.locator("mark, .cited").first).to_be_visible()
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        page.screenshot(path=SCREENSHOTS / f"page-{name}-{width}-{theme}.png")
        assert broken_rules(page, axe, "body") == [], f"{width}, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The suggestions that the widget begins with are not there on every server.
    assert [text for text in refused if "404" not in text] == []


def test_links_of_a_list_that_wraps_are_large_enough_for_a_finger(
    page: Page, new_world: World, make_app: Callable[..., Flask], axe: str
) -> None:
    titles = [
        f"How the harbour of Gull Bay {words} number {n}" for n in range(5) for words in ("grew", "was dredged in")
    ]
    new_world.hold({f"{n}.md": f"# {title}\n\nSam Quill was keeper {n}.\n" for n, title in enumerate(titles)})
    page.set_content(make_app(new_world.index_dir).test_client().get("/").text)
    page.add_style_tag(path=SITE_STYLE)
    expect(page.get_by_role("link", name="Original")).to_have_count(len(titles))
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert broken_rules(page, axe, ".documents") == [], width


@pytest.mark.parametrize(
    ("question", "offered", "printed"),
    [
        ("Which unicorn sang?", ["Not an answer, but near", "Try asking"], ["Not an answer, but near"]),
        ("Gull Bay?", ["Which one do you mean?"], []),
    ],
    ids=["suggestions", "choices"],
)
def test_no_heading_is_printed_without_what_it_heads(
    page: Page, world: World, make_app: Callable[..., Flask], question: str, offered: list[str], printed: list[str]
) -> None:
    page.set_content(make_app(world.index_dir).test_client().post("/", data={"question": question}).text)
    page.add_style_tag(path=SITE_STYLE)
    headings = page.get_by_role("heading", level=2)
    expect(headings).to_have_text(offered)
    page.emulate_media(media="print")
    expect(headings).to_have_text(printed)


def explained(page: Page, site: str, question: str) -> Locator:
    """The way of a question in the playground."""
    if "/playground" not in page.url:
        page.goto(f"{site}/playground")
    page.get_by_label("Question", exact=True).fill(question)
    page.keyboard.press("Enter")
    way = page.get_by_role("region", name="The question's way")
    expect(way).to_have_attribute("aria-busy", "false")
    expect(way.get_by_text(question, exact=True).first).to_be_visible()
    return way


def test_the_playground_shows_a_question_s_way(page: Page, site: str, axe: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type in ("error", "warning") else None)
    for width, height, theme in (LOOKS[0], LOOKS[3]):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.goto(f"{site}/playground")
        explained(page, site, "Who was her husband?")
        page.get_by_role("button", name="Ask a follow-up").click()
        way = explained(page, site, "When did Sam Quill die?")
        expect(way.locator("section", has=page.get_by_role("heading", name="Verdict"))).to_contain_text("Answered")
        best = way.locator(".candidates > li").first
        expect(best.locator(".text")).to_have_text("Sam Quill died in 1931.")
        expect(best.locator(".chips")).to_contain_text("by meaningno. 1")
        best.get_by_text("Signals").click()
        expect(best.get_by_role("row", name="cosine")).to_be_visible()
        page.screenshot(path=SCREENSHOTS / f"page-playground-explained-{width}-{theme}.png", full_page=True)
        assert broken_rules(page, axe, "body") == [], f"{width}, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []


def test_settings_are_tried_in_the_playground_and_nowhere_else(page: Page, site: str) -> None:
    way = explained(page, site, "When did Sam Quill die?")
    expect(way).to_contain_text("Answered")
    page.get_by_label("Floor itself, in its place").fill("1")
    page.get_by_role("button", name="Explain").click()
    expect(way).to_contain_text("Not answered: the best passage is not sure enough")
    expect(way).to_contain_text("floor 1.00, as given")
    page.get_by_role("button", name="As configured").click()
    expect(page.get_by_label("Floor itself, in its place")).to_have_value("0.05")
    explained(page, site, "When did Sam Quill die?")
    expect(way).to_contain_text("Answered")


def test_the_words_above_a_field_run_on_where_they_hold_code(page: Page, site: str) -> None:
    page.goto(f"{site}/docs")
    label = page.locator(".api > .try label")
    expect(label.locator("code")).to_have_count(2)
    one, other = (code.bounding_box() for code in label.locator("code").all())
    assert one and other and one["y"] == other["y"]


@pytest.fixture(scope="module")
def guarded(world: World, make_app: Callable[..., Flask]) -> Iterator[tuple[str, str]]:
    """The address of the application where it asks for a key, and that key."""
    key = new_key()
    app = make_app(world.index_dir, playground=True, keys=(key.hash,))
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as address:
        yield address, key.key


def test_with_a_key_every_endpoint_can_be_tried_and_it_is_kept_nowhere(
    page: Page, guarded: tuple[str, str], axe: str
) -> None:
    address, key = guarded
    page.goto(f"{address}/docs")
    expect(page.get_by_label("Key").locator("xpath=..")).to_contain_text("server.keys, server.metrics_keys")
    said = page.locator("#api :is(p, li, dd, summary, label)")
    assert "`" not in "".join(said.all_text_contents())
    expect(page.locator("p code", has_text="Problem")).to_be_visible()
    chat = page.locator("details.endpoint", has_text="/api/chat").first
    chat.locator("summary").first.click()
    chat.get_by_role("button", name="Send").click()
    expect(chat.get_by_role("status")).to_contain_text("401")
    page.get_by_label("Key").fill(key)
    chat.get_by_role("button", name="Send").click()
    expect(chat.get_by_role("status")).to_contain_text("200 OK")
    form = page.locator("details.endpoint", has_text="Ask a question where no script runs")
    form.locator("summary").first.click()
    form.get_by_label("question (form)").fill("When did Sam Quill die?")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("status")).to_contain_text("Sam Quill died in 1931.")
    page.screenshot(path=SCREENSHOTS / "page-docs-with-a-key.png", full_page=True)
    assert broken_rules(page, axe, "body") == []
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])") == '[{},{},""]'
    page.reload()
    expect(page.get_by_label("Key")).to_have_value("")


def test_with_a_key_the_playground_explains(page: Page, guarded: tuple[str, str], axe: str) -> None:
    address, key = guarded
    page.goto(f"{address}/playground?question=When+did+Sam+Quill+die%3F")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("alert")).to_contain_text("This needs a key")
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_label("The question's way")).to_contain_text("Sam Quill died in 1931.")
    page.screenshot(path=SCREENSHOTS / "page-playground-with-a-key.png")
    assert broken_rules(page, axe, "body") == []


def test_what_the_playground_cannot_do_is_said(page: Page, site: str) -> None:
    page.goto(f"{site}/playground?question=Who%3F")
    expect(page.get_by_label("Question", exact=True)).to_have_value("Who?")
    page.get_by_label("Document").evaluate(
        "select => { select.options[1].value = 'unicorn'; select.selectedIndex = 1; }"
    )
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no document 'unicorn' here")
    page.context.set_offline(True)
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("alert")).to_have_text("The server cannot be reached.")


def test_without_javascript_a_question_gets_its_answer_and_the_source_is_marked(plain: Page, site: str) -> None:
    plain.goto(f"{site}/")
    plain.get_by_label("Your question").fill("When did Sam Quill die?")
    plain.get_by_role("button", name="Ask").click()
    expect(plain.locator(".cited").first).to_contain_text("Sam Quill died in 1931.")
    plain.get_by_role("link", name="Show in the text").first.click()
    sentence = plain.get_by_text("Sam Quill died in 1931.", exact=True)
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_have_css("background-color", "rgb(255, 233, 163)")


def columns_in(page: Page, colour: tuple[int, int, int]) -> tuple[int, int]:
    """The first and the last column of the window that have a pixel of this colour."""
    shot = base64.b64encode(page.screenshot()).decode()
    found: list[int] = page.evaluate(
        """async ([shot, [red, green, blue]]) => {
          const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob());
          const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
          canvas.drawImage(picture, 0, 0);
          const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
          const columns = [];
          for (let at = 0; at < data.length; at += 4) {
            if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) columns.push(at / 4 % picture.width);
          }
          return [Math.min(...columns), Math.max(...columns)];
        }""",
        [shot, colour],
    )
    first, last = found
    return first, last


@contextmanager
def folder_on_the_web(folder: Path) -> Iterator[str]:
    """Its address."""
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    with server, running(server) as address:
        yield address


def test_a_text_fragment_scrolls_to_the_sentence_and_marks_it_and_nothing_else(
    page: Page, site: str, world: World, tmp_path: Path
) -> None:
    """On a local copy of the original; only a navigation that the visitor makes lets a fragment scroll."""
    filler = "<p>Nothing of note.</p>" * 200
    original = "<!doctype html><title>Ada Quill</title><style>::target-text {{ background: rgb(255, 0, 255); }}</style>{0}<p>Sam Quill was rich. <b id='here'>Sam Quill died in 1931.</b></p>{0}"
    (tmp_path / "ada-quill").write_text(original.format(filler), encoding="utf-8")
    with folder_on_the_web(tmp_path) as web:
        page.goto(f"{site}/")
        page.get_by_role("textbox", name="Your question").fill("When did Sam Quill die?")
        page.keyboard.press("Enter")
        source = page.get_by_role("link", name="Source 1: Ada Quill").first
        fragment = (source.get_attribute("href") or "").split("#")[1]
        copy = f"{web}/ada-quill.html#{fragment}"
        (tmp_path / "ada-quill").rename(tmp_path / "ada-quill.html")
        source.evaluate("(link, href) => { link.href = href; link.target = ''; }", copy)
        source.click()
        expect(page.locator("#here")).to_be_in_viewport()
        marked = page.locator("#here").bounding_box()
        assert marked
        columns = columns_in(page, (255, 0, 255))
        assert columns == pytest.approx((marked["x"], marked["x"] + marked["width"]), abs=2)


PARTED = """<!doctype html><title>Pier</title><h1>Pier</h1><dl id=0><dt>Dogs</dt><dd>They stay on a lead.</dd></dl>
<p id=1>Open daily from nine<br>until six.</p><table><tr><th>Boat</th><th>Seats</th></tr>
<tr id=2><td>Tern<br>of Gull Bay</td><td>8</td></tr></table>"""


CODED = """<!doctype html><title>Tern</title><h1>Tern</h1><pre id=0>pip install <b>tern</b></pre>
<pre id=1><code>git clone https://example.org/tern

cd tern
make   build  # 'all', "of" it
</code></pre><pre id=2>
{
	<b>"tea"</b>:   2,
  }
</pre>"""


REPEATED = """<!doctype html><title>Fares</title><style>[id] { margin-bottom: 3000px }</style>
<nav><ul><li>Tern</li><li>Skua</li></ul></nav><h1>Fares</h1>
<p id=0>Seats are few.</p><h2>Tern <a class="headerlink">#</a></h2><ul><li id=1>Paid at the pier.</li><li id=2>Sold on board.</li></ul>
<p id=3>Seats are many.</p><h2>Skua <a class="headerlink">#</a></h2><ul><li id=4>Paid at the pier.</li><li id=5>Sold on board.</li></ul>
<p id=6>Sold on board.</p>"""


BOXED = """<!doctype html><title>Pier</title><style>th { height: 2000px }</style><h1>Pier</h1><table class="infobox">
<tr><th>President</th><td><i id=0>Ivo Lane</i></td></tr><tr><th>Predecessor</th><td><i id=1>Ivo Lane</i></td></tr></table>
<p id=2>The president met Ivo Lane before the predecessor did.</p>"""


@pytest.mark.parametrize(
    ("parted", "count"),
    [(PARTED, 3), (CODED, 3), (REPEATED, 7), (BOXED, 3)],
    ids=["parts", "code", "what is repeated under headings", "facts that are repeated"],
)
def test_a_text_fragment_finds_what_the_page_shows_apart(page: Page, tmp_path: Path, parted: str, count: int) -> None:
    filler = "<p>Nothing of note.</p>" * 200
    (tmp_path / "pier.html").write_text(parted.replace("<h1>", f"{filler}<h1>") + filler, encoding="utf-8")
    article = read_html(parted.encode())
    made = [p.fragment for p in passages(article, "pier", "Pier", sentence_splitter("english"), ChunkLimits(3, 700))]
    links = "".join(f"<p><a href='pier.html#:~:text={fragment}'>{number}</a>" for number, fragment in enumerate(made))
    (tmp_path / "links.html").write_text(links, encoding="utf-8")
    with folder_on_the_web(tmp_path) as web:
        for number in range(count):
            page.goto(f"{web}/links.html")
            page.get_by_role("link", name=str(number)).click()
            expect(page.locator(f"[id='{number}']")).to_be_in_viewport()
    assert len(made) == count


HOSTILE = """\
= Evil <script>window.harmed = 1</script> \u202ereversed =

Evil <img src=x onerror="window.harmed = 2">
- Owner4 <b>bold</b>: Mallory "><script>window.harmed = 3</script>

A zebra was bought by Mallory <img src=x onerror="window.harmed = 4"> in 1931. The \u202etfel ot thgir\u202d zebra sleeps. {word} has no end.

== </title><script>window.harmed = 5</script> ==
A walrus came from Khmer ប្រាសាទអង្គរវត្ត 👩‍👩‍👧 with javascript:alert(1) in 1950.
"""


def test_a_hostile_document_stays_text_on_every_page(
    page: Page, plain: Page, new_world: World, make_app: Callable[..., Flask]
) -> None:
    new_world.library.joinpath("evil.txt").write_text(HOSTILE.format(word="x" * 10_000), encoding="utf-8")
    new_world.build()
    app = make_app(new_world.index_dir, playground=True)
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as address:
        [evil] = [
            entry
            for entry in page.request.get(f"{address}/api/documents").json()["documents"]
            if "Evil" in entry["title"]
        ]
        for window in (page, plain):
            window.set_viewport_size({"width": 320, "height": 640})
        for question in ("When was the zebra bought by Mallory?", "Which walrus came?"):
            page.goto(f"{address}/")
            page.get_by_role("textbox", name="Your question").fill(question)
            page.keyboard.press("Enter")
            expect(page.locator("article", has_text=question)).to_have_attribute("data-state", "answered")
            explained(page, address, question)
            sane(page)
            plain.goto(f"{address}/")
            plain.get_by_label("Your question").fill(question)
            plain.get_by_role("button", name="Ask").click()
            expect(plain.locator(".cited").first).to_be_visible()
            assert plain.locator("main :is(script, img, b)").count() == 0
        for path in ("/", f"/sources/{evil['id']}"):
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            sane(page)
        expect(page.get_by_role("main")).to_contain_text('Mallory <img src=x onerror="window.harmed = 4"> in 1931.')
        # A right-to-left override ends with its passage: the next sentence is not turned round.
        expect(page.locator(".passage", has_text="zebra sleeps.")).to_have_css("unicode-bidi", "isolate")


def sane(page: Page) -> None:
    """No text became markup, and none is wider than the window."""
    assert page.evaluate("window.harmed") is None
    assert page.locator("main :is(script, img, b)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_document_from_right_to_left_is_read_so(page: Page, new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "arabic.md").write_text(
        "# منارة\n\nبنيت المنارة في عام 1901. كان الحارس وحيدا.\n\n"
        "1. افتح الباب الكبير ببطء\n2. دق الجرس ثلاث مرات\n\n| قارب | مقاعد |\n| --- | --- |\n| نورس | 8 |\n\nA line in English.\n\n- Open the door\n",
        encoding="utf-8",
    )
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    [arabic] = [entry for entry in client.get("/api/documents").get_json()["documents"] if entry["title"] == "منارة"]
    page.set_content(client.get(f"/sources/{arabic['id']}").text)
    directions = page.locator(".document p").evaluate_all("all => all.map(node => getComputedStyle(node).direction)")
    assert directions == ["rtl", "ltr"]
    directions = page.locator(".document li").evaluate_all("all => all.map(node => getComputedStyle(node).direction)")
    assert directions == ["rtl", "rtl", "ltr"]
    first, last = (cell.bounding_box() for cell in page.locator("tr.passage td").all())
    assert first and last and first["x"] > last["x"]
    page.add_style_tag(path=SITE_STYLE)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(page.get_by_role("heading", level=1)).to_have_css("direction", "rtl")
    answer = client.post("/", data={"question": "بنيت المنارة في عام", "document": arabic["id"]}).text
    page.set_content(answer)
    expect(page.locator(".cited").first).to_have_css("direction", "rtl")
