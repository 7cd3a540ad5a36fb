"""Questions to ask next, each of which is answered: with the very passage that it was made from, at high confidence.

A build makes candidates (index/questions.py); here the whole pipeline is asked each of them before
it is shown, once for a document, as a document's passages compete with those of all others and the
confidence that counts is this side's. That happens in the background, so that no visitor waits for
it; where suggestions are the way forward (small talk, a no about something else), those of another document step in, and
only where there are none at all yet it happens at once.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from index import Document, IndexUnavailable, SearchIndexError

_log = logging.getLogger(__name__)

KEPT = 8  # questions of one document
_NO_LETTERS = re.compile(r"[\W_]+")  # and no digits
_FORM = 2  # words that a question begins with: "When did", "Who succeeded"
_REST = 9  # times as long as a candidate took, before the next one: visitors' questions go first


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and the row of the passage that answers it."""

    question: str
    row: int


class Questions(Protocol):
    """What an open index knows of questions."""

    def questions(self, document: str) -> list[tuple[int, str]]:
        """Rows of a document, each with a question that it may answer."""
        ...


class Suggester:
    """The suggestions of one index version. `answers(question, row)` says whether that row is its answer."""

    def __init__(self, candidates: Questions, answers: Callable[[str, int], bool]) -> None:
        self._candidates = candidates
        self._answers = answers
        self._found: dict[str, tuple[Suggestion, ...]] = {}
        self._at_work = threading.Lock()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End what is at work in the background, and wait for it; nothing may be begun afterwards."""
        self._stopped.set()
        with self._at_work:
            pass

    def of(self, document: Document) -> tuple[Suggestion, ...]:
        """A document's suggestions in reading order; asked for and remembered where they are not known yet."""
        if document.id not in self._found:
            self._found[document.id] = self._ask(document, 0)
        return self._found[document.id]

    def known(self, document: Document) -> tuple[Suggestion, ...]:
        """Those that are known already; none, and a thread that finds them out, where they are not.

        One document at a time; another one is begun when it is next asked for.
        """
        if document.id in self._found:
            return self._found[document.id]
        if not self._stopped.is_set() and self._at_work.acquire(blocking=False):
            try:
                threading.Thread(target=self._work, args=[document], name="suggest", daemon=True).start()
            except RuntimeError:  # no more threads can be had now; it is asked for again
                self._at_work.release()
        return ()

    def found(self, document: Document, first: Document) -> tuple[Suggestion, ...]:
        """Those of a document where they are known, else of any other, else, at once, of the `first`."""
        return self.known(document) or next(filter(None, list(self._found.values())), ()) or self.of(first)

    def _work(self, document: Document) -> None:
        try:
            found = self._ask(document, _REST)
            if not self._stopped.is_set():
                self._found[document.id] = found
        except IndexUnavailable:  # it is asked for again
            pass
        except SearchIndexError:
            self._found[document.id] = ()  # the request that reads what is damaged will say so
        finally:
            self._at_work.release()

    def _ask(self, document: Document, rest: float) -> tuple[Suggestion, ...]:
        kept: list[Suggestion] = []
        for row, question in self._candidates.questions(document.id):
            begin = time.perf_counter()
            if self._is_answered(question, row):
                kept.append(Suggestion(question, row))
            if len(kept) == KEPT or self._stopped.wait(rest * (time.perf_counter() - begin)):
                break
        return tuple(kept)

    def _is_answered(self, question: str, row: int) -> bool:
        try:
            return self._answers(question, row)
        except SearchIndexError:
            raise
        except Exception:  # a fault of ours in one question, which visitors need not see
            _log.exception("%r could not be tried out as a suggestion", question)
            return False


def nearest(suggestions: Sequence[Suggestion], row: int | None, asked: Collection[str], most: int) -> tuple[str, ...]:
    """At most so many, without those that were asked: the nearest to a row first and none of that row itself; without a row
    some from the whole document, of different forms where there are enough.
    """
    folded = {_folded(question) for question in asked}
    fresh = [entry for entry in suggestions if entry.row != row and _folded(entry.question) not in folded]
    if row is not None:
        fresh.sort(key=lambda entry: abs(entry.row - row))
    elif most:
        of_form: dict[tuple[str, ...], Suggestion] = {}
        for entry in fresh:
            of_form.setdefault(tuple(entry.question.split()[:_FORM]), entry)
        fresh = list(of_form.values()) if len(of_form) >= most else fresh
        fresh = fresh[:: max(1, len(fresh) // most)]
    return tuple(entry.question for entry in fresh[:most])


def _folded(question: str) -> str:
    return _NO_LETTERS.sub("", question.casefold())
