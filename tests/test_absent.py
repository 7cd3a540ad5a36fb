"""Libraries that nobody asked for are not loaded, and are there for whoever asks."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from index.absent import absent


def test_what_is_left_out_is_missing_meanwhile_and_there_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with absent("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_loaded_already_stays() -> None:
    with absent("json"):
        import json as again
    assert again is json is sys.modules["json"]


def test_a_build_loads_no_statistics_and_no_classifiers() -> None:
    heavy = {"matplotlib", "pandas", "scipy.stats", "sklearn", "torch", "transformers"}
    program = f"import sys, index.build, index.encoders.onnx_export; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"
