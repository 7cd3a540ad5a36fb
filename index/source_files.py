"""Sources to files: which files there are to read, and how each is cited."""

from __future__ import annotations

import math
import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from index.errors import NothingToIndex, SettingsError, SourceMissing
from index.settings import SourceSettings

MARKDOWN, HTML, TEXT = (".md", ".markdown"), (".html", ".htm", ".xhtml"), (".txt", ".text")
PDF, WORD = (".pdf",), (".docx",)
SUFFIXES = (*TEXT, *MARKDOWN, *HTML, *PDF, *WORD)
HIDDEN = "hidden"  # among the suffixes, which begin with a dot

_URL_PLACEHOLDER = "{path}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that could not be read, and why, without its place on the machine."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and what the settings say of it."""

    path: Path
    source: str  # as it is cited: relative to config.yaml, or to the folder that holds the source
    url: str | None
    title: str | None
    site_name: str | None = None


def find_files(sources: Sequence[SourceSettings], base: Path) -> tuple[list[SourceFile], Counter[str], list[Problem]]:
    """The files to read, how many of which suffix were skipped, and the folders that could not be looked into.

    A file that is reached by several paths is read once (`_Found`).
    """
    found = _Found()
    skipped: Counter[str] = Counter()
    problems = []
    for source in sources:
        root, real_root = _root(source, base)
        if root.is_dir():
            _check_folder(source)
        anchor = base if root.is_relative_to(base) else root.parent
        unreadable: list[OSError] = []
        for path, real in sorted(_walk(root, unreadable.append)) if root.is_dir() else [(root, real_root)]:
            inside = path.relative_to(root) if path != root else Path(path.name)
            if path != root and (path.suffix.lower() not in SUFFIXES or _is_hidden(inside)):
                skipped[HIDDEN if _is_hidden(inside) else path.suffix.lower()] += 1
                continue
            if not _is_text(path):
                problems.append(
                    Problem(repr(path.relative_to(anchor).as_posix()), "has a name that is not UTF-8; rename it")
                )
                continue
            if _is_special(path):
                reason = "is a pipe, a socket or a device, and no file"
                problems.append(Problem(path.relative_to(anchor).as_posix(), reason))
                continue
            url = source.url and source.url.replace(_URL_PLACEHOLDER, quote(inside.with_suffix("").as_posix()))
            file = SourceFile(path, path.relative_to(anchor).as_posix(), url, source.title, source.site_name)
            found.add(file, real, root)
        problems += [
            Problem(Path(error.filename).relative_to(anchor).as_posix(), f"cannot be read: {error.strerror}")
            for error in unreadable
        ]
    return _told_apart(found.files.values(), base), skipped, problems


def source_states(sources: Sequence[SourceSettings], base: Path) -> dict[Path, tuple[int, int, int, int]]:
    """Size, times of change (of the content, of the permissions) and number of every file that would be read: another whenever one
    is another.

    Empty where a source is not there; the build is to say so.
    """
    states = {}
    with suppress(NothingToIndex):
        for file in find_files(sources, base)[0]:
            with suppress(OSError):  # it went away meanwhile
                state = file.path.stat()
                states[file.path] = (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    return states


class _Found:
    """The files of sources, each once, by where it really is.

    Of several paths to a file its own counts, or else the first. The url and the title are those of the source that names the file
    itself, or else of the innermost folder, in whatever order they stand; an url or a site's name that this leaves out is that of
    the one around.
    """

    def __init__(self) -> None:
        self.files: dict[Path, SourceFile] = {}
        self._depths: dict[Path, float] = {}  # of the source that says what is said of each; a file itself is innermost

    def add(self, file: SourceFile, real: Path, root: Path) -> None:
        """`root` is the source that has the file: a folder, or its own path."""
        known, depth = self.files.get(real), math.inf if root == file.path else len(root.parts)
        is_named, was_named = depth == math.inf, self._depths.get(real) == math.inf
        if known and depth != self._depths[real] and (file.path == known.path or is_named != was_named):
            own, around = (file, known) if depth > self._depths[real] else (known, file)
            cited = known.source if known.path == real else own.source
            self.files[real] = replace(
                own, source=cited, url=_said(own.url, around.url), site_name=_said(own.site_name, around.site_name)
            )
            self._depths[real] = max(depth, self._depths[real])
        elif known is None or (file.path == real and known.path != real):
            self.files.pop(real, None)  # a link to it
            self.files[real] = file
            self._depths[real] = depth


def _said(own: str | None, around: str | None) -> str | None:
    return around if own is None else own


def _check_folder(source: SourceSettings) -> None:
    """SettingsError where what is said of a folder can only be said of a file."""
    if source.url and _URL_PLACEHOLDER not in source.url:
        raise SettingsError(
            f"index.sources: the url of the folder {source.path} needs {_URL_PLACEHOLDER}, which becomes each file's path without its suffix."
        )
    if source.title:
        raise SettingsError(
            f"index.sources: the title of the folder {source.path} would be that of each of its files; give files of their own a title."
        )


def _is_hidden(inside: Path) -> bool:
    """Word's own mark of an open document too, which is none: `~$handbook.docx`."""
    return inside.name.startswith("~$") or any(part.startswith(".") for part in inside.parts)


