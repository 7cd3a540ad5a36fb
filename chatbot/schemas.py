"""The wire: pydantic models of every request and reply, the one source of validation and of OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, FailFast, Field, StringConstraints, TypeAdapter

from chatbot.cite import CitedPassage
from chatbot.conversation.recall import Turn
from chatbot.decide import Label, Reason, label
from chatbot.outcome import Answered, Reply
from chatbot.problem_types import problem_types
from chatbot.small_talk import Status
from index import BlockKind

# Unicode's White_Space, which is trimmed.
_SPACE = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def _trimmed(longest: int) -> Callable[[dict[str, Any]], None]:
    """Describes 1 to `longest` characters after trimming, which the keywords of JSON Schema cannot: they count before."""

    def describe(schema: dict[str, Any]) -> None:
        del schema["minLength"], schema["maxLength"]
        schema["pattern"] = f"^[{_SPACE}]*[^{_SPACE}]([\\s\\S]{{0,{longest - 2}}}[^{_SPACE}])?[{_SPACE}]*$"

    return describe


def whole(value: object) -> object:
    """4.0 as 4, which to JSON Schema is an integer as well (draft 2020-12, 4.2.3)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


QuestionText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    Field(json_schema_extra=_trimmed(2000)),
]
QUESTION = TypeAdapter[str](QuestionText)


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnRequest(_Request):
    """An earlier question and the answer that was shown, null where there was none."""

    question: QuestionText
    answer: Annotated[str, StringConstraints(max_length=20_000)] | None = None


class _AtTheFirst(FailFast):
    """Hashable, as what stands in a union has to be."""

    __hash__ = object.__hash__


MOST_TURNS = 50  # of a request
# At the first wrong turn it stops: to look at 300,000 of them takes five seconds.
Turns = Annotated[tuple[TurnRequest, ...], Field(max_length=MOST_TURNS, strict=False), _AtTheFirst()]


class ChatRequest(_Request):
    """A question; the client sends the conversation so far, as the server remembers none."""

    question: QuestionText = Field(description="1 to 2,000 characters after trimming")
    history: Turns | None = Field((), description="earlier turns, oldest first")
    top_k: Annotated[int, Field(ge=1, le=20), BeforeValidator(whole)] | None = Field(
        None, description="how many passages to return"
    )
    document: str | None = Field(
        None, max_length=2000, description="search only in this document: its id, its file's name, or its `source`"
    )


class QuestionReply(_Reply):
    """The question as it was asked and as it was searched for."""

    asked: str
    understood: str
    context_terms: tuple[str, ...]


class HighlightReply(_Reply):
    """Code point offsets into the passage's text."""

    start: int
    end: int


class ContextReply(_Reply):
    """The passages around it, null at the ends of a section; before a fact of a group, what the group is about."""

    before: str | None
    after: str | None


class CitationReply(_Reply):
    """Where a passage stands; `page` is given for paged documents."""

    id: str
    document: str
    title: str
    section: tuple[str, ...]
    source: str
    start: int
    end: int
    offset_unit: Literal["codepoint"] = "codepoint"
    url: str | None
    page: int | None


class PassageReply(_Reply):
    """A verbatim passage with its citation; the lines of `code` are to be shown as they are."""

    rank: int
    kind: BlockKind
    text: str
    confidence: float
    highlights: tuple[HighlightReply, ...]
    context: ContextReply
    citation: CitationReply


class IndexReply(_Reply):
    """The index version that a reply was made from."""

    version: str


class ChoiceReply(_Reply):
    """The same question, to be asked of one document; its `title` says the file too where another choice has the same one."""

    question: str
    document: str
    title: str


class ChatReply(_Reply):
    """The answer with its passages, or an honest no with what came nearest.

    The first `answers` of `passages` are what `message` gives of the documents: one for each part of the question, and behind one that
    ends with a colon those that it announces, or the list or the rows of a table that are asked for. An item of a list stands there
    behind its `context.before`, where that is the line which announces the list, and the first of such rows behind its own, which
    names the columns. `notice` is what it says in words of its own, null where that is nothing. `choices` are given where documents
    answer equally well and the question names none of them.
    """

    id: str
    status: Status
    reason: Reason | None
    message: str
    notice: str | None
    answers: int
    confidence: float
    confidence_label: Label
    question: QuestionReply
    passages: tuple[PassageReply, ...]
    related: tuple[PassageReply, ...]
    suggestions: tuple[str, ...]
    choices: tuple[ChoiceReply, ...]
    index: IndexReply


class SuggestionsReply(_Reply):
    """Questions to begin with; each is answered by the documents."""

    suggestions: tuple[str, ...]
    index: IndexReply


class DocumentReply(_Reply):
    """An indexed document."""

    id: str
    title: str
    url: str | None
    passages: int


class DocumentsReply(_Reply):
    """Every indexed document, in order."""

    documents: tuple[DocumentReply, ...]
    index: IndexReply


class FeedbackRequest(_Request):
    """Whether a reply helped."""

    reply_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)] = Field(
        description="the `id` of the reply", json_schema_extra=_trimmed(64)
    )
    helpful: bool
    comment: Annotated[str, StringConstraints(max_length=2000)] | None = None


class FeedbackReply(_Reply):
    """The verdict was kept."""

    status: Literal["kept"] = "kept"


class HealthReply(_Reply):
    """The process is alive."""

    status: Literal["alive"] = "alive"


class ReadyReply(_Reply):
    """Questions can be answered. `refused` names a newer version that could not be taken up, or is `CURRENT` where the index folder tells of none; the log has the reason."""

    status: Literal["ready"] = "ready"
    index: IndexReply
    refused: str | None


class FieldProblem(_Reply):
    """One field that is wrong, and why."""

    field: str
    message: str


class Problem(_Reply):
    """An error (RFC 9457)."""

    type: str = Field(
        json_schema_extra={
            "oneOf": [
                {"title": title, "const": kind, "description": meaning} for kind, title, meaning in problem_types()
            ]
        }
    )
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: tuple[FieldProblem, ...] | None = None


def turns(asked: ChatRequest) -> tuple[Turn, ...]:
    """The conversation so far, as the pipeline takes it."""
    return tuple(Turn(turn.question, turn.answer) for turn in asked.history or ())


def chat_reply(reply: Reply) -> ChatReply:
    """A reply as it goes over the wire."""
    outcome = reply.outcome
    answered = outcome if isinstance(outcome, Answered) else None
    shown = _passages(outcome.shown)
    # One call for the whole tree: making its twenty models one by one takes four times as long.
    return ChatReply.model_validate(
        {
            "id": reply.id,
            "status": outcome.status,
            "reason": outcome.reason,
            "message": outcome.message,
            "notice": (answered.notice or None) if answered else outcome.message,
            "answers": len(answered.told) if answered else 0,
            "confidence": round(outcome.confidence, 4),
            "confidence_label": label(outcome.confidence),
            "question": reply.question,
            "passages": shown if answered else (),
            "related": () if answered else shown,
            "suggestions": reply.suggestions,
            "choices": tuple(
                {"question": reply.question.asked, "document": sense.citation.document, "title": title}
                for title, sense in (answered.meant if answered else ())
            ),
            "index": {"version": reply.version},
        },
        from_attributes=True,
    )


def _passages(passages: tuple[CitedPassage, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "rank": rank,
            "kind": passage.kind,
            "text": passage.text,
            "confidence": round(passage.confidence, 4),
            "highlights": passage.highlights,
            "context": passage,
            "citation": passage.citation,
        }
        for rank, passage in enumerate(passages, 1)
    )
