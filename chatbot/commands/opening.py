"""The index in use, opened for a command."""

from __future__ import annotations

import dataclasses
from typing import Any

from chatbot.commands.configuration import Configuration


def open_answerer(configuration: Configuration) -> Any:
    """The answerer of the version in use."""
    return open_live(configuration).current()


def open_live(configuration: Configuration) -> Any:
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
