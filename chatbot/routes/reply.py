"""A chat reply for whichever route asks: counted, timed, kept where questions are, and noted for the request's log line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chatbot.live import LiveAnswerer
from chatbot.monitoring.metrics import Metrics
from chatbot.monitoring.seen import Seen
from chatbot.reporting.asked import AskedQuestions
from chatbot.schemas import ChatReply, ChatRequest, chat_reply, turns
from chatbot.stages import timing


@contextmanager
def reply_to(
    asked: ChatRequest, live: LiveAnswerer, questions: AskedQuestions, metrics: Metrics, seen: Seen
) -> Iterator[ChatReply]:
    """The reply, for a block that serialises it: its time counts until the block ends."""
    seen.question = asked.question
    with live.use() as answerer, timing() as stages:
        reply = chat_reply(answerer.reply(asked.question, asked.document, asked.top_k, turns(asked)))
        yield reply
        stages.lap("serialise")
    seen.reply, seen.stages = reply, stages
    metrics.replied(reply.status, reply.confidence, reply.reason)
    metrics.timed(stages)
    questions.keep(reply, asked.document)
