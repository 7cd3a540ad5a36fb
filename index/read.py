"""Sources to files to articles: which files there are, and which format reads which."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self, TypeVar
from urllib.parse import quote

import regex

from index.errors import NothingToIndex, SettingsError, SourceError, SourceMissing
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.pdf.read import read_pdf
from index.formats.sections import HEADING_CHARS
from index.formats.text.read import read_wiki_text
from index.formats.utf8 import decode, is_no_text
from index.formats.word.read import read_word
from index.manifest import SourceRecord, sha256_of
from index.passage import Article
from index.settings import SourceSettings

_MARKDOWN, _HTML, _TEXT = (".md", ".markdown"), (".html", ".htm", ".xhtml"), (".txt", ".text")
_PDF, _WORD = (".pdf",), (".docx",)
SUFFIXES = (*_TEXT, *_MARKDOWN, *_HTML, *_PDF, *_WORD)
_ANY_TYPE = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
HIDDEN = "hidden"  # among the suffixes, which begin with a dot

_URL_PLACEHOLDER = "{path}"


class Identified(Protocol):
    """What is known by a document's id."""

    @property
    def id(self) -> str:
        """The document's id."""
        ...

    def renamed(self, document: str) -> Self:
        """The same with another id."""
        ...


IdentifiedT = TypeVar("IdentifiedT", bound=Identified)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """An article with its id, and the file it was read from."""

    id: str
    title: str
    article: Article
    record: SourceRecord

    def renamed(self, document: str) -> ReadDocument:
        """The same with another id."""
        return replace(self, id=document, record=self.record.model_copy(update={"document": document}))


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


class Sources:
    """The documents of some sources, read one at a time as they are asked for, in a stable order.

    Relative paths start from `base`; SourceMissing where there is nothing. `skipped` counts files of unknown types by
    their suffix, empty for none, and `HIDDEN` ones. `problems` grows while reading: an unreadable file is one, and the
    rest goes on.
    """

    def __init__(self, sources: Sequence[SourceSettings], base: Path) -> None:
        self._named = ", ".join(source.path for source in sources)
        self.files, self.skipped, self.problems = _find(sources, base)

    def __iter__(self) -> Iterator[ReadDocument]:
        """Read them; NothingToIndex at the end where there was none."""
        return self.identified(map(read_file, self.files))

    def identified(self, found: Iterable[IdentifiedT | Problem]) -> Iterator[IdentifiedT]:
        """What was made of the files, in their order, each under an id of its own; NothingToIndex at the end where there is none."""
        ids: dict[str, int] = {}  # with the last number that was given to another of the same name
        for one in found:
            if isinstance(one, Problem):
                self.problems.append(one)
                continue
            document = _unique(one.id, ids)
            yield one if document == one.id else one.renamed(document)
        if not ids and not self._named:
            raise NothingToIndex("index.sources names nothing; name files or folders there or by --source.")
        if not ids:
            known = f"no file of a known type ({', '.join(SUFFIXES)})"
            raise NothingToIndex(f"nothing to index in {self._named}: {told(self.problems) or known}.")


def told(problems: Iterable[Problem]) -> str:
    """Every problem, as a part of one sentence."""
    return "; ".join(f"{problem.source} {problem.reason}" for problem in problems)


def read_file(file: SourceFile) -> ReadDocument | Problem:
    """The document of one file. Its id is of its own name alone, so another document may have the same.

    What a parser raises beside SourceError is raised.
    """
    try:
        data = file.path.read_bytes()
    except OSError as error:
        return Problem(file.source, f"cannot be read: {error.strerror}")
    try:
        article = _parse(data, file.path.suffix.lower())
    except SourceError as error:
        return Problem(file.source, str(error))
    title = _shortened(file.title or article.title)
    document = _slug(title) or _slug(file.path.stem) or "document"
    record = SourceRecord(source=file.source, document=document, sha256=sha256_of(data), bytes=len(data))
    shown = title or _shortened(article.name) or file.path.stem
    return ReadDocument(document, shown, replace(article, url=file.url or article.url), record)


def source_states(sources: Sequence[SourceSettings], base: Path) -> dict[Path, tuple[int, int, int]]:
    """Size, time of change and number of every file that would be read: another whenever one is another.

    Empty where a source is not there; the build is to say so.
    """
    states = {}
    with suppress(NothingToIndex):
        for file in _find(sources, base)[0]:
            with suppress(OSError):  # it went away meanwhile
                state = file.path.stat()
                states[file.path] = (state.st_size, state.st_mtime_ns, state.st_ino)
    return states


