"""Keys as hashes, and the doors that ask for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from chatbot.admission.keys import Keys, new_key
from chatbot.cli import main
from index import SettingsError
from index.settings import read_section

if TYPE_CHECKING:
    from conftest import World

ADA, SAM, SCRAPER = new_key(), new_key(), new_key()


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_keys_differ_and_each_is_known_by_its_hash_alone() -> None:
    assert len({ADA.key, SAM.key, ADA.hash, SAM.hash, ADA.id, SAM.id}) == 6
    assert ADA.key not in ADA.hash
    keys = Keys([SAM.hash, ADA.hash])
    assert [keys.identify(f"Bearer {key}") for key in (ADA.key, SAM.key)] == [ADA.id, SAM.id]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="none"),
        pytest.param("Bearer", id="no key"),
        pytest.param("Bearer ", id="an empty key"),
        pytest.param(f"Bearer {ADA.key[:-1]}", id="a key cut short"),
        pytest.param(f"Bearer {ADA.key}x", id="a key and more"),
        pytest.param(f"Bearer {ADA.key.lower()}", id="another case"),
        pytest.param(f"Bearer {ADA.hash}", id="the hash"),
        pytest.param(f"Bearer {ADA.hash.removeprefix('sha256:')}", id="the hash alone"),
        pytest.param(f"Basic {ADA.key}", id="another scheme"),
        pytest.param(ADA.key, id="no scheme"),
        pytest.param("Bearer ÿ\udcff", id="bytes"),
    ],
)
def test_whatever_is_not_the_key_is_nobody(header: str) -> None:
    assert Keys([ADA.hash]).identify(header) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_as_one_likes(scheme: str) -> None:
    assert Keys([ADA.hash]).identify(f"{scheme} {ADA.key}") == ADA.id


@pytest.fixture(scope="module")
def closed_client(world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of an application that asks for keys, and for another one for its metrics."""
    settings = {"keys": [ADA.hash, SAM.hash], "metrics_keys": [SCRAPER.hash], "cors_origins": ["https://a.example"]}
    return make_app(world.index_dir, **settings).test_client()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/chat"), ("POST", "/api/feedback"), ("GET", "/api/documents"), ("GET", "/api/suggestions"),
        ("HEAD", "/api/documents"), ("GET", "/api/nothing"), ("POST", "/v1/chat/completions"), ("GET", "/v1/models"),
        ("GET", "/metrics"), ("POST", "/"),
    ],
)  # fmt: skip
def test_without_a_key_the_doors_are_closed(closed_client: FlaskClient, method: str, path: str) -> None:
    nobody = closed_client.open(path, method=method)
    wrong = closed_client.open(path, method=method, headers=bearer("chatbot_no"))
    assert [nobody.status_code, wrong.status_code] == [401, 401]
    # OpenAI's clients know no other.
    form = "application/json" if path.startswith("/v1/") else "application/problem+json"
    assert nobody.mimetype == wrong.mimetype == form
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="chatbot"'
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="chatbot", error="invalid_token"'


def test_a_key_opens_its_own_door_only(closed_client: FlaskClient) -> None:
    def statuses(path: str) -> list[int]:
        return [closed_client.get(path, headers=bearer(made.key)).status_code for made in (ADA, SAM, SCRAPER)]

    assert statuses("/api/documents") == [200, 200, 401]
    assert statuses("/metrics") == [401, 401, 200]
    asked = closed_client.post("/api/chat", json={"question": "When did Sam Quill die?"}, headers=bearer(ADA.key))
    assert asked.get_json()["message"] == "Sam Quill died in 1931."


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/openapi.json", "/sources/granite"])
def test_what_is_no_api_stays_open(closed_client: FlaskClient, path: str) -> None:
    assert closed_client.get(path).status_code == 200


def test_a_page_of_an_allowed_origin_may_ask_whether_it_may_send_a_key(closed_client: FlaskClient) -> None:
    preflight = closed_client.options(
        "/api/chat",
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, x-request-id",
        },
    )
    assert preflight.status_code == 200
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert [name for name in ("authorization", "content-type", "x-request-id") if name not in allowed] == []


def test_the_demo_page_says_why_one_cannot_ask_there(closed_client: FlaskClient, client: FlaskClient) -> None:
    said = "A page cannot keep one from its readers"
    assert [said in page.get("/").text for page in (closed_client, client)] == [True, False]


def test_a_key_counts_as_one_client_wherever_it_comes_from(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, keys=[ADA.hash, SAM.hash], rate_limit=2).test_client()

    def status(key: str, address: str) -> int:
        headers = bearer(key) if key else {}
        return client.get("/api/documents", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code

    assert [status(ADA.key, f"192.0.2.{number}") for number in (1, 2, 3)] == [200, 200, 429]
    assert status(SAM.key, "192.0.2.1") == 200
    assert [status("", "192.0.2.9") for _ in "123"] == [401, 401, 429]  # whoever has none is counted by address


def test_a_new_key_is_printed_once_and_its_hash_is_what_the_settings_take() -> None:
    made = json.loads(CliRunner().invoke(main, ["key", "new", "--json"]).stdout)
    assert Keys([made["hash"]]).identify(f"Bearer {made['key']}") == made["id"]
    shown = CliRunner().invoke(main, ["key", "new"])
    assert shown.exit_code == 0
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["key", "hash", "id"]
    assert "not shown again" in shown.stderr


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(ADA.key, id="the key"),
        pytest.param("sha256:abc", id="too short"),
        pytest.param(ADA.hash.upper(), id="upper case"),
        pytest.param("sha256:" + "g" * 64, id="no hexadecimal digits"),
    ],
)
def test_what_is_no_hash_is_refused_as_a_setting(written: str) -> None:
    from chatbot.settings import ServerSettings

    with pytest.raises(SettingsError, match=r"server\.keys\.0"):
        read_section("server", ServerSettings, None, {"CHATBOT_SERVER__KEYS": json.dumps([written])})
