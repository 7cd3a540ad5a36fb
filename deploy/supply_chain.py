"""What the project is made of besides itself: `python deploy/supply_chain.py sbom|licences|audit`, in its environment.

Looks at what the main dependencies need, and not at what else is installed. `sbom` writes var/sbom.json (CycloneDX),
`licences` writes docs/licences.md and exits with 1 where one is not on the list, `audit` asks for known
vulnerabilities (pip-audit): 1 where there are some, 2 where it could not find out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution
from typing import Any

from packaging.utils import canonicalize_name
from slim import PYPROJECT, closure, installed, serving

PROJECT = PYPROJECT.parent

# Licences under which a dependency may be passed on beside MIT code. No copyleft but that of single files (MPL).
ALLOWED = {
    *("mit", "mit license", "0bsd", "isc", "isc license", "zlib", "bsl-1.0", "unlicense", "cc0-1.0"),
    *("bsd-2-clause", "bsd-3-clause", "bsd license", "3-clause bsd license", "bsd"),
    *("apache-2.0", "apache-2.0 with llvm-exception", "apache software license", "apache 2.0 license", "apache 2.0"),
    *("psf-2.0", "python software foundation license", "cnri-python"),
    *("mpl-1.1", "mpl-2.0", "mozilla public license 2.0"),
    "dependency licenses",  # pypdfium2: those of PDFium's parts, which its wheel carries
}
# As Debian packs setuptools, for one, which goes into every new environment there.
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
CUDA = re.compile(r"nvidia-|cuda-")  # come with PyTorch's CUDA build, under NVIDIA's own terms; its CPU build has none


def needed() -> dict[str, Distribution]:
    """What the main dependencies need, as it is installed."""
    found = installed(sys.path)
    names = closure(found, tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"])
    return {name: found[name] for name in sorted(names)}


def licence(distribution: Distribution) -> str:
    """As the package states it: by an SPDX expression (PEP 639), by classifiers, in words, or by the text that it carries alone."""
    metadata = distribution.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or () if line.startswith("License")
    ]
    precise = [name for name in classifiers if name != "OSI Approved"]
    said = "; ".join(precise) or (metadata.get("License") or "").partition("\n")[0]
    return said or ("MIT" if any(MIT in " ".join(text.split()) for text in _texts(distribution)) else "not stated")


def _texts(distribution: Distribution) -> Iterator[str]:
    for name in distribution.metadata.get_all("License-File") or ():
        yield distribution.read_text(f"licenses/{name}") or distribution.read_text(name) or ""


def is_allowed(stated: str) -> bool:
    """Whether every licence that applies, or one of those to choose from, is on the list."""
    parts = re.split(r" AND |; |, ", re.sub(r" \([^()]*\)(?=;|$)", "", stated))
    return all(any(choice.strip("() ").lower() in ALLOWED for choice in part.split(" OR ")) for part in parts)


def licences() -> int:
    """Write the table; 1 where a licence is not allowed."""
    serve = serving(installed(sys.path))
    rows = {name: licence(one) for name, one in needed().items() if not CUDA.match(name)}
    table = "".join(
        f"| {name} | {'serving' if name in serve else 'building'} | {stated} |\n" for name, stated in rows.items()
    )
    (PROJECT / "docs" / "licences.md").write_text(f"{HEAD}{table}", encoding="utf-8")
    refused = {name: stated for name, stated in rows.items() if not is_allowed(stated)}
    for name, stated in refused.items():
        print(f"{name}: {stated} is not an allowed licence", file=sys.stderr)
    print(f"{len(rows)} packages, {len(refused)} of them under a licence that is not allowed", file=sys.stderr)
    return 1 if refused else 0


def sbom() -> int:
    """Write the bill of materials, validated against its schema."""
    from cyclonedx.schema import OutputFormat, SchemaVersion  # with cyclonedx-bom, for this command alone
    from cyclonedx.validation import make_schemabased_validator

    command = [
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--pyproject",
        str(PYPROJECT),
        sys.executable,
    ]
    made = subprocess.run([sys.executable, *command], check=True, capture_output=True, encoding="utf-8")
    bill = json.loads(made.stdout)
    names = needed().keys()
    kept = [component for component in bill["components"] if canonicalize_name(component["name"]) in names]
    references = {component["bom-ref"] for component in kept} | {bill["metadata"]["component"]["bom-ref"]}
    bill["components"] = kept
    bill["dependencies"] = [
        entry | {"dependsOn": [one for one in entry.get("dependsOn", ()) if one in references]}
        for entry in bill["dependencies"]
        if entry["ref"] in references
    ]
    text = json.dumps(bill, indent=1)
    if error := make_schemabased_validator(OutputFormat.JSON, SchemaVersion.V1_6).validate_str(text):
        print(f"the bill of materials is not valid: {error}", file=sys.stderr)
        return 1
    file = PROJECT / "var" / "sbom.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(f"{file.relative_to(PROJECT)}: {len(kept)} packages", file=sys.stderr)
    return 0


def audit() -> int:
    """Say what is known to be wrong, and of what nothing could be found out."""
    packages = {name: one.version.partition("+")[0] for name, one in needed().items()}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}=={version}\n" for name, version in packages.items())
        file.flush()
        command = ["-m", "pip_audit", "-r", file.name, "--no-deps", "--disable-pip", "--format", "json"]
        done = subprocess.run([sys.executable, *command], capture_output=True, encoding="utf-8", check=False)
    try:
        audited = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(
            f"the vulnerability data could not be reached, so nothing was audited:\n{done.stderr[-500:]}",
            file=sys.stderr,
        )
        return 2
    return tell(audited)


def tell(audited: list[dict[str, Any]]) -> int:
    """Print pip-audit's findings; 1 for a vulnerability, 2 for what was not looked up, which pip-audit takes for sound."""
    vulnerable = [(entry, found) for entry in audited for found in entry.get("vulns", ())]
    unknown = [entry["name"] for entry in audited if "skip_reason" in entry]
    for entry, found in vulnerable:
        print(
            f"{entry['name']} {entry['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'no version'}"
        )
    print(f"{len(audited) - len(unknown)} packages audited, {len(vulnerable)} vulnerabilities", file=sys.stderr)
    if unknown:
        print(f"NOT audited, because the data on them could not be reached: {', '.join(unknown)}", file=sys.stderr)
    return 1 if vulnerable else 2 if unknown else 0


HEAD = """\
# Licences of the dependencies

Made by `make licences`, which fails where one is not on the list in `deploy/supply_chain.py`: permissive licences (MIT, BSD, Apache-2.0, ISC, Zlib, BSL-1.0, PSF, CC0) and the Mozilla Public License, whose copyleft ends at its own files. GPL, LGPL, AGPL and licences without a name are refused, but where a package lets one choose another.
With PyTorch's CUDA build come NVIDIA's libraries under NVIDIA's own terms; its CPU build and the image have none of them.

| package | half | licence, as the package states it |
| --- | --- | --- |
"""

if __name__ == "__main__":
    commands = {"sbom": sbom, "licences": licences, "audit": audit}
    sys.exit(commands[sys.argv[1]]())
