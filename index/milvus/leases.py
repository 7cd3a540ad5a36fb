"""Who reads or writes a version right now: rows that say until when, renewed while their owner lives.

A lock of Milvus' own there is none. A lease that its owner does not renew, because it died or lost the server, runs out
after `LEASE_SECONDS` by the clock of whoever looks; clocks that differ by less than half of that do no harm.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import weakref
from contextlib import suppress

from index.errors import IndexUnavailable
from index.milvus.connection import Connection, NotThere
from index.milvus.layout import CONTENT, KEY, UNUSED, Names
from index.milvus.tables import create_tables

LEASE_SECONDS = 60.0
RENEW_SECONDS = 15.0
PATIENCE = 1.0  # seconds


class Lease:
    """Says that `collection` is in use until `release`, or until a minute after this process ends."""

    def __init__(self, milvus: Connection, collection: str) -> None:
        stop = threading.Event()
        key = f"{collection}/{socket.gethostname()[:64]}-{os.getpid()}-{secrets.token_hex(4)}"
        leases = Names(milvus.place.collection).leases
        if not milvus.call("has_collection", leases):
            with suppress(IndexUnavailable):  # another made it in this very moment
                create_tables(milvus, leases)
        _renew(milvus, leases, key)
        keeper = threading.Thread(target=_keep, args=(milvus, leases, key, stop), name="lease", daemon=True)
        keeper.start()
        self.release = weakref.finalize(self, _end, stop, keeper)


def leased(milvus: Connection) -> set[str]:
    """The collections that somebody reads or writes."""
    leases = Names(milvus.place.collection).leases
    try:
        rows = milvus.work("query", leases, filter=f'{KEY} != ""', output_fields=[KEY, CONTENT], limit=10_000)
    except NotThere:
        return set()
    gone = [row[KEY] for row in rows if float(row[CONTENT]) < time.time()]
    if gone:
        milvus.work("delete", leases, ids=gone)
    return {row[KEY].partition("/")[0] for row in rows if row[KEY] not in gone}


def _renew(milvus: Connection, leases: str, key: str) -> None:
    milvus.call("upsert", leases, [{KEY: key, CONTENT: str(time.time() + LEASE_SECONDS), UNUSED: [0.0, 0.0]}])


def _end(stop: threading.Event, keeper: threading.Thread) -> None:
    stop.set()
    keeper.join(PATIENCE)  # it deletes the lease; at a process' end there is no later


def _keep(milvus: Connection, leases: str, key: str, stop: threading.Event) -> None:
    while not stop.wait(RENEW_SECONDS):
        with suppress(IndexUnavailable, NotThere):  # it is tried again
            _renew(milvus, leases, key)
    with suppress(IndexUnavailable, NotThere):
        milvus.call("delete", leases, ids=[key])
