"""From the members of a request, or the body of an HTTP request, to a checked model, or to SWF's refusal."""

from collections.abc import Mapping

import orjson
from pydantic import ValidationError

from swfstore.errors import SerializationException, UnknownOperationException
from swfstore.shapes.catalogue import INPUTS
from swfstore.shapes.refusals import java_class, refusal
from swfstore.shapes.request import Request
from swfstore.shapes.rules import RULES


def parse(operation: str, members: Mapping[str, object]) -> Request:
    """The model of a request, of the class `INPUTS[operation]`; `operation` is AWS's name, `SignalWorkflowExecution`.

    Raises SerializationException if a member has another JSON type than the service model's, ValidationException if it
    breaks a constraint or is not known, UnknownOperationException if the operation is not known.
    """
    cls = INPUTS.get(operation)
    if cls is None:
        raise UnknownOperationException("", operation)
    if type(members) is not dict:
        members = dict(members)
    try:
        # What `model_validate` calls, without its options.
        request: Request = cls.__pydantic_validator__.validate_python(members)
    except ValidationError as failure:
        raise refusal(operation, members, failure) from None
    rule = RULES.get(operation)
    if rule is not None:
        rule(operation, request)
    return request


def parse_json(operation: str, body: bytes) -> Request:
    """The model of a request that comes as the JSON text of an HTTP body; raises what `parse` raises."""
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError as failure:
        raise SerializationException(f"The body is not JSON: {failure}", operation) from None
    if not isinstance(members, dict):
        raise SerializationException(f"{java_class(members)} can not be converted to an {operation}Input", operation)
    return parse(operation, members)
