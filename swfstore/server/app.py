"""The ASGI application: a plain callable for the one hot route, `POST /`, in front of Starlette for everything else.

Each answer has a request id, in its header and in the log: one line per request, with the operation, the status and
the milliseconds; what a request carries is logged at debug only.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from swfstore.clock import Stopwatch
from swfstore.engine.call import Call
from swfstore.engine.faults.errors import ResponseLost
from swfstore.errors import Fault, InternalFailure, RequestEntityTooLargeException
from swfstore.ids import request_id
from swfstore.server.encoding import fault_body
from swfstore.server.metrics import Metrics
from swfstore.server.polls import ClientGone
from swfstore.server.protocol import LARGEST_BODY, Headers, members_of, operation_of, read_headers
from swfstore.server.service import POLLS, Service

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
CallerOf: TypeAlias = Callable[[Scope, Headers, bytes], Call]
"""Says who sends a request; raises the Fault of one who is not known."""

logger = logging.getLogger("swfstore.requests")


def application(service: Service, caller_of: CallerOf, metrics: Metrics, others: App) -> App:
    """The application that serves the operations of SWF at `POST /`, and everything else by `others`."""

    def app(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "POST":
            return _answer(service, caller_of, metrics, scope, receive, send)
        return others(scope, receive, send)

    return app


async def _answer(
    service: Service, caller_of: CallerOf, metrics: Metrics, scope: Scope, receive: Receive, send: Send
) -> None:
    watch, headers, request = Stopwatch(), read_headers(scope["headers"]), request_id()
    operation, code, body = "", "", b""
    try:
        body = await _body(receive)
        call = caller_of(scope, headers, body)
        operation = operation_of(headers.target)
        if operation in POLLS:
            payload = await _poll(service, call, operation, members_of(body), receive)
        else:
            payload = await service.answer(call, operation, members_of(body))
        status = 200
    except Fault as fault:
        status, payload, code = fault.status, fault_body(fault), fault.code
    except (ClientGone, ResponseLost) as gone:
        status, payload, code = 499, b"", type(gone).__name__
    except Exception:  # a mistake of ours: the client gets SWF's answer for it, the log gets the rest
        logger.exception("request %s failed unexpectedly", request)
        failure = InternalFailure()
        status, payload, code = failure.status, fault_body(failure), failure.code
    seconds = watch.seconds()
    if code == "ResponseLost":
        await _break_off(receive, send)
    elif code != "ClientGone":
        await _send(send, status, headers.content_type, request, payload)

    def keep() -> None:
        metrics.request(operation, code, seconds)
        if logger.isEnabledFor(logging.INFO):
            client = (scope.get("client") or "-")[0]
            told = (request, client, operation or "-", status, code or "-", len(payload), seconds * 1000)
            logger.info("request=%s client=%s operation=%s status=%d fault=%s bytes=%d ms=%.1f", *told)
            logger.debug("request=%s body=%s answer=%s", request, body, payload)

    # What is sent goes out at the end of this turn of the event loop, and this is done after that.
    asyncio.get_running_loop().call_soon(keep)


async def _poll(service: Service, call: Call, operation: str, members: Mapping[str, object], receive: Receive) -> bytes:
    """The answer to a poll, which is held until a task comes or the client has hung up."""
    gone: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    listener = asyncio.ensure_future(_hang_up(receive, gone))
    try:
        return await service.answer(call, operation, members, gone)
    finally:
        listener.cancel()


async def _body(receive: Receive) -> bytes:
    """The body of a request; raises RequestEntityTooLargeException beyond what AWS takes, ClientGone before its end."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= LARGEST_BODY:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientGone
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLargeException(f"The request has more than {LARGEST_BODY} bytes")
    return body


async def _hang_up(receive: Receive, gone: "asyncio.Future[Any]") -> None:
    """Say when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if not gone.done():
        gone.set_result(None)


async def _break_off(receive: Receive, send: Send) -> None:
    """Close the connection without an answer, on purpose.

    ASGI has no word for it, and a client may take an answer that ends too early for a whole one: so this takes the
    connection from uvicorn, whose method `send` is.
    """
    connection: Any = getattr(send, "__self__")  # noqa: B009  # a Callable has none, as far as types go
    connection.transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, status: int, content_type: bytes, request: str, body: bytes) -> None:
    headers = [
        (b"x-amzn-requestid", request.encode()),
        (b"content-type", content_type),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
