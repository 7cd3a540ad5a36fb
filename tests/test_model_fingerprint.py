"""A model's fingerprint says what its files hold now, in a process of any age."""

from __future__ import annotations

import os
from pathlib import Path

from index.encoders.torch_encoder import model_fingerprint


def test_a_fingerprint_follows_the_files_of_a_model(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"first")
    before = model_fingerprint(str(tmp_path))
    assert model_fingerprint(str(tmp_path)) == before
    (tmp_path / "README.md").write_text("documentation is left out")
    assert model_fingerprint(str(tmp_path)) == before
    weights.write_bytes(b"other")
    os.utime(weights, ns=(1, 1))
    after = model_fingerprint(str(tmp_path))
    assert after != before
    weights.rename(tmp_path / "renamed.safetensors")
    assert model_fingerprint(str(tmp_path)) not in (before, after)
