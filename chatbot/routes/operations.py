"""What runs the service rather than uses it: health, metrics, the API's own description."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from chatbot.describing.openapi import openapi
from chatbot.live import LiveAnswerer
from chatbot.monitoring.metrics import Metrics
from chatbot.problem import AWAY_SECONDS, AWAY_TITLE, RequestProblem
from chatbot.problem_types import AWAY
from chatbot.routes.json_reply import json_reply
from chatbot.schemas import HealthReply, IndexReply, ReadyReply


def operation_routes(live: LiveAnswerer, metrics: Metrics, playground: bool) -> Blueprint:
    """The routes over these parts; `playground` says whether the description has its endpoint."""
    routes = Blueprint("operations", __name__)
    description = openapi(playground)

    @routes.get("/healthz")
    def alive() -> Response:
        return json_reply(HealthReply())

    @routes.get("/readyz")
    def ready() -> Response:
        if live.away:
            raise RequestProblem(503, AWAY_TITLE, AWAY, AWAY_SECONDS)
        index = IndexReply(version=live.current().passage_index.version)
        return json_reply(ReadyReply(index=index, refused=live.refused))

    @routes.get("/metrics")
    def exposition() -> Response:
        return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)

    @routes.get("/openapi.json")
    def describe() -> Response:
        servers = {"servers": [{"url": request.script_root}]} if request.script_root else {}
        return Response(json.dumps(description | servers, ensure_ascii=False), mimetype="application/json")

    return routes
