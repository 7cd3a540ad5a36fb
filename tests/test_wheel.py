"""The wheel: built, installed into an empty folder, and used from there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path, **extra: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONSAFEPATH": "1"} | extra,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the project."""
    copy, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for package in ("index", "chatbot"):
        shutil.copytree(PROJECT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    run("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(made), ".", cwd=copy)
    [built] = made.iterdir()
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it but the installed wheel."""
    folder = tmp_path_factory.mktemp("site")
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel), cwd=folder)
    return folder


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(PROJECT).as_posix()
        for package in ("index", "chatbot")
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == ours
    assert {"chatbot/static/widget.js", "chatbot/templates/home.html", "chatbot/py.typed", "index/py.typed"} <= names


def test_the_wheel_names_the_licences_of_code_and_weights(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        stated = message_from_bytes(archive.read(metadata))
        files = stated.get_all("License-File", [])
        texts = [archive.read(f"{Path(metadata).parent}/licenses/{file}").decode() for file in files]
    assert stated["License-Expression"] == "MIT AND CC-BY-SA-4.0"
    assert files == ["LICENSE", "chatbot/data/MODEL_CARD.md", "index/data/MODEL_CARD.md"]
    assert ["MIT License" in text for text in texts] == [True, False, False]
    assert ["https://creativecommons.org/licenses/by-sa/4.0/" in text for text in texts] == [False, True, True]


def test_the_installed_command_works_from_an_empty_folder(site: Path, tmp_path: Path) -> None:
    path = {"PYTHONPATH": str(site)}
    assert run(str(site / "bin" / "chatbot"), "--help", cwd=tmp_path, **path).startswith("Usage: chatbot ")
    assert "Build and manage index versions" in run("-m", "index", "--help", cwd=tmp_path, **path)
    where = "import chatbot, index; print(chatbot.__file__); print(index.__file__)"
    files = run("-c", where, cwd=tmp_path, **path).splitlines()
    assert files == [str(site / "chatbot" / "__init__.py"), str(site / "index" / "__init__.py")]


def test_the_installed_widget_and_templates_are_served(site: Path, tmp_path: Path) -> None:
    script = """
from pathlib import Path
from chatbot.app import create_app
from chatbot.settings import ChatSettings, ServerSettings
client = create_app(Path("index").absolute(), Path().absolute(), ChatSettings(), ServerSettings()).test_client()
for path in ("/widget.js", "/static/site.css", "/docs", "/openapi.json"):
    print(path, client.get(path).status_code)
"""
    printed = run("-c", script, cwd=tmp_path, PYTHONPATH=str(site))
    assert printed.splitlines() == ["/widget.js 200", "/static/site.css 200", "/docs 200", "/openapi.json 200"]
