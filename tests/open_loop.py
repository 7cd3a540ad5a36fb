"""A load on a server from a process of its own, so that neither waits for the other's interpreter.

    python tests/open_loop.py ADDRESS SECONDS --rate 50         # so many a second, whether or not replies come
    python tests/open_loop.py ADDRESS SECONDS --clients 8       # each asks when it has its reply

Prints one JSON list of requests: [sent, seconds, status, kept, Retry-After given, late]. `sent` is in seconds since the
epoch, status 0 a connection that broke before the reply was whole and -1 one that was refused; `kept` says that
the connection had been used before, `late` by how much later than it was due it was sent: where that is much, the
load is starved and its figures say nothing of the server. It ends after SECONDS, or with the first connection that is refused.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import time
from contextlib import suppress
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
REFUSED, BROKEN = -1, 0
QUESTIONS = 1000  # in turn: more than the answers that a worker remembers, and no end of new words


class Load:
    """Questions that come again only after a thousand others, on connections that are kept."""

    def __init__(self, address: str, seed: int) -> None:
        where = urlsplit(address)
        self._host, self._port = where.hostname, where.port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._number = seed * 137 % QUESTIONS
        self.done: list[tuple[float, float, int, bool, bool, float]] = []
        self.is_refused = False

    async def ask(self, due: float | None = None) -> None:
        self._number = (self._number + 1) % QUESTIONS
        body = json.dumps({"question": f"Who succeeded minister number {self._number} of Women's Affairs?"}).encode()
        head = f"POST /api/chat HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        sent, kept = time.time(), False
        status, given = BROKEN, False
        begin = time.perf_counter()
        late = begin - due if due else 0.0
        try:
            connection = self._kept()
            kept = connection is not None
            if connection is None:
                try:
                    connection = await asyncio.open_connection(self._host, self._port)
                except ConnectionRefusedError:
                    self.is_refused = True
                    self.done.append((sent, time.perf_counter() - begin, REFUSED, False, False, late))
                    return
            reader, writer = connection
            writer.write(head.encode() + body)
            reply = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(reply)
            await reader.readexactly(int(length[1]) if length else 0)
            status, given = int(reply[9:12]), b"\r\nretry-after:" in reply.lower()
            if b"\r\nconnection: close" in reply.lower():
                writer.close()
            else:
                self._idle.append(connection)
        except (OSError, asyncio.IncompleteReadError):
            status = BROKEN
        self.done.append((sent, time.perf_counter() - begin, status, kept, given, late))

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return None


async def at_a_rate(load: Load, rate: float, seconds: float) -> None:
    chance, end = random.Random(7), time.perf_counter() + seconds
    due, asking = time.perf_counter(), set()
    while due < end and not load.is_refused:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.ensure_future(load.ask(due))
        asking.add(task)
        task.add_done_callback(asking.discard)
        due += chance.expovariate(rate)
    await asyncio.gather(*asking)


async def by_clients(load: Load, clients: int, seconds: float) -> None:
    end = time.perf_counter() + seconds

    async def client() -> None:
        while time.perf_counter() < end and not load.is_refused:
            await load.ask()

    await asyncio.gather(*(client() for _ in range(clients)))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("address")
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("--rate", type=float)
    arguments.add_argument("--clients", type=int)
    arguments.add_argument("--seed", type=int, default=0)
    options = arguments.parse_args()
    load = Load(options.address, options.seed)
    running = (
        at_a_rate(load, options.rate, options.seconds)
        if options.rate
        else by_clients(load, options.clients, options.seconds)
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(running)
    print(json.dumps(load.done))


if __name__ == "__main__":
    main()
