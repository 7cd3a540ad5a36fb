"""`python -m index`: build and manage index versions. `chatbot index` is the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from index.commands.build import build
from index.commands.command_group import CommandGroup
from index.commands.transfer import export_archive, import_archive, pull, push
from index.commands.versions import diff, doctor, list_versions, prune, rollback, verify
from index.threads import limit_threads

limit_threads(os.environ)  # before NumPy and FAISS are loaded


@click.group(
    cls=CommandGroup,
    commands=[build, diff, doctor, export_archive, import_archive, list_versions, prune, pull, push, rollback, verify],
)
def main() -> None:
    """Build and manage index versions."""


if __name__ == "__main__":
    main(prog_name="chatbot index" if Path(sys.argv[0]).name.startswith("chatbot") else "python -m index")
