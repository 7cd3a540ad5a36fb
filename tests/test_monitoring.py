"""The dashboard and the alert rules ask for what the service gives, in terms that Prometheus understands."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from external_tools import tool

from chatbot.decide import Reason
from chatbot.monitoring.metrics import Metrics
from chatbot.reporting.asked import QUESTIONS
from chatbot.reporting.feedback import FEEDBACK

MONITORING = Path(__file__).parents[1] / "deploy" / "monitoring"
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
RULES = [
    rule for group in yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"] for rule in group["rules"]
]
OPERATIONS = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
VARIABLES = {"$__rate_interval": "5m", "$__range": "1h", "$job": "chatbot", "$instance": ".*"}


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def asked() -> set[str]:
    """Every metric that the dashboard or a rule, or what it tells people to look at, names."""
    said = json.dumps([DASHBOARD, RULES])
    return set(re.findall(r"\bchatbot_[a-z_]+", said))


def given() -> set[str]:
    families = re.findall(r"^# TYPE (\S+) (\S+)$", Metrics().exposition().decode(), re.MULTILINE)
    return {name for name, kind in families}


@pytest.mark.parametrize("name", sorted(asked()))
def test_every_metric_that_is_asked_for_is_given(name: str) -> None:
    assert re.sub(r"_(bucket|sum|count)$", "", name) in given()


@pytest.mark.parametrize(
    "series",
    [
        'chatbot_index_reloads_total{outcome="refused"}',
        *(f'chatbot_dropped_rows_total{{table="{table.name}"}}' for table in (QUESTIONS, FEEDBACK)),
        *(f'chatbot_abstentions_total{{reason="{reason}"}}' for reason in get_args(Reason)),
    ],
)
def test_the_first_of_what_seldom_happens_is_a_rise_from_nought(series: str) -> None:
    assert f"\n{series} 0.0\n" in Metrics().exposition().decode()


def test_the_rules_raise_what_they_should_and_nothing_else() -> None:
    promtool = tool("promtool")
    for command in (["check", "rules", "alerts.yaml"], ["test", "rules", "alerts-test.yaml"]):
        done = subprocess.run([promtool, *command], cwd=MONITORING, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    tested = (MONITORING / "alerts-test.yaml").read_text(encoding="utf-8")
    for rule in RULES:
        assert len(re.findall(rf"alertname: {rule['alert']}\b", tested)) >= 2  # once raised, once not


def told(rule: dict[str, Any]) -> list[str]:
    """What has to be said of a rule: what it compares with, as a share, days or a plain number, and for how long."""
    compared = re.findall(r"> ([\d.]+)( \* 86400)?", rule["expr"])
    shares = "\n  / " in rule["expr"]
    numbers = [
        f"{float(number):g} days" if days else f"{float(number):.0%}".replace("%", " %") if shares and float(number) < 1 else number
        for number, days in compared
        if float(number)
    ]  # fmt: skip
    during = rule.get("for", "").replace("m", " minutes").replace("h", " hour")
    return [*(numbers or ["no metrics" if "== 0" in rule["expr"] else "any"]), *([f"for {during}"] if during else [])]


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_what_to_look_for_is_what_the_rules_raise(rule: dict[str, Any]) -> None:
    [said] = re.findall(rf"`{rule['alert']}`: ([^;|]*)", OPERATIONS)
    assert [words for words in told(rule) if words not in said] == []


def test_every_rule_that_is_named_exists() -> None:
    assert set(re.findall(r"`(Chatbot\w+)`", OPERATIONS)) == {rule["alert"] for rule in RULES}


def test_prometheus_understands_what_the_dashboard_asks(tmp_path: Path) -> None:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    for variable, value in VARIABLES.items():
        asked = [expression.replace(variable, value) for expression in asked]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(asked)]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}), encoding="utf-8")
    done = subprocess.run(
        [tool("promtool"), "check", "rules", file], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, f"{len(asked)} rules found" in done.stdout) == (0, True), done.stdout + done.stderr


def test_no_panel_lies_on_another() -> None:
    places: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        covered = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not covered & places, panel["title"]
        assert at["x"] + at["w"] <= 24
        places |= covered
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
