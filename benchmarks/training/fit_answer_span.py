#!/usr/bin/env python3
"""Fit which words of a passage answer: chatbot/data/answer_span.npz.

    cd benchmarks
    python -m training.fit_answer_span DATA/xquad-dev [--write]

DATA/xquad-dev holds `documents/` with `questions.open.jsonl`, and `questions.scoped.jsonl`, which says what document a
question is about. The visitors' training questions (benchmarks/visitors/training) are fitted on too. What is printed is
cross-validated over documents; what is written is fitted on all of them.

Fitted on every right passage that holds an answer: softmax over its runs of words, Adam with an L2 price, columns
dropped at random. Reported, with 95 % bootstrap intervals, on the questions whose first passage (LearnedRanker) is
right: `span`, the share where a mark holds an answer; `span_length`, the median of the marks' length over the
passage's, where there are marks.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from training.corpus import VISITORS, index_of, rows_of

from chatbot.evaluate import fold, is_right
from chatbot.rank import LearnedRanker
from chatbot.ranking.answer_span import LONGEST, MARK, Asked, SpanModel, answer_spans, asked, describe, word_spans
from chatbot.ranking.english_words import ASKS
from chatbot.ranking.model_files import DATA
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import Question
from index import load_encoder

FOLDS, EPOCHS, BATCH, LEARNING_RATE, DROPOUT, RANK = 8, 12, 32, 0.01, 0.3, 8
SHARED_PRICE, PRICE = 1e-3, 3e-3  # L2: of what all types of question share, and of everything else
LENGTH_PRICE, FLOOR, SECOND = 0.8, 0.30, 0.15  # as SpanModel's price, floor and second
KINDS = len(ASKS) + 1

Floats = NDArray[np.float32]
Ints = NDArray[np.integer]
Runs = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage's own words; `gold` are first and last words of its answers, empty where it has none."""

    question: Asked
    text: str
    tokens: NDArray[np.int8]
    offsets: Ints
    columns: Floats
    states: Floats
    answers: tuple[str, ...]
    gold: Runs
    fold: int
    is_counted: bool  # the first passage, and right


