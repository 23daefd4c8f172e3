"""Real Lambda functions, through an endpoint that speaks the Lambda Invoke API.

A function that answers an error fails with the reason `UnhandledError` and the error's JSON as details, as recorded of
the real service; one that is not there with `ResourceNotFoundException`. What the service itself says no to is told by
the name of its error. A function that does not answer within the longest timeout that a Lambda task can have times out.
"""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

import orjson

from swfstore.engine.lambdas import LambdaError, LambdaHangs
from swfstore.errors import SwfstoreError

LONGEST_SECONDS = 300
"""Source: ScheduleLambdaFunctionDecisionAttributes, `startToCloseTimeout`: 1 to 300 seconds."""

UNAVAILABLE = "ServiceException"
"""The reason of a failure to reach the endpoint: the Invoke API's own word for trouble inside of Lambda."""


class LambdaEndpoint:
    """An invoker of the functions behind a URL, each call on a connection of its own."""

    def __init__(self, url: str, seconds: float = LONGEST_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SwfstoreError(f"a Lambda endpoint is an http or https URL, not {url!r}")
        self._connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path.rstrip("/")
        self._seconds = seconds

    def invoke(self, name: str, payload: str, role: str) -> str:  # noqa: ARG002  # the endpoint has roles of its own
        """Invoke the function and wait for its result; raises LambdaError and LambdaHangs."""
        connection = self._connect(self._host, self._port, timeout=self._seconds)
        try:
            headers = {"Content-Type": "application/json", "X-Amz-Invocation-Type": "RequestResponse"}
            path = f"{self._path}/2015-03-31/functions/{quote(name, safe=':')}/invocations"
            connection.request("POST", path, payload.encode(), headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        except TimeoutError:
            raise LambdaHangs(name) from None
        except (OSError, HTTPException) as error:
            raise LambdaError(UNAVAILABLE, f"the Lambda endpoint cannot be used: {error}") from error
        finally:
            connection.close()
        if response.status == 404:
            raise LambdaError("ResourceNotFoundException", _message(body) or f"Function not found: {name}")
        if response.status >= 300:
            reason = response.getheader("x-amzn-ErrorType", UNAVAILABLE).partition(":")[0]
            raise LambdaError(reason, _message(body) or body or None)
        if response.getheader("X-Amz-Function-Error"):
            raise LambdaError("UnhandledError", body)
        return body


def _message(body: str) -> str | None:
    """What an error of the Invoke API says, or None."""
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(members, dict):
        return None
    told = members.get("Message", members.get("message"))
    return told if isinstance(told, str) else None
