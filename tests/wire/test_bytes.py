"""The bytes on the wire: AWS JSON 1.0 as the real service speaks it, and what it says to those who speak otherwise."""

import json
import re
import uuid

import pytest

from tests.wire.process import exchange, read_answer, request_bytes
from tests.wire.stories import start

LONG = "com.amazonaws.swf.service.model.SimpleWorkflowService."
SHORT = "SimpleWorkflowService."
MODEL = "com.amazonaws.swf.base.model#"
REGISTERED = {"registrationStatus": "REGISTERED"}
LARGEST = 1024 * 1024


def _signed(account: str) -> str:
    """What a client without the right secret would send; the server without --auth reads the account only."""
    scope = f"{account}/20300101/us-east-1/swf/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"


@pytest.fixture
def ask(shared, account):
    """Send an operation with these members, or bytes, to the shared server in an account of one's own."""

    def send(operation, body, prefix=SHORT, **headers):
        request = request_bytes(body, prefix + operation, Authorization=_signed(account), **headers)
        return exchange(shared, request)

    return send


@pytest.mark.parametrize("prefix", [SHORT, LONG])
def test_both_prefixes_of_the_target_are_known(ask, prefix):
    """Today's clients name the service in short, old ones with the whole package."""
    answer = ask("ListDomains", REGISTERED, prefix)
    assert (answer.status, answer.body) == (200, b'{"domainInfos":[]}')


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("application/x-amz-json-1.0", "application/x-amz-json-1.0"),
        ("application/json; charset=UTF-8", "application/json"),
        ("application/json", "application/json"),
        ("text/plain", "application/x-amz-json-1.0"),
    ],
)
def test_the_content_type_is_answered_in_the_clients_form(ask, sent, answered):
    """A client that speaks of plain JSON is answered so, for answers and faults alike."""
    for body in (REGISTERED, {}):
        assert ask("ListDomains", body, Content_Type=sent).headers["content-type"] == answered


@pytest.mark.parametrize("offer", ["h2c", "websocket", "TLS/1.0"])
@pytest.mark.parametrize("name", ["Upgrade", "upgrade", "UPGRADE"])
@pytest.mark.parametrize("at_once", [True, False], ids=["one packet", "two packets"])
def test_an_offer_of_another_protocol_is_ignored(shared, account, name, offer, at_once):
    """Java's HTTP client offers HTTP/2 each time: the request is answered in HTTP/1.1, and so is the next one."""
    offered = {name: offer, "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAEAAEAA"}
    request = request_bytes(REGISTERED, SHORT + "ListDomains", Authorization=_signed(account), **offered)
    head, end, body = request.partition(b"\r\n\r\n")
    plain = request_bytes(REGISTERED, SHORT + "ListDomains", Authorization=_signed(account))
    with shared.connect() as connection:
        for pieces in ([plain], [head + end, body], [plain], [head + end, body]):
            for piece in [b"".join(pieces)] if at_once else pieces:
                connection.sendall(piece)
            answer = read_answer(connection)
            assert (answer.status, answer.body) == (200, b'{"domainInfos":[]}')


def test_the_content_encoding_of_old_clients_is_accepted(ask):
    """boto2 sends `Content-Encoding: amz-1.0`, which encodes nothing."""
    assert ask("ListDomains", REGISTERED, Content_Encoding="amz-1.0").status == 200


def test_an_operation_without_output_answers_an_empty_body(ask):
    """Not `{}`: nothing, with its length and its type."""
    answer = ask("RegisterDomain", {"name": "d", "workflowExecutionRetentionPeriodInDays": "1"})
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "0")
    assert answer.headers["content-type"] == "application/x-amz-json-1.0"


def test_each_answer_has_a_request_id_and_a_date(ask):
    """A UUID, in answers and faults, never twice; and no header with the name of an error."""
    answers = [ask("ListDomains", REGISTERED), ask("ListDomains", REGISTERED), ask("ListDomains", {})]
    ids = [answer.headers["x-amzn-requestid"] for answer in answers]
    assert len(set(ids)) == 3
    assert {uuid.UUID(text).version for text in ids} == {4}
    for answer in answers:
        assert "date" in answer.headers
        assert "x-amzn-errortype" not in answer.headers


def test_answers_are_compact_with_sorted_keys_and_without_nulls(swf, ask):
    """At every level, as in all recorded answers; histories too, which are not parsed on their way."""
    run_id = start(swf, input="x")
    execution = {"workflowId": "order-1", "runId": run_id}
    for operation in ("DescribeWorkflowExecution", "GetWorkflowExecutionHistory"):
        body = ask(operation, {"domain": "orders", "execution": execution}).body.decode()
        parsed = json.loads(body)
        assert "null" not in body
        assert re.sub(r"\d\.\d+E\d+|\d+\.\d+", "0", body) == re.sub(
            r"\d+\.\d+", "0", json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        )


def test_timestamps_are_numbers_of_seconds_with_milliseconds(swf, ask):
    """No text, no whole milliseconds, not more than three digits behind the point."""
    execution = {"workflowId": "order-1", "runId": start(swf)}
    described = ask("DescribeWorkflowExecution", {"domain": "orders", "execution": execution}).body
    events = ask("GetWorkflowExecutionHistory", {"domain": "orders", "execution": execution}).body
    for body, name in ((described, b"startTimestamp"), (events, b"eventTimestamp")):
        assert re.search(rb'"%s":1\d{9}(\.\d{1,3})?[,}]' % name, body), body


