"""botocore's SWF client without a socket: its `before-send` event is answered by a store in the same process.

The request has been checked, serialized and signed by botocore, and its answer is parsed by botocore; between the two
is the protocol of the server, and the store's engine.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from swfstore.client.store import Store
from swfstore.engine.faults.errors import ResponseLost
from swfstore.errors import Fault, RequestEntityTooLargeException
from swfstore.ids import request_id
from swfstore.operations.registry import invoke
from swfstore.server.encoding import fault_body, response_body
from swfstore.server.protocol import LARGEST_BODY, Headers, believed, members_of, operation_of, read_headers

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

EVENT = "before-send.swf"
"""Of botocore's clients for SWF: whoever handles it with an answer is the service."""


class Bridge:
    """Answers the requests of botocore's clients from one store."""

    def __init__(self, store: Store[Any]) -> None:
        self.store = store
        self._caller_of = believed(store.engine)

    def __call__(self, request: "AWSPreparedRequest", **_: object) -> "AWSResponse":
        """The answer to a prepared request: a handler of `before-send.swf`."""
        body = request.body or b""
        headers = read_headers(_pairs(request.headers))
        try:
            status, answer = self.answer(headers, body.encode() if isinstance(body, str) else body)
        except ResponseLost as lost:  # on purpose: botocore sees it as it does on a socket, and may try again
            from botocore.exceptions import ConnectionClosedError

            raise ConnectionClosedError(endpoint_url=request.url) from lost
        return http_response(request.url, status, headers.content_type, answer)

    def answer(self, headers: Headers, body: bytes) -> tuple[int, bytes]:
        """The HTTP status and the body of the answer. A mistake of the store's own is raised, not answered."""
        try:
            if len(body) > LARGEST_BODY:
                raise RequestEntityTooLargeException(f"The request has more than {LARGEST_BODY} bytes")
            operation = operation_of(headers.target)
            return 200, response_body(invoke(self._caller_of(headers.authorization), operation, members_of(body)))
        except Fault as fault:
            return fault.status, fault_body(fault)


def _pairs(headers: Mapping[str, str | bytes]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers.items():
        yield name.lower().encode("latin-1"), value if isinstance(value, bytes) else value.encode("latin-1")


class _Body:
    """What botocore reads an answer from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._content


def http_response(url: str, status: int, content_type: bytes, body: bytes) -> "AWSResponse":
    """An answer as botocore's own HTTP session gives it."""
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    headers["x-amzn-RequestId"] = request_id()
    headers["Content-Type"] = content_type.decode()
    headers["Content-Length"] = str(len(body))
    return AWSResponse(url, status, headers, _Body(body))
