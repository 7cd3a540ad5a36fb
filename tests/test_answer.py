"""The online pipeline in the small world: a question in, a cited answer or an honest no out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chatbot.answer import Answerer
from chatbot.cite import Citation, CitedPassage
from chatbot.conversation.recall import Turn
from chatbot.errors import UnknownDocument
from chatbot.explaining.explain import explain
from chatbot.highlight import Highlighter
from chatbot.notices import without_notices
from chatbot.outcome import Answered, NotAnswered, combined, joined
from chatbot.ranking.answer_span import Span
from chatbot.settings import ChatSettings
from chatbot.small_talk import SmallTalk
from chatbot.suggest import Suggester
from chatbot.understand import Question
from chatbot.weighing.choose import FOLLOWING
from index import Encoder, open_index

if TYPE_CHECKING:
    from conftest import World


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param("Who succeeded her as Warden of the Harbour?", "- Successor2: Ivo Lane", id="a fact by its group"),
        pytest.param("Who succeeded her as Keeper of the North Light?", "- Successor: Jane Moor", id="a fact of the other group"),
        pytest.param("When did Sam Quill die?", "Sam Quill died in 1931.", id="a sentence"),
        pytest.param("What is the birth place of Ada Quill?", "- Birth Place: Gull Bay", id="a fact by its plain name"),
        pytest.param("Which animal eats frogs?", "The grey heron eats fish and frogs.", id="another document"),
        pytest.param("How many eggs does the female lay?", "The female lays four blue eggs", id="a list item"),
        pytest.param("What kind of rock is granite?", "Granite is a hard rock of quartz and feldspar.", id="a document without a title"),
    ],
)  # fmt: skip
def test_the_right_passage_comes_first(answerer: Answerer, question: str, message: str) -> None:
    reply = answerer.reply(question)
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.message == reply.outcome.passages[0].text == message
    assert reply.outcome.confidence == reply.outcome.passages[0].confidence
    assert (reply.question, reply.version) == (Question(question, question), answerer.passage_index.version)


def test_passages_come_best_first_and_do_not_repeat(answerer: Answerer) -> None:
    reply = answerer.reply("Who was Ada Quill?", top_k=20)
    passages = reply.outcome.passages
    assert len({passage.citation.id for passage in passages}) == len(passages) == 20
    confidences = [passage.confidence for passage in passages]
    assert confidences == sorted(confidences, reverse=True)


def test_replies_have_ids_of_their_own_in_the_order_of_time(answerer: Answerer) -> None:
    ids = [answerer.reply("Who was Ada Quill?").id for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", reply_id) for reply_id in ids)


@pytest.mark.parametrize(
    ("top_k", "shown"), [pytest.param(None, 5, id="the setting's"), pytest.param(2, 2, id="the question's")]
)
def test_as_many_passages_are_shown_as_were_asked_for(answerer: Answerer, top_k: int | None, shown: int) -> None:
    assert len(answerer.reply("Who was Ada Quill?", top_k=top_k).outcome.passages) == shown


def test_a_document_restricts_the_search_itself(world: World, encoder: Encoder) -> None:
    """All of the ten candidates of the whole index are Ada Quill's: a filter behind the search would leave nothing."""
    narrow = Answerer(open_index(world.index_dir), encoder, ChatSettings(answer_floor=0.05, candidates=10))
    everywhere = narrow.reply("Who was Ada Quill?", top_k=10).outcome
    assert {passage.citation.document for passage in everywhere.passages} == {"ada-quill"}
    there = narrow.reply("Who was Ada Quill?", "grey-heron", top_k=10).outcome
    assert sorted(passage.citation.id for passage in there.related) == [f"grey-heron:{n}" for n in (1, 2, 3, 4)]
    best = narrow.reply("What lies in Gull Bay?", "granite").outcome.passages[0]
    assert best.text == "The oldest quarry lies in Gull Bay."


def test_an_unknown_document_is_refused_by_name(answerer: Answerer) -> None:
    for question in ("Who was Ada Quill?", "Hello", "of the"):
        with pytest.raises(UnknownDocument, match="There is no document 'unicorn' here"):
            answerer.reply(question, "unicorn")