class Spans(nn.Module):
    """The score of `chatbot.ranking.answer_span` with its parts free to learn."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.shared, self.by_kind = nn.Parameter(torch.zeros(width, 9)), nn.Parameter(torch.zeros(KINDS, width, 9))
        self.length = nn.Parameter(torch.zeros(LONGEST))
        self.length_by_kind = nn.Parameter(torch.zeros(KINDS, LONGEST))
        self.state, self.bent = nn.Parameter(torch.zeros(64, 3)), nn.Parameter(torch.randn(64, 3, RANK) * 0.1)
        self.asked = nn.Linear(192, RANK)

    def forward(self, data: dict[str, Tensor], rows: Ints) -> Tensor:
        """(rows, W, LONGEST): by first word and length; -1e4 where there is no such run."""
        columns, states, kind, mark = (data[name][rows] for name in ("columns", "states", "kind", "mark"))
        drops = [(torch.rand(n) >= DROPOUT) / (1 - DROPOUT) for n in (columns.shape[2], 64, RANK)]
        columns, states = columns * drops[0], states * drops[1]
        own, after, before = torch.chunk(columns @ (self.shared + self.by_kind[kind]), 3, dim=2)
        bend = torch.tanh(self.asked(data["asked"][rows])) * drops[2]
        own = own + states @ self.state + torch.einsum("nws,scr,nr->nwc", states, self.bent, bend)
        own = own + nn.functional.pad(after[:, :-1], (0, 0, 1, 0)) + nn.functional.pad(before[:, 1:], (0, 0, 0, 1))
        start, end, inside = own.unbind(2)
        inside = inside.cumsum(1)
        starts = (start - nn.functional.pad(inside[:, :-1], (1, 0))).masked_fill(mark, -1e4)
        ends, lengths = (end + inside).masked_fill(mark, -1e4), self.length + self.length_by_kind[kind]
        runs = [starts[:, : mark.shape[1] - n] + ends[:, n:] + lengths[:, n, None] for n in range(LONGEST)]
        return torch.stack([nn.functional.pad(run, (0, n), value=-1e4) for n, run in enumerate(runs)], dim=2)

    def price(self) -> Tensor:
        """L2, what the types of question share at the lower rate."""
        shared = (self.shared**2).sum() + (self.length**2).sum()
        rest = (self.by_kind, self.length_by_kind, self.state, self.bent, self.asked.weight)
        return SHARED_PRICE * shared + PRICE * torch.stack([(part**2).sum() for part in rest]).sum()

    def plain(self, projection: str) -> SpanModel:
        """The arrays that serving reads."""
        columns, length, asked_for = self.shared + self.by_kind, self.length + self.length_by_kind, self.asked
        parts = (columns, length, self.state, self.bent, asked_for.weight.T, asked_for.bias)
        weights = [part.detach().numpy().astype(np.float32) for part in parts]
        chosen = [np.asarray(value, dtype=np.float32) for value in (LENGTH_PRICE, FLOOR, SECOND)]
        return SpanModel(*weights, *chosen, projection=projection)


def main() -> None:
    """Fit by folds and report, then fit on everything and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the file in chatbot/data")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # the sums then come out the same each time
    data: Path = arguments.data
    document_of = {row["question"]: row["document"] for row in rows_of(data / "questions.scoped.jsonl")}
    documents = sorted(set(document_of.values()))
    place = dict(zip(documents, np.random.default_rng(0).permutation(len(documents)).tolist(), strict=True))
    folds = {question: place[document] % FOLDS for question, document in document_of.items()}
    sets: dict[str, list[Example]] = {}
    sets["xquad-dev open"], projection = observe(
        data / "documents", data / "questions.open.jsonl", lambda row: folds[row["question"]]
    )
    sets["visitors"], _ = observe(
        VISITORS / "documents", VISITORS / "questions.jsonl", lambda row: zlib.crc32(row["about"].encode()) % FOLDS
    )
    examples = [one for several in sets.values() for one in several]
    models = [fit([one for one in examples if one.fold != number], projection) for number in range(FOLDS)]
    for name, several in sets.items():
        print(name, end=": ")
        report([one for one in several if one.is_counted], models)
    if arguments.write:
        model = fit(examples, projection)
        arrays: dict[str, Any] = {name: np.asarray(getattr(model, name)) for name in SpanModel.__slots__}
        pairs = {name: sum(bool(one.gold) for one in several) for name, several in sets.items()}
        fitted_on = f"{pairs} pairs; xquad-dev is XQuAD-R English, CC BY-SA 4.0"
        np.savez(DATA / "answer_span.npz", **arrays, fitted_on=np.array(fitted_on))


def observe(documents: Path, questions: Path, fold_of: Callable[[dict[str, Any]], int]) -> tuple[list[Example], str]:
    """For each answerable question its first passage and its right ones, facts left out, since their whole value is marked;
    also the fingerprint of the index's projection.
    """
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        encoder, ranker = load_encoder(passage_index), LearnedRanker.load()
        everything = passage_index.passages(range(passage_index.count))
        examples = []
        for row in filter(lambda row: row["gold"], rows_of(questions)):
            question = Question(row["question"], " ".join(row["question"].split()))
            top, document = ChatSettings().candidates, row.get("document")
            candidates = retrieve(question, passage_index, encoder.encode_question, top, document)
            if candidates.tokens is None or passage_index.projection is None:
                raise SystemExit("the index has no token vectors: nothing to fit")
            found = passage_index.passages(candidates.rows.tolist())
            first = ranker.rank(question.understood, candidates, found)[0].row
            by = candidates.tokens.question
            kept = asked(question.understood, by.vectors, by.weights, by.offsets)
            answers = tuple(row["answers"])
            within = passage_index.documents[row["about"]].rows if "about" in row else range(len(everything))
            right = [at for at in within if is_right(everything[at].text, row["gold"])]
            for at in dict.fromkeys((first, *right)):
                passage, tokens = everything[at], passage_index.tokens(at)
                if passage.answer_start:
                    continue
                text, offsets = passage.readable[passage.own_start :], encoder.token_offsets(passage.readable)
                own = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= passage.own_start)  # as chatbot/highlight.py
                offsets, spans = offsets[own] - passage.own_start, word_spans(text)
                columns, states = describe(kept, text, spans, tokens, offsets)
                gold = answer_words(text, spans, columns, answers) if at in right else []
                known = (kept, text, tokens, offsets, columns, states, answers, gold)
                examples.append(Example(*known, fold_of(row), at == first and at in right))
        return examples, passage_index.projection.fingerprint


