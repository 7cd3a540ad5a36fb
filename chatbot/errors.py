"""What can go wrong between a question and its reply, beside the errors of the index.

ChatError
├── UnknownDocument     the search was restricted to a document that is not indexed
├── UnknownId           an assistant asked for a passage or document that is not indexed
├── UnknownModel        a client of OpenAI's form named a model that is not here
├── NotReady            no index is loaded
├── VersionRefused      a new index version opens and does not answer
├── CannotServe         the port or a file that the server needs is not to be had
├── RestartFailed       the running server did not start anew
├── QuestionSetError    a question set for evaluation cannot be read
├── BaselineError       figures saved earlier cannot be read or compared
├── CrossEncoderError   the cross-encoder that the settings name cannot be loaded
├── CalibrationError    the confidence cannot be calibrated on these questions, or the result not be written
├── CannotPlot          matplotlib is missing, or the folder cannot be written
└── ReportError         what the server kept cannot be read, or the report not be written

Messages of UnknownDocument, UnknownId, UnknownModel and NotReady are shown to visitors, so they name nothing of the machine.
"""

from __future__ import annotations


class ChatError(Exception):
    """The base of every error of this package."""


class UnknownDocument(ChatError):
    """There is no `document` of that id, or of a file of that name, in the index."""

    def __init__(self, message: str, document: str) -> None:
        super().__init__(message)
        self.document = document


class UnknownId(ChatError):
    """There is no passage or document of that id in the index."""


class UnknownModel(ChatError):
    """There is no model of that name."""


class NotReady(ChatError):
    """No index is loaded, so nothing can be answered yet."""


class VersionRefused(ChatError):
    """A new index version opens and does not answer, so the one in use stays."""


class CannotServe(ChatError):
    """The server cannot start."""


class RestartFailed(ChatError):
    """The running server did not start anew."""


class QuestionSetError(ChatError):
    """A question set for evaluation cannot be read."""


class BaselineError(ChatError):
    """Figures saved earlier cannot be read or compared."""


class CannotPlot(ChatError):
    """Figures cannot be drawn."""


class CrossEncoderError(ChatError):
    """A cross-encoder cannot be loaded."""


class ReportError(ChatError):
    """What was asked cannot be read, or a report of it not be written."""


class CalibrationError(ChatError):
    """The confidence cannot be calibrated, or the result cannot be written."""
