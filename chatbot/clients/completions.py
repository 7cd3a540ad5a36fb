"""A conversation in OpenAI's form as a request of `POST /api/chat`, and its reply in that form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from chatbot.answer import Answerer
from chatbot.clients.completion_schemas import (
    Annotation,
    AnswerMessage,
    Choice,
    Completion,
    CompletionRequest,
    Model,
    UrlCitation,
    Usage,
)
from chatbot.clients.source_link import passage_address
from chatbot.conversation.recall import ANSWER_CHARS, QUESTION_CHARS, TURNS
from chatbot.errors import UnknownDocument, UnknownModel
from chatbot.schemas import MOST_TURNS, ChatReply, ChatRequest, TurnRequest
from index import BlockKind, Encoder, PassageIndex, made_at

LISTED = 100  # documents; a menu of more models cannot be read, and each can still be named
_BACKTICKS = re.compile("`+")
_PIECE = re.compile(r"\S.{0,99}(?!\S)|\S{1,100}", re.DOTALL)  # short of what any encoder reads at once


def chat_request(asked: CompletionRequest, name: str) -> ChatRequest:
    """The last message as the question, and the turns before it, cut to what is read of them.

    What the system says is left out, and so is what an assistant says before anybody asked. `name` is the server's
    model; UnknownModel where another is asked.
    """
    *earlier, last = [message for message in asked.messages if message.role in ("user", "assistant")]
    told: list[tuple[str, str]] = []
    for message in earlier:
        if message.role == "user":
            told.append((message.content, ""))
        elif told:
            question, answer = told[-1]
            told[-1] = (question, "\n".join(filter(None, (answer, message.content))))
    turns = [(question.strip()[:QUESTION_CHARS], answer[:ANSWER_CHARS] or None) for question, answer in told]
    history = tuple(TurnRequest(question=question, answer=answer) for question, answer in turns if question)
    document = document_of(asked.model, name)
    return ChatRequest(question=last.content, history=history[-MOST_TURNS:], top_k=None, document=document)


def document_of(model: str, name: str) -> str | None:
    """The document that a model of the server `name` stands for, None for all of them; UnknownModel where it is another's."""
    base, colon, document = model.partition(":")
    if base != name or (colon and not document):
        raise unknown_model(model)
    return document or None


def unknown_model(model: str) -> UnknownModel:
    """The error that says so."""
    return UnknownModel(f"The model {model!r} does not exist; GET /v1/models lists the models.")


def models(passage_index: PassageIndex, name: str) -> tuple[Model, ...]:
    """All documents as one model, then each document as one, where there are not more than `LISTED`."""
    created = _created(passage_index.version)
    documents = passage_index.documents if len(passage_index.documents) <= LISTED else ()
    names = (name, *(f"{name}:{document}" for document in documents))
    return tuple(Model(id=model, created=created) for model in names)


def model_of(model: str, answerer: Answerer, name: str) -> Model:
    """The model of this id; UnknownModel where there is none."""
    document = document_of(model, name)
    try:
        if document is not None:
            answerer.id_of(document)
    except UnknownDocument as error:
        raise unknown_model(model) from error
    return Model(id=model, created=_created(answerer.passage_index.version))


def completion(model: str, asked: ChatRequest, reply: ChatReply, encoder: Encoder, server: str, now: int) -> Completion:
    """The reply as a completion; `server` is this server's own address, for what has none on the web, `now` in seconds."""
    read = [asked.question]
    for turn in (asked.history or ())[-TURNS:]:
        read += [turn.question, turn.answer or ""]
    prompt = sum(count_tokens(encoder, text) for text in read)
    content, places = _content(reply)
    said = count_tokens(encoder, content)
    return Completion(
        id=f"chatcmpl-{reply.id}",
        created=now,
        model=model,
        system_fingerprint=reply.index.version,
        choices=(Choice(message=AnswerMessage(content=content, annotations=_annotations(reply, places, server))),),
        usage=Usage(prompt_tokens=prompt, completion_tokens=said, total_tokens=prompt + said),
        chatbot=reply,
    )


def chunks(whole: Completion, include_usage: bool) -> Iterator[str]:
    """A completion as the data of a stream's events: the role, the words, their citations, the end, and what it took.

    In ASCII, as clients that read a stream by lines may take U+2028 and its like for the end of one.
    """
    head = whole.model_dump(mode="json") | {"object": "chat.completion.chunk"}
    [choice], usage, chatbot = head.pop("choices"), head.pop("usage"), head.pop("chatbot")
    if include_usage:
        head["usage"] = None

    def chunk(delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> str:
        part = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return json.dumps(head | {"choices": [part]} | more)

    message = choice["message"]
    yield chunk({"role": message["role"], "content": ""})
    yield chunk({"content": message["content"]})
    if message["annotations"]:
        yield chunk({"annotations": message["annotations"]})
    yield chunk({}, choice["finish_reason"], chatbot=chatbot)
    if include_usage:
        yield json.dumps(head | {"choices": [], "usage": usage})
    yield "[DONE]"


def _created(version: str) -> int:
    """When an index version was made, in seconds; 0 where its name does not say."""
    made = made_at(version)
    return int(made.timestamp()) if made else 0


def count_tokens(encoder: Encoder, text: str) -> int:
    """How many tokens the encoder's tokenizer makes of a text of any length, without those that frame it."""
    offsets = (encoder.token_offsets(piece) for piece in _PIECE.findall(text))
    # A prompt that the encoder reads before the text has negative offsets, a framing token an empty span.
    return sum(int((found[:, 1] > found[:, 0].clip(0)).sum()) for found in offsets)


def _content(reply: ChatReply) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The message in Markdown, which these clients show: code in a fence; and where each passage that it quotes stands there.

    The message has these line by line first, or behind a line that offers them, each behind its title, as many as there are
    choices.
    """
    content, places = "", []
    read = reply.message.find("\n") + 1 if reply.choices else 0
    done = 0
    for place, passage in enumerate(reply.passages[: reply.answers]):
        read += len(f"{reply.choices[place].title}: ") if reply.choices else 0
        above = f"{passage.context.before}\n" if passage.context.before else ""
        read += len(above) if reply.message.startswith(f"{above}{passage.text}", read) else 0  # what announces an item
        content += reply.message[done:read]
        is_code = passage.kind is BlockKind.CODE
        if is_code:
            fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(passage.text)), default=0))
            content += f"{fence}\n" if content[-1:] in ("", "\n") else f"\n{fence}\n"
        places.append((len(content), len(content) + len(passage.text)))
        content += f"{passage.text}\n{fence}" if is_code else passage.text
        done = read + len(passage.text)
        read = done + 1
    return content + reply.message[done:], tuple(places)


def _annotations(reply: ChatReply, places: Sequence[tuple[int, int]], server: str) -> tuple[Annotation, ...]:
    """One for each passage that is quoted."""
    annotations = []
    for passage, (start, end) in zip(reply.passages, places, strict=False):
        citation = passage.citation
        url = passage_address(citation, server)
        place = UrlCitation(start_index=start, end_index=end, title=citation.title, url=url)
        annotations.append(Annotation(url_citation=place))
    return tuple(annotations)
