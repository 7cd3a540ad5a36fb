"""Files to articles: which format reads which, and under which id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

import regex

from index.errors import NothingToIndex, SourceError
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
from index.source_files import HTML, MARKDOWN, PDF, SUFFIXES, WORD, Problem, SourceFile, find_files
from index.tokeniser import folded

_ANY_TYPE = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"


class Identified(Protocol):
    """What was made of a document."""

    @property
    def id(self) -> str:
        """The document's id by its own name alone."""
        ...


IdentifiedT = TypeVar("IdentifiedT", bound=Identified)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """An article with its id, and the file it was read from.

    `title` is shown, `full_title` is what its passages are searched behind.
    """

    id: str
    title: str
    full_title: str
    article: Article
    record: SourceRecord


class Sources:
    """The files of some sources, in a stable order, and what comes of reading them.

    Relative paths start from `base`; SourceMissing where there is nothing. `skipped` counts files of unknown types by
    their suffix, empty for none, and `HIDDEN` ones. `problems` grows while reading: an unreadable file is one, and the
    rest goes on.
    """

    def __init__(self, sources: Sequence[SourceSettings], base: Path) -> None:
        self._named = ", ".join(source.path for source in sources)
        self.files, self.skipped, self.problems = find_files(sources, base)

    def identified(self, found: Iterable[IdentifiedT | Problem]) -> Iterator[tuple[str, IdentifiedT]]:
        """What was made of the files, in their order, each behind an id of its own; NothingToIndex at the end where there is none."""
        ids: dict[str, int] = {}  # with the last number that was given to another of the same name
        for one in found:
            if isinstance(one, Problem):
                self.problems.append(one)
                continue
            yield _unique(one.id, ids), one
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
    full = _with_site(file.title or article.full_title or shown, file.site_name)
    return ReadDocument(document, shown, _shortened(full), replace(article, url=file.url or article.url), record)


def _with_site(title: str, site_name: str | None) -> str:
    return title if not site_name or site_name.casefold() in title.casefold() else f"{title} – {site_name}"


def _parse(data: bytes, suffix: str) -> Article:
    if suffix in PDF:
        return read_pdf(data)
    if suffix in HTML:
        return read_html(data)
    if suffix in WORD:
        return read_word(data)
    if suffix not in ("", *SUFFIXES) and is_no_text(data):  # named by itself; in a folder it is skipped
        raise SourceError(f"is no UTF-8 text, and {suffix} is no type that is read; convert it to {_ANY_TYPE}")
    read: Callable[[str], Article] = read_markdown if suffix in MARKDOWN else read_wiki_text
    return read(decode(data))


def _shortened(title: str) -> str:
    """A title that is too long to stand before each passage up to the end of a word, with an ellipsis."""
    if len(title) <= HEADING_CHARS:
        return title
    return f"{title[:HEADING_CHARS].rpartition(' ')[0] or title[:HEADING_CHARS]}…"


def _slug(words: str) -> str:
    """Lower case, Latin accents dropped, letters and digits of any script kept, everything else a hyphen."""
    return regex.sub(r"[^\p{L}\p{M}\p{N}]+", "-", folded(words)).strip("-")


def _unique(document: str, taken: dict[str, int]) -> str:
    candidate, number = document, taken.get(document, 1)
    while candidate in taken:
        number += 1
        candidate = f"{document}-{number}"
    taken[document] = number
    taken.setdefault(candidate, 1)
    return candidate