def test_a_document_may_be_named_by_its_file(new_world: World, encoder: Encoder) -> None:
    (new_world.library / "am-lie.txt").write_text("= Amélie =\n\nGranite is not in this film.\n", encoding="utf-8")
    (new_world.library / "amelie.txt").write_text(
        "= Grey Heron =\n\nThis heron is made of granite.\n", encoding="utf-8"
    )
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0))
    for name, document in (("amelie", "amelie"), ("am-lie", "amelie"), ("grey-heron-2", "grey-heron-2")):
        outcome = answerer.reply("What of granite?", name).outcome
        assert isinstance(outcome, Answered)
        assert {passage.citation.document for passage in outcome.passages} == {document}


def test_files_of_one_name_are_told_apart_by_their_suffix_or_folder(new_world: World, encoder: Encoder) -> None:
    for name in ("north/notes.md", "north/notes.txt", "south/notes.txt", "cafe\u0301.txt"):
        (new_world.library / name).parent.mkdir(exist_ok=True)
        (new_world.library / name).write_text("Granite is found here.\n", encoding="utf-8")
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0))
    documents = answerer.passage_index.documents.values()
    sources = {document.source.removeprefix("library/"): document.id for document in documents}
    for name, source in (
        ("notes", "north/notes.md"),
        ("notes.md", "north/notes.md"),
        ("notes.txt", "north/notes.txt"),
        ("library/south/notes.txt", "south/notes.txt"),
        ("caf\u00e9", "cafe\u0301.txt"),
        ("caf\u00e9.txt", "cafe\u0301.txt"),
        ("cafe\u0301.txt", "cafe\u0301.txt"),
    ):
        outcome = answerer.reply("What of granite?", name).outcome
        assert isinstance(outcome, Answered)
        assert {passage.citation.document for passage in outcome.passages} == {sources[source]}


def test_the_words_that_answer_are_marked_in_every_passage_above_the_floor_and_in_no_other(
    world: World, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Highlighter, "highlights", lambda *_: (Span(0, 3),))  # words the small encoder cannot tell
    floor = 0.05
    answerer = Answerer(open_index(world.index_dir), encoder, ChatSettings(answer_floor=floor, suggestions=0))
    passages = answerer.reply("Where did Sam Quill die?", top_k=10).outcome.passages
    answering = [passage.confidence >= floor for passage in passages]
    assert (answering[1], answering[-1]) == (True, False)
    assert [bool(passage.highlights) for passage in passages] == answering


def test_what_follows_a_question_in_a_document_answers_it(new_world: World, encoder: Encoder) -> None:
    asks, answers = "Is the museum boat included today?", "Yes, the boat is free in summer."
    (new_world.library / "ticket.md").write_text(f"# Ticket\n\n{asks}\n\n{answers}\n", encoding="utf-8")
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0.05))
    outcome = answerer.reply("Is the museum boat included?").outcome
    assert isinstance(outcome, Answered)
    assert (outcome.passages[0].before, outcome.passages[0].text) == (asks, answers)


def test_what_a_passage_announces_is_told_with_it(new_world: World, encoder: Encoder) -> None:
    lines = ["Every guest of the museum boat brings the following:", "a warm coat", "a packed lunch"]
    (new_world.library / "boat.txt").write_text("= Boat =\n\n{}\n- {}\n- {}\n".format(*lines), encoding="utf-8")
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0.05))
    asked = "What does every guest of the museum boat bring?"
    outcome = answerer.reply(asked).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message.split("\n") == [passage.text for passage in outcome.told] == lines
    both = combined([Question(asked, asked)] * 2, [outcome, outcome], 3)
    assert isinstance(both, Answered)
    assert [passage.text for passage in both.told] == lines[:1]
    assert [passage.text for passage in both.passages] == lines
    enough = combined([Question(asked, asked)] * 2, [outcome, outcome], 6)
    assert isinstance(enough, Answered)
    assert enough.message == outcome.message


def test_of_a_list_that_is_longer_than_a_reply_it_is_said_where_the_rest_stands(
    new_world: World, encoder: Encoder
) -> None:
    lines = ["Every guest of the museum boat brings the following:", "a warm coat", "a packed lunch"]
    (new_world.library / "boat.txt").write_text("= Boat =\n\n{}\n- {}\n- {}\n".format(*lines), encoding="utf-8")
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0.05))
    asked = "What does every guest of the museum boat bring?"
    whole, part = (answerer.reply(asked, top_k=top_k).outcome for top_k in (3, 2))
    assert isinstance(whole, Answered)
    assert isinstance(part, Answered)
    rest = "Only the beginning of a list is shown here; the rest stands in Boat."
    assert (whole.notice, part.notice) == ("", rest)
    assert (whole.message.split("\n"), part.message.split("\n")) == (lines, [*lines[:2], rest])
    assert without_notices(part.message).split("\n") == lines[:2]
    both = combined([Question(asked, asked)] * 2, [whole, whole], 3)
    assert both.message.split("\n") == [lines[0], rest]


