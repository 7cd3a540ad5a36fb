"""What a visitor sees of a reply in the widget."""

from __future__ import annotations

import re

import pytest
from chat_in_browser import Canned, ChatServer, ask, opened, passage, problem, refusal, reply
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


def test_the_answer_to_each_part_is_shown_with_its_source(page: Page, server: ChatServer) -> None:
    """Both, marked and cited; below them only what is beside them, and above only what is no passage's words."""
    passages = [
        passage("She was born in 1954.", "1954"),
        passage("She lives in San Francisco.", "San Francisco"),
        passage("Children: 3"),
    ]
    notice = "I found nothing in the documents that answers this: Why?"
    message = "\n".join((*(found["text"] for found in passages[:2]), notice))
    server.replies["When and where and why?"] = Canned(
        reply("When and where and why?", passages=passages, answers=2, message=message, notice=notice)
    )
    page = opened(page, server)
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "When and where and why?")
    expect(turn.locator("mark")).to_have_text(["1954", "San Francisco"])
    expect(turn.locator(".message")).to_have_text(notice)
    expect(turn.locator(".number")).to_have_text(["1", "2", "3"])
    expect(turn.get_by_text("Children: 3")).to_be_hidden()
    turn.get_by_role("button", name="Copy with source").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("copied")
    assert [copied.count(found["text"]) for found in passages] == [1, 1, 0]


def test_tags_between_the_cells_of_a_row_are_seen_as_bars(page: Page, server: ChatServer) -> None:
    row = passage(
        "Hire</td>\n<td>40 euros</td>\n<td>a day",
        "40 euros",
        context={"before": "Film</td>\n<td>3 euros", "after": None},
    )
    server.replies["How much?"] = Canned(reply("How much?", passages=[row], message=row["text"]))
    turn = ask(opened(page, server), "How much?")
    words = turn.locator(".words")
    assert words.text_content() == row["text"]
    assert words.locator(".joint > .unseen").all_text_contents() == ["</td>\n<td>", "</td>\n<td>"]
    assert words.locator(".joint").first.evaluate("joint => getComputedStyle(joint, '::before').content") == '" | "'
    expect(words.locator("mark")).to_have_text("40 euros")
    assert turn.locator(".context .unseen").all_text_contents() == ["</td>\n<td>"]


def test_tags_between_a_heading_and_what_is_below_it_are_seen_as_bars(page: Page, server: ChatServer) -> None:
    pitch = passage("Tent pitch</h3>\n<p>By the lake</p>\n<p>24 euros", "24 euros")
    server.replies["How much?"] = Canned(reply("How much?", passages=[pitch], message=pitch["text"]))
    words = ask(opened(page, server), "How much?").locator(".words")
    assert words.text_content() == pitch["text"]
    assert words.locator(".joint > .unseen").all_text_contents() == ["</h3>\n<p>", "</p>\n<p>"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("The `<td>` element holds a cell, and `</td>` ends it.", "holds a cell"),
        ("| <dt> | </td><td> | A term |", "A term"),
        ("<td> | Defines a cell", "Defines a cell"),
    ],
    ids=["code", "a row in Markdown", "a row of an HTML file"],
)
def test_tags_that_a_passage_speaks_of_are_seen(page: Page, server: ChatServer, text: str, mark: str) -> None:
    server.replies["What?"] = Canned(reply("What?", passages=[passage(text, mark)], message=text))
    turn = ask(opened(page, server), "What?")
    expect(turn.locator("mark")).to_have_text(mark)
    expect(turn.locator(".words")).to_have_text(text)
    expect(turn.locator(".joint")).to_have_count(0)


def test_a_row_stands_below_the_rows_before_it(page: Page, server: ChatServer) -> None:
    row = passage("| Room hire | 40 euros |", "40 euros", context={"before": "| Film | 1.50 euros |", "after": None})
    server.replies["How much?"] = Canned(reply("How much?", passages=[row], message=row["text"]))
    turn = ask(opened(page, server), "How much?")
    assert turn.locator(".context").text_content() == "Film | 1.50 euros"
    words = turn.locator(".words")
    assert words.text_content() == row["text"]
    expect(words.locator(".unseen")).to_have_text(["|", "|"])
    expect(words.locator("mark")).to_have_text("40 euros")
    before, own = turn.locator(".context").bounding_box(), turn.locator(".words").bounding_box()
    assert before and own and own["y"] >= before["y"] + before["height"] - 1


BANNED = ["Gas bottles", "Fireworks", "Petrol", "Loose dogs"]
HOURS = ["| Day | Hours |", "| Monday | 9 to 5 |", "| Sunday | closed |", "| Holidays | closed |"]