def _find(sources: Sequence[SourceSettings], base: Path) -> tuple[list[SourceFile], Counter[str], list[Problem]]:
    """The files to read, how many of which suffix were skipped, and the folders that could not be looked into.

    A file that is reached by several paths is read once, by its own path if that is one of them. Where one source names
    the file itself and others a folder around it, in whatever order, the first one says what is said of it, and they what
    it leaves unsaid; of several of a kind the first counts.
    """
    files: dict[Path, SourceFile] = {}
    named: set[Path] = set()  # of these, those that a source names itself
    skipped: Counter[str] = Counter()
    problems = []
    for source in sources:
        root = _root(source, base)
        if root.is_dir() and source.url and _URL_PLACEHOLDER not in source.url:
            raise SettingsError(
                f"index.sources: the url of the folder {source.path} needs {_URL_PLACEHOLDER}, which becomes each file's path without its suffix."
            )
        if root.is_dir() and source.title:
            raise SettingsError(
                f"index.sources: the title of the folder {source.path} would be that of each of its files; give files of their own a title."
            )
        anchor = base if root.is_relative_to(base) else root.parent
        unreadable: list[OSError] = []
        for path, real in [(root, root)] if root.is_file() else sorted(_walk(root, unreadable.append)):
            inside = path.relative_to(root) if path != root else Path(path.name)
            if path != root and (path.suffix.lower() not in SUFFIXES or _is_hidden(inside)):
                skipped[HIDDEN if _is_hidden(inside) else path.suffix.lower()] += 1
                continue
            if not _is_text(path):
                problems.append(
                    Problem(repr(path.relative_to(anchor).as_posix()), "has a name that is not UTF-8; rename it")
                )
                continue
            url = source.url and source.url.replace(_URL_PLACEHOLDER, quote(inside.with_suffix("").as_posix()))
            file = SourceFile(path, path.relative_to(anchor).as_posix(), url, source.title)
            known, is_named = files.get(real), path == root
            if known and (is_named != (real in named)):
                own, around = (file, known) if is_named else (known, file)
                cited = known.source if known.path == real else own.source
                files[real] = replace(own, source=cited, url=around.url if own.url is None else own.url)
            elif known is None or (path == real and known.path != real):
                files.pop(real, None)  # a link to it
                files[real] = file
            if is_named:
                named.add(real)
        problems += [
            Problem(Path(error.filename).relative_to(anchor).as_posix(), f"cannot be read: {error.strerror}")
            for error in unreadable
        ]
    return _told_apart(files.values(), base), skipped, problems


def _is_hidden(inside: Path) -> bool:
    """Word's own mark of an open document too, which is none: `~$handbook.docx`."""
    return inside.name.startswith("~$") or any(part.startswith(".") for part in inside.parts)


def _is_text(path: Path) -> bool:
    """Whether the bytes of a name are a text; Python keeps those of one that is none as lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in str(path))


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


def _root(source: SourceSettings, base: Path) -> Path:
    try:
        return (base / source.path).resolve(strict=True)
    except FileNotFoundError as error:
        raise SourceMissing(f"source {source.path} does not exist; mend index.sources or --source.") from error
    except (OSError, RuntimeError) as error:  # no permission, or a symbolic link to itself
        raise NothingToIndex(f"source {source.path} cannot be read; mend its permissions or index.sources.") from error


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
                    is_link = os.path.islink(path)
                    is_dead_link = is_link and not os.path.exists(path)  # told as one that cannot be read
                    if os.path.isfile(path) or is_dead_link or not os.access(parent, os.X_OK):
                        leads_on = is_link and not is_dead_link
                        yield Path(path), Path(os.path.realpath(path) if leads_on else os.path.join(real, name))
        tops = sorted(links)


def _parse(data: bytes, suffix: str) -> Article:
    if suffix in _PDF:
        return read_pdf(data)
    if suffix in _HTML:
        return read_html(data)
    if suffix in _WORD:
        return read_word(data)
    if suffix not in ("", *SUFFIXES) and is_no_text(data):  # named by itself; in a folder it is skipped
        raise SourceError(f"is no UTF-8 text, and {suffix} is no type that is read; convert it to {_ANY_TYPE}")
    read: Callable[[str], Article] = read_markdown if suffix in _MARKDOWN else read_wiki_text
    return read(decode(data))


def _shortened(title: str) -> str:
    """A title that is too long to stand before each passage up to the end of a word, with an ellipsis."""
    if len(title) <= HEADING_CHARS:
        return title
    return f"{title[:HEADING_CHARS].rpartition(' ')[0] or title[:HEADING_CHARS]}…"


def _slug(words: str) -> str:
    """Lower case, Latin accents dropped, letters and digits of any script kept, everything else a hyphen."""
    unaccented = regex.sub(r"(?<=\p{Latin})\p{Mn}+", "", unicodedata.normalize("NFKD", words).casefold())
    folded = unicodedata.normalize("NFC", unaccented)
    return regex.sub(r"[^\p{L}\p{M}\p{N}]+", "-", folded).strip("-")


def _unique(document: str, taken: dict[str, int]) -> str:
    candidate, number = document, taken.get(document, 1)
    while candidate in taken:
        number += 1
        candidate = f"{document}-{number}"
    taken[document] = number
    taken.setdefault(candidate, 1)
    return candidate