def test_a_file_without_a_sentence_is_no_document_to_ask(new_world: World, encoder: Encoder) -> None:
    (new_world.library / "bare.txt").write_text("= Bare =\n\n== Only a heading ==\n")
    new_world.build()
    answerer = Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=0.05))
    with pytest.raises(UnknownDocument, match="There is no document 'bare' here"):
        answerer.reply("What is only a heading?", "bare")


@pytest.mark.parametrize(
    ("question", "reason", "message"),
    [
        pytest.param("Quantum chromodynamics lattice?", "out_of_scope", "The documents do not say anything about that.", id="about something else"),
        pytest.param("Who was it?", "empty_question", "I could not find a question in that. Please ask with a few words of what you want to know.", id="only stop words"),
        pytest.param("?!… 🦆", "empty_question", "I could not find a question in that. Please ask with a few words of what you want to know.", id="noise"),
        pytest.param("☎\ufe0f", "empty_question", "I could not find a question in that. Please ask with a few words of what you want to know.", id="a picture with a mark of its own"),
        pytest.param("\u00b4 \u0301\u0301", "empty_question", "I could not find a question in that. Please ask with a few words of what you want to know.", id="marks without a letter"),
        pytest.param("b?", "empty_question", "I could not find a question in that. Please ask with a few words of what you want to know.", id="a letter"),
    ],
)  # fmt: skip
def test_a_no_is_said_in_plain_words(answerer: Answerer, question: str, reason: str, message: str) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, NotAnswered)
    assert (outcome.reason, outcome.message) == (reason, message)


def test_a_no_gives_what_came_nearest_as_related(world: World, encoder: Encoder) -> None:
    strict = Answerer(open_index(world.index_dir), encoder, ChatSettings(answer_floor=1))
    outcome = strict.reply("When did Sam Quill die?", top_k=3).outcome
    assert isinstance(outcome, NotAnswered)
    assert (outcome.reason, outcome.related[0].text, len(outcome.related)) == (
        "below_threshold",
        "Sam Quill died in 1931.",
        3,
    )
    assert outcome.confidence == outcome.related[0].confidence


def test_a_no_suggests_what_is_near_and_nothing_of_another_document(world: World, encoder: Encoder) -> None:
    passage_index = open_index(world.index_dir)
    strict = Answerer(passage_index, encoder, ChatSettings(answer_floor=1, suggestions=2))
    strict._suggester = Suggester(passage_index, lambda *_: True)
    begin = strict.opening_suggestions("ada-quill")
    near = strict.reply("Who succeeded her as Warden of the Harbour?")
    assert isinstance(near.outcome, NotAnswered)
    assert near.outcome.related[0].text == "- Successor2: Ivo Lane"
    assert near.suggestions == ("When did Ada Quill become Warden of the Harbour?", "Where was Ada Quill born?")
    assert near.suggestions != begin
    elsewhere = strict.reply("Grey heron eats fish and frogs?")
    assert isinstance(elsewhere.outcome, NotAnswered)
    assert (elsewhere.outcome.reason, elsewhere.suggestions) == ("below_threshold", ())
    assert elsewhere.outcome.related[0].citation.document == "grey-heron"
    strict.close()


@pytest.mark.parametrize(
    ("looked_through", "begins"),
    [pytest.param(3, True, id="of a later document"), pytest.param(1, False, id="not of all")],
)
def test_where_the_first_document_has_no_opening_question_the_next_ones_are_asked(
    world: World, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, looked_through: int, begins: bool
) -> None:
    passage_index = open_index(world.index_dir)
    first, second, *_ = passage_index.documents.values()
    answerer = Answerer(passage_index, encoder, ChatSettings(answer_floor=0.05, suggestions=2))
    monkeypatch.setattr(
        passage_index, "questions", lambda document: [(second.rows[0], "Why?")] * (document == second.id)
    )
    answerer._suggester = Suggester(passage_index, lambda *_: True)
    monkeypatch.setattr("chatbot.answer.BEGUN_WITH", looked_through)
    assert answerer.opening_suggestions() == (("Why?",) if begins else ())
    assert answerer.opening_suggestions(first.id) == ()
    answerer.close()


