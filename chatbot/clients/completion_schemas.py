"""The wire in OpenAI's form: what `/v1/chat/completions` and `/v1/models` take and give.

Clients send many parameters that steer a model's sampling; here every answer is fixed, so what is not named
below is accepted and changes nothing. What would change the form of the answer is refused by name.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from chatbot.schemas import QUESTION, ChatReply, whole


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _text(content: Any) -> Any:
    """The text of a message's content; a part that is no text is refused by name."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    return "\n".join(map(_part, content))


def _part(part: Any) -> str:
    match part:
        case {"type": "text", "text": str(text)}:
            return text
        case {"type": str(kind)} if kind != "text":
            raise PydanticCustomError(
                "unsupported_part", "A part of type {kind} cannot be read here; send text", {"kind": repr(kind[:40])}
            )
        case _:
            raise PydanticCustomError("unsupported_part", "A part has to be of type 'text', with its text")


def _number(value: Any) -> Any:
    """1.0 as 1; true is another thing in JSON, though Python says that they are equal."""
    if isinstance(value, bool):
        raise PydanticCustomError("no_number", "Input should be 1")
    return whole(value)


_CONTENT = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
                "required": ["type", "text"],
            },
        },
        {"type": "null"},
    ]
}


class Message(_Request):
    """One message of the conversation; those of the system and of the developer are not read."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[str, BeforeValidator(_text), WithJsonSchema(_CONTENT)] = ""


class StreamOptions(_Request):
    """What a stream tells beside the answer."""

    include_usage: bool | None = None


class ResponseFormat(_Request):
    """An answer is text; it cannot be made to fit a schema."""

    type: Literal["text"] = "text"


class CompletionRequest(_Request):
    """A conversation whose last message asks; the messages before it are its history."""

    model: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="the server's model, or `<model>:<document>` to search only in one document"
    )
    # At the first wrong message it stops, as ChatRequest at the first wrong turn.
    messages: Annotated[tuple[Message, ...], Field(min_length=1, strict=False), FailFast()] = Field(
        description="the last one is the user's, with 1 to 2,000 characters after trimming"
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[Literal[1] | None, BeforeValidator(_number), Field(description="there is one answer")] = None
    response_format: ResponseFormat | None = None
    tool_choice: Annotated[Literal["auto", "none"] | None, Field(description="no tool is ever called")] = None

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        spoken = [message for message in messages if message.role in ("user", "assistant")]
        if not spoken or spoken[-1].role != "user":
            raise PydanticCustomError("no_question", "The last message has to be the user's")
        try:
            QUESTION.validate_python(spoken[-1].content)
        except ValidationError:
            raise PydanticCustomError("question_length", "The last message has to have 1 to 2,000 characters") from None
        return messages


class UrlCitation(_Reply):
    """Where the words `content[start_index:end_index]` stand, in code points."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(_Reply):
    """A citation of a stretch of the content."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(_Reply):
    """The answer: verbatim passages, each with its annotation, or an honest no without one."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]


class Choice(_Reply):
    """The one answer."""

    index: Literal[0] = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(_Reply):
    """Tokens of the index's own tokenizer: of the question and the turns that were read, and of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(_Reply):
    """An answer in OpenAI's form; `chatbot` is the same reply as `POST /api/chat` gives it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    system_fingerprint: str
    choices: tuple[Choice]
    usage: Usage
    chatbot: ChatReply


class Model(_Reply):
    """Something that can be asked: all documents, or one."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "cited-chatbot"


class ModelList(_Reply):
    """All documents first, then one by one."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...]


class ErrorDetail(_Reply):
    """What went wrong; `param` is the field, where one is to blame."""

    message: str
    type: str
    param: str | None
    code: str | None


class CompletionError(_Reply):
    """An error in OpenAI's form."""

    error: ErrorDetail
