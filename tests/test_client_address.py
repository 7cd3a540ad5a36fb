from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from chatbot.admission.client_address import client_address, client_key

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        pytest.param("192.0.2.1", "", "192.0.2.1", id="nobody between"),
        pytest.param("192.0.2.1", "203.0.113.5", "192.0.2.1", id="a client that lies"),
        pytest.param("10.0.0.1", "203.0.113.5", "203.0.113.5", id="one proxy"),
        pytest.param("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2", "203.0.113.5", id="two proxies, and a lie before them"),
        pytest.param("10.0.0.1", "", "10.0.0.1", id="a proxy that says nothing"),
        pytest.param("10.0.0.1", "unknown", "10.0.0.1", id="a proxy that does not know"),
        pytest.param("10.0.0.1", "1.1.1.1, <script>", "10.0.0.1", id="what is no address hides what stands before it"),
        pytest.param("::1", "2001:db8::7", "2001:db8::7", id="IPv6"),
        pytest.param("::ffff:10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1", id="IPv4 in IPv6"),
        pytest.param("10.0.0.1", "203.0.113.5:5555", "203.0.113.5", id="a proxy that adds the port"),
        pytest.param("10.0.0.1", "203.0.113.5:5555, 10.0.0.2:80", "203.0.113.5", id="two that add the port"),
        pytest.param("10.0.0.1", "[2001:db8::7]:80", "2001:db8::7", id="IPv6 with a port"),
        pytest.param("10.0.0.1", "[2001:db8::7]", "2001:db8::7", id="IPv6 in brackets"),
        pytest.param("10.0.0.1", "203.0.113.5:many", "10.0.0.1", id="a port that is none"),
        pytest.param("", "203.0.113.5", None, id="a Unix socket"),
    ],
)  # fmt: skip
def test_the_client_is_the_last_address_that_a_trusted_party_has_seen(
    peer: str, forwarded: str, client: str | None
) -> None:
    assert client_address(peer, forwarded, TRUSTED) == (client and ip_address(client))


def test_addresses_of_one_ipv6_site_are_one_client() -> None:
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "192.0.2.1", "192.0.2.2")
    assert [client_key(ip_address(address)) for address in addresses] == [
        "2001:db8::/64",
        "2001:db8::/64",
        "2001:db8:0:1::/64",
        "192.0.2.1",
        "192.0.2.2",
    ]