def test_small_talk_names_the_documents(answerer: Answerer) -> None:
    assert answerer.reply(" Hello! ").outcome == SmallTalk(
        "Hello! You can ask me about Ada Quill, Grey Heron, granite."
    )


def test_an_answer_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="an answer needs at least one cited passage"):
        Answered(())


def test_the_readings_of_a_follow_up_are_encoded_once_each(
    world: World, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    asked: list[str] = []
    encode = encoder.encode_question
    monkeypatch.setattr(encoder, "encode_question", lambda question: asked.append(question) or encode(question))
    answerer = Answerer(open_index(world.index_dir), encoder, ChatSettings(suggestions=0))
    answerer.reply("When did he die?", history=[MARRIED])
    assert sorted(asked) == ["When did Sam Quill die?", "When did he die?"]


def test_in_the_only_document_a_follow_up_is_searched_for_once_as_it_stands(
    new_world: World, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    for other in ("grey-heron.md", "rocks/granite.txt"):
        (new_world.library / other).unlink()
    new_world.build()
    passage_index = open_index(new_world.index_dir)
    searched: list[object] = []
    search = passage_index.dense
    monkeypatch.setattr(passage_index, "dense", lambda *given: searched.append(given) or search(*given))
    answerer = Answerer(passage_index, encoder, ChatSettings(answer_floor=0.05, suggestions=0))
    reply = answerer.reply("When did he die?", history=[MARRIED])
    assert (reply.question.understood, len(searched)) == ("When did Sam Quill die?", 2)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        pytest.param("When did Sam Quill die?", 1, id="a question"),
        pytest.param("Who succeeded her as Warden of the Harbour and when did Sam Quill die?", 4, id="as one heading, two, and the first answer"),
    ],
)  # fmt: skip
def test_only_an_answer_that_a_later_part_may_ask_about_is_searched_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch, encoder: Encoder, question: str, searched: int
) -> None:
    searches: list[object] = []
    passage_index = open_index(world.index_dir)
    search = passage_index.lexical
    monkeypatch.setattr(passage_index, "lexical", lambda *given: searches.append(given) or search(*given))
    monkeypatch.setattr("chatbot.resolve.HIGH", 0)  # the second part is not tried where the first was answered
    Answerer(passage_index, encoder, ChatSettings(answer_floor=0.05, suggestions=0)).reply(question)
    assert len(searches) == searched


def test_a_refusal_has_no_passages_to_give() -> None:
    assert not hasattr(NotAnswered("out_of_scope", ()), "passages")
    assert NotAnswered("out_of_scope", ()).confidence == 0


@pytest.mark.parametrize(
    ("remembered", "searched"), [pytest.param(1000, 1, id="remembered"), pytest.param(0, 2, id="not remembered")]
)
def test_a_question_that_is_asked_again_is_searched_for_once(
    world: World, monkeypatch: pytest.MonkeyPatch, encoder: Encoder, remembered: int, searched: int
) -> None:
    asked: list[object] = []
    passage_index = open_index(world.index_dir)
    search = passage_index.dense
    monkeypatch.setattr(passage_index, "dense", lambda *given: asked.append(given) or search(*given))
    answerer = Answerer(passage_index, encoder, ChatSettings(remembered_answers=remembered, suggestions=0))
    first, second = answerer.reply("Who was Ada Quill?"), answerer.reply("Who was Ada Quill?")
    assert (first.outcome, len(asked)) == (second.outcome, searched)
    assert first.id != second.id
    assert answerer.reply("Who was Ada Quill?", top_k=1).outcome.passages == first.outcome.passages[:1]
    assert answerer.reply("Who was Ada Quill?", document="granite").outcome != first.outcome


MARRIED = Turn("Who did Ada Quill marry?", "She married Sam Quill in 1895.")


def test_a_follow_up_is_answered_after_the_turn_before_and_says_how_it_was_understood(answerer: Answerer) -> None:
    reply = answerer.reply("When did he die?", history=[MARRIED])
    assert reply.question == Question("When did he die?", "When did Sam Quill die?", ("Sam Quill",))
    assert reply.outcome.message == "Sam Quill died in 1931."


