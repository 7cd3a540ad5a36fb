"""OpenTelemetry spans of a request and its stages, made once it is over, so that nothing of it waits for them.

On only where OTEL_EXPORTER_OTLP_ENDPOINT is set; the package is an extra, and imported then alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from chatbot.monitoring.seen import Seen

_SWITCH = "OTEL_EXPORTER_OTLP_ENDPOINT"
_SERVICE = "cited-chatbot"  # where OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES do not say

_log = logging.getLogger(__name__)


class Tracing:
    """Hands the spans of requests to a tracer. `traceparent` and `tracestate` are honoured (W3C Trace Context)."""

    def __init__(self, tracer: Tracer) -> None:
        from opentelemetry import trace  # there, as there is a tracer
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._tracer, self._trace, self._propagator = tracer, trace, TraceContextTextMapPropagator()

    def record(self, seen: Seen, end: float) -> str:
        """The trace id of a request that ended at `end` (`time.perf_counter`), once its spans are made."""
        trace = self._trace

        def at(moment: float) -> int:
            return seen.begun_at + int((moment - seen.begun) * 1e9)

        span = self._tracer.start_span(
            f"{seen.method} {seen.route}",
            context=self._propagator.extract(seen.trace),
            kind=trace.SpanKind.SERVER,
            attributes=_attributes(seen),
            start_time=seen.begun_at,
        )
        if seen.status >= 500 or seen.failed:
            span.set_status(trace.StatusCode.ERROR)
        if seen.stages and span.is_recording():
            within = trace.set_span_in_context(span)
            before = seen.stages.begun
            for stage, moment in seen.stages.laps:
                self._tracer.start_span(stage, context=within, start_time=at(before)).end(at(moment))
                before = moment
        span.end(at(end))
        return f"{span.get_span_context().trace_id:032x}"


def tracing(environ: Mapping[str, str]) -> Tracing | None:
    """Spans over OTLP/HTTP, by the SDK's own variables; None where they are not wanted. Starts a thread, so never before a fork."""
    if not environ.get(_SWITCH):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning("%s is set, but there are no traces: install the extra `otel` (README, Extras)", _SWITCH)
        return None
    named = environ.get("OTEL_SERVICE_NAME") or "service.name=" in environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if named else {"service.name": _SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider.get_tracer("chatbot"))


def _attributes(seen: Seen) -> dict[str, str | int | float]:
    """Names of the semantic conventions for HTTP, then our own; neither an address nor a word of the question."""
    attributes: dict[str, str | int | float] = {
        "http.request.method": seen.method,
        "http.route": seen.route,
        "http.response.status_code": seen.status,
        "chatbot.request_id": seen.id,
    }
    if seen.status >= 500:
        attributes["error.type"] = str(seen.status)
    if reply := seen.reply:
        attributes |= {
            "chatbot.reply.status": reply.status,
            "chatbot.reply.confidence": reply.confidence,
            "chatbot.index.version": reply.index.version,
        }
    return attributes
