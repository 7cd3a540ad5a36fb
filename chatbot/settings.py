"""The `chat` and `server` sections of config.yaml."""

from __future__ import annotations

import os

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork


class ChatSettings(BaseModel):
    """How a question is answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top_k: int = Field(5, ge=1, le=20, description="passages in a reply, where the request does not say")
    candidates: int = Field(15, ge=5, le=1000, description="passages that each of the two searches hands to ranking")
    max_false_answers: float = Field(
        0.2,
        ge=0.02,
        le=0.5,
        description="share of near misses (the right subject, but no answer in the documents) that may be answered; from it follows the confidence below which a reply is `no_answer`",
    )
    remembered_answers: int = Field(
        250,
        ge=0,
        description="answers kept in each worker's memory for questions that are asked again, some thirty kilobytes each; a new index version begins with none",
    )
    suggestions: int = Field(3, ge=0, le=3, description="questions to ask next in a reply; 0 for none")
    answer_floor: float | None = Field(
        None,
        ge=0,
        le=1,
        description="that confidence itself, in place of the one that follows from `max_false_answers`",
    )


class ServerSettings(BaseModel):
    """How the HTTP service runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    workers: int = Field(
        min(4, os.cpu_count() or 1),
        ge=1,
        le=64,
        description="processes, which share the model and the index in memory",
    )
    threads: int = Field(
        max(2, min(8, 2 * (os.cpu_count() or 1) // min(4, os.cpu_count() or 1))),
        ge=1,
        le=128,
        description="requests that one process works on at a time",
    )
    queue: int = Field(
        64,
        ge=0,
        le=10_000,
        description="requests of one process that may wait for a thread; one more is answered 503 at once, and where that is more than a burst nobody waits longer than 20 ms",
    )
    deadline: float = Field(10.0, gt=0, le=100, description="seconds that a request may wait, then it is answered 503")
    rate_limit: int | None = Field(
        None,
        ge=0,
        le=10_000,
        description="requests a minute to /api/ from one client, over all workers; 0 for no limit; unset, 120 for everyone but the machine itself (loopback)",
    )
    rate_limit_storage: str | None = Field(
        None,
        description="where requests of several machines are counted together, such as redis://host:6379 (`pip install 'cited-chatbot[redis]'`)",
    )
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="addresses or networks of proxies whose X-Forwarded-For names the client; JSON in the environment",
    )
    cors_origins: tuple[str, ...] = Field(
        (), description="origins whose pages may use the API, such as https://example.org; JSON in the environment"
    )
    max_body_bytes: int = Field(1_048_576, ge=1_024, description="a larger request is refused unread")
    feedback: str = Field("var/feedback.sqlite", description="where feedback is kept, relative to config.yaml")