@pytest.mark.parametrize(
    ("document", "understood"),
    [
        pytest.param("ada-quill", "What is Ada Quill's birth place?", id="one document, about a woman"),
        pytest.param("grey-heron", "What is her birth place?", id="one that is about no woman"),
        pytest.param(None, "What is Ada Quill's birth place?", id="several, one of them about a woman"),
    ],
)
def test_a_pronoun_in_the_first_question_is_whom_the_only_document_is_about(
    answerer: Answerer, document: str | None, understood: str
) -> None:
    assert answerer.reply("What is her birth place?", document).question.understood == understood


@pytest.mark.parametrize(
    ("asked", "document", "understood"),
    [
        pytest.param("where is it?", "granite", "Where is granite?", id="one document, about a thing"),
        pytest.param("where are you", "grey-heron", "Where is Grey Heron", id="to a page as to whom it is of"),
        pytest.param("so how much is it?", "granite", "So how much is granite?", id="what it costs"),
        pytest.param("What is it?", "granite", "What is granite?", id="what it is"),
        pytest.param("How is it?", "granite", None, id="a bare how asks for anything"),
        pytest.param("Who is it?", "granite", None, id="who asks for anybody"),
        pytest.param("When will it be?", "granite", None, id="when asks for any event"),
        pytest.param("who did it?", "granite", None, id="what was done is not said"),
        pytest.param("What is it for?", "granite", None, id="more than what it is"),
        pytest.param("Is it?", "granite", None, id="nothing is asked for"),
        pytest.param("where is it?", "ada-quill", None, id="one that is about a woman"),
        pytest.param("where is it?", None, None, id="several"),
    ],
)
def test_a_first_question_of_nothing_but_it_asks_of_what_the_only_document_is_about(
    answerer: Answerer, asked: str, document: str | None, understood: str | None
) -> None:
    reply = answerer.reply(asked, document)
    assert reply.question.understood == (understood or asked)


def test_small_talk_names_the_document_that_is_asked(answerer: Answerer) -> None:
    assert answerer.reply("Hello", document="grey-heron").outcome == SmallTalk(
        "Hello! You can ask me about Grey Heron."
    )


def test_a_turn_in_capitals_throughout_is_read_as_in_small_letters(answerer: Answerer) -> None:
    told = answerer._memory.recall([Turn("WHERE WAS ADA QUILL BORN")], None)
    assert [turn.question for turn in told] == ["where was Ada Quill born"]


def test_a_name_in_small_letters_is_the_name_of_another_document(answerer: Answerer) -> None:
    before = Turn("What does the grey heron eat?", "The grey heron eats fish and frogs.")
    reply = answerer.reply("and ada quill?", history=[before])
    assert reply.question.understood == "What does Ada Quill eat?"
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.passages[0].citation.document == "ada-quill"


