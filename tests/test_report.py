"""What was asked in vain comes back grouped, with what is nearest, and without what leads to a person."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sqlite3
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page

from chatbot.answer import Answerer
from chatbot.errors import ReportError
from chatbot.reporting.asked import QUESTIONS
from chatbot.reporting.feedback import FEEDBACK
from chatbot.reporting.journal import Journal
from chatbot.reporting.kept import Kept, Source, read_kept
from chatbot.reporting.needs import Needs
from chatbot.reporting.report import Report, report
from chatbot.reporting.report_page import report_page, write_report_page

if TYPE_CHECKING:
    from conftest import Server

NOW = datetime.now(UTC)
SINCE, UNTIL = NOW - timedelta(days=7), NOW + timedelta(hours=1)
EVERYDAY = ("How do aeroplanes fly?", "Who won yesterday?")  # they share no word


class Store:
    """The two files as a server would have written them."""

    def __init__(self, folder: Path) -> None:
        self.questions = folder / "questions.sqlite"
        self.feedback = folder / "feedback.sqlite"
        self.number = 0

    def asked(
        self,
        question: str,
        status: str = "no_answer",
        reason: str | None = "out_of_scope",
        document: str | None = None,
        ago: timedelta = timedelta(0),
    ) -> str:
        self.number += 1
        reply_id = f"r{self.number}"
        journal = Journal(self.questions, QUESTIONS, 3650)
        reason = reason if status == "no_answer" else None
        journal.add(reply_id, question, question, document, status, reason, 0.1, "v1")
        journal.flush()
        self._move(self.questions, "questions", "asked_at", ago)
        return reply_id

    def told(self, reply_id: str, helpful: bool, comment: str | None = None, ago: timedelta = timedelta(0)) -> None:
        journal = Journal(self.feedback, FEEDBACK, 3650)
        journal.add(reply_id, helpful, comment)
        journal.flush()
        self._move(self.feedback, "feedback", "received", ago)

    def read(self, since: datetime = SINCE, until: datetime = UNTIL, days: int = 90, comments: int = 20) -> Kept:
        oldest = NOW - timedelta(days=days)
        return read_kept(Source(self.questions, oldest), Source(self.feedback, oldest), since, until, comments)

    def _move(self, file: Path, table: str, column: str, ago: timedelta) -> None:
        if ago:
            connection = sqlite3.connect(file)
            with connection:
                moved = (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
                connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT max(rowid) FROM {table})", (moved,)
                )
            connection.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def made(store: Store, answerer: Answerer, limit: int = 20, is_storing: bool = True) -> Report:
    return report(store.read(), SINCE, UNTIL, answerer, limit, is_storing, lambda _: None)


# What was kept, read back


def test_statuses_reasons_and_verdicts_are_counted_within_the_period(store: Store) -> None:
    store.asked("When did Sam Quill die?", "answered")
    store.asked("Hello", "small_talk")
    store.asked("Which unicorn sang?")
    store.asked("Which unicorn danced?", reason="below_threshold")
    store.asked("???", reason="empty_question")
    store.asked("Long ago?", ago=timedelta(days=8))
    store.told("r1", True)
    store.told("r3", True)
    store.told("r3", False)  # changed: the last one counts
    store.told("r4", False, ago=timedelta(days=8))
    kept = store.read()
    assert kept.is_stored
    assert kept.statuses == {"answered": 1, "small_talk": 1, "no_answer": 3}
    assert kept.reasons == {"out_of_scope": 1, "below_threshold": 1, "empty_question": 1}
    assert (kept.helpful, kept.not_helpful) == (1, 1)
    assert [gap.question for gap in kept.gaps] == ["Which unicorn danced?", "Which unicorn sang?"]


def test_the_same_words_are_one_gap_and_a_no_and_a_poor_answer_are_told_apart(store: Store) -> None:
    store.asked("Who sang?")
    store.asked("who  SANG", document="granite")
    store.told(store.asked("Who sang?", "answered"), False)
    store.told(store.asked("Who sang?", "answered"), True)
    store.told(store.asked("Who sang?"), False)  # a no that was not liked is counted once
    [gap] = store.read().gaps
    assert (gap.unanswered, gap.not_helpful, gap.times) == (3, 1, 4)
    assert gap.documents == {None: 3, "granite": 1}


def test_a_verdict_of_the_period_on_an_earlier_reply_counts(store: Store) -> None:
    store.told(store.asked("Who sang?", "answered", ago=timedelta(days=20)), False)
    [gap] = store.read().gaps
    assert (gap.question, gap.not_helpful) == ("Who sang?", 1)


def test_what_is_to_be_deleted_is_not_shown_while_it_is_still_there(store: Store) -> None:
    store.told(store.asked("Who sang?", "answered", ago=timedelta(days=5)), False, "Bad", ago=timedelta(days=5))
    store.told("r1", False, "Still bad")
    assert [said.comment for said in store.read().comments] == ["Still bad", "Bad"]
    kept = store.read(days=4)
    assert (kept.statuses, kept.gaps, kept.not_helpful) == ({}, [], 1)
    assert [(said.comment, said.question) for said in kept.comments] == [("Still bad", None)]


def test_everything_is_masked_where_it_is_read(store: Store) -> None:
    store.asked("Is jane@example.org there?")
    store.told(store.asked("Call 0123456789?", "answered"), False, "I am on 0123456789")
    kept = store.read()
    assert sorted(gap.question for gap in kept.gaps) == ["Call [number]?", "Is [e-mail] there?"]
    assert [(said.comment, said.question) for said in kept.comments] == [("I am on [number]", "Call [number]?")]


def test_without_files_there_is_nothing_and_none_is_made(store: Store, tmp_path: Path) -> None:
    assert store.read() == Kept()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["questions", "feedback"])
@pytest.mark.parametrize("is_folder", [False, True], ids=["damaged", "a folder"])
def test_a_file_that_cannot_be_read_is_named(store: Store, name: str, is_folder: bool) -> None:
    file: Path = getattr(store, name)
    file.mkdir() if is_folder else file.write_bytes(b"no database " * 1000)
    with pytest.raises(ReportError, match=re.escape(f"{file} cannot be read (")):
        store.read()


# Questions that ask for the same


def grouped(answerer: Answerer, questions: list[str], counts: list[int] | None = None) -> list[list[int]]:
    needs = Needs(answerer.passage_index, answerer.encoder, EVERYDAY, questions)
    vectors = np.stack([needs.embed(question) for question in questions])
    return needs.group(vectors, [needs.subject(question) for question in questions], counts or [1] * len(questions))


def test_questions_that_share_enough_words_are_one_need_whatever_their_order(answerer: Answerer) -> None:
    questions = ["when does the ferry sail", "where is the bakery", "when does the first ferry sail", "bakery where"]
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]):
        found = grouped(answerer, [questions[place] for place in order])
        assert {frozenset(order[place] for place in need) for need in found} == {frozenset({0, 2}), frozenset({1, 3})}


def test_the_central_question_is_the_one_that_is_nearest_to_what_was_asked_most(answerer: Answerer) -> None:
    questions = ["when does the ferry sail", "when does the first ferry sail", "when does the very first ferry sail"]
    assert [need[0] for need in grouped(answerer, questions)] == [1]
    assert [need[0] for need in grouped(answerer, questions, [1, 1, 9])] == [2]


def test_the_name_of_what_a_document_is_about_makes_no_two_questions_alike(answerer: Answerer) -> None:
    needs = Needs(answerer.passage_index, answerer.encoder, EVERYDAY, ())
    encoder: Any = answerer.encoder
    encoder.encoded.clear()
    for question in (
        "Where did Ada Quill's boat sink?",
        "Is Quill’s pay low? Was QUILL ill?",
        "Does the Grey Heron sing?",
    ):
        needs.embed(question)
    assert encoder.encoded == [
        *("Where did her boat sink?", "boat sink"),
        *("Is her pay low? Was she ill?", "pay low ill"),
        *("Does the it sing?", "sing"),
    ]
    assert [needs.subject(q) for q in ("Is Quill ill?", "Grey heron?", "Is granite hard?", "quilling")] == [
        "ada-quill",
        "grey-heron",
        None,
        None,
    ]


def test_the_same_question_about_two_documents_is_two_needs(answerer: Answerer) -> None:
    questions = ["how much does Ada Quill weigh", "how much does a Grey Heron weigh", "how much does she weigh"]
    assert [0, 1] not in [sorted(need) for need in grouped(answerer, questions)]
    assert grouped(answerer, questions[:2]) == [[0], [1]]


def test_a_common_noun_for_the_subject_makes_no_two_needs_alike_nor_those_of_two_subjects_one(
    answerer: Answerer,
) -> None:
    wanted = [("parking", "a parking place"), ("dogs", "dogs and puppies"), ("a meal", "meal"), ("a job", "job")]
    questions = [f"{one} at the {noun}" for noun in ("sauna", "ferry") for wordings in wanted for one in wordings]
    needs = [[place, place + 1] for place in range(0, len(questions), 2)]
    assert sorted(sorted(need) for need in grouped(answerer, questions)) == needs


# The report


def test_each_cluster_comes_with_what_the_current_index_has(store: Store, answerer: Answerer) -> None:
    for question in ("when does the ferry sail", "when does the first ferry sail", "when does the ferry sail"):
        store.asked(question)
    store.told(store.asked("When did Sam Quill die?", "answered", document="ada-quill"), False)
    store.asked("When did Sam Quill die?", document="ada-quill")
    store.asked("Is the bakery open?", document="a document that is gone")
    found = made(store, answerer)
    first, second, third = found.clusters
    assert (first.question, first.size, first.examples, first.answered_now) == (
        "when does the ferry sail",
        3,
        ("when does the first ferry sail",),
        False,
    )
    assert (second.size, second.unanswered, second.not_helpful, second.answered_now) == (2, 1, 1, True)
    assert second.nearest and (second.nearest.text, second.nearest.citation.id) == (
        "Sam Quill died in 1931.",
        "ada-quill:10",
    )
    assert (third.question, third.size) == ("Is the bakery open?", 1)
    assert (found.totals.asked, found.totals.no_answer, found.totals.not_helpful) == (6, 5, 1)
    assert (found.version, found.notes, found.more_clusters) == (answerer.passage_index.version, (), 0)
    limited = made(store, answerer, limit=1)
    assert (limited.clusters, limited.more_clusters) == ((first,), 2)


@pytest.mark.parametrize(
    ("prepare", "is_storing", "notes"),
    [
        pytest.param(
            lambda store: None,
            False,
            (
                "Questions are not kept at the moment: server.store_questions is off.",
                "No question has been kept yet.",
                "No feedback was given in this period.",
            ),
            id="nothing is kept",
        ),
        pytest.param(
            lambda store: store.asked("Who sang?", ago=timedelta(days=8)),
            True,
            ("Nothing was asked in this period.", "No feedback was given in this period."),
            id="a quiet week",
        ),
        pytest.param(
            lambda store: store.told(store.asked("Who sang?", "answered"), True),
            True,
            ("No question of this period is without an answer, and no answer was marked as not helpful.",),
            id="all is well",
        ),
    ],
)
def test_what_there_is_not_is_said(
    store: Store, prepare: Callable[[Store], Any], is_storing: bool, notes: tuple[str, ...]
) -> None:
    prepare(store)
    found = report(store.read(), SINCE, UNTIL, None, 20, is_storing, lambda _: None)
    assert (found.notes, found.clusters, found.version) == (notes, (), None)
    assert notes[0] in report_page(found)


# The page


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def test_the_page_has_no_script_nothing_from_elsewhere_and_every_text_escaped(store: Store, answerer: Answerer) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    store.told(store.asked(f"ferry {hostile}", "answered"), False, f"comment {hostile}")
    store.asked("When did Sam Quill die?", document=hostile)
    page = report_page(made(store, answerer))
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _ in tags.found}
    assert names & {"script", "img", "link", "iframe", "object", "form", "base"} == set()
    assert {
        name for _, attributes in tags.found for name in attributes if name.startswith("on") or name == "style"
    } == set()
    assert page.count("&lt;script&gt;alert(1)") == 3  # the question, the comment, and the comment's question
    assert [a["href"] for tag, a in tags.found if tag == "a" and str(a["href"]).startswith("https://example.org/")]
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = [a["content"] for _, a in tags.found if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_page_is_for_its_owner_and_takes_the_place_of_the_one_before(
    store: Store, answerer: Answerer, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text("before")
    write_report_page(made(store, answerer), file)
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ReportError, match="cannot be written"):
        write_report_page(made(store, answerer), tmp_path / "no folder" / "report.html")
    assert [found.name for found in tmp_path.iterdir()] == ["report.html"]


def test_a_page_is_written_through_a_link_and_into_a_pipe(store: Store, answerer: Answerer, tmp_path: Path) -> None:
    (tmp_path / "published.html").write_text("before")
    (tmp_path / "link.html").symlink_to("published.html")
    write_report_page(made(store, answerer), tmp_path / "link.html")
    assert (tmp_path / "link.html").is_symlink()
    page = (tmp_path / "published.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    write_report_page(made(store, answerer), pipe)
    reader.join(10)
    assert [text.startswith("<!doctype html>") for text in read] == [True]
    assert pipe.is_fifo()


# All of it


@pytest.mark.slow
def test_what_two_workers_were_asked_survives_their_end_and_is_reported_by_meaning(
    seed_project: Path,
    copy_of: Callable[[Path], Path],
    start_server: Callable[..., Server],
    run: Callable[..., Any],
) -> None:
    project = copy_of(seed_project)
    server = start_server(project, "--workers", "2", CHATBOT_SERVER__STORE_QUESTIONS="true")
    needs = [
        ["how do I renew my passport", "passport renewal", "My passport expired, where can I get a new one?"],
        ["when is the swimming pool open", "opening hours of the pool", "Is the pool open on Sundays?"],
        ["What is Mu Sochua's net worth?", "how wealthy is she"],
    ]
    others = ["When did Scott Leiper die?", "Is jane@example.org her mail?"]
    asked = [question for need in needs for question in need] + others
    asked = (asked * 3)[:30]

    def ask(question: str) -> dict[str, Any]:
        return httpx.post(f"{server.address}/api/chat", json={"question": question}, timeout=30).json()

    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(ask, asked))
    [died] = {reply["message"] for reply in replies if reply["question"]["asked"] == others[0]}
    assert died == "Scott Leiper died in 2016."
    for reply in replies[8], replies[18]:
        verdict = {"reply_id": reply["id"], "helpful": False, "comment": "No."}
        assert httpx.post(f"{server.address}/api/feedback", json=verdict).status_code == 201
    assert server.stop() == 0

    connection = sqlite3.connect(project / "var" / "questions.sqlite")
    rows = connection.execute("SELECT reply_id, question FROM questions").fetchall()
    connection.close()
    assert sorted(rows) == sorted((reply["id"], reply["question"]["asked"]) for reply in replies)

    done = run("chatbot", "report", "--json", "--html", "report.html", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["totals"]["asked"], found["totals"]["not_helpful"]) == (30, 2)
    groups = [sorted([cluster["question"], *cluster["examples"]]) for cluster in found["clusters"]]
    needs[2][1] = "How wealthy is Mu Sochua"  # a question is reported as it was understood
    assert all(sorted(need) in groups for need in needs)
    [disliked] = [cluster for cluster in found["clusters"] if cluster["not_helpful"]]
    assert (disliked["question"], disliked["nearest"]["text"], disliked["answered_now"]) == (others[0], died, True)
    for shown in (done.stdout, (project / "report.html").read_text(encoding="utf-8")):
        assert "jane@" not in shown and "[e-mail]" in shown
    shown = run("chatbot", "report", "--limit", "2", cwd=project, COLUMNS="120").stdout
    assert all(question in shown for need in needs[:2] for question in need)


@pytest.mark.slow
def test_no_word_of_the_table_of_comments_is_cut_on_a_phone(
    store: Store, answerer: Answerer, tmp_path: Path, page: Page
) -> None:
    store.told(
        store.asked("When does the ferry sail to the lighthouse?", "answered"), False, "It says nothing of Sundays."
    )
    write_report_page(made(store, answerer), tmp_path / "report.html")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto((tmp_path / "report.html").as_uri())
    heads = page.locator("th").all()
    assert heads
    for head in heads:
        assert (
            head.evaluate(
                "(cell) => { const words = document.createRange(); words.selectNodeContents(cell); return words.getClientRects().length; }"
            )
            == 1
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
