"""What is counted, in Prometheus' terms; right across several workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from chatbot.decide import Reason
from chatbot.monitoring.dead_processes import reading
from chatbot.monitoring.together import COUNTED_TOGETHER
from chatbot.stages import Stage, Stages
from index import made_at

Refusal = Literal["queue", "deadline", "rate"]

_VERSION_FILE = "index_version_"  # and the process's id
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_STAGE_SECONDS = (0.0001, 0.00025, 0.0005, *_SECONDS)
_CONFIDENCE = tuple(tenth / 10 for tenth in range(1, 11))


class Metrics:
    """Counters of one application. With PROMETHEUS_MULTIPROC_DIR set, `exposition` adds up all workers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter = partial(Counter, registry=self._registry)
        gauge = partial(Gauge, registry=self._registry)
        histogram = partial(Histogram, registry=self._registry)
        self._requests = counter("chatbot_requests_total", "Requests by route and status.", ("route", "status"))
        self._seconds = histogram(
            "chatbot_request_seconds", "Time in the application, in seconds.", ("route",), buckets=_SECONDS
        )
        stages = histogram(
            "chatbot_stage_seconds",
            "Time of a chat reply by stage, in seconds; a remembered answer has few stages.",
            ("stage",),
            buckets=_STAGE_SECONDS,
        )
        self._stages = {stage: stages.labels(stage) for stage in get_args(Stage)}
        self._replies = counter("chatbot_replies_total", "Chat replies by status.", ("status",))
        self._abstentions = counter("chatbot_abstentions_total", "Replies without an answer, by reason.", ("reason",))
        for reason in get_args(Reason):
            self._abstentions.labels(reason)  # from nought: the first one is a rise that an alert can see
        self._confidence = histogram("chatbot_confidence", "Confidence of chat replies.", buckets=_CONFIDENCE)
        remembered = counter(
            "chatbot_remembered_total",
            "Questions by whether their answer was remembered; a question of two parts counts twice.",
            ("outcome",),
        )
        self._hits, self._misses = remembered.labels("hit"), remembered.labels("miss")
        self._waiting = gauge(
            "chatbot_queue_waiting", "Requests that wait for a thread now, of all workers.", multiprocess_mode="livesum"
        )
        refused = counter(
            "chatbot_refused_total",
            "Requests refused because of load: the queue was full, the wait too long, the client too hasty.",
            ("reason",),
        )
        self._refused = {reason: refused.labels(reason) for reason in get_args(Refusal)}
        self._index = _IndexInfo()
        self._registry.register(self._index)
        self._index_made = gauge(
            "chatbot_index_made_seconds",
            "When the index version in use was made, in seconds since the epoch; of several workers' the oldest.",
            multiprocess_mode="livemin",
        )
        self._reloads = counter(
            "chatbot_index_reloads_total",
            "New index versions by whether they were taken up, each worker's; refused also once where there is none to follow.",
            ("outcome",),
        )
        for outcome in ("taken_up", "refused"):
            self._reloads.labels(outcome)
        self._lost_lines = counter("chatbot_log_lines_lost_total", "Log lines of requests that could not be written.")
        self._dropped = counter(
            "chatbot_dropped_rows_total", "Questions and feedback that could not be kept, by table.", ("table",)
        )
        self._rows_waiting = gauge(
            "chatbot_rows_waiting",
            "Questions and feedback that could not be written yet and wait, by table, of all workers.",
            ("table",),
            multiprocess_mode="livesum",
        )
        for table in ("questions", "feedback"):
            self._dropped.labels(table)
            self._rows_waiting.labels(table)

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

    def timed(self, stages: Stages) -> None:
        """Count the time of a chat reply's stages, and what of it was remembered."""
        for stage, seconds in stages.seconds().items():
            self._stages[stage].observe(seconds)
        if stages.computed:
            self._misses.inc(stages.computed)
        if stages.looked_up > stages.computed:
            self._hits.inc(stages.looked_up - stages.computed)

    def refused(self, reason: Refusal) -> None:
        """Count a request that was refused because of load."""
        self._refused[reason].inc()

    def waiting(self, more: int) -> None:
        """So many requests more, or fewer, wait for a thread."""
        self._waiting.inc(more)

    def line_lost(self) -> None:
        """Count a request's log line that could not be written."""
        self._lost_lines.inc()

    def reloaded(self, taken_up: bool) -> None:
        """Count a new index version, or that there is none to follow."""
        self._reloads.labels("taken_up" if taken_up else "refused").inc()

    def dropped(self, table: str) -> None:
        """Count one row that could not be kept."""
        self._dropped.labels(table).inc()

    def rows_waiting(self, table: str, rows: int) -> None:
        """So many rows could not be written yet."""
        self._rows_waiting.labels(table).set(rows)

    def index_in_use(self, version: str) -> None:
        """Say which index version this process answers from, and how old it is, where its name tells."""
        self._index.use(version)
        made = made_at(version)
        if made is not None:
            self._index_made.set(made.timestamp())

    def exposition(self) -> bytes:
        """Everything in the text format."""
        if COUNTED_TOGETHER not in os.environ:
            return generate_latest(self._registry)
        merged = CollectorRegistry()
        MultiProcessCollector(merged)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        merged.register(self._index)
        with reading(Path(os.environ[COUNTED_TOGETHER])):
            return generate_latest(merged)


def forget_process(pid: int) -> None:
    """A process that is gone still counts, but says nothing of the present any more. Only with PROMETHEUS_MULTIPROC_DIR."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    Path(os.environ[COUNTED_TOGETHER], f"{_VERSION_FILE}{pid}").unlink(missing_ok=True)


def forget_earlier_processes() -> None:
    """Let what an earlier server left in PROMETHEUS_MULTIPROC_DIR count, but say nothing of the present."""
    for file in Path(os.environ[COUNTED_TOGETHER]).glob("*"):
        if file.name.startswith(("gauge_live", _VERSION_FILE)):
            file.unlink(missing_ok=True)


class _IndexInfo(Collector):
    """The versions in use by their names. A gauge of the library would keep every version that there ever was."""

    def __init__(self) -> None:
        self._own = ""

    def use(self, version: str) -> None:
        """This process answers from this version."""
        self._own = version
        if folder := os.environ.get(COUNTED_TOGETHER):
            with suppress(OSError):  # a full disk fails no answer
                Path(folder, f"{_VERSION_FILE}{os.getpid()}").write_text(version, encoding="utf-8")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One sample a version, of all processes."""
        family = GaugeMetricFamily(
            "chatbot_index_info", "1 for each index version that a worker answers from.", labels=["version"]
        )
        for version in sorted(self._versions()):
            family.add_metric([version], 1)
        yield family

    def _versions(self) -> set[str]:
        folder = os.environ.get(COUNTED_TOGETHER)
        if not folder:
            return {self._own} - {""}
        versions = set()
        for file in Path(folder).glob(f"{_VERSION_FILE}*"):
            with suppress(OSError):  # its process just ended
                versions.add(file.read_text(encoding="utf-8"))
        return versions - {""}
