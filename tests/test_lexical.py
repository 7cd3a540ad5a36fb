"""BM25: the same scores as ten lines of arithmetic, on the same words for passages and questions."""

from __future__ import annotations

import json
import math
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import IndexDamaged, SettingsError
from index.lexical import K1, B, LexicalIndex, open_lexical, write_lexical
from index.tokeniser import Tokeniser

PASSAGES = [
    ["heron", "eat", "fish"],
    ["heron", "heron", "nest", "tree"],
    ["granit", "rock"],
    [],
    ["fish", "fish", "fish", "rock", "tree", "tree"],
    ["heron", "eat", "fish"],
]


def bm25(passages: list[list[str]], question: list[str]) -> list[float]:
    """Robertson and Zaragoza (2009), with the inverse document frequency of Lucene."""
    mean = sum(map(len, passages)) / len(passages)
    holding = {term: sum(term in passage for passage in passages) for term in question}
    idf = {term: math.log(1 + (len(passages) - held + 0.5) / (held + 0.5)) for term, held in holding.items()}
    scores = []
    for passage in passages:
        score = 0.0
        for term in question:
            count = passage.count(term)
            score += idf[term] * count / (count + K1 * (1 - B + B * len(passage) / mean))
        scores.append(score)
    return scores


def written(passages: list[list[str]], folder: Path) -> LexicalIndex:
    files = [folder / name for name in ("vocabulary", "starts.npy", "rows.npy", "scores.npy")]
    write_lexical(passages, *files)
    return open_lexical(*files, len(passages))


@pytest.mark.parametrize(
    ("question", "within"),
    [
        pytest.param(["heron"], range(6), id="one word"),
        pytest.param(["fish", "tree"], range(6), id="two words"),
        pytest.param(["fish", "fish", "tree"], range(6), id="a word asked for twice counts twice"),
        pytest.param(["fish", "unheard"], range(6), id="an unknown word adds nothing"),
        pytest.param(["heron", "fish"], range(1, 5), id="within one document"),
        pytest.param(["heron", "fish"], range(3, 4), id="within an empty passage"),
        pytest.param(["unheard"], range(6), id="only unknown words"),
        pytest.param([], range(6), id="no words"),
    ],
)
def test_scores_are_those_of_the_formula(tmp_path: Path, question: list[str], within: range) -> None:
    expected = {row: score for row, score in enumerate(bm25(PASSAGES, question)) if score and row in within}
    rows, scores = written(PASSAGES, tmp_path).search(question, 10, within)
    assert rows.tolist() == sorted(expected, key=lambda row: (-round(expected[row], 6), row))
    assert dict(zip(rows.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected, rel=1e-5)
    assert (rows.dtype, scores.dtype) == (np.int64, np.float32)


def test_only_the_best_come_and_ties_by_row(tmp_path: Path) -> None:
    lexical = written(PASSAGES, tmp_path)
    rows, scores = lexical.search(["heron"], 10, range(6))
    assert (rows.tolist(), scores[1] == scores[2]) == ([1, 0, 5], True)
    assert lexical.search(["heron"], 2, range(6))[0].tolist() == [1, 0]


NONE_BEFORE = np.zeros(3000, np.bool_)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], LexicalIndex]:
    """3,000 passages of words as frequent as words are: the n-th most frequent stands 1/n as often as the first (Zipf)."""
    random = np.random.default_rng(5)
    share = 1 / np.arange(1, 500)
    passages = [
        [f"w{word}" for word in random.choice(499, size=random.integers(0, 25), p=share / share.sum())]
        for _ in range(3000)
    ]
    return passages, written(passages, tmp_path_factory.mktemp("many"))


@pytest.mark.parametrize("within", [range(3000), range(1000, 1900)], ids=["everywhere", "within one document"])
@pytest.mark.parametrize("top", [1, 10, 40])
def test_leaving_out_what_cannot_get_among_the_best_changes_nothing(
    many: tuple[list[list[str]], LexicalIndex], top: int, within: range
) -> None:
    passages, lexical = many
    random = np.random.default_rng(6)
    for _ in range(25):
        question = [f"w{number}" for number in random.integers(0, 60, size=random.integers(1, 9))]
        scores = lexical.scores(question, np.arange(3000), NONE_BEFORE).bm25  # of every passage, all terms added up
        expected = sorted(filter(scores.__getitem__, within), key=lambda row: (-round(float(scores[row]), 5), row))
        rows, found = lexical.search(question, top, within)
        assert found == pytest.approx(scores[expected[:top]], rel=1e-5)
        assert found == pytest.approx(scores[rows], rel=1e-5)
        assert len(set(rows.tolist())) == len(rows) and all(row in within for row in rows.tolist())
    assert lexical.scores(["w0", "w3"], np.arange(3000), NONE_BEFORE).bm25 == pytest.approx(
        bm25(passages, ["w0", "w3"]), rel=1e-5
    )


def test_one_search_leaves_nothing_behind_for_the_next(many: tuple[list[list[str]], LexicalIndex]) -> None:
    _, lexical = many
    before = [array.tolist() for array in lexical.search(["w1", "w9"], 10, range(3000))]
    lexical.search(["w0", "w1", "w2", "w30", "w40"], 3, range(3000))
    assert [array.tolist() for array in lexical.search(["w1", "w9"], 10, range(3000))] == before


