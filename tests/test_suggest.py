"""Every suggestion was answered with its own passage; which of them come after a reply."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from chatbot.suggest import KEPT, Suggester, Suggestion, nearest
from index import Document, IndexDamaged
from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.passage import BlockKind, Passage
from index.questions import MOST, questions
from index.sentences import sentence_splitter

HERON = Document("heron", "Grey Heron", None, "heron.md", range(20))
FEATHERS = [Suggestion("What does it eat?", 2), Suggestion("Where does it nest?", 5), Suggestion("How tall is it?", 9)]


class _Made:
    def __init__(self, made: list[tuple[int, str]]) -> None:
        self.made = made
        self.times = 0

    def questions(self, document: str) -> list[tuple[int, str]]:
        self.times += 1
        return self.made


def test_only_what_is_answered_with_its_own_passage_is_suggested() -> None:
    made = _Made([(1, "What eats frogs?"), (2, "What eats granite?"), (3, "Who nests in trees?")])
    suggester = Suggester(made, lambda question, row: row != 2)
    expected = (Suggestion("What eats frogs?", 1), Suggestion("Who nests in trees?", 3))
    assert (suggester.of(HERON), suggester.of(HERON), made.times) == (expected, expected, 1)


def test_no_more_are_tried_than_are_kept() -> None:
    tried: list[int] = []
    suggester = Suggester(
        _Made([(row, f"What of {row}?") for row in range(20)]), lambda _, row: tried.append(row) or True
    )
    assert len(suggester.of(HERON)) == len(tried) == KEPT


def test_a_reply_does_not_wait_for_suggestions(until: Callable[..., None]) -> None:
    suggester = Suggester(_Made([(1, "What eats frogs?")]), lambda *_: True)
    assert suggester.known(HERON) == ()
    until(lambda: suggester.known(HERON) == (Suggestion("What eats frogs?", 1),), "the suggestions")


def test_a_candidate_that_fails_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    def answers(question: str, row: int) -> bool:
        if row == 2:
            raise ValueError("a fault")
        return True

    suggester = Suggester(_Made([(1, "What eats frogs?"), (2, "What eats granite?")]), answers)
    assert suggester.of(HERON) == (Suggestion("What eats frogs?", 1),)
    assert "'What eats granite?' could not be tried out" in caplog.text


def test_a_thread_that_cannot_be_begun_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch, until: Callable[..., None]
) -> None:
    suggester = Suggester(_Made([(1, "What eats frogs?")]), lambda *_: True)

    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as none_left:
        none_left.setattr(threading.Thread, "start", refused)
        assert suggester.known(HERON) == ()
    until(lambda: suggester.known(HERON) == (Suggestion("What eats frogs?", 1),), "the suggestions, asked for again")
    suggester.stop()


def test_a_refusal_waits_only_where_nothing_at_all_is_known_yet() -> None:
    made = {"heron": [(1, "What eats frogs?")], "owl": [(30, "What eats mice?")]}
    tried: list[str] = []
    owl = Document("owl", "Owl", None, "owl.md", range(20, 40))

    class _Of:
        def questions(self, document: str) -> list[tuple[int, str]]:
            return made[document]

    at_rest = threading.Event()
    suggester = Suggester(
        _Of(), lambda question, _: tried.append(question) or question == "What eats frogs?" or at_rest.wait(10)
    )
    first = (Suggestion("What eats frogs?", 1),)
    assert suggester.found(owl, HERON) == first  # at once, while the owl's are tried in the background
    assert (suggester.found(owl, HERON), tried.count("What eats frogs?")) == (first, 1)
    at_rest.set()
    suggester.stop()


def test_an_index_that_cannot_be_read_has_no_suggestions(until: Callable[..., None]) -> None:
    def answers(question: str, row: int) -> bool:
        raise IndexDamaged("gone")

    suggester = Suggester(_Made([(1, "What eats frogs?")]), answers)
    suggester.known(HERON)
    until(lambda: suggester._at_work.acquire(blocking=False), "the end of the thread")
    assert suggester.of(HERON) == ()


@pytest.mark.parametrize(
    ("row", "asked", "most", "expected"),
    [
        pytest.param(8, (), 2, ("How tall is it?", "Where does it nest?"), id="the nearest first"),
        pytest.param(5, (), 3, ("What does it eat?", "How tall is it?"), id="not the passage that was just read"),
        pytest.param(0, ["what does it eat"], 3, ("Where does it nest?", "How tall is it?"), id="not what was asked"),
        pytest.param(None, (), 1, ("What does it eat?",), id="to begin with"),
        pytest.param(None, (), 0, (), id="none wanted"),
    ],
)
def test_suggestions_are_near_and_new(row: int | None, asked: list[str], most: int, expected: tuple[str, ...]) -> None:
    assert nearest(FEATHERS, row, asked, most) == expected


def _fact(name: str, group: str = "") -> Passage:
    return Passage("d", 4, BlockKind.FACT, f"- {name}: x", 0, 1, (), "", fact_name=name, fact_group=group)


def _sentence(text: str, *section: str, ordinal: int = 7) -> Passage:
    plain = text.replace("*", "")
    return Passage("d", ordinal, BlockKind.PARAGRAPH, text, 0, len(text), section, plain, readable=plain)


def _of_markdown(text: str) -> list[tuple[int, str]]:
    """The questions that a build makes of a page, by ordinals of its passages."""
    article = read_markdown(text)
    made = passages(article, "d", article.title, sentence_splitter("english"), ChunkLimits(shortest=3, longest=120))
    return questions(article.title, "it", list(made))


@pytest.mark.parametrize(
    ("pronoun", "passage", "question"),
    [
        pytest.param("she", _fact("birth place, born in"), "Where was Ada Quill born?", id="a fact of a person"),
        pytest.param("she", _fact("successor, succeeded by", "Warden"), "Who succeeded Ada Quill as Warden?", id="a fact of an office"),
        pytest.param("it", _fact("supply ship"), "What is the supply ship of Ada Quill?", id="a fact of a thing"),
        pytest.param("it", _fact("described by"), None, id="a key that is no noun"),
        pytest.param("it", _fact("opened"), "When was Ada Quill opened?", id="a key that says what was done"),
        pytest.param("they", _fact("founded"), "When were Ada Quill founded?", id="a key that says what several did"),
        pytest.param("it", _fact("construction began"), None, id="a key with a verb"),
        pytest.param("it", _fact("chief engineer"), "Who is the chief engineer of Ada Quill?", id="a key for a person"),
        pytest.param("it", _fact("senior clubs"), "What are the senior clubs of Ada Quill?", id="a key of several"),
        pytest.param("it", _fact("number of clubs"), "What is the number of clubs of Ada Quill?", id="a number of several"),
        pytest.param("it", _fact("coach of"), None, id="a key that wants a name"),
        pytest.param("it", _sentence("The first was translated in 1990."), None, id="the first of what was named before"),
        pytest.param("it", _sentence("Women were admitted in 1920."), None, id="a capital that may be no name's"),
        pytest.param("it", _fact("leader", "Dr Lane"), None, id="a group that is no office"),
        pytest.param("it", _sentence("The first bridge, of oak, was built in 1318."), None, id="a subject with an aside"),
        pytest.param("it", _sentence("The raft race was first held in 1976, as a joke."), "When was the raft race first held?", id="done then"),
        pytest.param("it", _sentence("Sam Quill died in 1931."), "When did Sam Quill die?", id="died then"),
        pytest.param("it", _sentence("The tower is 38 metres high."), "How high is the tower?", id="a measure"),
        pytest.param("it", _sentence("The club has 64 moorings."), "How many moorings does the club have?", id="a number"),
        pytest.param("it", _sentence("The vault costs 4 euros a month."), "How much does the vault cost?", id="a price"),
        pytest.param("it", _sentence("Quill costs 4 euros."), "How much does Quill cost?", id="a name of the title"),
        pytest.param("it", _sentence("Boat 7 costs 4 euros."), "How much does Boat 7 cost?", id="a name with a number"),
        pytest.param("it", _sentence("Oil was found in 1974."), None, id="a capital that may be the sentence's"),
        pytest.param("it", _sentence("The warranty lasts 24 months."), "How long does the warranty last?", id="how long it lasts"),
        pytest.param("it", _sentence("The tours take about 45 minutes."), "How long do the tours take?", id="how long several take"),
        pytest.param("it", _sentence("Ordinary parcels may weigh 10 kg."), None, id="a verb between subject and verb"),
        pytest.param("it", _sentence("Each house has three bins."), None, id="each of them is none alone"),
        pytest.param("it", _sentence("One charge lasts two days, or 10 hours."), None, id="one of them too"),
        pytest.param("it", _sentence("3.1 The club has 64 moorings."), "How many moorings does the club have?", id="a clause with its number"),
        pytest.param("it", _sentence("§ 4. The raft race was first held in 1976."), "When was the raft race first held?", id="a section's sign"),
        pytest.param("it", _sentence("1.5 litres weigh 1.5 kg."), None, id="a number that is no clause's"),
        pytest.param("it", _sentence("The lens weighs 2.5 tonnes."), "How much does the lens weigh?", id="a weight"),
        pytest.param("it", _sentence("We have 12 rooms."), None, id="who speaks is nobody by name"),
        pytest.param("it", _sentence("**Do you deliver?** Yes, within 5 km."), "Do you deliver?", id="a question before its answer"),
        pytest.param("it", _sentence("**Is it free?** Yes."), None, id="a question about what was said before"),
        pytest.param("it", _sentence("Why not? It rains."), None, id="two words are no question"),
        pytest.param("it", _sentence("Write to us.", "How to cancel"), "How do I cancel?", id="a heading that tells how"),
        pytest.param("it", _sentence("By bus.", "Find us"), None, id="a heading that is an order"),
        pytest.param("it", _sentence("By bus.", "Where to find us"), None, id="a heading with a question word"),
        pytest.param("it", _sentence("There are two.", "Bays", "Sandy beaches"), "What are the sandy beaches of Ada Quill?", id="a heading of several"),
        pytest.param("it", _sentence("It rains.", "Climate"), "What is the climate of Ada Quill?", id="a heading of one"),
        pytest.param("it", _sentence("It rains.", "Glass"), None, id="a heading that says little"),
        pytest.param("", _sentence("Write to us.", "Help", "How do I cancel?"), "How do I cancel?", id="a heading that asks"),
        pytest.param("", _sentence("Write to us.", "Why?"), None, id="a heading that asks nothing"),
        pytest.param("she", _sentence("She drew.", "Early works"), None, id="a heading of a life"),
        pytest.param("it", _sentence("It was built in 1318."), None, id="a pronoun says nothing alone"),
    ],
)  # fmt: skip
def test_questions_are_made_by_patterns(pronoun: str, passage: Passage, question: str | None) -> None:
    expected = [(passage.ordinal, question)] if question else []
    assert questions("Ada Quill", pronoun, [passage]) == expected


def test_a_word_that_is_no_name_is_written_small_inside_a_question() -> None:
    passages = [
        _sentence("Guided tours last 45 minutes.", ordinal=1),
        _sentence("Quill tours last 20 minutes.", ordinal=2),
        _sentence("No guided tour is free, but for Quill members.", ordinal=3),
    ]
    asked = ["How long do guided tours last?", "How long do Quill tours last?"]
    assert [question for _, question in questions("Inn", "it", passages)] == asked


def test_nobody_becomes_what_they_are_elected_for() -> None:
    text = "= Ada Quill =\n\n- Office1: Mayor\n- Term Start1: 1901\n- Constituency Mp2: Gull Bay\n- Term Start2: 1910\n- Successor2: Ivo Lane\n"
    read = list(passages(read_wiki_text(text), "ada", "Ada Quill", sentence_splitter("english"), ChunkLimits(3, 300)))
    assert [passage.fact_group for passage in read if passage.fact_key == "term start"] == ["Mayor", "Gull Bay"]
    assert questions("Ada Quill", "she", read) == [(2, "When did Ada Quill become Mayor?")]


def test_a_heading_is_asked_of_its_first_passage_alone() -> None:
    passages = [_sentence("There are two.", "Sandy beaches"), _sentence("They are wide.", "Sandy beaches")]
    assert questions("Gull Bay", "it", passages) == [(7, "What are the sandy beaches of Gull Bay?")]


@pytest.mark.parametrize("title", ["About Gull Bay", "Welcome to Gull Bay", "How the bay was made", "Our beaches"])
def test_what_a_page_is_called_is_not_always_a_thing(title: str) -> None:
    made = [_sentence("There are two.", "Sandy beaches"), _fact("supply ship")]
    assert questions(title, "it", made) == []
    assert len(questions("Gull Bay", "it", made)) == len(made)


def test_a_question_alone_is_answered_by_the_passage_behind_it() -> None:
    passages = [_sentence("**Can I bring a dog?**", ordinal=1), _sentence("One a room.", ordinal=2)]
    assert questions("Inn", "it", passages) == [(2, "Can I bring a dog?")]


def test_a_row_is_asked_for_what_its_column_tells() -> None:
    page = """# Hire

