"""The index in use, opened for a command."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chatbot.commands.configuration import Configuration
from chatbot.errors import UnknownDocument

if TYPE_CHECKING:
    from chatbot.answer import Answerer
    from chatbot.live import LiveAnswerer

_SHOWN = 5  # documents of an index that may have thousands


def open_answerer(configuration: Configuration) -> Answerer:
    """The answerer of the version in use."""
    return open_live(configuration).current()


@contextmanager
def naming_documents(answerer: Answerer) -> Iterator[None]:
    """UnknownDocument with some documents that there are: where pages are told of an endpoint, a terminal has none."""
    try:
        yield
    except UnknownDocument as error:
        known = list(answerer.passage_index.documents)
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        raise UnknownDocument(
            f"There is no document {error.document!r} here; there are: {', '.join(known[:_SHOWN])}{more}.",
            error.document,
        ) from error


def open_live(configuration: Configuration) -> LiveAnswerer:
    """The version in use, loaded; newer ones are followed once it watches."""
    from chatbot.live import LiveAnswerer
    from index import load_encoder

    live = LiveAnswerer(configuration.place, configuration.chat, load_encoder)
    live.load()
    return live


def without_suggestions(configuration: Configuration) -> Configuration:
    """For a set of questions, where nobody looks at what could be asked next."""
    chat = configuration.chat.model_copy(update={"suggestions": 0})
    return dataclasses.replace(configuration, chat=chat)
