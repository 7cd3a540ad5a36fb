"""What README and docs/ say is what there is."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from pydantic import BaseModel

from chatbot.settings import ChatSettings, ServerSettings
from index.settings import IndexSettings

if TYPE_CHECKING:
    from conftest import Server

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
SETTINGS = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")

SECTIONS: dict[str, type[BaseModel]] = {"index": IndexSettings, "chat": ChatSettings, "server": ServerSettings}
MACHINE_DEPENDENT = {
    "server.workers": "the cores, at most 4",
    "server.threads": "two for each core that a worker has, at most 8",
}


def setting_rows() -> list[str]:
    """The table of docs/settings.md, made from the models."""
    rows = []
    for section, model in SECTIONS.items():
        for key, field in model.model_fields.items():
            name = f"{section}.{key}"
            value = model().model_dump(mode="json")[key]
            if name == "index.sources":
                value = [source["path"] for source in value]
            default = MACHINE_DEPENDENT.get(name) or f"`{json.dumps(value, ensure_ascii=False)}`"
            rows.append(f"| `{name}` | {default} | {field.description} |")
    return rows


@pytest.mark.parametrize("row", setting_rows(), ids=lambda row: row.split("`")[1])
def test_every_setting_is_listed_with_its_default_and_meaning(row: str) -> None:
    assert row in SETTINGS


def test_no_other_setting_is_listed() -> None:
    assert [line for line in SETTINGS.splitlines() if line.startswith("| `")] == setting_rows()


def test_every_page_stands_in_the_readme() -> None:
    for file in (PROJECT / "docs").glob("*.md"):
        assert f"](docs/{file.name}" in README, file.name


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.mark.slow
def test_the_request_gets_the_reply_that_is_shown(real_server: Server) -> None:
    [request] = [block for block in blocks("sh") if block.startswith("curl")]
    [shown] = map(json.loads, blocks("json"))
    command = request.replace("http://127.0.0.1:8080", real_server.address)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    reply = json.loads(done.stdout)
    # Suggestions come once they have been tried, from the second reply on.
    for of_this_run in ("id", "index", "suggestions"):
        assert type(reply.pop(of_this_run)) is type(shown.pop(of_this_run))
    told, said = ([holder.pop("confidence") for holder in (full, full["passages"][0])] for full in (reply, shown))
    assert told == pytest.approx(said, abs=0.05)  # int8 arithmetic differs between processors
    assert reply == shown


@pytest.mark.slow
def test_the_follow_up_is_understood_as_is_told(real_server: Server) -> None:
    page = (PROJECT / "docs" / "conversation.md").read_text(encoding="utf-8")
    [request] = blocks("sh", page)
    [understood] = re.findall(r'`question.understood` what was searched for \("(.*?)"\)', page)
    command = request.replace("http://127.0.0.1:8080", real_server.address)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["question"]["understood"] == understood


@pytest.mark.slow
def test_the_commands_run_as_they_stand_in_their_order(
    seed_project: Path,
    copy_of: Callable[[Path], Path],
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    folder = copy_of(seed_project)
    answered = '{"question": "When did he die?", "gold": ["Scott Leiper died in 2016."]}\n'
    (folder / "questions.jsonl").write_text(answered * 20 + '{"question": "Who painted it?", "gold": []}\n' * 20)
    prefix = ".venv/bin/"
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith(prefix)]
    assert len(commands) == 15
    for command in commands:
        line, _, file = command.removeprefix(prefix).partition("#")[0].partition(">")
        done = run(*shlex.split(line), cwd=folder)
        assert (done.returncode, done.stderr) == (0, ""), command
        if file:
            (folder / file.strip()).write_text(done.stdout)


@pytest.mark.parametrize("page", ["README.md", "docs/documents.md"])
def test_the_configuration_that_is_shown_is_valid(page: str) -> None:
    [shown] = map(yaml.safe_load, blocks("yaml", (PROJECT / page).read_text(encoding="utf-8")))
    assert [source.path for source in IndexSettings.model_validate(shown["index"]).sources] == [
        "notes/handbook.md",
        "articles",
    ]


def test_every_extra_stands_in_the_readme() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [section] = re.findall(r"^## Extras\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    named = [extra for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for extra in row.split(", ")]
    assert sorted(named) == sorted(f"`{extra}`" for extra in declared["optional-dependencies"])


PAGES = ["README.md", *(str(file.relative_to(PROJECT)) for file in sorted((PROJECT / "docs").rglob("*.md")))]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    file = PROJECT / page
    for link in re.findall(r"\]\(((?!https?:)[^()\s]+)\)", file.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = file.parent / path if path else file
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(file: Path) -> set[str]:
    """What GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_is_there_and_light(page: str) -> None:
    file = PROJECT / page
    for picture in re.findall(r"!\[.+?\]\((.+?)\)", file.read_text(encoding="utf-8")):
        assert (file.parent / picture).stat().st_size <= 150_000, picture
