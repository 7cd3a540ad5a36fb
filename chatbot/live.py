"""The index in use, swapped while requests run.

A thread looks at CURRENT once a second. A new version is opened beside the old one and then takes
its place; a request keeps the version that it began with. A version that cannot be opened is left
alone, and the old one stays.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from chatbot.answer import Answerer
from chatbot.calibration import read_calibration
from chatbot.errors import NotReady
from chatbot.settings import ChatSettings
from index import Encoder, PassageIndex, SearchIndexError, current_version, open_index

LOOK_SECONDS = 1.0

_log = logging.getLogger(__name__)


class LiveAnswerer:
    """Gives each request the answerer of the version in use."""

    def __init__(self, folder: Path, settings: ChatSettings, load_encoder: Callable[[PassageIndex], Encoder]) -> None:
        self._folder = folder
        self._settings = settings
        self._load_encoder = load_encoder
        self._answerer: Answerer | None = None
        self._refused: str | None = None
        self._stopped = threading.Event()

    def load(self) -> None:
        """Open the version in use now; a SearchIndexError says why it cannot be."""
        passage_index = open_index(self._folder)
        encoder = self._encoder_for(passage_index)
        self._answerer = Answerer(passage_index, encoder, self._settings, read_calibration(self._folder))

    def watch(self) -> None:
        """Look at CURRENT now, and follow it in the background until `stop`."""
        self._look()
        threading.Thread(target=self._follow, name="watch-index", daemon=True).start()

    def stop(self) -> None:
        """End the background thread."""
        self._stopped.set()

    def current(self) -> Answerer:
        """The answerer to use for one whole request; NotReady until an index is loaded."""
        answerer = self._answerer
        if answerer is None:
            raise NotReady("No index is loaded yet. Please try again in a moment.")
        return answerer

    def _follow(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        version = None
        try:
            version = current_version(self._folder)
            used = self._answerer.passage_index.version if self._answerer else None
            if version not in (used, self._refused):
                self.load()
                self._refused = None
                _log.info("index version %s is in use", version)
        except (SearchIndexError, OSError) as error:
            if version != self._refused:
                _log.error("index version %s was refused: %s", version, error)
            self._refused = version

    def _encoder_for(self, passage_index: PassageIndex) -> Encoder:
        """The encoder that made the index; the loaded one where it is the same."""
        if self._answerer and self._answerer.encoder.fingerprint == passage_index.model.fingerprint:
            return self._answerer.encoder
        try:
            return self._load_encoder(passage_index)
        except SearchIndexError:
            passage_index.close()
            raise