def test_a_follow_up_without_an_answer_is_understood_as_the_turns_before_fill_it_in(
    world: World, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.resolve.FOLLOWING", replace(FOLLOWING, in_context=0.0, behind={}))
    asked, understood = "Which sailors did he have?", "Which sailors did Sam Quill have?"
    taken = {}
    for floor in (0, 1):
        settings = ChatSettings(answer_floor=floor, suggestions=0)
        taken[floor] = Answerer(open_index(world.index_dir), encoder, settings).reply(asked, history=[MARRIED])
    assert isinstance(taken[0].outcome, Answered)
    assert (taken[0].question.understood, taken[1].question.understood) == (asked, understood)


def test_what_is_found_at_high_confidence_is_not_pooled(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.resolve.FOLLOWING", replace(FOLLOWING, home=-20.0))
    for asked, high, is_answered in (("When did he die?", 0.0, True), ("And when did he die?", 1.0, False)):
        monkeypatch.setattr("chatbot.resolve.HIGH", high)
        outcome = answerer.reply(asked, history=[MARRIED]).outcome
        assert isinstance(outcome, Answered) == is_answered


@pytest.mark.parametrize(
    ("asked", "document"),
    [
        pytest.param("is there a quarry or a silver medal", "granite", id="names nothing"),
        pytest.param("What did Ada Quill have of silver, and which quarry?", "ada-quill", id="names another"),
    ],
)
def test_the_document_that_is_talked_of_is_searched_however_sure_another_is(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, asked: str, document: str
) -> None:
    monkeypatch.setattr("chatbot.resolve.HIGH", 0.0)
    outcome = answerer.reply(asked, history=[Turn("What about it?", "Sculptors polish it with diamond dust.")]).outcome
    assert isinstance(outcome, Answered)
    assert (answerer.reply(asked).outcome.passages[0].citation.document, outcome.passages[0].citation.document) == (
        "ada-quill",
        document,
    )


def test_a_question_that_stands_alone_is_answered_as_without_a_history(answerer: Answerer) -> None:
    alone = answerer.reply("How many eggs does the female lay?")
    after = answerer.reply("How many eggs does the female lay?", history=[MARRIED])
    assert (after.question, after.outcome) == (alone.question, alone.outcome)


@pytest.mark.parametrize(
    ("answered", "asked", "document"),
    [
        pytest.param("Granite is a hard rock of quartz and feldspar.", "What lies in Gull Bay?", "granite", id="stays"),
        pytest.param("Granite is a hard rock of quartz and feldspar.", "When did Sam Quill die?", "ada-quill", id="names another"),
    ],
)  # fmt: skip
def test_what_was_talked_of_is_talked_of_further(answerer: Answerer, answered: str, asked: str, document: str) -> None:
    outcome = answerer.reply(asked, history=[Turn("What about it?", answered)]).outcome
    assert outcome.passages[0].citation.document == document


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([Turn("Who did Ada Quill marry?", None)], id="no answer"),
        pytest.param([Turn("Who did Ada Quill marry?", "I found nothing in the documents that answers this.")], id="the message of a no"),
        pytest.param([Turn("?!… 🦆", "\u202e{}[](){{x}}\n" * 900)], id="noise"),
        pytest.param([Turn("hello", "Hello! You can ask me about Ada Quill.")], id="small talk"),
        pytest.param([Turn("he she it " * 200, "they " * 4000)] * 50, id="long"),
        pytest.param([Turn(" ", "")], id="blank"),
    ],
)  # fmt: skip
def test_any_history_is_only_data(answerer: Answerer, history: list[Turn]) -> None:
    assert answerer.reply("When did Sam Quill die?", history=history).outcome.message == "Sam Quill died in 1931."
    assert answerer.reply("When did he die?", history=history).outcome.message


@pytest.mark.parametrize(
    ("sent", "told", "asked"),
    [
        pytest.param("I found nothing in the documents that answers this.", None, "How big are they?", id="nothing found"),
        pytest.param("The documents do not say anything about that.", None, "How big are they?", id="out of scope"),
        pytest.param("I could not find a question in that. Please ask with a few words of what you want to know.", None, "How big are they?", id="no question"),
        pytest.param("Ada sold it.\nI found nothing in the documents that answers this: Who are Ivo Lane and Jane Moor?", "Ada sold it.", "How old are they?", id="a part not answered"),
        pytest.param("Granite is a hard rock of quartz and feldspar.\nPlease ask this by itself: What did Ada Quill do?", "Granite is a hard rock of quartz and feldspar.", "How old is she?", id="a part left out"),
        pytest.param("This may be about Grey Heron or Ada Quill.\nGranite is a hard rock of quartz and feldspar.", "Granite is a hard rock of quartz and feldspar.", "How old is she?", id="several senses"),
    ],
)  # fmt: skip
def test_what_a_message_says_in_its_own_words_is_no_answer(
    answerer: Answerer, sent: str, told: str | None, asked: str
) -> None:
    of_client, of_documents = (
        answerer.reply(asked, history=[Turn("What next?", answer)]).question for answer in (sent, told)
    )
    assert of_client == of_documents


@pytest.mark.parametrize("documents", [("granite", "ada-quill"), ("ada-quill", "granite")], ids="-".join)
def test_of_several_answers_the_first_is_talked_of_further(answerer: Answerer, documents: tuple[str, str]) -> None:
    lines = {
        "granite": "Granite: The oldest quarry lies in Gull Bay.",
        "ada-quill": "Ada Quill: Sam Quill died in 1931.",
    }
    sent = "\n".join(("This may be about one or another.", *map(lines.__getitem__, documents)))
    [part] = explain(answerer, ChatSettings(), "And why?", history=[Turn("What happened?", sent)]).parts
    assert part.searches[0].document == documents[0]


