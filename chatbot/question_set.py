"""Question sets for evaluation: JSON lines, each a question or a dialogue.

A question is `{"question", "gold", "answers"?, "document"?, "kind"?}` where `gold` lists verbatim
snippets that answer, and is empty or left out where the documents do not answer; `answers` are the shortest words
of them that do. A dialogue is `{"turns": [{"question", "gold", …, "score"?}, …], "document"?}`; turns
with `"score": false` only lead up to the next, and need no gold. Any other key is for whoever keeps the set, and not looked at, unless it
is one letter from a key that its object may have and has not: a question whose `gold` is misspelt would be one that
nothing answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from chatbot.errors import QuestionSetError

OTHER = "other"  # the kind of a question that names none

_OF_A_QUESTION = ("question", "gold", "answers", "document", "kind", "score")
_OF_A_DIALOGUE = ("turns", "document", "kind")
_NEVER_MEANT = "answers"  # "answer" may be a note, and harms no figure but `span`


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and the snippets that answer it; none where the documents do not. `line` of its file, from 1, is where it stands."""

    question: str
    gold: tuple[str, ...]
    document: str | None = None
    kind: str = OTHER
    answers: tuple[str, ...] = ()
    scored: bool = True
    line: int = field(default=0, compare=False)


Dialogue = tuple[GoldQuestion, ...]  # one at least


def read_dialogues(file: Path) -> list[Dialogue]:
    """The dialogues of a set, in order; a question alone is a dialogue of one. QuestionSetError names the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # editors on Windows begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{file} cannot be read: {error}.") from error
    dialogues: list[Dialogue] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            dialogues.append(_dialogue(json.loads(line), number))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f" ({error})" if isinstance(error, ValueError) else ""  # the others speak of Python's types
            raise QuestionSetError(
                f"{file}, line {number}: expected an object with `question` and `gold`, or with `turns` of them{reason}."
            ) from error
    if not any(question.scored for dialogue in dialogues for question in dialogue):
        raise QuestionSetError(f"{file} holds no question.")
    return dialogues


def _dialogue(row: dict[str, Any], line: int) -> Dialogue:
    if "turns" in row:
        turns = row["turns"]
        _check_keys(row, "dialogue", _OF_A_DIALOGUE)
        for turn in turns:
            _check_keys(turn, "question", _OF_A_QUESTION)
        if row.get("gold") and not any(turn.get("gold") for turn in turns):
            raise _unknown("gold", "dialogue", _OF_A_DIALOGUE)
    else:
        _check_keys(row, "question", _OF_A_QUESTION)
        turns = [{"gold": [], **row}]
    dialogue = tuple(_questions(turns, row, line))
    if not dialogue:
        raise ValueError("turns is empty")
    return dialogue


def _questions(turns: list[dict[str, Any]], row: dict[str, Any], line: int) -> Iterator[GoldQuestion]:
    for turn in turns:
        yield GoldQuestion(
            _text(turn["question"], "question is a text"),
            _texts(turn if turn.get("score", True) else {"gold": [], **turn}, "gold"),
            _text_or_none(turn.get("document") or row.get("document"), "document is a text"),
            _text_or_none(turn.get("kind") or row.get("kind"), "kind is a text") or OTHER,
            _texts(turn, "answers") if "answers" in turn else (),
            bool(turn.get("score", True)),
            line,
        )


def _check_keys(row: dict[str, Any], what: str, known: tuple[str, ...]) -> None:
    absent = {*known} - row.keys() - {_NEVER_MEANT}
    for key in sorted(row.keys() - {*known}):
        if any(OSA.distance(key.casefold(), meant, score_cutoff=1) <= 1 for meant in absent):
            raise _unknown(key, what, known)


def _unknown(key: str, what: str, known: tuple[str, ...]) -> ValueError:
    return ValueError(f"{key} is no key of a {what}; there are {', '.join(known)}")


def _texts(turn: dict[str, Any], key: str) -> tuple[str, ...]:
    if not isinstance(turn[key], list):
        raise ValueError(f"{key} is a list of texts")
    texts = tuple(_text(text, f"{key} is a list of texts") for text in turn[key])
    if not all(map(str.strip, texts)):
        raise ValueError(f"{key} has a text of nothing, which every passage holds")
    return texts


def _text_or_none(value: object, expected: str) -> str | None:
    return None if value is None else _text(value, expected)


def _text(value: object, expected: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{expected}, and {json.dumps(value)} is none")
    if any("\ud800" <= char <= "\udfff" for char in value):  # half of a character, which JSON can write
        raise ValueError(f"{expected}, and {json.dumps(value)} holds half a character")
    return value
