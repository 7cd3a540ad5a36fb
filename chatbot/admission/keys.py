"""Keys of programs that may use the API: random, shown once, and kept as hashes.

A key has 256 random bits, so one round of SHA-256 hides it as well as scrypt would, and costs a microsecond where
scrypt would cost every request some 50 ms and 16 MB: the slow hashes are for what people can remember (NIST SP 800-63B,
5.1.1.2), and whoever sends wrong keys would make the server do that work.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

_HASH = "sha256:"
_PREFIX = "chatbot_"  # so that a key that was left lying about is known for one
_BYTES = 32
_ID = 12  # hexadecimal digits of the hash that name a key in the log and count as one client


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key, what the settings keep of it, and what the log calls it."""

    key: str
    hash: str
    id: str


def new_key() -> NewKey:
    """A key that nobody has."""
    key = _PREFIX + secrets.token_urlsafe(_BYTES)
    digest = sha256(key.encode()).hexdigest()
    return NewKey(key, _HASH + digest, digest[:_ID])


class Keys:
    """The keys of one door, by their hashes; without any it stands open."""

    def __init__(self, hashes: Sequence[str]) -> None:
        self._digests = [digest.removeprefix(_HASH) for digest in hashes]

    def __bool__(self) -> bool:
        """Whether a key is asked for."""
        return bool(self._digests)

    def identify(self, authorization: str) -> str | None:
        """The id of the key in an `Authorization` header (RFC 6750); None where there is none that is known.

        Takes the same time for each key, whether and wherever it stands.
        """
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        given = sha256(key.strip().encode("utf-8", "replace")).hexdigest()
        matches = [hmac.compare_digest(given, digest) for digest in self._digests]
        return given[:_ID] if any(matches) else None


def challenge(authorization: str | None) -> str:
    """The `WWW-Authenticate` for who is not let in: `invalid_token` where a key was sent (RFC 6750, 3)."""
    return 'Bearer realm="chatbot"' if authorization is None else 'Bearer realm="chatbot", error="invalid_token"'