def _is_text(path: Path) -> bool:
    """Whether the bytes of a name are a text; Python keeps those of one that is none as lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in str(path))


def _is_special(path: Path) -> bool:
    """What cannot be read from its beginning again and again; False where nothing can be known of it, which reading is to tell."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _told_apart(files: Collection[SourceFile], base: Path) -> list[SourceFile]:
    """Files outside of the settings' folder that would be cited as another is, with as much more of their paths as it takes."""
    own = [file.source for file in files if file.path.is_relative_to(base)]
    taken, told = set(own), []
    for file in files:
        if not file.path.is_relative_to(base):
            depths = range(len(Path(file.source).parts), len(file.path.parts))
            longer = (Path(*file.path.parts[-depth:]).as_posix() for depth in depths)
            file = replace(file, source=next((name for name in longer if name not in taken), file.source))
            taken.add(file.source)
        told.append(file)
    return told


def _root(source: SourceSettings, base: Path) -> tuple[Path, Path]:
    """A source as the settings name it, by which it is cited and its type is known, and where it really is."""
    try:
        real = (base / source.path).resolve(strict=True)
    except FileNotFoundError as error:
        raise SourceMissing(f"source {source.path} does not exist; mend index.sources or --source.") from error
    except (OSError, RuntimeError) as error:  # no permission, or a symbolic link to itself
        raise NothingToIndex(f"source {source.path} cannot be read; mend its permissions or index.sources.") from error
    named = Path(os.path.abspath(base / source.path))
    is_same = named.exists() and named.samefile(real)  # not where `..` stands behind a link
    is_outside = real.is_relative_to(base) and not named.is_relative_to(base)  # by another name of the same folder
    return (named if is_same and not is_outside else real), real


def _walk(folder: Path, tell: Callable[[OSError], None]) -> Iterator[tuple[Path, Path]]:
    """Every file below a folder, and the one that it is where its path holds links; `tell` gets the error of a folder
    that cannot be looked into, so that its documents do not go unnoticed.

    Links to folders are followed after the folders themselves, and into each folder once: they may lead in a circle.
    """
    seen: set[str] = set()
    tops = [str(folder)]
    while tops:
        links: list[str] = []
        for top in tops:
            for parent, folders, names in os.walk(top, onerror=tell):
                real = os.path.realpath(parent)
                if real in seen:
                    folders.clear()
                    continue
                if not _is_hidden(Path(parent).relative_to(folder)):  # what is hidden here may be shown by a link
                    seen.add(real)
                    paths = (os.path.join(parent, name) for name in folders if not name.startswith("."))
                    links += filter(os.path.islink, paths)
                for name in names:
                    path = os.path.join(parent, name)
                    leads_on = os.path.islink(path) and os.path.exists(path)  # a dead one cannot be read
                    yield Path(path), Path(os.path.realpath(path) if leads_on else os.path.join(real, name))
        tops = sorted(links)
