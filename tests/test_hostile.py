"""Clients that mean no good, against a real server."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

BODY = b'{"question": "Hello"}'
HEAD = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def server(seed_project: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(seed_project, "--workers", "2", "--threads", "2")


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.address.rpartition(":")[2])), timeout=30)


def talk(server: Server, sent: bytes) -> bytes:
    with connect(server) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def answered(server: Server, times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        assert httpx.post(f"{server.address}/api/chat", json={"question": "Hello"}, timeout=30).status_code == 200
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(HEAD, id="a head that does not end"),
        pytest.param(HEAD + b"Content-Length: 1000\r\n\r\n{", id="a body that does not end"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", id="a chunk that does not end"),
        pytest.param(b"", id="nothing at all"),
    ],
)
def test_two_hundred_slow_clients_hold_up_nobody_and_are_hung_up_on(
    server: Server, stack: ExitStack, begun: bytes
) -> None:
    quiet = answered(server, 40)
    slow = [stack.enter_context(connect(server)) for _ in range(200)]
    for connection in slow:
        connection.sendall(begun)
    busy = answered(server, 40)
    print(
        f"median {quiet[20] * 1000:.1f} ms alone, {busy[20] * 1000:.1f} ms beside 200 slow clients; slowest {quiet[-1] * 1000:.1f} and {busy[-1] * 1000:.1f} ms"
    )
    assert busy[-1] < 2  # a thread that a slow client holds would be let go after 15 s
    deadline = time.monotonic() + 25
    for connection in slow:
        connection.settimeout(max(0.1, deadline - time.monotonic()))
        while connection.recv(65536):
            pass
    assert answered(server, 1)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, id="a long path"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n", 431, id="a long header"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100 + b"\r\n", 431, id="many headers"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, id="TLS"),
        pytest.param(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, id="an unknown version"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400, id="a space in a header's name"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400, id="a folded header"),
        pytest.param(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + BODY, 400, id="two lengths"),
        pytest.param(HEAD + b"Content-Length: -1\r\n\r\n" + BODY, 400, id="a negative length"),
        pytest.param(HEAD + b"Content-Length: 0x10\r\n\r\n" + BODY, 400, id="a hexadecimal length"),
        pytest.param(HEAD + b"Content-Length: 21\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, id="a length and chunks"),
        pytest.param(HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 400, id="an unknown coding"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, id="a chunk without a size"),
        pytest.param(HEAD + b"Content-Length: 2000000\r\n\r\n", 413, id="too large, before it is sent"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 20 + b"0\r\n\r\n", 413, id="too large in chunks"),
        pytest.param(HEAD + b"Content-Length: 21\r\n\r\n{", 400, id="a body that is cut"),
        pytest.param(HEAD + b"Content-Length: 200000\r\n\r\n" + b"[" * 200000, 400, id="deep JSON"),
        pytest.param(b"GET /sources/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n", 404, id="a path upwards"),
        pytest.param(b"GET /static/%2e%2e/cli.py HTTP/1.1\r\nHost: x\r\n\r\n", 404, id="the code"),
        pytest.param(b"GET /sources/%00%ff HTTP/1.1\r\nHost: x\r\n\r\n", 404, id="bytes that are no text"),
        pytest.param(b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 405, id="an unknown method"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_as_a_problem_that_tells_nothing(server: Server, sent: bytes, status: int) -> None:
    head, _, body = talk(server, sent).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status, head
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert not [secret for secret in (b"Traceback", b"/tmp", b"site-packages", b"gunicorn") if secret in body]
    assert "Traceback" not in server.log.read_text()


def test_a_request_hidden_in_a_body_is_not_answered(server: Server) -> None:
    hidden = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    sent = HEAD + f"Content-Length: {len(hidden)}\r\n\r\n".encode() + hidden
    assert talk(server, sent).count(b"HTTP/1.1 ") == 1
