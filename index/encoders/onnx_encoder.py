"""An exported encoder on ONNX Runtime: no PyTorch, a tenth of its memory, a third of its time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding as TokenizerEncoding
from tokenizers import Tokenizer

from index.encoder import Encoding, Reader, Tell
from index.encoders.reader import joined
from index.errors import IndexDamaged
from index.manifest import ENCODER_MODEL, ENCODER_READER, ENCODER_SETTINGS, ENCODER_TOKENIZER, ENCODER_WORDS
from index.threads import CORES

EMBEDDING = "sentence_embedding"  # the graph's outputs
STATES = "token_states"
LOG_ODDS = "log_odds"  # of the reader's
WORD_EMBEDDINGS = "word_embeddings"  # what both graphs call the array of ENCODER_WORDS
READER_INPUTS = ("input_ids", "attention_mask", "token_type_ids")

# On a processor this takes three times as long as an addition and a plain layer normalisation after it: a fifth of a question.
_SLOW = ["SkipLayerNormFusion"]
_UNKNOWN = "<unk>"  # as every Unigram model names it, which does not say so
_CHUNK = 256  # texts handed to the threads at a time, so that progress is told and memory stays flat


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What the model's own configuration files say about its use, and which export this is.

    `max_tokens` counts the special tokens too. `has_states` says that the graph gives token states. `reader` is the fingerprint of the
    reader beside it, empty where there is none.
    """

    fingerprint: str
    model_fingerprint: str
    dimension: int
    max_tokens: int
    lower_case: bool
    has_states: bool
    reader: str
    question_prompt: str
    passage_prompt: str

    def write(self, file: Path) -> None:
        """Write as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class OnnxEncoder:
    """The encoder in a folder that holds the files of an export.

    One thread inside a run: requests, or the texts of a build, run beside each other instead, which
    uses the cores better for texts of ten to fifty tokens and keeps every text's vector its own.
    `threads` run the texts of a build; None stands for as many as there are cores to use. A build has no need of the reader.
    """

    def __init__(self, folder: Path, threads: int | None = None, *, with_reader: bool = True) -> None:
        self._threads = threads or CORES
        try:
            self._settings = EncoderSettings(**json.loads((folder / ENCODER_SETTINGS).read_text(encoding="utf-8")))
            self._tokenizer = Tokenizer.from_file(str(folder / ENCODER_TOKENIZER))
            words = _word_embeddings(folder)
            self._session = _session(folder / ENCODER_MODEL, words)
            self.reader = self._reader_in(folder, words) if with_reader and self._settings.reader else None
        except Exception as error:  # both libraries raise plain exceptions of their own
            raise IndexDamaged(
                f"the encoder in {folder} cannot be opened; build again with `chatbot index build --full`."
            ) from error
        self._tokenizer.enable_truncation(self._settings.max_tokens)
        self._tokenizer.no_padding()
        self._unknown = self._tokenizer.token_to_id(getattr(self._tokenizer.model, "unk_token", None) or _UNKNOWN)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._outputs = [EMBEDDING, STATES] if self._settings.has_states else [EMBEDDING]
        self.fingerprint = self._settings.fingerprint
        self.model_fingerprint = self._settings.model_fingerprint
        self.dimension = self._settings.dimension

    def encode_question(self, question: str) -> Encoding:
        """One question."""
        return self._encode(self._settings.question_prompt, question)

    def encode_passages(self, texts: Sequence[str], progress: Tell | None = None) -> Iterator[Encoding]:
        """One encoding a text, in order, each made by itself."""
        with ThreadPoolExecutor(self._threads) as threads:
            for begin in range(0, len(texts), _CHUNK):
                chunk = texts[begin : begin + _CHUNK]
                yield from threads.map(self._encode_passage, chunk)
                if progress:
                    progress(len(chunk))

    def token_offsets(self, text: str) -> NDArray[np.int32]:
        """The offsets that a passage's encoding would have, without encoding it."""
        return self._read(self._settings.passage_prompt, text)[1]

    def _reader_in(self, folder: Path, words: onnxruntime.OrtValue | None) -> Reader:
        session, tokenizer = _session(folder / ENCODER_READER, words), self._tokenizer
        vocabulary = tokenizer.get_vocab()
        first, parting = vocabulary["[CLS]"], vocabulary["[SEP]"]

        def log_odds(*texts: str) -> float:
            question, before, passage = (
                np.array(tokenizer.encode(text, add_special_tokens=False).ids, np.int64) for text in texts
            )
            ids, kinds = joined(question, before, passage, first, parting)
            inputs = dict(zip(READER_INPUTS, (ids[None], np.ones_like(ids)[None], kinds[None]), strict=True))
            [found] = session.run([LOG_ODDS], inputs)
            return float(found[0])

        return Reader(self._settings.reader, log_odds)

    def _encode_passage(self, text: str) -> Encoding:
        return self._encode(self._settings.passage_prompt, text)

    def _encode(self, prompt: str, text: str) -> Encoding:
        tokens, offsets = self._read(prompt, text)
        values = {"input_ids": tokens.ids, "attention_mask": tokens.attention_mask, "token_type_ids": tokens.type_ids}
        inputs = {name: np.array([values[name]], np.int64) for name in self._inputs}
        embedding, *states = self._session.run(self._outputs, inputs)
        return Encoding(
            vector=embedding[0] / np.sqrt(embedding[0] @ embedding[0]),
            states=states[0][0] if states else np.empty((len(tokens.ids), 0), np.float32),
            offsets=offsets,
            unknown=np.array(tokens.ids) == self._unknown,
        )

    def _read(self, prompt: str, text: str) -> tuple[TokenizerEncoding, NDArray[np.int32]]:
        read = prompt + text
        tokens = self._tokenizer.encode(read.lower() if self._settings.lower_case else read)
        return tokens, np.array(tokens.offsets, np.int32) - len(prompt)


def _session(graph: Path, words: onnxruntime.OrtValue | None) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if words is not None:
        options.add_initializer(WORD_EMBEDDINGS, words)
    session = onnxruntime.InferenceSession(
        str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
    )
    session.words = words  # it reads them, but does not keep them alive
    return session


def _word_embeddings(folder: Path) -> onnxruntime.OrtValue | None:
    """Mapped from its file, for all sessions that are given it; None where the graphs have none."""
    values = np.load(folder / ENCODER_WORDS, mmap_mode="r", allow_pickle=False)
    return onnxruntime.OrtValue.ortvalue_from_numpy(values) if len(values) else None
