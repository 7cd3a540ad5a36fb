"""Calls to a Milvus server: each with a deadline, none while it is known to be away.

After `FAILURES` failed calls in a row the circuit breaker refuses calls at once for `REST_SECONDS`, then lets one through
to see (Nygard, "Release It!", 2007). So a server that is away costs a request no time, and threads do not pile up. The
client is made anew after a failure, as gRPC's own reconnecting waits longer and longer.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from functools import lru_cache
from typing import Any

from circuitbreaker import CircuitBreaker

from index.errors import IndexUnavailable, SettingsError
from index.place import TOKEN_VARIABLE, MilvusPlace

FAILURES = 3  # in a row
REST_SECONDS = 1
WORK_SECONDS = 600.0  # of a call that nobody waits for with a question: insert, flush, index, load

_RECONNECT = {  # milliseconds
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
}
_NOT_FOUND = frozenset({100, 1600})  # Milvus' codes for a collection and an alias that is not there
_NOT_LOADED = 101


class NotThere(Exception):
    """There is no such collection or alias."""


class Connection:
    """One server, as all threads of a process share it."""

    def __init__(self, place: MilvusPlace) -> None:
        self.place = place
        self._breaker = CircuitBreaker(FAILURES, REST_SECONDS, IndexUnavailable, name=f"milvus {place.uri}")
        self._lock = threading.Lock()
        self._client: Any = None

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """What this method of `pymilvus.MilvusClient` gives within the deadline of a question.

        NotThere where the collection is not there, IndexUnavailable where the server is away or does not answer in time.
        """
        return self._call(self.place.seconds, method, arguments, options)

    def work(self, method: str, *arguments: Any, **options: Any) -> Any:
        """The same for a call that may take long."""
        return self._call(WORK_SECONDS, method, arguments, options)

    def close(self) -> None:
        """Let go of the connection; the next call opens it again."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # it may be broken already
                client.close()

    def _call(self, seconds: float, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if self._breaker.opened:
            raise IndexUnavailable(f"Milvus at {self.place.uri} is away; it is asked again within {REST_SECONDS} s.")
        with self._breaker:
            try:
                return self._ask(seconds, method, arguments, options)
            except IndexUnavailable:
                self.close()
                raise

    def _ask(self, seconds: float, method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        import grpc  # the extra; half a second that no other engine needs
        from pymilvus.exceptions import MilvusException

        try:
            client = self._opened()
            try:
                return getattr(client, method)(*arguments, timeout=seconds, **options)
            except MilvusException as error:
                if error.code != _NOT_LOADED or not arguments:
                    raise
                client.load_collection(
                    arguments[0], timeout=seconds
                )  # a restarted `milvus-lite server` has nothing loaded
                return getattr(client, method)(*arguments, timeout=seconds, **options)
        except MilvusException as error:
            if error.code in _NOT_FOUND:
                raise NotThere(str(error.message)) from error
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
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise SettingsError(
            "index.engine is milvus and pymilvus is not installed; pip install 'cited-chatbot[milvus]'."
        ) from error
    # It logs every error with a traceback; here each becomes one sentence.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return MilvusClient(place.uri, token=place.token, timeout=place.seconds, dedicated=True, grpc_options=_RECONNECT)
