"""Question sets are read, and refused with the line that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.errors import QuestionSetError
from chatbot.question_set import GoldQuestion, read_dialogues


def test_a_question_set_is_read(tmp_path: Path) -> None:
    rows = [
        {"question": "One?", "gold": ["It is 1."], "answers": ["1"], "document": "a", "kind": "who"},
        {"question": "Two?", "gold": []},
        {
            "question": "Three?",
            "id": 3,
            "about": "a",
            "near": "It is 2.",
            "note": "asked on the phone",
            "document_id": 7,
            "answer": "3",
        },
        {
            "document": "b",
            "turns": [
                {"question": "Lead?", "gold": ["x"], "score": False},
                {"question": "Three?", "gold": ["3"], "score": True},
                {"question": "Four?", "gold": ["4"], "kind": "when"},
            ],
        },
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n\n".join(map(json.dumps, rows)) + "\n")
    assert read_dialogues(file) == [
        (GoldQuestion("One?", ("It is 1.",), "a", "who", ("1",)),),
        (GoldQuestion("Two?", ()),),
        (GoldQuestion("Three?", ()),),
        (
            GoldQuestion("Lead?", ("x",), "b", scored=False),
            GoldQuestion("Three?", ("3",), "b"),
            GoldQuestion("Four?", ("4",), "b", "when"),
        ),
    ]


def test_a_question_knows_the_line_that_it_stands_on(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    turns = [{"question": "Two?", "gold": []}, {"question": "Three?", "gold": []}]
    file.write_text("\n".join([json.dumps({"question": "One?"}), "", json.dumps({"turns": turns})]))
    assert [question.line for dialogue in read_dialogues(file) for question in dialogue] == [1, 3, 3]


@pytest.mark.parametrize("mark", ["\u2028", "\u0085"])
def test_a_mark_that_parts_lines_for_others_is_part_of_a_question(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "set.jsonl"
    row = {"question": f"One{mark}question?", "gold": []}
    file.write_bytes(f"{json.dumps(row, ensure_ascii=False)}\r\n".encode())
    assert read_dialogues(file) == [(GoldQuestion(row["question"], ()),)]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"question": "One?", "gold": ["1"], "old": True, "bold": "x", "Questions": 3}, id="like keys that are there"),
        pytest.param({"question": "One?", "gold": ["1"], "turn": 1}, id="the number of a turn"),
        pytest.param({"turns": [{"turn": 1, "question": "One?", "gold": ["1"]}]}, id="numbered turns"),
        pytest.param({"turns": [{"question": "One?", "gold": ["1"]}], "turn": 1, "score": 5, "question": "About it", "gold": ["1"]}, id="a question's keys beside turns"),
    ],
)  # fmt: skip
def test_a_key_that_is_like_none_that_is_missing_is_the_owners(tmp_path: Path, row: dict[str, object]) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(json.dumps(row))
    assert read_dialogues(file) == [(GoldQuestion("One?", ("1",)),)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b'{"question": "a", "gold": []}\n{"question": "b"', r"set\.jsonl, line 2: expected", id="cut JSON"),
        pytest.param(b'{"gold": []}\n', r"set\.jsonl, line 1: expected[^(]*$", id="no question"),
        pytest.param(b'{"turns": [{"question": "a"}]}\n', r"set\.jsonl, line 1: expected[^(]*$", id="a turn without gold"),
        pytest.param(b'\n["a"]\n', r"set\.jsonl, line 2: expected[^(]*$", id="a list"),
        pytest.param(b'{"turns": 3}\n', r"set\.jsonl, line 1: expected[^(]*$", id="turns that are none"),
        pytest.param(b'\n{"turns": []}\n', r"set\.jsonl, line 2: expected.*turns is empty", id="no turns"),
        pytest.param(b'{"question": "a", "gold": "a snippet"}\n', r"line 1: .*gold is a list", id="gold that is no list"),
        pytest.param(b'{"question": "a", "gold": [], "answers": "b"}\n', r"line 1: .*answers is a list", id="answers that are no list"),
        pytest.param(b'{"question": 1984, "gold": ["b"]}\n', r"line 1: .*question is a text, and 1984 is none", id="a number for a question"),
        pytest.param(b'{"turns": [{"question": null, "gold": ["b"]}]}\n', r"line 1: .*question is a text, and null is none", id="no question in a turn"),
        pytest.param(b'{"question": "a", "gold": [null]}\n', r"line 1: .*gold is a list of texts, and null is none", id="gold that is no text"),
        pytest.param(b'{"question": "a", "gold": ["b"], "answers": [2]}\n', r"line 1: .*answers is a list of texts, and 2 is none", id="a number for an answer"),
        pytest.param(b'{"question": "a", "gold": ["b"], "document": 5}\n', r"line 1: .*document is a text, and 5 is none", id="a number for a document"),
        pytest.param(b'{"question": "a", "gold": ["b"]}\n{"question": "a", "gold": ["b"], "kind": 5}\n', r"line 2: .*kind is a text, and 5 is none", id="a number for a kind"),
        pytest.param(b'{"turns": [{"question": "a", "gold": ["b"]}], "kind": ["c"]}\n', r"line 1: .*kind is a text", id="a list for a kind"),
        pytest.param(rb'{"question": "a \ud800", "gold": ["b"]}', r"line 1: .*question is a text, and .* holds half a character", id="half a character"),
        pytest.param(b'{"question": "a", "gold": [" "]}\n', r"line 1: .*gold has a text of nothing", id="gold that every passage holds"),
        pytest.param(b'{"question": "a", "golds": ["b"]}\n', r"line 1: .*golds is no key of a question; there are question, gold,", id="gold misspelt"),
        pytest.param(b'{"questoin": "a", "gold": ["b"]}\n', r"line 1: .*questoin is no key of a question", id="a question misspelt"),
        pytest.param(b'{"turns": [{"question": "a", "gold": []}], "documents": "b"}\n', r"line 1: .*documents is no key of a dialogue; there are turns,", id="a dialogue's key misspelt"),
        pytest.param(b'{"turns": [{"question": "a", "gold": [], "kidn": "b"}]}\n', r"line 1: .*kidn is no key of a question", id="a turn's key misspelt"),
        pytest.param(b'{"turns": [{"question": "a", "gold": []}], "gold": ["b"]}\n', r"line 1: .*gold is no key of a dialogue", id="gold of a dialogue"),
        pytest.param(b"\n", r"set\.jsonl holds no question", id="empty"),
        pytest.param(b'{"turns": [{"question": "a", "gold": [], "score": false}]}\n', r"set\.jsonl holds no question", id="nothing scored"),
        pytest.param(b"\xff\n", r"set\.jsonl cannot be read", id="no text"),
    ],
)  # fmt: skip
def test_a_wrong_question_set_is_refused_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(content)
    with pytest.raises(QuestionSetError, match=told):
        read_dialogues(file)


def test_the_mark_that_editors_begin_a_file_with_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"question": "One?", "gold": ["1"]}\r\n{"question": "Two?"}\r\n')
    assert [question.question for (question,) in read_dialogues(file)] == ["One?", "Two?"]


def test_a_turn_that_only_leads_up_to_the_next_needs_no_gold(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"turns": [{"question": "Who?", "score": false}, {"question": "And when?", "gold": ["1"]}]}\n')
    [dialogue] = read_dialogues(file)
    assert [(turn.gold, turn.scored) for turn in dialogue] == [((), False), (("1",), True)]


def test_a_missing_question_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read_dialogues(tmp_path / "none.jsonl")
