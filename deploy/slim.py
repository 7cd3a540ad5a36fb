"""Take out of an environment what serving never loads: `python deploy/slim.py ENVIRONMENT` (its own Python runs this).

The environment holds the packages of the group `serve` of pyproject.toml. Out go: what only a download of a model
needs (tokenizers asks for huggingface-hub, whose functions serving does not call), the packages' tests, ONNX Runtime's
library for C programs, and the symbols of compiled modules where `strip` is there. Prints what is left, in megabytes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
UNUSED = {"huggingface-hub"}  # asked for by tokenizers, for Tokenizer.from_pretrained alone
OURS = "cited-chatbot"


def serving(found: dict[str, Distribution]) -> set[str]:
    """The names of what the group `serve` needs, itself included, out of what is installed."""
    groups = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return closure(found, groups["serve"], UNUSED)


def closure(found: dict[str, Distribution], requirements: Iterable[str], without: Collection[str] = ()) -> set[str]:
    """The normalised names of what these requirements need in the end, without some and what only those need."""
    waiting = [Requirement(requirement) for requirement in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras} if name not in without else ():
            if (name, extra) not in seen:
                seen.add((name, extra))
                needed = [Requirement(line) for line in found[name].requires or ()]
                waiting += [one for one in needed if one.marker is None or one.marker.evaluate({"extra": extra})]
    return {name for name, _ in seen}


def installed(path: list[str]) -> dict[str, Distribution]:
    """The distributions in these folders by their normalised names; of two of one name that of the first folder, as Python has it."""
    return {canonicalize_name(found.metadata["Name"]): found for found in reversed(list(distributions(path=path)))}


def files(distribution: Distribution) -> Iterator[Path]:
    """Its files that are there."""
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if path.is_file():
            yield path


def main(environment: Path) -> None:
    """Slim the environment."""
    [site] = environment.glob("lib/python3*/site-packages")
    found = installed([str(site)])
    for name in found.keys() - serving(found) - {OURS}:
        for path in files(found[name]):
            path.unlink()
    for tests in [folder for name in ("tests", "__pycache__") for folder in site.rglob(name)]:
        shutil.rmtree(tests)
    for library in site.glob("onnxruntime/capi/libonnxruntime.so*"):  # the Python module has its own copy of it
        library.unlink()
    if strip := shutil.which("strip"):
        # Not in *.libs: those were patched by auditwheel, and strip would break them.
        modules = [path for path in site.rglob("*.so*") if not path.parent.name.endswith(".libs")]
        subprocess.run([strip, "--strip-unneeded", *modules], check=True)
    for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    print(f"{sum(path.stat().st_size for path in site.rglob('*') if path.is_file()) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