@pytest.mark.parametrize(
    ("kind", "told", "shown"),
    [
        ("item", ["Not on the ferry:", *BANNED[:3]], [["Not on the ferry:", "Gas bottles"], ["Fireworks"], ["Petrol", "Loose dogs"]]),
        ("row", HOURS[:3], [["Day | Hours", "| Monday | 9 to 5 |"], ["| Sunday | closed |", "Holidays | closed"]]),
        ("row", HOURS[1:3], [["Day | Hours", "| Monday | 9 to 5 |"], ["Day | Hours", "| Sunday | closed |", "Holidays | closed"]]),
    ],
    ids=["a list", "a table", "two rows"],
)  # fmt: skip
def test_what_a_message_tells_is_not_shown_again_around_what_it_tells(
    page: Page, server: ChatServer, kind: str, told: list[str], shown: list[list[str]]
) -> None:
    """Beside it stands only what it does not tell: the names of the columns, an item that there was no room for."""
    every = HOURS if kind == "row" else [told[0], *BANNED]
    passages = [
        passage(text, kind=kind, context={"before": before if kind == "item" else HOURS[0], "after": after})
        for before, text, after in zip(every, every[1:], every[2:], strict=False)
        if text in told
    ]
    server.replies["What?"] = Canned(
        reply("What?", passages=passages, answers=len(passages), message="\n".join(told), notice=None)
    )
    quotes = ask(opened(page, server), "What?").locator("blockquote")
    found = [
        quote.locator(":is(.context, .words)").evaluate_all("all => all.map(node => node.textContent)")
        for quote in quotes.all()
    ]
    assert found == shown


@pytest.mark.parametrize(
    ("kind", "before", "text", "after", "own_lines"),
    [
        ("paragraph", "She was married.", "Scott Leiper died in 2016.", "She lived on", [False, False]),
        ("paragraph", "“She was married.”", "Scott Leiper died (in 2016.)", None, [False]),
        ("paragraph", "សុខហួ រៀបការ។", "Scott Leiper died in 2016.", None, [False]),
        ("item", "160 g white sugar", "3 eggs", "2 tsp baking powder", [True, True]),
        ("item", "Close the lid.", "Open the valve.", None, [True]),
        ("row", "Film | 1.50 euros", "Hire | 40 euros", None, [True]),
        ("paragraph", "Telephone: 555 0140", "Opening hours: nine to five.", None, [True]),
        ("paragraph", None, "Telephone: 555 0140", "Step-free entrance: in the yard.", [True]),
    ],
    ids=["a text", "quotes and brackets", "Khmer", "items", "items that are sentences", "rows", "a line above", "a line below"],
)  # fmt: skip
def test_only_in_running_text_its_neighbours_stand_on_the_same_line(
    page: Page,
    server: ChatServer,
    kind: str,
    before: str | None,
    text: str,
    after: str | None,
    own_lines: list[bool],
) -> None:
    found = passage(text, kind=kind, context={"before": before, "after": after})
    server.replies["What?"] = Canned(reply("What?", passages=[found], message=text))
    around = ask(opened(page, server), "What?").locator(".context")
    assert around.evaluate_all("all => all.map(node => getComputedStyle(node).display === 'block')") == own_lines


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


def test_copying_takes_the_words_and_where_they_stand(page: Page, server: ChatServer) -> None:
    opened(page, server).evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "When?")
    turn.get_by_role("button", name="Copy with source").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    url = reply("When?")["passages"][0]["citation"]["url"]
    assert page.evaluate("copied") == f"“Scott Leiper died in 2016.”\n— Mu Sochua › Personal life\n{url}"


