"""A document as the passage table takes it: everything that is made of one file, and of no other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentContent, Heading
from index.chunk import passages
from index.chunking.cards import with_cards
from index.chunking.cut import ChunkLimits
from index.chunking.dated import with_dated
from index.chunking.lettered import with_lettered
from index.chunking.priced_lines import with_priced_lines
from index.chunking.prices import with_prices
from index.chunking.stated import with_stated
from index.chunking.versions import with_versions
from index.manifest import SourceRecord
from index.passage import Article, Passage
from index.questions import questions
from index.read import ReadDocument, Sources, read_file
from index.sentences import SentenceSplitter, sentence_splitter
from index.source_files import Problem, SourceFile
from index.subject import subject_pronoun

_NO_LINE_BREAK = re.compile(r"[^\r\n]")
_TOLD_CHARS = 300  # of an error's own words


@dataclass(frozen=True, slots=True)
class Chunking:
    """How documents are cut; `in_context` as `chunk.passages` takes it."""

    language: str
    limits: ChunkLimits
    in_context: bool


@dataclass(frozen=True, slots=True)
class ChunkedDocument:
    """A document with its passages, and the questions that it should answer by the ordinals of those."""

    id: str
    title: str
    url: str | None
    record: SourceRecord
    content: DocumentContent
    passages: tuple[Passage, ...]
    pronoun: str
    questions: tuple[tuple[int, str], ...]

    def renamed(self, document: str) -> ChunkedDocument:
        """The same with another id."""
        return replace(
            self,
            id=document,
            record=self.record.model_copy(update={"document": document}),
            passages=tuple(replace(passage, document=document) for passage in self.passages),
        )


def read_and_chunk(file: SourceFile, chunking: Chunking) -> ChunkedDocument | Problem:
    """Read one file and cut it into passages; a file on which that breaks is a problem of its own, whatever breaks.

    SettingsError where the language is not known.
    """
    split = sentence_splitter(chunking.language)
    try:
        read = read_file(file)
        return read if isinstance(read, Problem) else _chunk(read, split, chunking)
    except MemoryError:  # says nothing of the file
        raise
    except Exception as error:  # several parsers, and each raises what it likes
        return Problem(
            file.source,
            f"cannot be read, by a fault of this program ({_told(error)}); leave it out or save it in another form, and report it",
        )


def with_passages(sources: Sources, found: Iterable[ChunkedDocument | Problem]) -> Iterator[ChunkedDocument]:
    """What was made of the sources' files, each under an id of its own; one without a passage is a problem, as what cannot be read is."""
    for own, document in sources.identified(found):
        if document.passages:
            yield document if own == document.id else document.renamed(own)
        else:
            sources.problems.append(Problem(document.record.source, "holds no sentence, so nothing is found in it"))


def _told(error: Exception) -> str:
    """An error in one line, without the place on the machine that one of the system may name."""
    words = " ".join(str(getattr(error, "strerror", None) or error).split())
    return f"{type(error).__name__}: {words}"[:_TOLD_CHARS].removesuffix(": ")


def _seen(article: Article, found: Sequence[Passage]) -> str:
    """The text with blanks, and its line breaks, for what is withheld from readers, unless a passage holds it."""
    starts, ends = [passage.start for passage in found], [passage.end for passage in found]
    pieces: list[str] = []
    position = 0
    for start, end in article.withheld:
        if start >= position and bisect_left(starts, end) == bisect_right(ends, start):
            pieces += article.text[position:start], _NO_LINE_BREAK.sub(" ", article.text[start:end])
            position = end
    return "".join((*pieces, article.text[position:]))


def _chunk(document: ReadDocument, split: SentenceSplitter, chunking: Chunking) -> ChunkedDocument:
    article = with_cards(document.article)
    for known in (with_prices, with_versions, with_dated, with_stated, with_lettered, with_priced_lines):
        article = known(article)
    title = document.title
    found = passages(article, document.id, title, split, chunking.limits, chunking.in_context, document.full_title)
    headings = tuple(
        Heading(s.path, s.heading_start, s.heading_end) for s in article.sections if s.path or s.heading_start
    )
    pronoun = subject_pronoun(title, found)
    return ChunkedDocument(
        id=document.id,
        title=title,
        url=article.url,
        record=document.record,
        content=DocumentContent(_seen(article, found), headings),
        passages=tuple(found),
        pronoun=pronoun,
        questions=tuple(questions(title, pronoun, found)),
    )
