"""Who asks: the address that counts as one client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_ONE_SITE = 64  # bits; whoever has an IPv6 address has a /64 of them (RFC 6177)
_WITH_PORT = re.compile(r"(?:\[([^\]]+)\]|([0-9.]+))(?::[0-9]+)?")  # as some proxies name a client (RFC 7239, 6)
_LOGGED_BITS = 48  # of an IPv6 address, and 24 of an IPv4 one: what web statistics keep where they are made anonymous


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """The address nearest to the client that a trusted party has seen; None where the peer has no IP address.

    `forwarded` is the value of X-Forwarded-For. It is read from its end, each entry only where whoever
    wrote it, the peer or the entry behind it, is in `trusted`: what a client writes there itself is never reached.
    """
    address = _parse(peer)
    for entry in reversed(forwarded.split(",")) if forwarded else ():
        named = _parse(entry.strip())
        if address is None or named is None or not any(address in network for network in trusted):
            break
        address = named
    return address


def client_key(address: Address | None) -> str:
    """What is counted as one client: an IPv4 address, or the network of an IPv6 one."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_SITE), strict=False))
    return str(address)


def client_network(address: Address | None) -> str:
    """What is logged of a client: its /24 (IPv4) or /48 (IPv6), which many share."""
    if isinstance(address, IPv4Address):
        return f"{str(address).rpartition('.')[0]}.0/24"
    if isinstance(address, IPv6Address):
        rest = address.max_prefixlen - _LOGGED_BITS
        return f"{IPv6Address(int(address) >> rest << rest)}/{_LOGGED_BITS}"
    return "unknown"


def is_unnamed_proxy(peer: str, forwarded: str, trusted: Sequence[Network]) -> bool:
    """Whether a proxy on this machine passes a client on, and is not in `trusted`: then all clients look like the machine itself."""
    address = _parse(peer) if forwarded else None
    return address is not None and address.is_loopback and not any(address in network for network in trusted)


def _parse(text: str) -> Address | None:
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
