"""The body of a request as the model that it must be."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from chatbot.problem import InvalidBody, RequestProblem

ModelT = TypeVar("ModelT", bound=BaseModel)


def json_body(model: type[ModelT]) -> ModelT:
    """The request's JSON, validated: InvalidBody where it does not fit, a RequestProblem where it is sent as something else."""
    if request.mimetype != "application/json":
        raise RequestProblem(415, "Unsupported Media Type", "Send the body as application/json.")
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        raise InvalidBody(error) from error
