"""The pairs' sentences as documents, a run of neighbours each, and all questions about them: encyclopaedia prose to train on.

The sentences come without capitals, which types of answers and names are told by; the near misses, whose authors wrote the
names of the run as they are written, give them back.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.corpus import Row, rows_of
from training.sources import NEAR_MISSES, SENTENCES, fold_of_sentence, sentences_of

PARAGRAPH = 5  # sentences

_WORD = re.compile(r"[^\W_][\w'’-]*")
_NAME = re.compile(r"(?<=\s)[A-Z][\w-]*(?: [A-Z0-9][\w-]*)*")  # not the first word of a question


def write_runs(pairs: Path, fold: int, into: Path) -> tuple[Path, Path]:
    """Write the documents of a fold of the runs, whose titles are their files' names, and their questions with the number of
    the `run` and whether each is of the `pairs`, UTF-8; the folder and the file.
    """
    rows = rows_of(pairs)
    sentences, of_pair = sentences_of(rows)
    near_misses = rows_of(NEAR_MISSES)
    written = _as_written(row["question"] for row in near_misses)
    told = [_capitals(sentence, written) for sentence in sentences]
    asked = [
        *((_capitals(row["question"], written), place, True, True) for row, place in zip(rows, of_pair, strict=True)),
        *((row["question"], row["sentence"], row["answered"], False) for row in near_misses),
    ]
    questions: dict[int, list[Row]] = {}
    for question, place, is_answered, is_pair in asked:
        if fold_of_sentence(place, len(told)) == fold:
            run, gold = place // SENTENCES, [told[place]] if is_answered else []
            questions.setdefault(run, []).append({"question": question, "gold": gold, "run": run, "pairs": is_pair})
    documents, file = into / "documents", into / "questions.jsonl"
    documents.mkdir()
    names: Counter[str] = Counter()
    for run, about_it in questions.items():
        name = _most_named(row["question"] for row in about_it if not row["pairs"])
        names[name] += 1
        document = f"{name}-{names[name]}" if names[name] > 1 else name
        here = told[run * SENTENCES : (run + 1) * SENTENCES]
        paragraphs = (" ".join(here[begin : begin + PARAGRAPH]) for begin in range(0, len(here), PARAGRAPH))
        (documents / f"{document}.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        for row in about_it:
            row["about"] = document
    lines = (json.dumps(row, ensure_ascii=False) for about_it in questions.values() for row in about_it)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return documents, file


def _as_written(questions: Iterable[str]) -> dict[str, str]:
    """Words that mostly have capitals in the middle of a question, by how they are written without."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        for word in _WORD.findall(question)[1:]:
            forms[word.lower()][word] += 1
    written = {}
    for word, counts in forms.items():
        form, count = counts.most_common(1)[0]
        if form != word and count > counts.total() / 2:
            written[word] = form
    return written


def _capitals(text: str, written: dict[str, str]) -> str:
    """The text with its names as they are written, and a capital at its start."""
    named = _WORD.sub(lambda word: written.get(word[0], word[0]), text)
    return named[:1].upper() + named[1:]


def _most_named(questions: Iterable[str]) -> str:
    """What a document is about: the name that most questions hold, as a document's id is written."""
    names = Counter(name for question in questions for name in _NAME.findall(question) if len(name) > 1)
    unaccented = unicodedata.normalize("NFKD", names.most_common(1)[0][0]).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", unaccented.lower()))