def answer_words(text: str, spans: Runs, columns: Floats, answers: Sequence[str]) -> Runs:
    """First and last word of each place where an answer stands; one longer than LONGEST is cut off."""
    usable = [(at, *span) for at, span in enumerate(spans) if not columns[at, MARK]]
    found = []
    for match in (match for answer in answers for match in re.finditer(re.escape(answer), text)):
        inside = [at for at, start, end in usable if start < match.end() and end > match.start()]
        if inside:
            found.append((inside[0], min(inside[-1], inside[0] + LONGEST - 1)))
    return found


def fit(examples: Sequence[Example], projection: str) -> SpanModel:
    """Fit on those of the examples whose passage holds an answer."""
    chosen = [one for one in examples if one.gold]
    data = {
        "columns": pad_sequence([torch.from_numpy(one.columns) for one in chosen], batch_first=True),
        "states": pad_sequence([torch.from_numpy(one.states) for one in chosen], batch_first=True),
        "asked": torch.from_numpy(np.stack([one.question.state for one in chosen])),
        "kind": torch.tensor([one.question.kind for one in chosen]),
    }
    data["mark"] = (data["columns"][:, :, MARK] > 0) | (data["columns"] == 0).all(2)  # all 0 is past the passage's end
    target = torch.full((*data["mark"].shape, LONGEST), -70.0)  # a log chance that adds nothing
    for at, one in enumerate(chosen):
        for begin, end in one.gold:
            target[at, begin, end - begin] = 0
    rng, _ = np.random.default_rng(0), torch.manual_seed(0)
    model = Spans(data["columns"].shape[2])
    optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    batches = len(chosen) // BATCH + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / (EPOCHS * batches)))
    for _ in range(EPOCHS):
        for rows in np.array_split(rng.permutation(len(chosen)), batches):
            chances = torch.log_softmax(model(data, rows).flatten(1), dim=1)
            loss = -torch.logsumexp(chances + target[rows].flatten(1), dim=1).mean() + model.price()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            optimiser.step()
            schedule.step()
    return model.plain(projection)


def report(examples: Sequence[Example], models: Sequence[SpanModel]) -> None:
    """Print `span` and `span_length`, as served, over questions that the models were not fitted on."""
    held, length = np.zeros(len(examples)), np.zeros(len(examples))
    for at, one in enumerate(examples):
        found = answer_spans(one.question, one.text, one.tokens, one.offsets, models[one.fold])
        marks = [one.text[span.start : span.end] for span in found]
        held[at] = any(fold(answer) in fold(mark) for answer in one.answers for mark in marks)
        length[at] = sum(map(len, marks)) / len(one.text)
    draws = np.random.default_rng(0).integers(len(examples), size=(2001, len(examples)))
    draws[0] = np.arange(len(examples))  # the questions themselves
    lengths = [np.median(length[rows][length[rows] > 0]) for rows in draws]
    for name, (measure, *others) in (("span", held[draws].mean(axis=1)), ("span_length", lengths)):
        low, high = np.quantile(others, (0.025, 0.975))
        print(f"{name}: {measure:.3f} [{low:.3f}, {high:.3f}] of {len(examples)}")


if __name__ == "__main__":
    main()
