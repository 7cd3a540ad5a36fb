"""Requests that schemathesis makes from the API's description, against a real server: no 5xx, and no reply that the description does not allow.

All of its checks run: not_a_server_error, status_code_conformance, content_type_conformance,
response_schema_conformance, response_headers_conformance, negative_data_rejection, positive_data_acceptance,
unsupported_method, allow_header_conformance. Those on keys, which this server does not ask for, and on resources that
are made and deleted find nothing to apply to. `make torture` generates 3,000 and more, `make test` some 500.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent
LEAST = {True: 3000, False: 400}  # generated requests of a full torture run and of a short one


def test_generated_requests_find_no_failure_of_ours_and_no_breach_of_the_description(
    start_server: Callable[..., Server],
    run: Callable[..., Any],
    environment: dict[str, str],
    seed_project: Path,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    amount: Callable[..., int],
    tell: Callable[[str, str], None],
) -> None:
    playground = {"CHATBOT_SERVER__PLAYGROUND": "true"}  # so that every endpoint is there
    server = start_server(seed_project, **playground)
    printed = run("chatbot", "openapi", cwd=seed_project, **playground)
    (tmp_path / "openapi.json").write_text(printed.stdout, encoding="utf-8")
    arguments = [
        *("--config-file", str(TESTS / "schemathesis.toml"), "--no-color"),
        *("run", str(tmp_path / "openapi.json"), "--url", server.address),
        *("--max-examples", str(amount(250, 20)), "--continue-on-failure"),
        *("--report", "json", "--report-json-path", str(tmp_path / "report.json")),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *arguments],
        cwd=tmp_path,
        env=environment | {"SCHEMATHESIS_HOOKS": str(TESTS / "generated.py")},
        capture_output=True,
        encoding="utf-8",
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    cases, operations = report["test_cases"], report["operations"]
    described = json.loads(printed.stdout)["paths"]
    assert (report["failures"], report["errors"], cases["without_checks"], cases["errored"]) == ([], [], 0, 0)
    assert operations["tested"] == operations["total"] == sum(map(len, described.values()))
    assert {name: phase["status"] for name, phase in report["phases"].items()} == dict.fromkeys(
        ("examples", "coverage", "fuzzing", "stateful"), "success"
    )
    tell(
        f"requests generated from the description, {operations['tested']} operations",
        f"{cases['generated']}, 5xx 0, breaches of the description 0",
    )
    assert cases["generated"] >= LEAST[pytestconfig.getoption("--torture") >= 1]
    assert "Traceback" not in server.log.read_text()
