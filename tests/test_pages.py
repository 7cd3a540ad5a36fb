"""What a browser without JavaScript gets."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chatbot.commands.terminal import print_reply
from chatbot.pages.reading_page import PageBlock, Piece, reading_page
from chatbot.schemas import ChatReply
from index import BlockKind, Document, DocumentContent, Heading, Passage, PassageIndex, open_index

if TYPE_CHECKING:
    from conftest import World


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main")[1].split(">", 1)[1]).split())


def test_the_demo_page_has_a_form_in_the_widget(client: FlaskClient) -> None:
    [inside] = re.findall(r"<chat-widget.*?>(.*?)</chat-widget>", client.get("/").text, re.DOTALL)
    assert '<form class="ask" action="/" method="post">' in inside
    assert 'name="question"' in inside


def test_the_form_gets_the_answer_as_a_page(client: FlaskClient) -> None:
    response = client.post("/", data={"question": "When did Sam Quill die?"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "Sam Quill died in 1931." in words(response.text)
    assert 'href="/sources/ada-quill#ada-quill%3A10"' in response.text
    assert 'href="https://example.org/ada-quill#:~:text=' in response.text
    assert 'data-state="answered"' in response.text


def test_a_fact_s_value_is_marked(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "What was her birth place?"}).text
    assert "<mark>Gull Bay</mark>" in page


def test_what_is_around_an_item_stands_on_lines_of_its_own(new_world: World, make_app: Callable[..., Flask]) -> None:
    items = "160 g white sugar", "3 zebra eggs", "2 tsp baking powder"
    text = (
        "# Cake\n\n"
        + "".join(f"- {item} of the plum cake\n" for item in items)
        + "\nOnce a walrus ate it. It was in 1950.\n"
    )
    (new_world.library / "cake.md").write_text(text, encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    for question, apart in (("How many zebra eggs of the plum cake?", True), ("Which walrus ate it once?", False)):
        quote = client.post("/", data={"question": question}).text.split("<blockquote")[1].split(">")[0]
        assert quote == (' lang="" class="apart"' if apart else ' lang=""')  # of any language, to be read out as such


def test_a_row_s_bars_are_seen_neither_in_it_nor_around_it(new_world: World, make_app: Callable[..., Flask]) -> None:
    table = "| Zebra | Price |\n| --- | --- |\n| Small one | 11 pounds |\n| Large one | 30 pounds |\n"
    (new_world.library / "tickets.md").write_text(f"# Tickets\n\n{table}", encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    page = client.post("/", data={"question": "What price has the small one zebra?", "document": "tickets"}).text
    [quote, *_] = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
    assert re.findall(r'<span class="around">(.*?)</span>', quote) == ["Zebra | Price", "Large one | 30 pounds"]


def test_a_list_that_is_told_is_shown_once(
    new_world: World, make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    told = [
        "No zebra may carry these on the ferry:",
        "gas bottles of any size",
        "fireworks or flares",
        "petrol in a can",
    ]
    text = f"# Ferry\n\n{told[0]}\n\n" + "".join(f"- {item}\n" for item in told[1:])
    (new_world.library / "ferry.md").write_text(text, encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    asked = {"question": "No zebra may carry these on the ferry?", "document": "ferry"}
    page = client.post("/", data=asked).text.split("<details")[0]
    quotes = [" ".join(words(f"<main>{quote}").split()) for quote in re.findall(r"<blockquote.*?</blockquote>", page)]
    assert quotes == told
    print_reply(ChatReply.model_validate(client.post("/api/chat", json=asked).get_json()))
    printed = capsys.readouterr().out
    assert [printed.count(line) for line in told] == [1] * len(told)


def test_where_two_documents_fit_each_can_be_asked(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "Gull Bay?"}).text
    offered = re.findall(r'name="document" value="([\w-]+)">\s*<button name="question" value="Gull Bay\?"', page)
    assert len(offered) == 2
    for document in offered:
        meant = client.post("/", data={"question": "Gull Bay?", "document": document}).text
        assert "Which one do you mean?" not in meant and f'href="/sources/{document}#' in meant


def test_a_no_is_said_in_words(client: FlaskClient) -> None:
    page = words(client.post("/", data={"question": "Which unicorn sang?"}).text)
    assert page.startswith("Which unicorn sang?")
    assert "The documents do not say anything about that." in page or "I found nothing" in page


def test_the_search_stays_in_the_document(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "Who was born in Gull Bay?", "document": "granite"}).text
    assert set(re.findall(r'href="/sources/([\w-]+)', page)) == {"granite"}
    assert '<input type="hidden" name="document" value="granite">' in page
    assert client.post("/", data={"question": "Who?", "document": "unicorn"}).status_code == 404


@pytest.mark.parametrize("question", ["", "   ", "x" * 2001], ids=["empty", "spaces", "too long"])
def test_a_wrong_question_gets_the_form_again(client: FlaskClient, question: str) -> None:
    response = client.post("/", data={"question": question})
    assert (response.status_code, response.mimetype) == (422, "text/html")
    assert "Please ask with 1 to 2,000 characters." in response.text


def test_a_question_stays_text(client: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    page = client.post("/", data={"question": hostile}).text
    assert "<script>alert" not in page and "<img" not in page


def test_hasty_clients_wait_at_the_form_too(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, rate_limit=1).test_client()
    statuses = [client.post("/", data={"question": "When did Sam Quill die?"}).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_a_source_is_sent_once_until_another_version_is_in_use(
    own_world: World, make_app: Callable[..., Flask]
) -> None:
    client = make_app(own_world.index_dir).test_client()
    page = client.get("/sources/ada-quill")
    assert page.headers["Cache-Control"] == "no-cache"

    def again(document: str) -> Any:
        return client.get(f"/sources/{document}", headers={"If-None-Match": page.headers["ETag"]})

    unchanged = again("ada-quill")
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", page.headers["ETag"])
    assert again("grey-heron").status_code == 200
    (own_world.library / "news.txt").write_text("A storm broke the North Light.\n")
    own_world.build()
    client.application.extensions["chatbot.live"].load()
    assert again("ada-quill").status_code == 200


def test_an_infobox_is_a_table(client: FlaskClient) -> None:
    page = client.get("/sources/ada-quill").text
    [table] = re.findall(r'<table class="facts">.*?</table>', page, re.DOTALL)
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    keys = [row.split(" -")[0] for row in rows]
    assert keys == ["Office", "Took office", "Successor", "Office", "Took office", "Successor", "Birth place"]
    assert rows[-1] == "Birth place - Birth Place: Gull Bay"


def test_a_table_is_shown_with_its_header(new_world: World, make_app: Callable[..., Flask]) -> None:
    table = "| Boat | 2030 |\n| --- | --- |\n| Tern | 8 |\n\n| 2031 | 2032 |\n| :-: | --- |\n| 5 | 6 |\n"
    (new_world.library / "boats.md").write_text(f"# Boats\n\n{table}", encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/boats").text
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    cells = [re.findall(r"<(t[hd])>.*?>([^<>]+)(?=<)(?!</span>)", table) for table in tables]
    assert cells == [
        [("th", "Boat"), ("th", "2030"), ("td", "Tern"), ("td", "8")],
        [("th", "2031"), ("th", "2032"), ("td", "5"), ("td", "6")],
    ]
    assert [re.sub(r"<[^>]+>", "", row) for table in tables for row in re.findall(r"<tr.*?</tr>", table)] == [
        "| Boat | 2030 |", "| Tern | 8 |", "| 2031 | 2032 |", "| 5 | 6 |",
    ]  # fmt: skip
    assert re.findall(r'id="(boats:\d)"', page) == ["boats:1", "boats:2"]


def test_a_table_in_html_within_markdown_is_shown_as_one_and_a_term_behind_a_bar(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    (new_world.library / "boats.md").write_text(
        "# Boats\n\n<table>\n<tr>\n<th>Boat</th>\n<th>Seats</th>\n</tr>\n<tr><td>Tern</td><td><p>8</p></td></tr>\n</table>\n\n"
        "<dl><dt>Tea</dt><dd>A drink of many.</dd></dl>\n\n```\n<td>code</td><td>\n```\n",
        encoding="utf-8",
    )
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/boats").text
    seen = re.sub(r'<span class="unseen".*?</span>', "", page, flags=re.DOTALL)
    [table] = re.findall(r"<table>.*?</table>", seen, re.DOTALL)
    assert re.findall(r"<(t[hd])>(.*?)</", table) == [("th", "Boat"), ("th", "Seats"), ("td", "Tern"), ("td", "8")]
    assert '>Tea<span class="joint" aria-hidden="true"></span>A drink of many.</span>' in seen
    assert "&lt;td&gt;code&lt;/td&gt;&lt;td&gt;</span>" in seen
    assert seen.count("&lt;") == 3  # those of the code


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param(
            "<td></td>\n<td>8</td>\n<td>",
            [("<td>", "", ""), ("</td>\n<td>", "8", ""), ("</td>\n<td>", "", "")],
            id="tags",
        ),
        pytest.param("| Tern | 8 |", [("| ", "Tern", ""), (" | ", "8", " |")], id="bars around it"),
        pytest.param("Tern | 8", [("", "Tern", ""), (" | ", "8", "")], id="bars within it"),
        pytest.param("|Tern||8|", [("|", "Tern", ""), ("|", "", ""), ("|", "8", "|")], id="an empty cell"),
        pytest.param("| | 8 | |", [("| ", "", ""), ("| ", "8", ""), (" | ", "", "|")], id="empty at the ends"),
        pytest.param(r"a \| b | 8", [("", r"a \| b", ""), (" | ", "8", "")], id="a bar that is escaped"),
        pytest.param(
            "Tern\u00a0|\u00a08 | 9", [("", "Tern", ""), ("\u00a0|\u00a0", "8 | 9", "")], id="a bar in a cell of HTML"
        ),
        pytest.param("| Tern |", [("| ", "Tern", " |")], id="one cell"),
        pytest.param("Tern", [("", "Tern", "")], id="no bar"),
        pytest.param("|", [("|", "", "")], id="nothing else"),
    ],
)
def test_the_cells_of_a_row_are_its_text(row: str, cells: list[tuple[str, str, str]]) -> None:
    found = PageBlock(BlockKind.ROW, pieces=[Piece(row, "boats:1")]).cells
    assert [(cell.before, cell.words, cell.after) for cell in found] == cells
    assert "".join(cell.before + cell.words + cell.after for cell in found) == row


def test_a_row_with_other_cells_than_its_header_keeps_its_bars(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    text = "# Boats\n\n| Boat | Seats | Crew |\n|---|---|---|\n| Tern | 8 | 2 |\n| Gull | 3 |\n"
    (new_world.library / "boats.md").write_text(text, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/boats").text
    assert '<td colspan="3">| Gull | 3 |</td>' in page
    assert re.findall(r"<td>(?:<span.*?</span>)?(\w+)<", page) == ["Tern", "8", "2"]


def test_the_cells_of_a_page_s_table_stand_in_their_columns(new_world: World, make_app: Callable[..., Flask]) -> None:
    text = "<title>Boats</title><table><tr><th>Boat</th><th>Seats</th><th>Crew</th></tr><tr><td>Tern</td><td>8</td><td>2</td></tr><tr><td>Gull</td><td></td><td>3</td></tr></table>"
    (new_world.library / "boats.html").write_text(text, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/boats").text
    rows = re.findall(r"<tr.*?</tr>", re.sub(r"<span.*?</span>", "", page))
    assert [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in rows] == [
        ["Boat", "Seats", "Crew"],
        ["Tern", "8", "2"],
        ["Gull", "", "3"],
    ]


def test_a_table_is_written_without_a_part_of_the_template_for_each_of_its_cells(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    row = f"|{'8|' * 50}\n"
    (new_world.library / "boats.md").write_text(f"# Boats\n\n{row}|{'-|' * 50}\n{row * 20}", encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    client.get("/sources/boats")  # the template is compiled once
    macros = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal macros
        macros += event == "call" and frame.f_code.co_name == "macro"

    sys.setprofile(count)
    try:
        page = client.get("/sources/boats").text
    finally:
        sys.setprofile(None)
    assert page.count("<td>") == 1000
    assert macros == 21  # one for each row


def test_tables_behind_each_other_are_several(new_world: World, make_app: Callable[..., Flask]) -> None:
    times = "<table><tr><th>Boat</th><th>Weekdays</th><th>Sundays</th></tr><tr><td>Tern</td><td>8:00</td><td>9:30</td></tr><tr><td>Gull</td><td></td><td>10:15</td></tr></table>"
    fares = "<table><tr><td>Adults</td><td>£12</td></tr><tr><td>Children</td><td>£6</td></tr><tr><td>Dogs</td><td>£1</td></tr></table>"
    (new_world.library / "boats.html").write_text(f"<title>Boats</title>{times}{fares}", encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/boats").text
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert [table.count("<tr") for table in tables] == [3, 3]
    assert "colspan" not in page


GUIDE = """\
# Guide

