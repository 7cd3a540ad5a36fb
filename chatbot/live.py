"""The index in use, swapped while requests run.

A thread looks at CURRENT once a second, and at once when it is told to. A new version is opened beside
the old one, tried out, and then takes its place; a request ends on the version that it began with, and the
old version is closed when its last request ends. A version that does not open or answer is refused by
name, and the old one stays.
"""

from __future__ import annotations

import gc
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from chatbot.answer import Answerer
from chatbot.errors import NotReady
from chatbot.settings import ChatSettings
from chatbot.try_out import try_out
from chatbot.weighing.calibration import read_calibration
from index import (
    Encoder,
    IndexMissing,
    IndexUnavailable,
    PassageIndex,
    Place,
    SearchIndexError,
    current_version,
    local_folder,
    open_index,
)

LOOK_SECONDS = 1.0
NONE_TO_FOLLOW = "CURRENT"  # as `refused`: it is gone, or names no version that is there

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _InUse:
    answerer: Answerer
    requests: int = 0


class LiveAnswerer:
    """Gives each request the answerer of the version in use.

    `away` says that the server which keeps the index could not be reached at the last look.
    `refused` names the version that CURRENT names and that could not be taken up, None where there is none; it is
    NONE_TO_FOLLOW where CURRENT itself tells of no version.
    `on_reload` is told of each new version whether it was taken up, and False once where there is none to follow; `on_use`
    which version this process answers from.
    """

    def __init__(
        self,
        place: Place,
        settings: ChatSettings,
        load_encoder: Callable[[PassageIndex], Encoder],
        on_reload: Callable[[bool], None] = lambda _: None,
        on_use: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._place = place
        self._settings = settings
        self._load_encoder = load_encoder
        self._on_reload = on_reload
        self._on_use = on_use
        self._lock = threading.Lock()
        self._in_use: _InUse | None = None
        self.refused: str | None = None
        self.away = False
        self._said = ""
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()  # whose `put` may interrupt itself
        self._stopped = False

    def load(self) -> None:
        """Open the version in use now; a SearchIndexError says why it cannot be."""
        self._swap(self._open())

    def watch(self) -> None:
        """Look at CURRENT now, and follow it in the background until `stop`."""
        self._look()
        if used := self._in_use:  # it may have been loaded before a fork
            passage_index = used.answerer.passage_index
            self._on_use(passage_index.version)
            with suppress(SearchIndexError):  # opened in this process too, while the folder is there
                passage_index.questions(next(iter(passage_index.documents)))
        threading.Thread(target=self._follow, name="watch-index", daemon=True).start()

    def look(self) -> None:
        """Look at CURRENT at once, and once more at a version that was refused. Safe in a signal handler."""
        self.refused = None
        self._said = ""  # whoever asks is told, also what was told before
        self._wake.put(None)

    def stop(self) -> None:
        """End the background thread."""
        self._stopped = True
        self._wake.put(None)

    @contextmanager
    def use(self) -> Iterator[Answerer]:
        """The answerer for one whole request: its version stays open until the block ends. NotReady until an index is loaded."""
        with self._lock:
            used = self._used()
            used.requests += 1
        try:
            yield used.answerer
        finally:
            with self._lock:
                used.requests -= 1
                is_last = used is not self._in_use and not used.requests
            if is_last:
                used.answerer.close()

    def current(self) -> Answerer:
        """The answerer in use, to look at: without `use` its version may be closed. NotReady until an index is loaded."""
        return self._used().answerer

    @property
    def version(self) -> str | None:
        """Name of the version in use, None until an index is loaded."""
        return self._in_use.answerer.passage_index.version if self._in_use else None

    def _used(self) -> _InUse:
        if self._in_use is None:
            raise NotReady("No index is loaded yet. Please try again in a moment.")
        return self._in_use

    def _follow(self) -> None:
        while not self._stopped:
            with suppress(queue.Empty):
                self._wake.get(timeout=LOOK_SECONDS)
            self._look()

    def _look(self) -> None:
        try:
            version = current_version(self._place)
        except SearchIndexError as error:
            self.away = isinstance(error, IndexUnavailable)  # the connection says so in the log
            # As it is before the first version.
            is_expected = self.away or (not self._in_use and isinstance(error, IndexMissing))
            if not is_expected:
                if self.refused != NONE_TO_FOLLOW:
                    self.refused = NONE_TO_FOLLOW
                    self._on_reload(False)
                self._say(f"no version can be followed: {error}")
            return
        self.away = False
        used = self.version
        if version == used:
            self.refused = None
            self._said = ""  # all is well again: what comes next is news
        if version in (used, self.refused):
            return
        refusal: str | None = None
        try:
            self._take_up()
        except IndexUnavailable as error:  # the server went away meanwhile; the next look tries again
            self.away = True
            self._say(str(error))
            return
        except Exception as error:  # whatever is wrong with the new one, the old one stays
            refusal = str(error)  # and no more of it: its frames hold the version's files open
        gc.collect()  # at once: a thousand versions a day would pile up before it is due by itself
        self.refused = None if refusal is None else version
        self._on_reload(refusal is None)
        if refusal is None:
            self._said = ""
            _log.info("index version %s is in use", version)
        else:
            self._say(f"index version {version} was refused: {refusal}")

    def _take_up(self) -> None:
        answerer = self._open()
        try:
            try_out(answerer)
        except BaseException:
            answerer.close()
            raise
        self._swap(answerer)

    def _open(self) -> Answerer:
        passage_index = open_index(self._place)
        try:
            calibration = read_calibration(local_folder(self._place))
            return Answerer(passage_index, self._encoder_for(passage_index), self._settings, calibration)
        except BaseException:
            passage_index.close()
            raise

    def _encoder_for(self, passage_index: PassageIndex) -> Encoder:
        """The encoder that made the index; the loaded one where it is the same."""
        if self._in_use and self._in_use.answerer.encoder.fingerprint == passage_index.model.fingerprint:
            return self._in_use.answerer.encoder
        return self._load_encoder(passage_index)

    def _swap(self, answerer: Answerer) -> None:
        with self._lock:
            before, self._in_use = self._in_use, _InUse(answerer)
            is_idle = before is not None and not before.requests
        self._on_use(answerer.passage_index.version)
        if before and is_idle:
            before.answerer.close()

    def _say(self, message: str) -> None:
        if message != self._said:
            _log.error(message)
        self._said = message
