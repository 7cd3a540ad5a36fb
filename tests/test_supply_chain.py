"""What the project is made of: every dependency's licence may be passed on, and an audit says what it could not see."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def supply_chain() -> ModuleType:
    """The script, which is no part of the packages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PROJECT / "deploy"))
        specification = importlib.util.spec_from_file_location("supply_chain", PROJECT / "deploy" / "supply_chain.py")
        assert specification and specification.loader
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        sys.modules.pop("slim")
        return module


def test_every_installed_dependency_has_a_licence_that_is_allowed(supply_chain: ModuleType) -> None:
    stated = {name: supply_chain.licence(one) for name, one in supply_chain.needed().items()}
    assert len(stated) > 60
    assert [
        (name, licence)
        for name, licence in stated.items()
        if not supply_chain.is_allowed(licence) and not supply_chain.CUDA.match(name)
    ] == []


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Permission is hereby granted, free of charge, to any person\nobtaining a copy of this software and", "MIT"),
        ("This is free software.", "not stated"),
    ],
)
def test_a_licence_that_stands_in_its_text_alone_is_told_by_that(
    supply_chain: ModuleType, tmp_path: Path, text: str, stated: str
) -> None:
    folder = tmp_path / "thing-1.0.dist-info"
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: thing\nVersion: 1.0\nLicense-File: LICENSE\n")
    (folder / "licenses" / "LICENSE").write_text(text)
    assert supply_chain.licence(Distribution.at(folder)) == stated


@pytest.mark.parametrize(
    ("stated", "allowed"),
    [
        ("MIT", True),
        ("BSD License; MIT License", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("(MIT OR GPL-3.0-only) AND Apache-2.0", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-only", False),
        ("MIT AND LGPL-3.0-or-later", False),
        ("MIT License; GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
        ("Other/Proprietary License", False),
        ("not stated", False),
    ],
)
def test_a_licence_is_allowed_by_the_list(supply_chain: ModuleType, stated: str, allowed: bool) -> None:
    assert supply_chain.is_allowed(stated) is allowed


def test_the_list_in_the_documents_has_every_dependency() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    listed = re.findall(
        r"^\| (\S+) \| (?:serving|building) \|", (PROJECT / "docs" / "licences.md").read_text(), re.MULTILINE
    )
    assert {canonicalize_name(Requirement(line).name) for line in declared} - set(listed) == set()


def test_an_audit_that_saw_nothing_does_not_say_that_all_is_well(
    supply_chain: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = {"name": "click", "version": "8.1.7", "vulns": []}
    unseen = {"name": "flask", "skip_reason": "not found"}
    wrong = {"name": "lxml", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
    assert [supply_chain.tell(audited) for audited in ([sound], [sound, unseen], [sound, unseen, wrong])] == [0, 2, 1]
    said = capsys.readouterr()
    assert said.out == "lxml 1.0: CVE-1, fixed in 1.1\n"
    assert "NOT audited, because the data on them could not be reached: flask" in said.err
