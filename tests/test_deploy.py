"""What stands in deploy/: checked by the tools of those who read it, and against what the project has."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from external_tools import tool

PROJECT = Path(__file__).parents[1]
DEPLOY = PROJECT / "deploy"
MOST_EXPOSURE = 15  # tenths, of 100: "OK" for systemd; a unit without hardening has 96


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The systemd unit, with a program that this machine has."""
    text = (DEPLOY / "chatbot.service").read_text(encoding="utf-8")
    path = tmp_path / "chatbot.service"
    path.write_text(text.replace("/srv/chatbot/.venv/bin/chatbot", tool("true")), encoding="utf-8")
    return path


def test_the_unit_is_right_and_lets_the_service_do_little(unit: Path) -> None:
    analyze = tool("systemd-analyze")
    for check in (["verify"], ["security", "--offline=true", f"--threshold={MOST_EXPOSURE}"]):
        checked = subprocess.run([analyze, *check, unit], capture_output=True, encoding="utf-8", check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout


def copied() -> list[str]:
    """What the Dockerfile takes from the repository."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    return [name for line in lines for name in line.split()]


@pytest.mark.parametrize("name", copied())
def test_what_the_image_is_made_of_is_there_and_sent_to_the_builder(name: str) -> None:
    assert (PROJECT / name).exists()
    rules = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in rules
    assert any(fnmatch.fnmatch(name, rule[1:]) for rule in rules if rule.startswith("!"))


def test_the_composed_service_may_do_little() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name, service in composed["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["mem_limit"], name
    chatbot = composed["services"]["chatbot"]
    [network] = [entry["subnet"] for entry in composed["networks"]["front"]["ipam"]["config"]]
    assert json.loads(chatbot["environment"]["CHATBOT_SERVER__TRUSTED_PROXIES"]) == [network]
    assert (DEPLOY / chatbot["build"]["context"] / chatbot["build"]["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in chatbot["ports"])
