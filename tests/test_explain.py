"""A question's way, as the playground shows it, is the way of the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.errors import UnknownDocument
from chatbot.explaining.explain import explain
from chatbot.explaining.stopwatch import REST, stages_of
from chatbot.find import Finder, Found
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from chatbot.stages import Stage, Stages
from chatbot.understand import Question
from index import load_encoder, open_index

if TYPE_CHECKING:
    from conftest import World

FLOOR = 0.05  # that of the small world's applications
SETTINGS = ChatSettings(answer_floor=FLOOR)
HISTORY = (Turn("Who was her husband?", "She married Sam Quill in 1895."),)

QUESTIONS = [
    pytest.param("When did Sam Quill die?", (), id="an answer"),
    pytest.param("Which unicorn sang?", (), id="a no"),
    pytest.param("Who was it?", (), id="no question"),
    pytest.param("Hello", (), id="small talk"),
    pytest.param("When did he die?", HISTORY, id="a follow-up"),
    pytest.param("Who did Ada Quill marry and when did Sam Quill die?", (), id="two in one"),
]


@pytest.mark.parametrize(("question", "history"), QUESTIONS)
def test_the_way_ends_where_the_answer_does(answerer: Answerer, question: str, history: tuple[Turn, ...]) -> None:
    explained, reply = explain(answerer, SETTINGS, question, history=history), answerer.reply(question, history=history)
    assert (explained.reply.question, explained.reply.outcome) == (reply.question, reply.outcome)
    assert explained.reply.suggestions == ()
    for part in explained.parts:
        assert sum(search.taken for search in part.searches) == (1 if part.searches else 0)


@pytest.mark.parametrize(("question", "history"), QUESTIONS)
def test_every_search_is_shown(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, question: str, history: tuple[Turn, ...]
) -> None:
    find, made = Finder.find, []

    def counted(self: Finder, question: Question, *within: Any, **of: Any) -> Found | None:
        made.append(question.understood)
        return find(self, question, *within, **of)

    monkeypatch.setattr(Finder, "find", counted)
    explained = explain(answerer, SETTINGS, question, history=history)
    assert [search.question for part in explained.parts for search in part.searches] == made


@pytest.mark.parametrize("question", ["What is this about?", "When did Sam Quill die and what is this about?"])
def test_what_is_known_without_a_search_is_shown_alone(answerer: Answerer, question: str) -> None:
    explained = explain(answerer, SETTINGS, question, document="ada-quill")
    assert explained.reply.outcome == answerer.reply(question, document="ada-quill").outcome
    [search] = explained.parts[-1].searches
    [candidate] = search.candidates
    assert (candidate.passage.text, candidate.ranked, candidate.place) == (
        "Ada Quill was a keeper of lighthouses.",
        None,
        1,
    )


def test_what_was_not_found_and_is_known_to_answer_is_shown_without_ranks(new_world: World) -> None:
    opening = "Ada Quill was a keeper of lighthouses."
    others = "".join(f"Ada Quill, Ada Quill and boat {number}. " for number in range(30))
    page = f"= Ada Quill =\n\n{opening}\n\n== Boats ==\n{others}\n"
    (new_world.library / "ada-quill.txt").write_text(page, encoding="utf-8")
    new_world.build()
    one = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(candidates=5, top_k=1))
    [search] = explain(one, ChatSettings(candidates=5, top_k=1), "Who is Ada Quill?").parts[0].searches
    best = next(candidate for candidate in search.candidates if candidate.place == 1)
    assert (best.passage.text, best.signals) == (opening, ())
    assert (best.dense_rank, best.lexical_rank, best.ranked) == (None, None, None)


def test_a_search_shows_every_candidate_with_its_ranks_and_its_place(answerer: Answerer) -> None:
    explained = explain(answerer, SETTINGS, "When did Sam Quill die?")
    [search] = explained.parts[0].searches
    assert (search.question, search.document, search.terms) == (
        "When did Sam Quill die?",
        None,
        ("sam", "quill", "die"),
    )
    best, second, *_ = search.candidates
    assert (best.passage.text, best.dense_rank, best.lexical_rank, best.place) == ("Sam Quill died in 1931.", 1, 1, 1)
    assert (second.place, [signal.name for signal in second.signals]) == (2, ["cosine", "bm25"])
    cited = explained.reply.outcome
    assert isinstance(cited, Answered)
    shown = [candidate.passage.id for candidate in search.candidates[: len(cited.passages)]]
    assert shown == [passage.citation.id for passage in cited.passages]
    assert explained.ranking == "reciprocal rank fusion"


def test_a_follow_up_shows_all_readings_and_the_one_that_was_taken(answerer: Answerer) -> None:
    [part] = explain(answerer, SETTINGS, "When did he die?", history=HISTORY).parts
    assert part.readings.in_context is not None
    assert (part.readings.bare.understood, part.readings.in_context.context_terms) == (
        "When did he die?",
        ("Sam Quill",),
    )
    assert [(search.question, search.document, search.taken) for search in part.searches] == [
        (part.readings.in_context.understood, "ada-quill", True),
        ("When did he die?", "ada-quill", False),
    ]


@pytest.mark.parametrize(
    ("question", "floor", "high", "searched"),
    [
        pytest.param("When did he die?", FLOOR, 0.0, [("Sam Quill", "ada-quill")], id="sure of what the turns before mean"),
        pytest.param("When did he die?", FLOOR, 1.0, [("Sam Quill", "ada-quill"), ("he", "ada-quill")], id="answered there"),
        pytest.param("When did he die?", 1.0, 1.0, [("Sam Quill", "ada-quill"), ("he", "ada-quill"), ("Sam Quill", None), ("he", None)], id="not answered there"),
        pytest.param("When did Sam Quill die?", FLOOR, 0.0, [("Sam Quill", None)], id="alone, sure"),
        pytest.param("When did Sam Quill die?", FLOOR, 1.0, [("Sam Quill", None), ("Sam Quill", "ada-quill")], id="alone, not so sure"),
    ],
)  # fmt: skip
def test_a_further_search_is_made_where_something_is_open(
    answerer: Answerer,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    floor: float,
    high: float,
    searched: list[tuple[str, str | None]],
) -> None:
    monkeypatch.setattr("chatbot.resolve.HIGH", high)
    [part] = explain(answerer, SETTINGS.model_copy(update={"answer_floor": floor}), question, history=HISTORY).parts
    assert [(search.question, search.document) for search in part.searches] == [
        (f"When did {who} die?", document) for who, document in searched
    ]


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        pytest.param("At night?", [("When did Sam Quill die At night?", "ada-quill"), ("At night?", "ada-quill"), ("When did Sam Quill die At night?", None), ("At night?", None)], id="of the document talked of"),
        pytest.param("And of granite?", [("When did Sam granite die?", "granite"), ("When did Sam granite die?", None)], id="of another"),
    ],
)  # fmt: skip
def test_a_mere_phrase_is_asked_as_it_stands_where_it_leads_to_no_other_document(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, question: str, searched: list[tuple[str, str | None]]
) -> None:
    monkeypatch.setattr("chatbot.resolve.HIGH", 1.0)
    never = SETTINGS.model_copy(update={"answer_floor": 1.0})
    [part] = explain(
        answerer, never, question, history=[Turn("When did Sam Quill die?", "Sam Quill died in 1931.")]
    ).parts
    assert part.readings.kind == "fragment"
    assert [(search.question, search.document) for search in part.searches] == searched


def test_a_sure_answer_of_another_document_to_who_is_named_is_not_asked_for_where_one_was(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.resolve.HIGH", 0.0)
    history = [Turn("What about it?", "Sculptors polish it with diamond dust.")]
    [named] = explain(answerer, SETTINGS, "When did Sam Quill die?", history=history).parts
    assert [search.document for search in named.searches] == [None]
    [nameless] = explain(answerer, SETTINGS, "is there a silver medal", history=history).parts
    assert [search.document for search in nameless.searches] == [None, "granite"]


def test_settings_are_tried_on_this_question_alone(answerer: Answerer) -> None:
    narrow = explain(answerer, ChatSettings(answer_floor=1, top_k=1, candidates=5), "When did Sam Quill die?")
    assert (narrow.floor, type(narrow.reply.outcome).__name__) == (1, "NotAnswered")
    assert len(narrow.parts[0].searches[0].candidates) <= 10
    assert isinstance(answerer.reply("When did Sam Quill die?").outcome, Answered)


def test_the_stages_are_those_of_the_metrics_and_make_up_the_whole_time(answerer: Answerer) -> None:
    explained = explain(answerer, SETTINGS, "When did Sam Quill die?")
    assert sum(stage.milliseconds for stage in explained.stages) == pytest.approx(explained.milliseconds)
    *named, rest = [stage.name for stage in explained.stages]
    assert rest == REST
    of_others = {"read", "serialise"}  # the real model's reader and the route
    assert set(named) == set(get_args(Stage)) - of_others


def test_what_watching_takes_is_no_stage_of_the_reply() -> None:
    timed = Stages()
    timed.begun = 10.0
    timed.laps = [("understand", 11.0), ("rank", 13.0), ("decide", 18.0), ("rank", 19.0)]
    found = {stage.name: (stage.milliseconds, stage.calls) for stage in stages_of(timed, [(13.0, 17.0)], 20.0)}
    assert found == {"understand": (1000, 1), "rank": (3000, 2), "decide": (1000, 1), REST: (5000, 1)}


def test_an_unknown_document_is_refused(answerer: Answerer) -> None:
    with pytest.raises(UnknownDocument):
        explain(answerer, SETTINGS, "Who?", "unicorn")


@pytest.mark.slow
def test_with_the_real_model_the_score_is_the_order_and_the_signals_say_what_they_add(seed_project: Path) -> None:
    passage_index = open_index(seed_project / "var" / "index")
    answerer = Answerer(passage_index, load_encoder(passage_index), ChatSettings(suggestions=0))
    explained = explain(answerer, ChatSettings(), "When did Scot Leiper die?")
    [part] = explained.parts
    [search] = part.searches
    assert part.corrections == (("Scot", "Scott"),)
    assert explained.reply.outcome == answerer.reply("When did Scot Leiper die?").outcome
    assert explained.ranking == (
        "a small network over the evidence, first passages in doubt read together with the question"
    )
    scores = [
        candidate.score for candidate in sorted(search.candidates, key=lambda of: of.ranked or 99) if candidate.ranked
    ]
    assert scores == sorted(scores, reverse=True)
    adds = {signal.name: signal.adds for signal in search.candidates[0].signals}
    assert set(adds) >= {"cosine", "match"}
    assert max(value for value in adds.values() if value is not None) > 0
    passage_index.close()


def test_it_is_there_only_where_it_is_switched_on(client: FlaskClient, playing: FlaskClient) -> None:
    for path, method in (("/playground", "GET"), ("/api/explain", "POST")):
        asked: dict[str, Any] = {"json": {"question": "Who?"}} if method == "POST" else {}
        assert client.open(path, method=method, **asked).status_code == 404
        assert playing.open(path, method=method, **asked).status_code == 200
    assert 'href="/playground"' not in client.get("/").text
    assert 'href="/playground"' in playing.get("/").text
    assert "/api/explain" not in client.get("/openapi.json").get_json()["paths"]


@pytest.mark.parametrize(("question", "history"), QUESTIONS)
def test_what_it_says_is_as_the_api_describes_it(
    playing: FlaskClient, question: str, history: tuple[Turn, ...]
) -> None:
    description = playing.get("/openapi.json").get_json()
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    turns = [{"question": turn.question, "answer": turn.answer} for turn in history]
    response = playing.post("/api/explain", json={"question": question, "history": turns})
    described = description["paths"]["/api/explain"]["post"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    Draft202012Validator({"components": description["components"], **described}).validate(response.get_json())


def test_a_share_of_near_misses_goes_before_a_configured_floor(playing: FlaskClient) -> None:
    asked = {"question": "When did Sam Quill die?"}
    configured = playing.post("/api/explain", json=asked).get_json()
    assert (configured["floor"], configured["floor_from"]) == (FLOOR, "answer_floor")
    tried = playing.post("/api/explain", json={**asked, "max_false_answers": 0.05, "candidates": 7.0}).get_json()
    assert (tried["floor"], tried["floor_from"]) == (0.77, "max_false_answers")
    assert tried["settings"] == {"top_k": 5, "candidates": 7, "max_false_answers": 0.05, "answer_floor": None}


@pytest.mark.parametrize("field", ["top_k", "candidates", "max_false_answers", "answer_floor"])
def test_the_limits_are_those_of_the_settings(playing: FlaskClient, field: str) -> None:
    schema = playing.get("/openapi.json").get_json()["components"]["schemas"]["ExplainRequest"]["properties"][field]
    configured = ChatSettings.model_json_schema()["properties"][field]
    limits = [
        {key: shape[key] for key in ("minimum", "maximum")}
        for shape in (schema["anyOf"][0], configured.get("anyOf", [configured])[0])
    ]
    assert limits[0] == limits[1]
    wrong = playing.post("/api/explain", json={"question": "Who?", field: limits[0]["maximum"] + 1})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["field"]) == (422, field)
