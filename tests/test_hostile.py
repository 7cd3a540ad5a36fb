"""Clients that mean no good, against a real server."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
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
        with suppress(OSError):  # it has hung up already
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


NEXT = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"  # whoever is smuggled past the first request would be answered
LENGTH = b"Content-Length: 21\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"15\r\n" + BODY + b"\r\n0\r\n\r\n"
HOST = b"Host: x\r\n"
SECRETS = (b"Traceback", b'File "', b"/tmp", b"/work", b"site-packages", b"gunicorn/", b"Werkzeug", b"root:")


def statuses(replies: bytes) -> list[int]:
    """Of every reply on one connection."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", replies)]


def told(replies: bytes) -> list[bytes]:
    """What of the machine they tell."""
    return [secret for secret in SECRETS if secret in replies]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", id="CL.TE"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n15\r\n" + BODY + b"\r\n0\r\n\r\n", id="TE.CL"),
        pytest.param(HEAD + b"Transfer-Encoding : chunked\r\n" + LENGTH + b"\r\n" + BODY, id="TE before a space"),
        pytest.param(HEAD + b"Transfer-Encoding:\tchunked\r\n" + LENGTH + b"\r\n" + BODY, id="TE behind a tab"),
        pytest.param(HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + CHUNK, id="TE behind a vertical tab"),
        pytest.param(HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNK, id="TE folded"),
        pytest.param(HEAD + b"X: a\r\n\tb\r\n" + LENGTH + b"\r\n" + BODY, id="a folded header"),
        pytest.param(HEAD + b"Transfer-Encoding: xchunked\r\n" + LENGTH + b"\r\n" + BODY, id="TE unknown"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + CHUNK, id="TE twice"),
        pytest.param(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNK, id="compressed and chunked"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + CHUNK, id="chunked twice"),
        pytest.param(HEAD + b"Transfer-Encoding: identity\r\n" + LENGTH + b"\r\n" + BODY, id="identity"),
        pytest.param(CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + CHUNK, id="chunks in HTTP/1.0"),
        pytest.param(HEAD + LENGTH + LENGTH + b"\r\n" + BODY, id="the same length twice"),
        pytest.param(HEAD + b"Content-Length: 21\r\nContent-Length: 6\r\n\r\n" + BODY, id="two lengths"),
        pytest.param(HEAD + b"Content-Length: 21, 21\r\n\r\n" + BODY, id="a list of lengths"),
        pytest.param(HEAD + b"Content-Length: +21\r\n\r\n" + BODY, id="a length with a sign"),
        pytest.param(HEAD + b"Content-Length: -21\r\n\r\n" + BODY, id="a negative length"),
        pytest.param(HEAD + b"Content-Length: 2 1\r\n\r\n" + BODY, id="a length with a space"),
        pytest.param(HEAD + b"Content-Length: 0x15\r\n\r\n" + BODY, id="a hexadecimal length"),
        pytest.param(HEAD + "Content-Length: ٢١\r\n\r\n".encode() + BODY, id="a length in Arabic digits"),
        pytest.param(CHUNKED + b'15;a="\r\n"\r\n' + BODY + b"\r\n0\r\n\r\n", id="a line break in a chunk extension"),
        pytest.param(CHUNKED + b"15;a\nb\r\n" + BODY + b"\r\n0\r\n\r\n", id="a bare line feed in a chunk extension"),
        pytest.param(CHUNKED + b"-1\r\n" + BODY + b"\r\n0\r\n\r\n", id="a negative chunk"),
        pytest.param(CHUNKED + b"0x15\r\n" + BODY + b"\r\n0\r\n\r\n", id="a chunk with a prefix"),
        pytest.param(CHUNKED + b" 15\r\n" + BODY + b"\r\n0\r\n\r\n", id="a chunk behind a space"),
        pytest.param(CHUNKED + b"15\n" + BODY + b"\n0\n\n", id="chunks with bare line feeds"),
        pytest.param(CHUNKED + b"15\r\n" + BODY + b"XX0\r\n\r\n", id="a chunk that does not end in a line break"),
        pytest.param(CHUNKED + b"14\r\n" + BODY + b"\r\n0\r\n\r\n", id="a chunk longer than its size"),
        pytest.param(CHUNKED + b"1" * 9000, id="a chunk size that does not end"),
        pytest.param(CHUNKED + b"15\r\n" + BODY + b"\r\n0\r\nContent-Length: 5\r\n\r\n", id="a length in the trailer"),
        pytest.param(b"GET / HTTP/1.1\nHost: x\n\n", id="bare line feeds"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\rX: a\r\n\r\n", id="a bare carriage return"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n", id="NUL in a header"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X\0: a\r\n\r\n", id="NUL in a header's name"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b": a\r\n\r\n", id="a header without a name"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no Host"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Host: y\r\n\r\n", id="two Hosts"),
        pytest.param(b'GET /docs HTTP/1.1\r\nHost: evil.example/"><script>\r\n\r\n', id="markup in Host"),
        pytest.param("GET / HTTP/1.1\r\nHost: ünïcode\r\n\r\n".encode(), id="a Host that is not ASCII"),
        pytest.param(b"GET / HTTP/1.1\r\nHost:\r\n\r\n", id="an empty Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: :80\r\n\r\n", id="a port alone in Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", id="a list in Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x:65536\r\n\r\n", id="a port beyond the last in Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x:99999999\r\n\r\n", id="a long port in Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", id="half an IPv6 address in Host"),
        pytest.param(b"GET http://[::1/ HTTP/1.1\r\n" + HOST + b"\r\n", id="half an IPv6 address in the target"),
        pytest.param(b"POST /api/chat HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nContent-Type: text/plain\r\n" + LENGTH + b"\r\n" + BODY, id="two media types"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9), id="HTTP/2"),
        pytest.param(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", id="the proxy protocol"),
        pytest.param(b"GET /\r\n\r\n", id="HTTP/0.9"),
        pytest.param(b"GET\t/\tHTTP/1.1\r\n" + HOST + b"\r\n", id="tabs in the request line"),
        pytest.param(b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n", id="two spaces in the request line"),
        pytest.param(b"GET /sources/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", id="bytes in the path"),
        pytest.param(bytes(range(256)) * 8, id="every byte"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
        pytest.param(b"\r\n" * 4000, id="only line breaks"),
    ],
)  # fmt: skip
def test_where_a_request_ends_is_doubtful_the_connection_ends(server: Server, sent: bytes) -> None:
    """One refusal, nothing of what is behind it is answered, and the server hangs up."""
    with connect(server) as connection:
        connection.settimeout(4)  # less than a worker would wait for the rest of a body
        connection.sendall(sent + NEXT)
        replies = b"".join(iter(lambda: connection.recv(65536), b""))
    assert (statuses(replies), told(replies)) == ([400], []), replies


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(CHUNKED + b"15;a=b;c\r\n" + BODY + b"\r\n0\r\n\r\n", 200, id="a chunk extension"),
        pytest.param(CHUNKED + b"15\r\n" + BODY + b"\r\n0\r\nX: y\r\n\r\n", 200, id="a trailer"),
        pytest.param(HEAD + b"Expect: 100-continue\r\n" + LENGTH + b"\r\n" + BODY, 200, id="a client that waits"),
        pytest.param(HEAD + b"Content_Length: 3\r\n" + LENGTH + b"\r\n" + BODY, 200, id="an underscore for a dash"),
        pytest.param(HEAD + b'X-Forwarded-For: ,,"x";DROP TABLE, 999.1.1.1, ::::, \xff\xfe\r\n' + LENGTH + b"\r\n" + BODY, 200, id="junk in X-Forwarded-For"),
        pytest.param(HEAD + b"X-Forwarded-For: " + b"192.0.2.1," * 800 + b"\r\n" + LENGTH + b"\r\n" + BODY, 200, id="a long X-Forwarded-For"),
        pytest.param(HEAD + b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\n" + LENGTH + b"\r\n" + BODY, 200, id="two schemes"),
        pytest.param(b"GET /docs HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: /evil\r\nPATH_INFO: /metrics\r\n\r\n", 200, id="a mount point"),
        pytest.param(HEAD + b"Accept: ;;;===,,,\xff\r\n" + LENGTH + b"\r\n" + BODY, 200, id="junk in Accept"),
        pytest.param(HEAD + b"Accept: " + b"a/b;q=0.1," * 800 + b"\r\n" + LENGTH + b"\r\n" + BODY, 200, id="a long Accept"),
        pytest.param(HEAD[:-2] + b"; charset=utf-7; charset=\xff\r\n" + LENGTH + b"\r\n" + BODY, 200, id="odd parameters of the media type"),
        pytest.param(HEAD + b"Expect: the-unexpected\r\n" + LENGTH + b"\r\n" + BODY, 417, id="an unknown expectation"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a=b;" * 1500 + b"\r\n\r\n", 200, id="many cookies"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", 200, id="an upgrade"),
        pytest.param(b"GET /widget.js HTTP/1.1\r\n" + HOST + b"Range: bytes=" + b",".join(b"%d-" % n for n in range(1000)) + b"\r\n\r\n", 416, id="a thousand ranges"),
        pytest.param(b"GET /widget.js HTTP/1.1\r\n" + HOST + b'If-None-Match: "\xff\r\nIf-Modified-Since: 99 Foo\r\n\r\n', 200, id="junk in conditions"),
        pytest.param(b"GET http://evil.example/healthz HTTP/1.1\r\n" + HOST + b"\r\n", 200, id="a whole address as the target"),
        pytest.param(b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="a tunnel"),
        pytest.param(b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="the asterisk"),
        pytest.param(b"TRACE / HTTP/1.1\r\n" + HOST + b"X: secret\r\n\r\n", 405, id="TRACE"),
        pytest.param(b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="an unknown method"),
        pytest.param(b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400, id="an unknown version"),
        pytest.param(b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, id="a long path"),
        pytest.param(b"A" * 9000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n", 414, id="a long method"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431, id="a long header"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 100 + b"\r\n", 431, id="many headers"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"X" * 600_000, 431, id="a head without an end"),
        pytest.param(HEAD + b"Content-Length: 2000000\r\n\r\n", 413, id="too large, before it is sent"),
        pytest.param(HEAD + b"Content-Length: 1048577\r\n\r\n", 413, id="one byte too large, before it is sent"),
        pytest.param(HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", 413, id="a length of 400 digits"),
        pytest.param(CHUNKED + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 20 + b"0\r\n\r\n", 413, id="too large in chunks"),
        pytest.param(CHUNKED + b"F" * 17 + b"\r\n" + BODY, 400, id="a chunk larger than any memory"),
        pytest.param(HEAD + LENGTH + b"\r\n{", 400, id="a body that is cut"),
        pytest.param(HEAD + b"Content-Length: 22\r\n\r\n" + BODY, 400, id="a body that is cut and still JSON"),
        pytest.param(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=\r\n" + LENGTH + b"\r\n" + BODY, 422, id="a form without a boundary"),
        pytest.param(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\n\r\n" + b"a&" * 100_000, 413, id="a hundred thousand form fields"),
        pytest.param(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 18\r\n\r\nquestion=%ff%00%zz", 200, id="a form of bytes"),
        pytest.param(b"GET /api/suggestions?document=%ff&document=b&%00=1&;;& HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="a query of bytes"),
    ],
)  # fmt: skip
def test_an_odd_request_is_answered_or_refused_and_nothing_is_told(server: Server, sent: bytes, status: int) -> None:
    replies = talk(server, sent).replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"")
    head, _, body = replies.partition(b"\r\n\r\n")
    assert (statuses(replies), told(replies)) == ([status], []), head
    if status not in (200, 422):
        assert b"application/problem+json" in head
        assert json.loads(body)["status"] == status
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/../../../../etc/passwd", 404, id="upwards"),
        pytest.param("/static/../cli.py", 404, id="upwards from the static files"),
        pytest.param("/static/%2e%2e/cli.py", 404, id="encoded dots"),
        pytest.param("/static/%252e%252e%252fcli.py", 404, id="encoded twice"),
        pytest.param("/static/..%2fcli.py", 404, id="an encoded slash"),
        pytest.param("/static/..%5c..%5ccli.py", 404, id="an encoded backslash"),
        pytest.param("/static/..\\cli.py", 404, id="a backslash"),
        pytest.param("/static/%c0%ae%c0%ae/cli.py", 404, id="over-long dots"),
        pytest.param("/static//etc/passwd", 404, id="an absolute path"),
        pytest.param("/static/%2fetc%2fpasswd", 404, id="an encoded absolute path"),
        pytest.param("/static/site.css%00.js", 404, id="NUL"),
        pytest.param("/static/", 404, id="a folder"),
        pytest.param("/static/.", 404, id="the folder itself"),
        pytest.param(f"/static/{'a' * 3000}", 404, id="a name longer than a file's"),
        pytest.param("/sources/..%2f..%2fetc%2fpasswd", 404, id="a document upwards"),
        pytest.param("/sources/%00%ff", 404, id="a document of bytes"),
        pytest.param("/sources/%3Cscript%3Ealert(1)%3C%2fscript%3E", 404, id="markup"),
        pytest.param("/sources/a%0d%0aSet-Cookie:%20x=1", 404, id="a line break"),
        pytest.param("//evil.example/%2e%2e", 404, id="two slashes"),
        pytest.param("//healthz", 200, id="an endpoint behind two slashes"),
        pytest.param("/healthz;/../metrics", 404, id="a path parameter"),
        pytest.param("/api/chat/", 404, id="a slash at the end"),
        pytest.param("/static/site.css", 200, id="a static file"),
    ],
)
def test_a_path_leads_nowhere_but_to_what_is_served(server: Server, path: str, status: int) -> None:
    replies = talk(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, body = replies.partition(b"\r\n\r\n")
    assert (statuses(replies), told(replies)) == ([status], []), head
    assert not re.search(rb"(?i)\r\n(location|set-cookie):", head)
    assert b"<script>alert" not in body and b"import" not in body


QUESTION = b'{"question": "Hello"'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b'{"question": "\\ud800"}', 400, id="half a surrogate pair"),
        pytest.param(b'{"question": "\\udc00\\ud800"}', 400, id="a surrogate pair the wrong way round"),
        pytest.param(b'{"\\ud800": 1, "question": "x"}', 400, id="a key of half a surrogate pair"),
        pytest.param(b'{"question": "\xed\xa0\x80\xed\xb0\x80"}', 400, id="surrogates as bytes"),
        pytest.param(b'{"question": "\xc0\xaf"}', 400, id="over-long UTF-8"),
        pytest.param(b'{"question": "\xe0\x80\xaf"}', 400, id="over-long UTF-8 of three bytes"),
        pytest.param(b'{"question": "\xf5\x80\x80\x80"}', 400, id="beyond Unicode"),
        pytest.param(b'{"question": "\xe2\x82"}', 400, id="a character that is cut"),
        pytest.param(b'{"question": "caf\xe9"}', 400, id="Latin-1"),
        pytest.param('{"question": "Hello"}'.encode("utf-16"), 400, id="UTF-16"),
        pytest.param(b'\xef\xbb\xbf{"question": "Hello"}', 400, id="a byte order mark"),
        pytest.param(b'{"question": "a\x01b"}', 400, id="a raw control character"),
        pytest.param(QUESTION + b"} x", 400, id="more behind the end"),
        pytest.param(QUESTION + b"}" + QUESTION + b"}", 400, id="two bodies"),
        pytest.param(QUESTION + b",}", 400, id="a comma too many"),
        pytest.param(b"/**/" + QUESTION + b"}", 400, id="a comment"),
        pytest.param(b"[" * 500_000 + b"]" * 500_000, 400, id="half a million brackets"),
        pytest.param(b'{"a":' * 150_000 + b"1" + b"}" * 150_000, 400, id="deep objects"),
        pytest.param(QUESTION + b', "history": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, id="depth in a field"),
        pytest.param(QUESTION + b', "top_k": ' + b"9" * 1_000_000 + b"}", 400, id="a number of a million digits"),
        pytest.param(QUESTION + b', "top_k": 1e999999999}', 422, id="a huge exponent"),
        pytest.param(QUESTION + b', "top_k": 5e-999999999}', 422, id="a tiny exponent"),
        pytest.param(QUESTION + b', "top_k": NaN}', 422, id="not a number"),
        pytest.param(QUESTION + b"," + QUESTION[1:] + b"}", 200, id="a key twice"),
        pytest.param(QUESTION + b"," + b'"question": "Hello",' * 45_000 + b'"top_k": 3}', 200, id="a key 45,000 times"),
        pytest.param(QUESTION + b"," + b",".join(b'"k%d": 1' % n for n in range(70_000)) + b"}", 422, id="70,000 unknown keys"),
        pytest.param(QUESTION + b', "' + b"k" * 900_000 + b'": 1}', 422, id="a key of 900,000 characters"),
        pytest.param(QUESTION + b', "history": [' + b",".join([b"{}"] * 300_000) + b"]}", 422, id="300,000 empty turns"),
        pytest.param(QUESTION + b', "history": [' + b",".join([b'{"question": "?"}'] * 50_000) + b"]}", 422, id="50,000 turns"),
        pytest.param(QUESTION + b', "history": [' + b",".join([b"null"] * 200_000) + b"]}", 422, id="200,000 nulls"),
        pytest.param(QUESTION + b', "__proto__": {"admin": true}, "__class__": "x"}', 422, id="keys with a meaning elsewhere"),
        pytest.param(QUESTION + b', "document": "../../etc/passwd"}', 404, id="a path for a document"),
        pytest.param(QUESTION + b', "document": "\\u0000"}', 404, id="NUL for a document"),
        pytest.param(b" " * 1_000_000 + QUESTION + b"}", 200, id="a megabyte of spaces"),
        *[
            pytest.param(json.dumps({"question": question}).encode(), 200, id=name)
            for name, question in {
                "NUL": "\0\0 who \0",
                "direction marks": "\u202e\u2066Who\u2069 died? \u202c\ufeff\ufffe\uffff",
                "two thousand combining marks": "e" + "\u0301" * 1999,
                "two thousand joiners": "\u200d" * 2000,
                "one long word": "a" * 2000,
                "spaces in the middle": "a" + " " * 1998 + "b",
                "brackets": "(" * 2000,
                "question marks": "?" * 2000,
                "conjunctions": ("and " * 500)[:2000],
                "names": ("Who was Al Bo " * 150)[:2000],
                "misspelt words": " ".join(f"xq{n}zj" for n in range(220)),
                "SQL": "'; DROP TABLE passages; -- \" OR 1=1",
                "templates": "{{7*7}} ${7*7} <%= 7*7 %> {0.__class__} %s%n",
                "a forged log line": "Hello\r\n[ERROR] Traceback",
            }.items()
        ],
    ],
)  # fmt: skip
def test_a_hostile_body_is_answered_or_refused_soon_and_in_few_words(server: Server, body: bytes, status: int) -> None:
    begin = time.perf_counter()
    response = httpx.post(
        f"{server.address}/api/chat", content=body, headers={"Content-Type": "application/json"}, timeout=30
    )
    seconds = time.perf_counter() - begin
    assert (response.status_code, [secret for secret in told(response.content) if status != 200]) == (status, [])
    assert len(response.content) < (100_000 if status == 200 else 20_000)
    assert seconds < 2  # 300,000 empty turns once took five, and were answered with nineteen megabytes
    assert "Traceback (most recent call last)" not in server.log.read_text()


@pytest.mark.parametrize(("size", "status"), [(1_048_576, 200), (1_048_577, 413)])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_may_be_as_large_as_the_settings_say(server: Server, size: int, status: int, is_chunked: bool) -> None:
    body = BODY.ljust(size)
    content = iter((body[:1000], body[1000:])) if is_chunked else body
    headers = {"content-type": "application/json"}
    assert httpx.post(f"{server.address}/api/chat", content=content, headers=headers).status_code == status


@pytest.mark.parametrize(
    "header", [b"Host: a b", HOST + b"Transfer-Encoding: chunked, chunked"], ids=["by its Host", "by its framing"]
)
def test_a_head_that_is_refused_early_has_no_body_and_every_refusal_its_headers(server: Server, header: bytes) -> None:
    head, _, body = talk(server, b"HEAD / HTTP/1.1\r\n" + header + b"\r\n\r\n").partition(b"\r\n\r\n")
    assert (statuses(head), body) == ([400], b"")
    assert b"\r\nX-Content-Type-Options: nosniff" in head


def test_a_request_hidden_in_a_body_is_not_answered(server: Server) -> None:
    hidden = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    sent = HEAD + f"Content-Length: {len(hidden)}\r\n\r\n".encode() + hidden
    assert talk(server, sent).count(b"HTTP/1.1 ") == 1
