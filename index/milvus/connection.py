"""Calls to a Milvus server: each with a deadline, none while it is known to be away.

After `FAILURES` failed calls in a row the circuit breaker refuses calls at once for `REST_SECONDS`, then lets one through
to see (Nygard, "Release It!", 2007). So a server that is away costs a request no time, and threads do not pile up.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from index.errors import IndexUnavailable, SettingsError
from index.place import TOKEN_VARIABLE, MilvusPlace

try:
    from circuitbreaker import STATE_HALF_OPEN, STATE_OPEN, CircuitBreaker

    if find_spec("pymilvus") is None:
        raise ImportError("pymilvus")
except ImportError as missing:
    raise SettingsError(
        "index.engine is milvus and its client is not installed; install the extra `milvus` (README, Extras)."
    ) from missing

FAILURES = 3  # in a row
REST_SECONDS = 1
INDEX_SECONDS = 24 * 3600.0
WORK_SECONDS = 600.0  # of a call that nobody waits for with a question: insert, flush, index, load

_log = logging.getLogger(__name__)

_FIRST_LOOK = 0.02  # seconds
_CHANNEL = {
    # Milliseconds; gRPC's own two minutes between two tries would outlast most outages.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
    # pymilvus' pings of idle connections are more than some servers bear; a lost one is seen by a call's deadline.
    "grpc.keepalive_time_ms": 300_000,
    "grpc.keepalive_permit_without_calls": 0,
}
_NOT_FOUND = frozenset({100, 1600})  # Milvus' codes for a collection and an alias that is not there
_NOT_LOADED = 101
_CONNECT_FAILED = 2  # pymilvus' own


class NotThere(Exception):
    """There is no such collection or alias."""


class Connection:
    """One server, as all threads of a process share it."""

    def __init__(self, place: MilvusPlace) -> None:
        self.place = place
        self._breaker = CircuitBreaker(FAILURES, REST_SECONDS, IndexUnavailable, name=f"milvus {place.uri}")
        self._probing = threading.Lock()  # held by the one thread that sees whether the server is back
        self._lock = threading.Lock()
        self._client: Any = None
        self._said = ""

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """What this method of `pymilvus.MilvusClient` gives within the deadline of a question.

        NotThere where the collection is not there, IndexUnavailable where the server is away or does not answer in time.
        """
        return self._call(self.place.seconds, method, arguments, options)

    def work(self, method: str, *arguments: Any, **options: Any) -> Any:
        """The same for a call that may take long."""
        return self._call(WORK_SECONDS, method, arguments, options)

    def build_indexes(self, collection: str, indexes: Any) -> None:
        """Build these indexes (`MilvusClient.prepare_index_params`) and wait for them; pymilvus would look twice a second."""
        names = [one.field_name for one in indexes]
        self.work("create_index", collection, indexes, sync=False)
        until = time.monotonic() + INDEX_SECONDS
        pause = _FIRST_LOOK
        for name in names:
            while True:
                found = self.work("describe_index", collection, name)
                if found["state"] == "Finished" and not found["pending_index_rows"]:
                    break
                if found["state"] == "Failed" or time.monotonic() > until:
                    raise IndexUnavailable(f"Milvus at {self.place.uri} did not index {collection} ({found['state']}).")
                time.sleep(pause)
                pause = min(2 * pause, 1.0)

    def _call(self, seconds: float, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        state = self._breaker.state
        is_probe = state == STATE_HALF_OPEN
        if state == STATE_OPEN or (is_probe and not self._probing.acquire(blocking=False)):
            raise IndexUnavailable(f"Milvus at {self.place.uri} is away; it is asked again within {REST_SECONDS} s.")
        try:
            with self._breaker:
                answer = self._ask(seconds, method, arguments, options)
        except IndexUnavailable as error:
            if self._breaker.opened:
                self._drop(self._client)
            self._say(str(error))
            raise
        finally:
            if is_probe:
                self._probing.release()
        if self._said:
            self._say("")
        return answer

    def _ask(self, seconds: float, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        import grpc  # the extra; half a second that no other engine needs
        from pymilvus.exceptions import MilvusException

        client = None
        try:
            client = self._opened()
            try:
                return getattr(client, method)(*arguments, timeout=seconds, **options)
            except MilvusException as error:
                if error.code != _NOT_LOADED or not arguments:
                    raise
                # A restarted `milvus-lite server` has nothing loaded.
                client.load_collection(arguments[0], timeout=seconds)
                return getattr(client, method)(*arguments, timeout=seconds, **options)
        except MilvusException as error:
            if error.code in _NOT_FOUND:
                raise NotThere(str(error.message)) from error
            if error.code == _CONNECT_FAILED or isinstance(error.code, grpc.StatusCode):
                self._drop(client)  # at once, before the breaker opens
            raise IndexUnavailable(f"Milvus at {self.place.uri} failed ({method}: {error.message}).") from error
        except grpc.RpcError as error:
            code = error.code() if isinstance(error, grpc.Call) else None
            if code in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED):
                raise IndexUnavailable(
                    f"Milvus at {self.place.uri} refuses the token; set {TOKEN_VARIABLE} in the environment."
                ) from error
            raise IndexUnavailable(
                f"Milvus at {self.place.uri} did not answer ({method}: {code.name if code else type(error).__name__})."
            ) from error

    def _drop(self, client: Any) -> None:
        """Make a new client for the next call: one that lost its server may take seconds to see that it is back."""
        with self._lock:
            if client is not self._client:
                return  # another thread has done so
            self._client = None
        if client is not None:
            with suppress(Exception):  # it is broken already
                client.close()

    def _say(self, trouble: str) -> None:
        """To the log when it begins and when it ends, not for every request in between."""
        with self._lock:
            begins, ends = trouble and not self._said, self._said and not trouble
            self._said = trouble
        if begins:
            _log.error("%s Requests are answered 503 until it is back.", trouble)
        if ends:
            _log.warning("Milvus at %s is back", self.place.uri)

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _client(self.place)
            return self._client


def connection(place: MilvusPlace) -> Connection:
    """This process' connection to a server."""
    return _connection(place, os.getpid())


@lru_cache
def _connection(place: MilvusPlace, _: int) -> Connection:
    """A fork does not inherit it: gRPC's threads do not survive one."""
    return Connection(place)


def _client(place: MilvusPlace) -> Any:
    from pymilvus import MilvusClient  # half a second that no other engine needs

    # It logs every error with a traceback; here each becomes one sentence.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return MilvusClient(place.uri, token=place.token, timeout=place.seconds, dedicated=True, grpc_options=_CHANNEL)
