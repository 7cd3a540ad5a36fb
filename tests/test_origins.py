"""What a browser is told: which pages may ask, and what a response may not be used for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import PACKAGE

if TYPE_CHECKING:
    from conftest import World


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        ("/api/documents", "default-src 'none'; frame-ancestors 'none'"),
        ("/nothing", "default-src 'none'; frame-ancestors 'none'"),
    ],
)  # fmt: skip
def test_every_response_says_what_it_may_not_be_used_for(client: FlaskClient, path: str, policy: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    assert ("Origin" in headers.get("Vary", "")) == path.startswith("/api/")
    assert "Set-Cookie" not in headers


@pytest.fixture(scope="module")
def open_client(world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of an application that two origins may use."""
    origins = ("https://a.example", "https://b.example")
    return make_app(world.index_dir, cors_origins=origins, rate_limit=0).test_client()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        pytest.param("https://a.example", "https://a.example", id="the first"),
        pytest.param("https://b.example", "https://b.example", id="the second"),
        pytest.param("https://c.example", None, id="another"),
        pytest.param("https://a.example.evil.example", None, id="one that begins like an allowed one"),
        pytest.param("http://a.example", None, id="the same without TLS"),
        pytest.param("https://xa.example", None, id="one that ends like an allowed one"),
        pytest.param("https://axexample", None, id="one with another character for the point"),
        pytest.param("null", None, id="a file"),
    ],
)
def test_only_configured_origins_may_use_the_api(open_client: FlaskClient, origin: str, allowed: str | None) -> None:
    asked = open_client.post("/api/chat", json={"question": "Ada?"}, headers={"Origin": origin})
    refused = open_client.post("/api/chat", json={}, headers={"Origin": origin})
    preflight = open_client.options(
        "/api/chat",
        headers={"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )  # fmt: skip
    assert [r.headers.get("Access-Control-Allow-Origin") for r in (asked, refused, preflight)] == [allowed] * 3
    if allowed:
        assert "content-type" in preflight.headers["Access-Control-Allow-Headers"].lower()
        assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
        assert (
            asked.headers["Access-Control-Expose-Headers"] == "RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
        )


def test_without_configured_origins_no_other_page_may_use_the_api(client: FlaskClient) -> None:
    response = client.post("/api/chat", json={"question": "Ada?"}, headers={"Origin": "https://a.example"})
    assert [name for name in response.headers.keys() if name.startswith("Access-Control")] == []


@pytest.mark.parametrize("path", ["/widget.js", "/static/widget.js", "/static/site.css"])
def test_a_condition_that_fails_is_a_problem_without_the_file(client: FlaskClient, path: str) -> None:
    with client.get(path, headers={"If-Match": '"another"'}) as response:
        assert (response.status_code, response.mimetype) == (412, "application/problem+json")
        assert response.get_json()["title"] == "Precondition Failed"


def test_any_page_may_load_the_widget(client: FlaskClient) -> None:
    with client.get("/widget.js", headers={"Origin": "https://a.example"}) as response:
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Access-Control-Allow-Origin"] == "*"  # asked for by `integrity` and modules
        assert response.mimetype == "text/javascript"
        assert response.data == (PACKAGE / "static" / "widget.js").read_bytes()