def test_searches_run_beside_each_other(many: tuple[list[list[str]], LexicalIndex]) -> None:
    _, lexical = many
    questions = [[f"w{number}", f"w{number % 7}"] for number in range(60)] * 5
    alone = [lexical.search(question, 10, range(3000))[0].tolist() for question in questions]
    with ThreadPoolExecutor(4) as threads:
        beside = threads.map(lambda question: lexical.search(question, 10, range(3000))[0].tolist(), questions)
        assert list(beside) == alone


def test_threads_that_searched_one_after_another_keep_the_memory_of_one() -> None:
    passages, threads = 100_000, 8
    lexical = LexicalIndex({"heron": 0}, np.array([0, 1]), np.zeros(1, np.int32), np.ones(1, np.float32), passages)
    one_at_a_time, all_searched = Lock(), Barrier(threads)

    def ask(_: int) -> None:
        with one_at_a_time:
            lexical.search(["heron"], 1, range(passages))
        all_searched.wait(timeout=30)  # so that each searches in a thread of its own

    tracemalloc.start()
    try:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(ask, range(threads)))
            kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2 * 4 * passages  # bytes


def test_a_posting_beyond_the_passages_is_damage_and_not_a_crash(tmp_path: Path) -> None:
    written(PASSAGES, tmp_path)
    files = [tmp_path / name for name in ("vocabulary", "starts.npy", "rows.npy", "scores.npy")]
    rows = np.load(files[2])
    rows[np.load(files[1])[json.loads(files[0].read_text()).index("fish")]] = 99
    np.save(files[2], rows)
    damaged = open_lexical(*files, len(PASSAGES))
    with pytest.raises(IndexDamaged, match="chatbot index verify"):
        damaged.search(["granit", "fish"], 5, range(6))
    assert damaged.search(["granit", "rock"], 5, range(6))[0].tolist() == [2, 4]


def test_the_scores_of_rows_say_which_terms_each_holds_itself_or_with_the_passage_before(tmp_path: Path) -> None:
    passages = [["heron", "nest"], ["fish"], ["fish", "tree"], ["heron"]]
    rows, has_previous = np.array([1, 2, 3]), np.array([True, True, False])  # row 3 opens a document
    found = written(passages, tmp_path).scores(["fish", "heron", "fish", "unheard"], rows, has_previous)
    assert found.terms == ("fish", "heron", "unheard")
    assert found.bm25.tolist() == pytest.approx(bm25(passages, ["fish", "heron", "fish"])[1:], rel=1e-5)
    assert found.idf.tolist() == pytest.approx([math.log(2), math.log(2), math.log(10)])
    assert found.joint.tolist() == [[True, True, False], [True, False, False], [False, True, False]]


def test_passages_without_words_can_be_written(tmp_path: Path) -> None:
    assert written([[], []], tmp_path).search(["heron"], 5, range(2))[0].tolist() == []


def test_the_same_passages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(PASSAGES, tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("The herons were eating fish.", ["heron", "eat", "fish"], id="stop words and endings"),
        pytest.param("CAFÉ, cafe\u0301; cafe", ["cafe", "cafe", "cafe"], id="case, accents and their spellings"),
        pytest.param("Straße STRASSE ﬁsh", ["strass", "strass", "fish"], id="compatible letters"),
        pytest.param("В йоге ё й", ["в", "йоге", "ё", "й"], id="a mark that makes another letter is kept"),
        pytest.param("មូរ សុខហួ", ["មូរ", "សុខហួ"], id="words of other scripts with their marks"),
        pytest.param("1,000 e-mails", ["1", "000", "e", "mail"], id="marks part words"),
        pytest.param("Who was the?", [], id="only stop words"),
        pytest.param("… 🦆 ?!", [], id="no words"),
    ],
)  # fmt: skip
def test_a_text_becomes_terms(text: str, terms: list[str]) -> None:
    assert Tokeniser("english")(text) == terms


@given(st.text())
def test_case_never_matters(text: str) -> None:
    tokenise = Tokeniser("english")
    assert tokenise(text.casefold()) == tokenise(text)


def test_a_mark_without_a_letter_is_no_term_and_takes_no_time() -> None:
    begin = time.process_time()
    assert Tokeniser("english")("\u0301" * 50_000 + " ☎\ufe0f cafe\u0301") == ["cafe"]
    assert time.process_time() - begin < 1


def test_new_words_take_no_memory_for_ever() -> None:
    tokenise = Tokeniser("english")

    def ask(numbers: range) -> None:
        for begin in numbers:
            tokenise(" ".join(f"word{number}" for number in range(begin, begin + 1000)))

    ask(range(0, 20_000, 1000))
    tracemalloc.start()
    try:
        ask(range(20_000, 40_000, 1000))
        grown, _ = tracemalloc.get_traced_memory()
        ask(range(40_000, 60_000, 1000))
        assert tracemalloc.get_traced_memory()[0] - grown < 200_000  # bytes
    finally:
        tracemalloc.stop()


def test_another_language_has_its_own_stems_and_stop_words() -> None:
    assert Tokeniser("german")("Die Häuser sind groß") == ["haus", "gross"]


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"index\.language: no stemmer for 'klingon'; known: .*english"):
        Tokeniser("klingon")