def test_a_fault_has_its_type_first_and_its_message(ask):
    """Byte for byte, as it was recorded."""
    answer = ask("DescribeDomain", {"name": "nope"})
    assert answer.status == 400
    assert answer.body == b'{"__type":"%sUnknownResourceFault","message":"Unknown domain: nope"}' % MODEL.encode()


def test_a_fault_without_a_text_has_no_message(swf, ask):
    """The real service says nothing but the type where an execution is open already."""
    start(swf)
    again = {"domain": "orders", "workflowId": "order-1", "workflowType": {"name": "Order", "version": "1"}}
    answer = ask("StartWorkflowExecution", again)
    assert answer.body == b'{"__type":"%sWorkflowExecutionAlreadyStartedFault"}' % MODEL.encode()


def test_a_missing_member_is_a_validation_exception(ask):
    """With the namespace of the framework and a lower-case message."""
    answer = ask("ListDomains", {})
    assert answer.status == 400
    assert answer.json == {
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "1 validation error detected: Value null at 'registrationStatus' failed to satisfy constraint: "
        "Member must not be null",
    }


def test_a_wrong_json_type_is_a_serialization_exception(ask):
    """This one fault writes its `Message` with a capital letter."""
    answer = ask("DescribeDomain", {"name": 7})
    assert answer.status == 400
    assert answer.json["__type"] == "com.amazon.coral.service#SerializationException"
    assert "can not be converted to an String" in answer.json["Message"]
    assert "message" not in answer.json


def test_null_members_of_a_request_are_absent(ask):
    """The service does not know null."""
    assert ask("ListDomains", {**REGISTERED, "nextPageToken": None, "maximumPageSize": None}).status == 200


@pytest.mark.parametrize("target", [None, "", "ListDomains", SHORT, SHORT + "Nope", "DynamoDB_20120810.ListTables"])
def test_an_unknown_target_is_an_unknown_operation(shared, target):
    """Whatever stands there, or nothing."""
    answer = exchange(shared, request_bytes({}, target))
    assert (answer.status, answer.json["__type"].partition("#")[2]) == (400, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"registrationStatus":NaN}'])
def test_a_body_that_is_no_json_object_is_a_serialization_exception(ask, body):
    """Nothing, half of something, something else, and no text at all."""
    answer = ask("ListDomains", body)
    assert answer.status == 400
    assert answer.json["__type"] == "com.amazon.coral.service#SerializationException"


def test_a_body_of_one_megabyte_is_read_and_a_larger_one_refused(shared, ask):
    """The connection of the one that is refused is still in order, or closed; the next client notices nothing."""
    padding = LARGEST - len(json.dumps(REGISTERED))
    assert ask("ListDomains", json.dumps(REGISTERED) + " " * padding).status == 200
    answer = ask("ListDomains", json.dumps(REGISTERED) + " " * (padding + 1))
    assert answer.status == 413
    assert answer.json["__type"].endswith("RequestEntityTooLargeException")
    assert ask("ListDomains", REGISTERED).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(shared, method):
    """The answer says which ones are."""
    answer = exchange(shared, request_bytes({}, method=method))
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_browser_is_told_what_this_is(shared):
    """GET shows a page, HEAD the same without it."""
    page = exchange(shared, request_bytes(b"", None, "GET"))
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"AWS_ENDPOINT_URL_SWF" in page.body
    head = exchange(shared, request_bytes(b"", None, "HEAD"), head=True)
    assert (head.status, head.headers["content-length"]) == (200, page.headers["content-length"])


def test_a_connection_is_kept_alive_and_may_be_ahead(shared):
    """Several requests on one connection, also sent before the first is answered, are answered in order."""
    requests = [request_bytes(REGISTERED), request_bytes({"name": "nope"}, SHORT + "DescribeDomain")]
    with shared.connect() as connection:
        for request in requests * 2:
            connection.sendall(request)
            read_answer(connection)
        connection.sendall(b"".join(requests * 5))
        assert [read_answer(connection).status for _ in range(10)] == [200, 400] * 5


def test_a_body_may_come_in_chunks_and_slowly(shared):
    """Java's SDK may send chunks; a slow network sends bytes."""
    body = json.dumps(REGISTERED).encode()
    head, _, _ = request_bytes(b"").partition(b"Content-Length: 0\r\n")
    target = b"X-Amz-Target: SimpleWorkflowService.ListDomains\r\n"
    with shared.connect() as connection:
        connection.sendall(head + target + b"Transfer-Encoding: chunked\r\n\r\n")
        for part in (body[:5], body[5:]):
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        connection.sendall(b"0\r\n\r\n")
        assert read_answer(connection).status == 200


def test_a_request_that_ends_too_early_does_nothing(shared, swf, account):
    """Half a request is none, even if its half is JSON."""
    body = {"domain": "orders", "workflowId": "half", "workflowType": {"name": "Order", "version": "1"}}
    request = request_bytes(
        json.dumps(body) + " " * 50, SHORT + "StartWorkflowExecution", Authorization=_signed(account)
    )
    with shared.connect() as connection:
        connection.sendall(request[:-10])
    counted = swf.count_open_workflow_executions(domain="orders", startTimeFilter={"oldestDate": 0})
    assert counted["count"] == 0


def test_many_connections_at_once(shared):
    """Two hundred clients, each with a connection of its own."""
    connections = [shared.connect() for _ in range(200)]
    try:
        for connection in connections:
            connection.sendall(request_bytes(REGISTERED))
        assert {read_answer(connection).status for connection in connections} == {200}
    finally:
        for connection in connections:
            connection.close()
