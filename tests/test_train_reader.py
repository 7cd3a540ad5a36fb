"""Where the answering words stand, as the reader's training has them."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from training.first_passages import first_passages
from training.train_reader import NONE, NOT_KNOWN, batches, misplaced, place_in, place_of, read_asked

QUESTION = "when did the ferry start"
TEXT = "The ferry began to run in May 1904, and stopped in 1951."


def row(right: bool, answer: list[int] | None, text: str = TEXT) -> dict[str, object]:
    return {"before": "Ferries. ", "text": text, "right": right, "answer": answer}


@pytest.fixture
def first(tmp_path: Path) -> Path:
    file = tmp_path / "first.jsonl"
    at = TEXT.index("May 1904")
    rows = [row(True, [at, at + len("May 1904")]), row(False, None, "The bridge opened in 1951.")]
    file.write_text(json.dumps({"question": QUESTION, "passages": rows}) + "\n", encoding="utf-8")
    return file


def test_the_answering_words_are_found_among_the_tokens_of_a_pair(first: Path) -> None:
    [asked] = read_asked(first)
    begin, end = asked.answers[0]
    assert end - begin == 1  # "may" and "1904"
    assert asked.answers[1] == NONE
    tokens, kinds, is_there, right, answers = next(batches([asked], np.random.default_rng(0)))
    assert len(right) == len(answers)
    assert set(right.tolist()) == {0.0, 1.0}
    for of_pair, kinds_of_pair, is_right, (start, stop) in zip(tokens, kinds, right, answers, strict=True):
        if is_right:
            assert of_pair[start : stop + 1].tolist() == asked.passages[0][begin : end + 1].tolist()
            assert kinds_of_pair[start] == kinds_of_pair[stop] == 2
        else:
            assert (start, stop) == NONE
    assert is_there[:, 0].all()


def test_a_place_that_is_not_known_or_cut_off_is_told_so() -> None:
    kinds = np.repeat([0, 1, 2], [4, 2, 6])
    assert place_in(kinds, (0, 1), True) == (6, 7)
    assert place_in(kinds, (0, 5), True) == NOT_KNOWN  # the last token parts
    assert place_in(kinds, NOT_KNOWN, True) == NOT_KNOWN
    assert place_in(kinds, NONE, False) == NONE
    assert place_of(row(True, None), None) == NOT_KNOWN  # type: ignore[arg-type]  # is not looked at


def test_a_place_is_told_by_its_ends_and_one_not_known_by_any_but_none() -> None:
    sure = torch.tensor([[0.0, 9.0, 0.0, 0.0], [0.0, 0.0, 9.0, 0.0]]).T.log_softmax(0)
    none = torch.tensor([[9.0, 0.0, 0.0, 0.0]] * 2).T.log_softmax(0)
    ends = torch.stack((sure, sure, none, none))
    places = torch.tensor([(1, 2), NOT_KNOWN, NONE, NOT_KNOWN])
    right_place, any_place, rightly_none, wrongly_none = misplaced(ends, places).tolist()
    assert max(right_place, any_place, rightly_none) < 0.1
    assert wrongly_none > 3


@pytest.mark.slow
def test_first_passages_hold_the_answering_words(tmp_path: Path, export_of: Callable[[Path], Path]) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    index.mkdir()
    export_of(index)
    (documents / "ferry.txt").write_text(f"= Ferry =\n\n{TEXT} A bridge took its place.\n", encoding="utf-8")
    asked = [
        {"question": QUESTION, "gold": [TEXT], "answers": ["may 1904"]},
        {"question": "what took its place", "gold": ["A bridge took"]},
    ]
    dated, other = first_passages(documents, asked, index)
    [told] = [passage for passage in dated["passages"] if passage["right"]]
    begin, end = told["answer"]
    assert told["text"][begin:end] == "May 1904"
    assert {passage["answer"] for passage in other["passages"]} == {None}
