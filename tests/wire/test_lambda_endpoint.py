"""Real Lambda functions behind an endpoint that speaks the Lambda Invoke API."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from swfstore.engine.lambdas import LambdaError, LambdaHangs
from swfstore.errors import SwfstoreError
from swfstore.server.lambda_http import LambdaEndpoint
from tests.support.stories import register
from tests.wire.stories import decide, decision, history, start, types, until

ANSWERS = {
    "double": (200, {}, b'{"n":84}'),
    "broken": (200, {"X-Amz-Function-Error": "Unhandled"}, b'{"errorMessage":"no"}'),
    "busy": (429, {"x-amzn-ErrorType": "TooManyRequestsException:x"}, b'{"Message":"Rate exceeded"}'),
    "odd": (500, {}, b"what?"),
}


class Endpoint(ThreadingHTTPServer):
    """An endpoint, where it is, and what it was asked."""

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}/prefix/"
        self.calls = []


@pytest.fixture
def endpoint():
    """An endpoint with a few functions; `calls` has what was asked."""

    class Functions(BaseHTTPRequestHandler):
        server: Endpoint

        def do_POST(self):  # http.server's name
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.server.calls.append((self.path, body))
            name = self.path.split("/")[-2]
            if name == "sleepy":
                time.sleep(1)
            missing = (404, {"x-amzn-ErrorType": "ResourceNotFoundException"}, b'{"Message":"Function not found"}')
            status, headers, answer = ANSWERS.get(name, missing)
            self.send_response(status)
            for header, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            """Nobody reads it."""

    server = Endpoint(Functions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_result_is_the_answers_body(endpoint):
    """The function's name is in the path, its input is the body."""
    assert LambdaEndpoint(endpoint.url).invoke("double", '{"n":42}', "role") == '{"n":84}'
    assert endpoint.calls == [("/prefix/2015-03-31/functions/double/invocations", '{"n":42}')]


@pytest.mark.parametrize(
    ("name", "reason", "details"),
    [
        ("broken", "UnhandledError", '{"errorMessage":"no"}'),
        ("nobody", "ResourceNotFoundException", "Function not found"),
        ("busy", "TooManyRequestsException", "Rate exceeded"),
        ("odd", "ServiceException", "what?"),
    ],
)
def test_a_failure_has_a_reason_and_details(endpoint, name, reason, details):
    """The function's own failure, a function that is not there, and what the service says no to."""
    with pytest.raises(LambdaError) as raised:
        LambdaEndpoint(endpoint.url).invoke(name, "{}", "role")
    assert (raised.value.reason, raised.value.details) == (reason, details)


def test_an_endpoint_that_is_not_there_is_a_failure(endpoint):
    """And one that does not answer in time hangs, so that the task times out."""
    with pytest.raises(LambdaHangs):
        LambdaEndpoint(endpoint.url, seconds=0.1).invoke("sleepy", "{}", "role")
    with pytest.raises(LambdaError) as raised:
        LambdaEndpoint("http://127.0.0.1:1").invoke("double", "{}", "role")
    assert raised.value.reason == "ServiceException"
    with pytest.raises(SwfstoreError):
        LambdaEndpoint("ftp://example.com")


def test_a_server_calls_real_functions(endpoint, server):
    """The result stands in the history, and wakes the decider, without anybody calling."""
    one = server("--lambda-endpoint", endpoint.url, "--poll-seconds", "10")
    swf = one.client()
    register(swf)
    run_id = start(swf)
    decide(swf, decision("ScheduleLambdaFunction", id="l1", name="double", input='{"n":42}'))
    assert swf.poll_for_decision_task(domain="orders", taskList={"name": "deciders"})["taskToken"]
    until(lambda: "LambdaFunctionCompleted" in types(history(swf, "order-1", run_id)))
