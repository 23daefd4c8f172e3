"""AWS JSON 1.0: from an HTTP request to the name of an operation and its members, and what is wrong with others."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import orjson

from swfstore.engine.call import ACCOUNT, REGION, Call
from swfstore.engine.engine import Engine
from swfstore.errors import SerializationException, UnknownOperationException
from swfstore.operations.registry import OPERATIONS

LARGEST_BODY = 1024 * 1024
"""Bytes of a request; AWS documents 1 MB."""

TARGETS = ("SimpleWorkflowService.", "com.amazonaws.swf.service.model.SimpleWorkflowService.")
"""What stands before the operation's name in X-Amz-Target: of today's clients, and of the old ones."""

AMZ_JSON = b"application/x-amz-json-1.0"
JSON = b"application/json"

_LONGEST_REGION = 64


_OPERATIONS = {f"{prefix}{name}".encode(): name for prefix in TARGETS for name in OPERATIONS}


class Headers(NamedTuple):
    """The headers of a request that the protocol looks at."""

    target: bytes
    content_type: bytes
    authorization: bytes


def read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Pick the headers that matter; their names are in lower case, as ASGI has them."""
    found = dict(headers)
    # A client that speaks plain JSON is answered in plain JSON.
    plain = found.get(b"content-type", AMZ_JSON).lower().startswith(JSON)
    return Headers(found.get(b"x-amz-target", b""), JSON if plain else AMZ_JSON, found.get(b"authorization", b""))


def operation_of(target: bytes) -> str:
    """The operation's name in an X-Amz-Target; raises UnknownOperationException."""
    try:
        return _OPERATIONS[target]
    except KeyError:
        raise UnknownOperationException from None


def members_of(body: bytes) -> dict[str, object]:
    """The members of a request's body; raises SerializationException for what is no JSON object."""
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SerializationException(f"The body is not JSON: {error}") from None
    if not isinstance(members, dict):
        raise SerializationException("The body is not a JSON object")
    return members


def believed(engine: Engine) -> Callable[[bytes], Call]:
    """Who sends a request, by what its Authorization header says: nobody checks the signature.

    The account is the access key id if that has 12 digits, the region that of the signature. A request without a
    signature comes from the default account and region.
    """

    @lru_cache(1024)
    def call(credential: bytes) -> Call:
        parts = credential.decode("latin-1").strip().split("/")
        access_key, region = (parts[0], parts[2]) if len(parts) >= 5 else ("", "")
        its_own = len(access_key) == len(ACCOUNT) and access_key.isdecimal() and access_key.isascii()
        return Call(engine, access_key if its_own else ACCOUNT, region[:_LONGEST_REGION] or REGION)

    # A client's credential is the same all day; only the signature after it is another one each time.
    return lambda authorization: call(authorization.partition(b"Credential=")[2].partition(b",")[0])