Do it in order.

1. Open the door
2. Ring the bell

```sh
ring()

  twice
```

7) Wait here

- Or leave
"""


@pytest.mark.parametrize(
    "front", ["---\ntitle: Guide\nauthor: Ada\n---\n", '+++\ntitle = "Guide"\nauthor = "Ada"\n+++\n']
)
def test_a_source_shows_numbers_and_code_as_they_are_and_no_front_matter(
    new_world: World, make_app: Callable[..., Flask], front: str
) -> None:
    (new_world.library / "guide.md").write_text(front + GUIDE, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/guide").text
    article = page.split("<article")[1].split(">", 1)[1].split("</article>")[0]
    blocks = re.findall(
        r"<(p|pre|ol|ul|li)(?: dir=\W\w+\W)?( value=\W\d\W)?>([^<]*)", re.sub(r"</?span.*?>", "", article)
    )
    assert blocks == [
        ("p", "", "Do it in order."),
        ("ol", "", "\n      "),
        ("li", ' value="1"', "Open the door"),
        ("li", ' value="2"', "Ring the bell"),
        ("pre", "", "ring()\n\n  twice"),
        ("ol", "", "\n      "),
        ("li", ' value="7"', "Wait here"),
        ("ul", "", "\n      "),
        ("li", "", "Or leave"),
    ]  # fmt: skip
    assert "Ada" not in article


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("rules.html", "<h1>Rules</h1><p>Visitors must not:<br>(a) run by the pool. It is wet there;<br>(b) dive.</p>", id="lines of a page"),
        pytest.param("rules.md", "# Rules\n\nVisitors must not:\n(a) run by the pool. It is wet there;\n(b) dive.\n", id="lines of Markdown"),
    ],
)  # fmt: skip
def test_items_with_a_mark_of_their_own_stand_on_lines_without_another(
    new_world: World, make_app: Callable[..., Flask], name: str, text: str
) -> None:
    (new_world.library / name).write_text(text, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/rules").text
    items = re.findall(r"<li( class=\W\w+\W)?>(.*?)</li>", re.sub(r"</?span.*?>", "", page))
    assert items == [(' class="marked"', "(a) run by the pool. It is wet there;"), (' class="marked"', "(b) dive.")]


def test_a_comment_in_markdown_is_shown_to_nobody(new_world: World, make_app: Callable[..., Flask]) -> None:
    lines = (
        "The hut has forty beds. <!-- Ask Edna first. --> It is warm.",
        "<!-- Edna knows\n\nthe rest. -->",
        "%% Edna again %%",
        "A comment is written `<!-- so -->` here.",
        "```html\n<!-- <b>code</b> stays -->\n```",
        "Dogs are welcome.",
    )
    text = "# Hut\n\n" + "\n\n".join(lines) + "\n"
    (new_world.library / "hut.md").write_text(text, encoding="utf-8")
    new_world.build()
    app = make_app(new_world.index_dir)
    page = app.test_client().get("/sources/hut").text
    assert "Edna" not in page
    assert [
        words
        for words in ("forty beds", "is warm", "&lt;!-- so --&gt;", "stays --&gt;", "welcome")
        if words not in page
    ] == []
    opened = open_index(new_world.index_dir)
    content = opened.content("hut").text
    opened.close()
    assert "Edna" not in content
    assert len(content) == len(text) and content.count("\n") == text.count("\n")


def test_an_infobox_s_key_is_shown_without_its_number_and_stays_verbatim(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "Who was her successor as Warden of the Harbour?"}).text
    assert '<span class="unseen">- </span>Successor<span class="unseen">2</span>: <mark>Ivo Lane</mark>' in page


def test_the_mark_of_a_task_that_is_done_is_no_paragraph(new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "tasks.md").write_text("# Pier\n\n- [ ] Paint the rail\n- [x] Mend the lamp\n", "utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/tasks").text
    assert ("Mend the lamp" in page, "[x]" in page, page.count("<ul")) == (True, False, 1)


def test_a_number_that_tells_facts_apart_is_shown(new_world: World, make_app: Callable[..., Flask]) -> None:
    lines = "= Pier =\n- Gate1: members\n- Gate2: guests\n- Line 12: night boats\n- Order4: Warden of the Pier\n- Successor4: Ivo Lane\n"
    (new_world.library / "pier.txt").write_text(lines, encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    named = re.findall(r'<th scope="row" dir="auto">(.*?)</th>', client.get("/sources/pier").text)
    assert named == ["Gate1", "Gate2", "Line 12", "Office", "Successor"]


def test_what_goes_on_behind_a_folded_question_has_no_heading_of_its_own(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    text = "<h2>Boats</h2><details><summary>Is it safe?</summary><p>The Tern is safe.</details><p>The Gull is blue."
    (new_world.library / "boats.html").write_text(f"<title>Fleet</title>{text}", encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/fleet").text
    assert re.findall(r"<h\d[^>]*>(.*?)</h\d>", page.split("<article")[1]) == ["Boats", "Is it safe?"]
    assert words(page).endswith("Boats Is it safe? The Tern is safe. The Gull is blue.")
    assert re.findall(r'<a href="#section-\d">(.*?)</a>', page) == ["Boats", "Is it safe?"]


class ManyHeadings:
    """Of an index, what the page of a document reads: `count` headings of 8 characters, 2 passages of 4 below each."""

    def __init__(self, count: int) -> None:
        self.rows = range(2 * count)
        self._content = DocumentContent(
            "Heading\nOne\nTwo\n" * count, tuple(Heading(("Heading",), 16 * n, 16 * n + 7) for n in range(count))
        )

    def content(self, document: str) -> DocumentContent:
        return self._content

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        starts = [16 * (row // 2) + 8 + 4 * (row % 2) for row in rows]
        texts = [self._content.text[start : start + 3] for start in starts]
        found = zip(rows, texts, starts, strict=True)
        return [Passage("d", n + 1, BlockKind.PARAGRAPH, text, at, at + 3, (), text) for n, text, at in found]


class OneCommand:
    """Of an index, what the page of a document reads: a line of code, and `behind` it what is no passage."""

    def __init__(self, behind: str) -> None:
        self._content = DocumentContent(f"brew\n{behind}", ())

    def content(self, document: str) -> DocumentContent:
        return self._content

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [Passage("d", 1, BlockKind.CODE, "brew", 0, 4, (), "brew")]


def test_a_page_takes_time_by_the_marks_behind_its_code_and_not_by_their_square() -> None:
    marks = cast("PassageIndex", OneCommand(f"{'`' * 20_000}-\n"))
    begin = time.process_time()
    [section] = reading_page(marks, Document("d", "D", None, "d.txt", range(1)))
    assert time.process_time() - begin < 1  # where all are looked at from each of them, five or more
    assert [block.pieces for block in section.blocks] == [[Piece("brew", "d:1")]]


def test_a_page_takes_time_by_its_headings_and_not_by_their_square() -> None:
    many = ManyHeadings(8_000)
    begin = time.process_time()
    [first, *sections] = reading_page(cast("PassageIndex", many), Document("d", "D", None, "d.txt", many.rows))
    assert time.process_time() - begin < 2  # where each heading looks at all passages, five or more
    assert first.blocks == ()
    assert [[block.pieces for block in section.blocks] for section in sections] == [
        [[Piece("One", f"d:{number}")], [Piece("Two", f"d:{number + 1}")]] for number in range(1, 16_000, 2)
    ]


def test_the_landing_page_says_what_can_be_asked(
    client: FlaskClient, new_world: World, make_app: Callable[..., Flask]
) -> None:
    [suggested] = client.get("/api/suggestions").get_json()["suggestions"][:1]
    page = client.get("/").text
    assert f'<button name="question" value="{suggested}" dir="auto">{suggested}</button>' in page
    assert "What it covers" not in page
    for other in ("grey-heron.md", "rocks/granite.txt"):
        (new_world.library / other).unlink()
    new_world.build()
    alone = make_app(new_world.index_dir).test_client()
    topics = re.findall(r'<a href="(/sources/ada-quill#section-\d)">(.*?)</a>', alone.get("/").text)
    assert topics == [("/sources/ada-quill#section-1", "Early life"), ("/sources/ada-quill#section-2", "Honours")]
    assert 'id="section-2" dir="auto">Honours' in alone.get("/sources/ada-quill").text


@pytest.mark.parametrize("path", ["/", "/docs", "/sources/ada-quill", "/playground"])
def test_nothing_in_a_page_is_inline(world: World, make_app: Callable[..., Flask], path: str) -> None:
    """So that a Content-Security-Policy without unsafe-inline holds."""
    page = make_app(world.index_dir, playground=True).test_client().get(path).text
    assert "</html>" in page
    assert re.findall(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=|javascript:", page) == []


def test_an_address_that_is_not_on_the_web_is_no_link(new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "odd.md").write_text(
        "---\nurl: javascript:alert(1)\n---\n# Odd\n\nA zebra sleeps.\n", encoding="utf-8"
    )
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    pages = [client.get("/"), client.get("/sources/odd"), client.post("/", data={"question": "Which zebra sleeps?"})]
    for page in pages:
        assert page.status_code == 200
        assert 'href="javascript:' not in page.text


COMMANDS = """\
# Tern

