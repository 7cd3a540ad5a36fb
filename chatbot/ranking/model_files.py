"""Where the models that come with the package lie; MODEL_CARD.md beside them says what they were trained on."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