| Bike | Day | Deposit |
|---|---|---|
| Tandem | 34 | 200 |
| Child seat | 5 | – |
| 2 | 34 | 200 |

## Trouble

| Code | Meaning |
|---|---|
| **E01** | No water |
"""
    assert _of_markdown(page) == [
        (1, 'What is the deposit for "Tandem"?'),
        (4, "What is the meaning of E01?"),
    ]


def test_a_second_table_has_columns_of_its_own() -> None:
    page = """# Inn

| Room | Day | Price |
|---|---|---|
| Gull | 34 | 80 |

| Extra | Fee |
|---|---|
| Cot | 7 |
"""
    assert _of_markdown(page) == [(1, 'What is the price for "Gull"?'), (2, 'What is the fee for "Cot"?')]


def test_a_long_document_gives_questions_from_its_whole_length() -> None:
    made = questions("T", "it", [_sentence(f"Boat {number} costs 4 pounds.") for number in range(100)])
    assert (len(made), made[0][1], made[-1][1][:15]) == (MOST, "How much does Boat 0 cost?", "How much does B")


def test_nothing_is_asked_of_code() -> None:
    article = read_markdown(
        "# Tern\n\n## How to install\n\n```\nThe pump was built in 1901.\n```\n\nRun the installer once.\n"
    )
    made = passages(article, "tern", "Tern", sentence_splitter("english"), ChunkLimits(3, 700))
    assert [passage.kind for passage in made] == [BlockKind.CODE, BlockKind.PARAGRAPH]
    assert questions("Tern", "it", made) == [(2, "How do I install?")]


def test_the_opening_ones_are_of_different_forms_where_there_are_enough() -> None:
    asked = ("When did Ada become mayor?", "When did Ada become warden?", "Who followed Ada?", "Where was Ada born?")
    entries = [Suggestion(question, row) for row, question in enumerate(asked)]
    assert nearest(entries, None, (), 3) == (asked[0], asked[2], asked[3])
    assert nearest(entries[:3], None, (), 3) == asked[:3]
