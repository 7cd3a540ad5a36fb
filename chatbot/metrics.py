"""What is counted, in Prometheus' terms; right across several workers."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_CONFIDENCE = tuple(tenth / 10 for tenth in range(1, 11))


class Metrics:
    """Counters of one application. With PROMETHEUS_MULTIPROC_DIR set, `exposition` adds up all workers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "chatbot_requests_total", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "chatbot_request_seconds",
            "Time in the application, in seconds.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._replies = Counter(
            "chatbot_replies_total", "Chat replies by status.", ("status",), registry=self._registry
        )
        self._abstentions = Counter(
            "chatbot_abstentions_total", "Replies without an answer, by reason.", ("reason",), registry=self._registry
        )
        self._index_made = Gauge(
            "chatbot_index_made_seconds",
            "When the index version in use was made, in seconds since the epoch; of several workers' the oldest.",
            registry=self._registry,
            multiprocess_mode="livemin",
        )
        self._reloads = Counter(
            "chatbot_index_reloads_total",
            "New index versions by whether they were taken up, each worker's.",
            ("outcome",),
            registry=self._registry,
        )
        for outcome in ("taken_up", "refused"):
            self._reloads.labels(outcome)  # from nought: the first refusal is a rise that an alert can see
        self._confidence = Histogram(
            "chatbot_confidence", "Confidence of chat replies.", buckets=_CONFIDENCE, registry=self._registry
        )

    def requested(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def replied(self, status: str, confidence: float, reason: str | None) -> None:
        """Count one chat reply; `reason` where it is no answer."""
        self._replies.labels(status).inc()
        if reason:
            self._abstentions.labels(reason).inc()
        if status != "small_talk":
            self._confidence.observe(confidence)

    def reloaded(self, taken_up: bool) -> None:
        """Count a new index version."""
        self._reloads.labels("taken_up" if taken_up else "refused").inc()

    def index_in_use(self, version: str) -> None:
        """Say how old this process's index version is; its name begins with when it was made, in UTC."""
        try:
            made = datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:  # renamed by hand: nothing to tell, and no reason to fail an answer
            return
        self._index_made.set(made.timestamp())

    def exposition(self) -> bytes:
        """Everything in the text format."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        merged = CollectorRegistry()
        MultiProcessCollector(merged)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        return generate_latest(merged)