def test_each_part_of_a_question_has_its_passage_first_and_in_order(answerer: Answerer) -> None:
    outcome = answerer.reply("Who succeeded her as Warden of the Harbour and when did Sam Quill die?").outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.passages[:2]] == ["- Successor2: Ivo Lane", "Sam Quill died in 1931."]
    assert outcome.message == "- Successor2: Ivo Lane\nSam Quill died in 1931."
    confidences = [passage.confidence for passage in outcome.passages]
    assert confidences == sorted(confidences, reverse=True)
    assert len({passage.citation.id for passage in outcome.passages}) == len(outcome.passages) == 5


def test_a_part_that_nothing_answers_is_told(answerer: Answerer) -> None:
    reply = answerer.reply("When did Sam Quill die and why are volcanoes purple?")
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.message == (
        "Sam Quill died in 1931.\nI found nothing in the documents that answers this: Why are volcanoes purple?"
    )
    assert len(reply.outcome.passages) >= reply.outcome.parts == 1


@pytest.mark.parametrize("asked", ["How are you? Why are volcanoes purple?", "Why are volcanoes purple? How are you?"])
def test_a_question_that_nothing_answers_is_not_passed_over_for_small_talk(answerer: Answerer, asked: str) -> None:
    outcome = answerer.reply(asked).outcome
    assert isinstance(outcome, NotAnswered)
    assert outcome.reason != "empty_question"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        pytest.param((Span(0, 7),), (Span(2, 7), Span(12, 20)), (Span(0, 7), Span(12, 20)), id="one overlaps"),
        pytest.param((Span(8, 11), Span(12, 20)), (Span(0, 7),), (Span(0, 7), Span(8, 11), Span(12, 20)), id="before two"),
        pytest.param((Span(0, 7), Span(12, 20)), (Span(8, 11),), (Span(0, 7), Span(8, 11), Span(12, 20)), id="between two"),
        pytest.param((Span(0, 7), Span(12, 20)), (Span(2, 7), Span(15, 20)), (Span(0, 7), Span(12, 20)), id="within one of two"),
        pytest.param((Span(2, 7), Span(12, 15)), (Span(0, 2), Span(7, 12)), (Span(0, 2), Span(2, 7), Span(7, 12), Span(12, 15)), id="beside each other"),
    ],
)  # fmt: skip
def test_a_passage_that_answers_two_parts_has_the_marks_of_both(
    first: tuple[Span, ...], second: tuple[Span, ...], both: tuple[Span, ...]
) -> None:
    citation = Citation("d:1", "d", "D", (), "d.txt", 0, 20, None, None)
    outcomes = [
        Answered((CitedPassage("6 euros for 24 hours", 0.9, marks, None, None, citation),)) for marks in (first, second)
    ]
    outcome = combined([Question("a", "a"), Question("b", "b")], outcomes, 3)
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].highlights == both


def _answered(*documents: str, senses: int = 1) -> Answered:
    citations = [Citation(f"{name}:1", name, name.title(), (), f"{name}.txt", 0, 4, None, None) for name in documents]
    return Answered(tuple(CitedPassage("It.", 0.9, (), None, None, of) for of in citations), senses=senses)


def test_a_part_that_may_be_about_several_is_left_out_beside_one_with_an_answer() -> None:
    questions = [Question("a?", "a?"), Question("b?", "b?")]
    outcome = combined(questions, [_answered("ada"), _answered("bo", "cy", senses=2)], 3, ["c?"])
    assert isinstance(outcome, Answered)
    assert [passage.citation.document for passage in outcome.passages] == ["ada"]
    assert outcome.left_out == ("b?", "c?")


def test_a_part_that_may_be_about_several_is_told_where_no_other_is_answered() -> None:
    several = _answered("bo", "cy", senses=2)
    nothing = NotAnswered("below_threshold", ())
    assert combined([Question("a?", "a?")], [several], 3, ["b?"]) is several
    assert combined([Question("a?", "a?"), Question("b?", "b?")], [nothing, several], 3) is several


def test_whom_a_double_question_is_about_is_asked_before_its_second_part(
    real_answerer: Callable[..., Answerer],
) -> None:
    pages = {
        f"{name}.md": f"# {full}\n\n{full} (born {born} in Hull) was an English painter. He taught at a school. He died in {place}, of old age. He left a son.\n"
        for name, full, born, place in (("moor", "Andy Moor", 1901, "Leeds"), ("lowe", "Henry Lowe", 1920, "York"))
    }
    answerer = real_answerer(pages)
    outcome = answerer.reply("When was he born and where did he die?").outcome
    assert isinstance(outcome, Answered)
    assert {passage.citation.title for _, passage in outcome.meant} == {"Andy Moor", "Henry Lowe"}
    of_one = answerer.reply("When was he born and where did he die?", "henry-lowe").outcome
    assert isinstance(of_one, Answered)
    assert [passage.text for passage in of_one.told] == [
        "Henry Lowe (born 1920 in Hull) was an English painter.",
        "He died in York, of old age.",
    ]


