"""What is told of work that takes long."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # (stage, done, in all), in what the stage counts: passages or bytes
