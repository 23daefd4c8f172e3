"""AWS JSON 1.0: from an HTTP request to the name of an operation and its members, and what is wrong with others."""

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from swfstore.errors import SerializationException, UnknownOperationException
from swfstore.operations.registry import OPERATIONS

LARGEST_BODY = 1024 * 1024
"""Bytes of a request; AWS documents 1 MB."""

TARGETS = ("SimpleWorkflowService.", "com.amazonaws.swf.service.model.SimpleWorkflowService.")
"""What stands before the operation's name in X-Amz-Target: of today's clients, and of the old ones."""

AMZ_JSON = b"application/x-amz-json-1.0"
JSON = b"application/json"


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a request that the protocol looks at."""

    target: str
    content_type: bytes
    authorization: str


def read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Pick the headers that matter; their names are in lower case, as ASGI has them."""
    target = authorization = ""
    content_type = AMZ_JSON
    for name, value in headers:
        if name == b"x-amz-target":
            target = value.decode("latin-1")
        elif name == b"content-type":
            # A client that speaks plain JSON is answered in plain JSON.
            content_type = JSON if value.lower().startswith(JSON) else AMZ_JSON
        elif name == b"authorization":
            authorization = value.decode("latin-1")
    return Headers(target, content_type, authorization)


def operation_of(target: str) -> str:
    """The operation's name in an X-Amz-Target; raises UnknownOperationException."""
    for prefix in TARGETS:
        if target.startswith(prefix) and target[len(prefix) :] in OPERATIONS:
            return target[len(prefix) :]
    raise UnknownOperationException


def members_of(body: bytes) -> dict[str, object]:
    """The members of a request's body; raises SerializationException for what is no JSON object."""
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SerializationException(f"The body is not JSON: {error}") from None
    if not isinstance(members, dict):
        raise SerializationException("The body is not a JSON object")
    return members


def scope_of(authorization: str) -> tuple[str, str]:
    """The access key id and region that a signature names, whether or not it is checked; empty where it names none."""
    _, _, rest = authorization.partition("Credential=")
    parts = rest.split(",")[0].strip().split("/")
    return (parts[0], parts[2]) if len(parts) >= 5 else ("", "")