def test_of_many_questions_three_are_answered_and_the_others_named(real_answerer: Callable[..., Answerer]) -> None:
    page = "# Ada Grim\n\nAda Grim was born in 1901. She died in 1980. Her father was Otto Grim. She lived in Ribe.\n"
    asked = "When was Ada Grim born? When did Ada Grim die? Who was her father? Where did Ada Grim live?"
    outcome = real_answerer({"ada.md": page}).reply(asked).outcome
    assert isinstance(outcome, Answered)
    assert len(outcome.told) == 3
    assert outcome.left_out == ("Where did Ada Grim live?",)


@pytest.mark.parametrize(
    ("parts", "understood"),
    [
        pytest.param(
            ["Which boat won?", "Which boat won, and why?"], "Which boat won, and why?", id="the second says the first"
        ),
        pytest.param(["Which boat won?", "Why did it win?"], "Which boat won? Why did it win?", id="two questions"),
    ],
)
def test_what_a_part_says_again_is_said_once(parts: list[str], understood: str) -> None:
    assert joined("Asked", [Question(part, part) for part in parts]) == Question("Asked", understood)


def test_a_later_part_may_ask_about_what_the_first_one_found(answerer: Answerer) -> None:
    reply = answerer.reply("Who married Sam Quill in 1895 and when did he die?")
    assert reply.question.understood == "Who married Sam Quill in 1895? When did Sam Quill die?"
    assert "Sam Quill died in 1931." in reply.outcome.message


def test_a_misspelt_name_finds_its_passage(answerer: Answerer) -> None:
    reply = answerer.reply("When did Sam Quilll die?")
    assert (reply.question.understood, reply.outcome.message) == ("When did Sam Quill die?", "Sam Quill died in 1931.")


@pytest.mark.parametrize(
    "answer", [pytest.param("She married Sam …", id="cut off"), pytest.param("She married...", id="in dots")]
)  # fmt: skip
def test_an_earlier_answer_is_known_by_its_beginning(answerer: Answerer, answer: str) -> None:
    reply = answerer.reply("When did he die?", history=[Turn("Who was her husband?", answer)])
    assert reply.question.context_terms == ("Sam Quill",)


@pytest.mark.parametrize(
    ("asked", "searched_first"),
    [
        pytest.param("Who climbed the North Light at night?", "ada-quill", id="its words stand in one document"),
        pytest.param("What lies in Gull Bay?", None, id="its words stand in several"),
    ],
)
def test_an_unanswered_question_is_about_the_document_that_shares_its_words(
    answerer: Answerer, asked: str, searched_first: str | None
) -> None:
    [part] = explain(answerer, ChatSettings(answer_floor=0.05), "And why?", history=[Turn(asked)]).parts
    assert part.searches[0].document == searched_first


def test_the_key_of_a_fact_names_nobody(answerer: Answerer) -> None:
    history = [Turn("When did she begin?", "- Term Start: 4 May 1901")]
    assert answerer.reply("Why did he resign?", history=history).question.context_terms == ()


def test_the_label_of_a_line_names_nobody(answerer: Answerer) -> None:
    history = [Turn("Who was the deputy?", "Deputy keeper: Jane Moor")]
    assert answerer.reply("When did she resign?", history=history).question.context_terms == ("Jane Moor",)


@pytest.mark.parametrize(
    ("language", "understood"),
    [
        pytest.param("english", "When did Sam Quill die?", id="English follow-ups are understood"),
        pytest.param("german", "When did he die?", id="the rules know no other language"),
    ],
)
def test_follow_ups_are_understood_in_english_alone(
    world: World, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, language: str, understood: str
) -> None:
    passage_index = open_index(world.index_dir)
    monkeypatch.setattr(passage_index, "language", language)
    answerer = Answerer(passage_index, encoder, ChatSettings(answer_floor=0.05, suggestions=0))
    turn = Turn("Who was her husband?", "She married Sam Quill in 1895.")
    assert answerer.reply("When did he die?", history=[turn]).question.understood == understood
