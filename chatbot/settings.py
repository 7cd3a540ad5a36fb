"""The `chat` and `server` sections of config.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, IPvAnyNetwork
from pydantic_core import PydanticCustomError

from index import CORES
from index.settings import UNREPEATED, MachinePath, Settings

# Without the characters by which flask-cors takes an origin for a pattern, in which each point would be any character.
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9.-]*://[A-Za-z0-9._-]+(:[0-9]{1,5})?")
_HASH = re.compile("sha256:[0-9a-f]{64}")


def _as_browsers_send_it(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin):
        raise PydanticCustomError(
            "origin", "an origin such as https://example.org or http://localhost:3000, without a path, or * is expected"
        )
    return origin


def _no_key_itself(digest: str) -> str:
    if not _HASH.fullmatch(digest):
        raise PydanticCustomError(
            "key", "the hash that `chatbot key new` prints is expected (sha256: and 64 digits), not the key itself"
        )
    return digest


Origin = Annotated[str, AfterValidator(_as_browsers_send_it)]
KeyHashes = Annotated[tuple[Annotated[str, AfterValidator(_no_key_itself)], ...], UNREPEATED]
LogFormat = Literal["auto", "json", "console"]


class ChatSettings(Settings):
    """How a question is answered."""

    top_k: int = Field(5, ge=1, le=20, description="passages in a reply, where the request does not say")
    candidates: int = Field(
        15,
        ge=5,
        le=1000,
        description="passages that each of the two searches finds; ranking looks at the 15 nearest of them",
    )
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
    reader: bool = Field(
        True,
        description="whether a first passage that is in doubt, of two to five questions in ten, is read together with the question, and the second where it is so too, of one in ten: that takes as long as all the rest of an answer and tells better whether it is one. For the packaged model on ONNX Runtime and English; a calibration is made with it or without",
    )
    cross_encoder: str | None = Field(
        None,
        min_length=1,
        description="a sentence-transformers CrossEncoder of your own, by its folder or name, that reads the ten best candidates and orders them; slow, and it brings PyTorch into every worker (the extra `cross-encoder`)",
    )
    answer_floor: float | None = Field(
        None,
        ge=0,
        le=1,
        description="that confidence itself, in place of the one that follows from `max_false_answers`",
    )


class ServerSettings(Settings):
    """How the HTTP service runs."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        examples=["https://example.org or https://example.org/help"],
        description="where readers reach the server, such as https://example.org, for links to its source pages and as a name of the MCP server; where it has a path (https://example.org/help), links of the pages begin with that; unset, the address that a request came to",
    )
    model_name: str = Field(
        "cited-chatbot",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        examples=["cited-chatbot (letters, digits, dots, - and _)"],
        description="id of the model that clients of OpenAI's form see at /v1",
    )
    mcp_port: int = Field(8081, ge=0, le=65535, description="port of `chatbot mcp --http`; 0 takes a free one")
    workers: int = Field(
        min(4, CORES),
        ge=1,
        le=64,
        description="processes, which share the model and the index in memory",
    )
    threads: int = Field(
        max(2, min(8, 2 * CORES // min(4, CORES))),
        ge=1,
        le=128,
        description="requests that one process works on at a time",
    )
    queue: int = Field(
        64,
        ge=0,
        le=10_000,
        description="requests of one process that may wait for a thread; one more is answered 503 at once, and where that is more than a burst nobody waits longer than 10 ms",
    )
    deadline: float = Field(10.0, gt=0, le=100, description="seconds that a request may wait, then it is answered 503")
    rate_limit: int | None = Field(
        None,
        ge=0,
        le=10_000,
        description="questions and other requests to /api/, /v1/ and /mcp a minute from one client, over all workers; 0 for no limit; unset, 120 for everyone but the machine itself (loopback)",
    )
    rate_limit_storage: Annotated[str | None, UNREPEATED] = Field(
        None,
        description="where requests of several machines are counted together, such as redis://host:6379 (the extra `redis`)",
    )
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (),
        examples=["10.0.0.1 or 10.0.0.0/8"],
        description="addresses or networks of proxies whose X-Forwarded-For names the client; JSON in the environment",
    )
    cors_origins: tuple[Origin, ...] = Field(
        (),
        description="origins whose pages may use the API, such as https://example.org, or `*` for all; JSON in the environment",
    )
    max_body_bytes: int = Field(1_048_576, ge=1_024, description="a larger request is refused unread")
    pid_file: MachinePath | None = Field(
        None,
        description="file that names the server's first process, relative to config.yaml; `chatbot restart` needs it",
    )
    keys: KeyHashes = Field(
        (),
        description="hashes of the keys, one of which every request to /api/, /v1/ and /mcp must bring (`chatbot key new` makes them); none: open to all; JSON in the environment",
    )
    metrics_keys: KeyHashes = Field((), description="the same for /metrics")
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="port for /metrics alone, which then is not on the other one; 0 takes a free one",
    )
    log_format: LogFormat = Field(
        "auto", description="log lines as `json`, or as `console` columns; `auto` is columns on a terminal, else JSON"
    )
    log_questions: bool = Field(False, description="whether a request's log line holds the question")
    feedback: MachinePath = Field(
        "var/feedback.sqlite",
        description="where feedback is kept, relative to config.yaml; on a local disk",
    )
    feedback_days: int = Field(365, ge=1, le=3650, description="days that feedback is kept, then it is deleted")
    store_questions: bool = Field(
        False,
        description="keep what visitors ask and what came of it, for `chatbot report`; never an address, but visitors may write personal things",
    )
    questions: MachinePath = Field(
        "var/questions.sqlite",
        description="where questions are kept, relative to config.yaml; on a local disk, made with the first question",
    )
    question_days: int = Field(
        90,
        ge=1,
        le=3650,
        description="days that questions are kept, then they are deleted, also where `store_questions` is off again",
    )
    playground: bool = Field(
        False,
        description="whether `/playground` and `POST /api/explain` show a question's way, with settings to try; both are slower than answers, and not for the internet",
    )
