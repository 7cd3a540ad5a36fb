"""The `openai` package talks to a real server as to a model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openai
import pytest

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

URL = "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016."


@pytest.fixture(scope="module")
def client(real_server: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{real_server.address}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def test_a_conversation_is_answered_with_its_citation(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(
        model="cited-chatbot",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "Who was her husband?"},
            {"role": "assistant", "content": "Sochua was married in 1984 to Scott Leiper"},
            {"role": "user", "content": [{"type": "text", "text": "When did he die?"}]},
        ],
        temperature=0.7,
        max_tokens=3,
    )
    message = reply.choices[0].message
    assert message.content == "Scott Leiper died in 2016."
    assert message.annotations is not None
    cited = message.annotations[0].url_citation
    assert (cited.title, cited.url) == ("Mu Sochua", URL)
    assert message.content[cited.start_index : cited.end_index] == message.content
    assert reply.usage is not None
    # "Scott Leiper died in 2016." and, with what was read, three turns of an English conversation
    assert (reply.usage.completion_tokens, reply.usage.prompt_tokens) == (7, 20)
    assert reply.model_extra is not None
    assert reply.model_extra["chatbot"]["question"]["understood"] == "When did Scott Leiper die?"


def test_a_conversation_is_streamed(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(
        model="cited-chatbot:mu-sochua",
        messages=[{"role": "user", "content": "When did Scott Leiper die?"}],
        stream_options={"include_usage": True},
    ) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        whole = stream.get_final_completion()
    assert "".join(deltas) == whole.choices[0].message.content == "Scott Leiper died in 2016."
    assert whole.choices[0].message.annotations is not None
    assert [annotation.url_citation.url for annotation in whole.choices[0].message.annotations] == [URL]
    assert (whole.choices[0].finish_reason, whole.usage and whole.usage.completion_tokens) == ("stop", 7)


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    listed = [model.id for model in client.models.list()]
    assert listed == ["cited-chatbot", "cited-chatbot:mu-sochua"]
    assert [client.models.retrieve(name).id for name in listed] == listed


def test_the_code_that_is_shown_runs(real_server: Server) -> None:
    shown = (Path(__file__).parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", shown, re.DOTALL)
    [command] = [block for block in re.findall(r"```sh\n(.*?)```", shown, re.DOTALL) if block.startswith("curl")]
    here = ("http://127.0.0.1:8080", real_server.address)
    ran = subprocess.run([sys.executable, "-c", code.replace(*here)], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["Scott Leiper died in 2016.", f"Mu Sochua {URL}"]
    curled = subprocess.run(["bash", "-c", command.replace(*here)], capture_output=True, text=True, check=True)
    assert json.loads(curled.stdout)["choices"][0]["message"]["content"] == "Scott Leiper died in 2016."


def test_an_error_is_the_clients_own(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": "Hello"}], stream=True)
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError, match="image_url") as picture:
        part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}
        client.chat.completions.create(model="cited-chatbot", messages=[{"role": "user", "content": [part]}])
    assert picture.value.param == "messages.0.content"
