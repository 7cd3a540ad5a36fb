"""Titles of documents as they are said where several stand together: with the file behind those that are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from os.path import commonprefix
from pathlib import PurePosixPath


def told_apart(documents: Iterable[tuple[str, str]]) -> list[str]:
    """What each document is called, given by its title and source: "Contact (leeds/contact.md)" where another is "Contact" too.

    The folders that all of one title lie in are left out. An empty title stays so.
    """
    given = [(title, PurePosixPath(source).parts) for title, source in documents]
    alike: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for title, parts in given:
        alike[title.casefold()].append(parts[:-1])
    # Of tuples it compares whole folders.
    shared = {title: len(commonprefix(folders)) for title, folders in alike.items() if title and len(folders) > 1}  # noqa: RUF071
    called = []
    for title, parts in given:
        left_out = shared.get(title.casefold())
        called.append(title if left_out is None else f"{title} ({'/'.join(parts[left_out:])})")
    return called