Install it:

```sh
pip install tern

tern --version
```

Then `tern` runs.

- Or this way:

  ~~~
  make   install
  ~~~
- Or not

```
1 + 2
```

The sum is 3.

    tern --quiet

It says nothing.
"""


def test_code_has_its_anchor_and_its_lines(new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "tern.md").write_text(COMMANDS, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/tern").text
    article = page.split("<article")[1].split(">", 1)[1].split("</article>")[0]
    blocks = re.findall(r'<(pre|p|li)\b[^>]*>(?:<span class="passage" id="tern:(\d+)">)?([^<]*)', article)
    assert blocks == [
        ("p", "1", "Install it:"),
        ("pre", "2", "pip install tern\n\ntern --version"),
        ("p", "3", "Then `tern` runs."),
        ("li", "4", "Or this way:"),
        ("pre", "5", "  make   install"),
        ("li", "6", "Or not"),
        ("pre", "", "1 + 2"),
        ("p", "7", "The sum is 3."),
        ("pre", "8", "    tern --quiet"),
        ("p", "9", "It says nothing."),
    ]


def test_code_in_several_passages_is_one_block(new_world: World, make_app: Callable[..., Flask]) -> None:
    lines = [f"tern --number {number} --of {'x' * 40}" for number in range(12)]
    code = "\n".join([*lines[:6], "", *lines[6:]])
    (new_world.library / "tern.md").write_text(f"# Tern\n\n```\n{code}\n```\n\nIt says nothing.\n", encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().get("/sources/tern").text
    [block] = re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert re.sub(r"<.*?>", "", block) == code
    assert re.findall(r'id="(tern:\d)"', block) == ["tern:1", "tern:2"]
    assert '<p dir="auto"><span class="passage" id="tern:3">It says nothing.</span></p>' in page


def test_an_answer_that_is_code_is_shown_with_its_lines(new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "tern.md").write_text(COMMANDS, encoding="utf-8")
    new_world.build()
    page = make_app(new_world.index_dir).test_client().post("/", data={"question": "pip install tern --version"}).text
    [quote] = re.findall(r"<blockquote.*?</blockquote>", page.split("<details")[0], re.DOTALL)
    assert '<pre dir="ltr" tabindex="0">pip install tern\n\ntern --version</pre>' in quote
    assert re.findall(r'<span class="around">(.*?)</span>', quote) == ["Install it:", "Then `tern` runs."]
    assert "<mark>" not in quote
