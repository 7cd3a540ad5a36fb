"""The server below a path of a site: what it links to begins with the path, whether or not a proxy passes that on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from index.settings import SourceSettings

if TYPE_CHECKING:
    from conftest import World

SITE = "https://example.org/help"


@pytest.mark.parametrize("passed_on", ["/help", ""], ids=["passed on", "taken off"])
def test_all_that_a_page_leads_to_is_below_the_path(
    world: World, make_app: Callable[..., Flask], passed_on: str
) -> None:
    client = make_app(world.index_dir, public_url=SITE, playground=True).test_client()
    places: set[str] = set()
    for path in ("/", "/docs", "/playground", "/sources/ada-quill"):
        page = client.get(f"{passed_on}{path}")
        assert page.status_code == 200
        places |= set(re.findall(r'\s(?:href|src|action|data-openapi|data-explain|data-sources)="(/[^"]*)"', page.text))
    answer = client.post(f"{passed_on}/", data={"question": "When did Ada Quill die?"}).text
    places |= set(re.findall(r'\s(?:href|src|action)="(/[^"]*)"', answer))
    assert {place for place in places if not place.startswith("/help/")} == set()
    assert {"/help/widget.js", "/help/openapi.json", "/help/api/explain", "/help/static/site.css", "/help/"} <= places
    assert any(place.startswith("/help/sources/ada-quill#ada-quill%3A") for place in places)
    for place in places - {"/help/api/explain", "/help/sources/"}:
        with client.get(f"{passed_on}{place.split('#')[0].removeprefix('/help')}") as response:
            assert response.status_code == 200, place


def test_the_path_itself_is_the_page_and_what_only_begins_like_it_is_none(
    world: World, make_app: Callable[..., Flask]
) -> None:
    client = make_app(world.index_dir, public_url=f"{SITE}/").test_client()
    assert client.get("/help").text == client.get("/help/").text
    assert [client.get(path).status_code for path in ("/helpless/healthz", "/help/help/healthz", "/healthz")] == [
        404,
        404,
        200,
    ]


def test_the_description_names_the_path_and_only_where_there_is_one(
    world: World, make_app: Callable[..., Flask]
) -> None:
    below = make_app(world.index_dir, public_url=SITE).test_client().get("/help/openapi.json").json
    plain = make_app(world.index_dir, public_url="https://example.org").test_client().get("/openapi.json").json
    assert below == plain | {"servers": [{"url": "/help"}]}


def test_links_of_v1_have_the_path_that_the_server_below_it_was_asked_at(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    (new_world.library / "basalt.md").write_text("# Basalt\n\nBasalt cools fast.\n", encoding="utf-8")
    settings = new_world.settings.model_copy(update={"sources": (SourceSettings(path="library"),)})
    replace(new_world, settings=settings).build()
    client = make_app(new_world.index_dir).test_client()
    asked = {"model": "cited-chatbot", "messages": [{"role": "user", "content": "How does basalt cool?"}]}
    reply = client.post("/v1/chat/completions", json=asked, environ_overrides={"SCRIPT_NAME": "/help"}).get_json()
    [annotation] = reply["choices"][0]["message"]["annotations"]
    assert annotation["url_citation"]["url"] == "http://localhost/help/sources/basalt#basalt:1"
