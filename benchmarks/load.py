"""A small HTTP load generator on asyncio: keep-alive connections, each with one request in flight.

    python benchmarks/load.py HOST PORT --connections 8 --seconds 5 < requests.json

`requests.json` is a list of `[method, path, body]` (an empty body for none). They are sent in turn;
no request is sent twice in one run unless the list is shorter than what the server answers. Prints
JSON: requests, failures (any status but 200, or a broken connection), requests a second, p50 and
p99 in ms, and the share of one core that this program used: near 1, it would be the bottleneck.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Load:
    """What a server bore."""

    connections: int
    requests: int
    failures: int
    per_second: float
    p50_ms: float
    p99_ms: float
    generator_cpu: float


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("host")
    arguments.add_argument("port", type=int)
    arguments.add_argument("--connections", type=int, default=8)
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--close", action="store_true", help="connect anew for each request")
    options = arguments.parse_args()
    requests = cycle([_request(options.host, *row, closing=options.close) for row in json.load(sys.stdin)])
    load = asyncio.run(run(options.host, options.port, requests, options.connections, options.seconds))
    print(json.dumps(asdict(load)))


async def run(host: str, port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Keep the connections busy for so long; the first tenth of the time is not counted."""
    begin, cpu = time.perf_counter(), time.process_time()
    counted, end = begin + seconds / 10, begin + seconds
    finished: list[tuple[float, float | None]] = []  # (when, ms), ms None for a failure

    async def connection() -> None:
        while time.perf_counter() < end:
            try:
                reader, writer = await asyncio.open_connection(host, port)
                while (sent := time.perf_counter()) < end:
                    writer.write(next(requests))
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = _LENGTH.search(head)
                    await reader.readexactly(int(length[1]) if length else 0)
                    now = time.perf_counter()
                    finished.append((now, (now - sent) * 1000 if b" 200 " in head[:16] else None))
                    if b"\r\nconnection: close" in head.lower():
                        break
                writer.close()
            except (OSError, asyncio.IncompleteReadError):
                finished.append((time.perf_counter(), None))

    await asyncio.gather(*(connection() for _ in range(connections)))
    taken = [ms for when, ms in finished if when >= counted and ms is not None]
    wall = time.perf_counter() - begin
    percentiles = statistics.quantiles(taken, n=100) if len(taken) > 1 else [float("nan")] * 99
    return Load(
        connections,
        len(finished),
        sum(ms is None for _, ms in finished),
        len(taken) / (seconds * 0.9),
        percentiles[49],
        percentiles[98],
        (time.process_time() - cpu) / wall,
    )


def _request(host: str, method: str, path: str, body: str, *, closing: bool) -> bytes:
    data = body.encode()
    close = "Connection: close\r\n" if closing else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{close}"
    if data:
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    return f"{head}\r\n".encode() + data


if __name__ == "__main__":
    main()