@pytest.mark.parametrize(
    ("kind", "lines", "said"),
    [
        ("item", ["Not on the ferry:", "Gas bottles", "Fireworks"], ["Not on the ferry:\nGas bottles", "Fireworks"]),
        ("row", HOURS[:3], [f"{HOURS[0]}\n{HOURS[1]}", HOURS[2]]),
        ("item", ["Gas bottles", "Fireworks"], ["Gas bottles", "Fireworks"]),
    ],
    ids=["what announces a list", "the names of columns", "an item's neighbour"],
)
def test_copying_takes_what_the_message_says_of_each_passage(
    page: Page, server: ChatServer, kind: str, lines: list[str], said: list[str]
) -> None:
    """An item alone may say the opposite of what it says behind what announces it."""
    told = lines[-2:]
    above = [lines[0] if kind == "row" or len(lines) > 2 else None, lines[0] if kind == "row" else told[0]]
    passages = [
        passage(text, kind=kind, context={"before": before, "after": None})
        for text, before in zip(told, above, strict=True)
    ]
    canned = reply("What?", passages=passages, answers=2, message="\n".join(lines), notice=None)
    server.replies["What?"] = Canned(canned)
    opened(page, server).evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "What?")
    turn.get_by_role("button", name="Copy with source").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    assert re.findall("“(.*?)”", page.evaluate("copied"), re.DOTALL) == said


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
    ("text", "section", "group", "seen"),
    [
        ("- Successor4: Ing Kuntha Phavi", [], "Minister", "Successor: Ing Kuntha Phavi"),
        ("- Term Start4: 30 November", [], "Minister", "Term Start: 30 November"),
        ("- Windows7: glass", ["Materials"], "Minister", "Windows7: glass"),
        ("- Phase 2: sold", [], "Minister", "Phase 2: sold"),
        ("Successor4: Ing Kuntha Phavi", [], "Minister", "Successor4: Ing Kuntha Phavi"),
        ("- Gate3: wheelchair users", [], None, "Gate3: wheelchair users"),
        ("- Order4: Minister of Health", [], None, "Order: Minister of Health"),
    ],
    ids=[
        "a numbered key",
        "of two words",
        "below a heading",
        "a number behind a space",
        "no list item",
        "of no group",
        "an office",
    ],
)
def test_the_number_in_an_infobox_s_key_is_there_and_not_seen(
    page: Page, server: ChatServer, text: str, section: list[str], group: str | None, seen: str
) -> None:
    fact = passage(text, text.split(": ")[1], citation={"section": section}, context={"before": group, "after": None})
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


def test_what_announces_an_item_of_a_list_within_a_list_stands_on_a_line_each(page: Page, server: ChatServer) -> None:
    item = passage(
        "- Glass bottles", "", context={"before": "What guests may not bring:\nInto the tents:", "after": None}
    )
    server.replies["Glass?"] = Canned(reply("Glass?", message=item["text"], passages=[item]))
    context = ask(opened(page, server), "Glass?").locator(".context").first
    lines = context.evaluate(
        "node => { const range = document.createRange(); range.selectNodeContents(node); return new Set([...range.getClientRects()].map(({ top }) => top)).size; }"
    )
    assert lines == 2


CODE = "def brew(tea):\n\n    return pour(tea, sugar=None)  # " + "hot " * 60


def test_code_is_shown_with_its_lines_and_scrolls_by_itself(page: Page, server: ChatServer) -> None:
    found = passage(
        CODE.strip(), kind="code", highlights=[], context={"before": "Brew it:", "after": "It is *hot* <b>then</b>."}
    )
    server.replies["How do I brew?"] = Canned(reply("How do I brew?", passages=[found]))
    page = opened(page, server)
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "How do I brew?")
    lines = turn.locator("pre")
    assert lines.locator("code.words").text_content() == CODE.strip()
    assert lines.locator("*").count() == 1
    expect(lines).to_have_css("white-space-collapse", "preserve")
    expect(lines).to_have_css("direction", "ltr")
    assert lines.evaluate("node => node.scrollWidth > node.clientWidth && node.clientHeight > 3 * 14")
    log = page.locator(".log")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert turn.locator(".context").all_text_contents() == ["Brew it:", "It is *hot* <b>then</b>."]
    above, below = (context.bounding_box() for context in turn.locator(".context").all())
    shown = lines.bounding_box()
    assert above and below and shown
    assert above["y"] + above["height"] <= shown["y"] and shown["y"] + shown["height"] <= below["y"]
    lines.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=lines.element_handle())
    turn.locator(".copy").click()
    assert page.evaluate("window.copied").startswith(f"{CODE.strip()}\n— Mu Sochua")


def test_code_of_a_file_of_windows_is_copied_without_carriage_returns(page: Page, server: ChatServer) -> None:
    code = passage("docker run \\\r\n  marlow", kind="code", highlights=[])
    server.replies["How?"] = Canned(reply("How?", passages=[code]))
    opened(page, server).evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    turn = ask(page, "How?")
    assert turn.locator("code.words").text_content() == "docker run \\\n  marlow"
    turn.locator(".copy").click()
    expect(turn.locator(".outcome")).to_have_text("Copied.")
    assert page.evaluate("window.copied").startswith("docker run \\\n  marlow\n")


def test_code_stays_text_and_is_shown_beside_and_near_an_answer_too(page: Page, server: ChatServer) -> None:
    code = passage("<img src=x onerror='window.harmed = 1'>\n- $HOME", kind="code", highlights=[])
    server.replies["How?"] = Canned(reply("How?", passages=[passage("By hand."), code]))
    server.replies["Why?"] = Canned(refusal("Why?", related=[code, passage("By hand.")]))
    page = opened(page, server)
    beside = ask(page, "How?")
    beside.locator("summary").click()
    near = ask(page, "Why?")
    for turn in (beside, near):
        expect(turn.locator("pre")).to_have_text(code["text"])
    assert page.evaluate("window.harmed") is None
