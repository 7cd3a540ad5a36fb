"""Where the workers of one server count together."""

from __future__ import annotations

COUNTED_TOGETHER = "PROMETHEUS_MULTIPROC_DIR"  # names the folder; prometheus_client looks for it when it is imported
