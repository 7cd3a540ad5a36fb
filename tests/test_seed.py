"""The seed's article through the real model: natural questions find their sentence, others get an honest no."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.outcome import Answered, NotAnswered
from chatbot.settings import ChatSettings
from index import load_encoder, open_index

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seed_answerer(seed_project: Path) -> Answerer:
    passage_index = open_index(seed_project / "var" / "index")
    return Answerer(passage_index, load_encoder(passage_index), ChatSettings())


def test_the_successor_comes_first_verbatim_at_its_offsets(seed_answerer: Answerer, seed_project: Path) -> None:
    outcome = seed_answerer.reply("Who succeeded her as Minister of Women's and Veterans' Affairs?").outcome
    assert isinstance(outcome, Answered)
    first = outcome.passages[0]
    assert (outcome.message, first.text) == ("- Successor4: Ing Kuntha Phavi", "- Successor4: Ing Kuntha Phavi")
    assert [first.text[mark.start : mark.end] for mark in first.highlights] == ["Ing Kuntha Phavi"]
    assert (first.citation.document, first.citation.title, first.citation.section) == ("mu-sochua", "Mu Sochua", ())
    assert first.citation.url == "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Ing%20Kuntha%20Phavi"
    with (seed_project / first.citation.source).open(encoding="utf-8", newline="") as file:
        assert file.read()[first.citation.start : first.citation.end] == first.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did Scott Leiper die?", "Scott Leiper died in 2016."),
        ("Who was Mu Sochua married to?", "an American Scott Leiper"),
        ("How many women candidates did she mobilize in 2002?", "12,000 women candidates"),
        ("When did Sochua return to Cambodia?", "returned to Cambodia in 1989"),
        ("How much compensation did she claim?", "500-riel"),
        ("Which university awarded her an Honorary PhD in Law?", "University of Guelph"),
        ("When was she detained by Malaysian immigration authorities?", "7 November 2019"),
        ("Where does Mu Sochua live?", "San Francisco, California, U.S."),
        ("មូរ សុខហួ", "Mu Sochua (មូរ សុខហួ; born 15 May 1954)"),
    ],
)
def test_a_natural_question_is_answered_by_its_sentence(seed_answerer: Answerer, question: str, words: str) -> None:
    outcome = seed_answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert words in outcome.message


@pytest.mark.parametrize(
    "question",
    ["How long was she minister of women's and veterans' affairs?", "When was she Minister of Women's Affairs?"],
)
def test_from_when_until_when_is_one_answer(seed_answerer: Answerer, question: str) -> None:
    outcome = seed_answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == "- Term Start4: 30 November 1998\n- Term End4: 15 July 2004"
    assert seed_answerer.reply(question, top_k=1).outcome.message == "- Term Start4: 30 November 1998"


def test_a_fact_answers_the_question_for_it_and_she_is_whom_the_only_document_is_about(
    seed_answerer: Answerer,
) -> None:
    reply = seed_answerer.reply("How many children does she have?")
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.message == "- Children: 3"
    assert reply.question.understood == "How many children does Mu Sochua have?"
    assert reply.question.context_terms == ("Mu Sochua",)


@pytest.mark.parametrize(
    "question", ["What is the capital of France?", "How do I bake sourdough bread?", "Who painted the Mona Lisa?"]
)
def test_a_question_about_something_else_is_not_answered(seed_answerer: Answerer, question: str) -> None:
    outcome = seed_answerer.reply(question).outcome
    assert isinstance(outcome, NotAnswered)
    assert outcome.reason == "out_of_scope"


@pytest.mark.parametrize("question", ["Where is Bonn?", "Tell me about Gaza.", "What happened in Rome?"])
def test_another_name_is_no_slip_for_a_word_of_the_article(seed_answerer: Answerer, question: str) -> None:
    reply = seed_answerer.reply(question)
    assert reply.question.understood == question
    assert isinstance(reply.outcome, NotAnswered)


def test_a_slip_in_a_name_is_mended_though_it_is_a_word(seed_answerer: Answerer) -> None:
    assert seed_answerer.reply("When did Scot Leiper die?").question.understood == "When did Scott Leiper die?"


@pytest.mark.parametrize("question", ["ፓሪስ የት ነው?", "អង្គរវត្ត ត្រូវបានសាងសង់នៅពេលណា?", "a" * 2000])
def test_words_that_the_model_cannot_spell_are_not_taken_for_others_such(
    seed_answerer: Answerer, question: str
) -> None:
    assert isinstance(seed_answerer.reply(question).outcome, NotAnswered)


def test_where_he_was_born_is_not_answered_with_where_she_was(seed_answerer: Answerer) -> None:
    asked = "Who was Mu Sochua's husband?"
    answered = seed_answerer.reply(asked).outcome
    assert isinstance(answered, Answered)
    history = [Turn(asked, answered.message)]
    reply = seed_answerer.reply("Where was he born?", history=history)
    assert reply.question.understood == "Where was Scott Leiper born?"
    assert isinstance(reply.outcome, NotAnswered)
    assert "Birth Place" not in reply.outcome.related[0].text


def test_every_passage_is_verbatim(seed_answerer: Answerer, seed_project: Path) -> None:
    passage_index = seed_answerer.passage_index
    [document] = passage_index.documents.values()
    text = (seed_project / document.source).read_bytes().decode()
    passages = passage_index.passages(document.rows)
    assert [text[passage.start : passage.end] for passage in passages] == [passage.text for passage in passages]
    assert len(passages) > 60


def test_a_facts_group_is_what_is_searched(seed_answerer: Answerer) -> None:
    passage_index = seed_answerer.passage_index
    [fact] = [p for p in passage_index.passages(range(26)) if p.text == "- Successor4: Ing Kuntha Phavi"]
    assert fact.searchable == (
        "Mu Sochua, Minister of Women's and Veterans' Affairs, successor, succeeded by: Ing Kuntha Phavi"
    )


def test_a_changed_sentence_and_the_one_read_behind_it_are_embedded_and_the_result_is_a_full_builds(
    seed_project: Path, run: Callable[..., Any], copy_of: Callable[[Path], Path]
) -> None:
    project = copy_of(seed_project)
    [seed] = (project / "seeds").iterdir()
    seed.write_bytes(seed.read_bytes().replace(b"Scott Leiper died in 2016.", b"Scott Leiper died in May 2016."))
    incremental = json.loads(run("index", "build", "--json", cwd=project).stdout)
    assert (incremental["embedded"], incremental["passages"] - incremental["reused"]) == (2, 2)
    full = json.loads(run("index", "build", "--full", "--json", cwd=project).stdout)
    assert (full["reused"], full["version"] == incremental["version"]) == (0, False)
    versions = project / "var" / "index" / "versions"
    first, second = (versions / report["version"] for report in (incremental, full))
    names = sorted(file.name for file in first.iterdir())
    assert [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()] == ["manifest.json"]


@pytest.mark.parametrize(("asked", "as_well"), [("How many children does she have?", "??"), ("mu sochua party", "!")])
def test_marks_at_the_end_make_no_other_answer(seed_answerer: Answerer, asked: str, as_well: str) -> None:
    outcome, marked = (seed_answerer.reply(words).outcome for words in (asked, f"{asked.rstrip('?')}{as_well}"))
    assert isinstance(outcome, Answered) and isinstance(marked, Answered)
    assert marked.passages == outcome.passages
