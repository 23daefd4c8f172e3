"""The helpers of the tests do what the tests rely on."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.support.history import difference, line, parse

START = datetime(2030, 1, 1, tzinfo=UTC)
EVENTS = [
    {
        "eventId": 1,
        "eventType": "WorkflowExecutionStarted",
        "eventTimestamp": START,
        "workflowExecutionStartedEventAttributes": {
            "input": 'two "books"',
            "taskList": {"name": "deciders"},
            "workflowType": {"name": "Order", "version": "1"},
            "tagList": ["a", "b"],
        },
    },
    {
        "eventId": 2,
        "eventType": "DecisionTaskScheduled",
        "eventTimestamp": START + timedelta(seconds=1.5),
        "decisionTaskScheduledEventAttributes": {"startToCloseTimeout": "300", "taskList": {"name": "deciders"}},
    },
]


def test_an_event_is_one_line():
    """Structures are short, and what holds spaces or quotes is quoted as a shell would."""
    assert line(EVENTS[0]) == (
        '1 WorkflowExecutionStarted input=\'two "books"\' tagList=\'["a", "b"]\' taskList=deciders workflowType=Order/1'
    )


def test_a_history_matches_by_the_attributes_that_are_given():
    """Attributes that are left out may have any value; absence, wildcards and times can be asked for."""
    text = """
        # the start
        1 WorkflowExecutionStarted input='two*' workflowType=Order/1 !executionStartToCloseTimeout
        +1.5s DecisionTaskScheduled startToCloseTimeout=300
    """
    assert difference(parse(text), EVENTS) == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1 WorkflowExecutionStarted input=x", ["-1 WorkflowExecutionStarted input=x", "+2 DecisionTaskScheduled"]),
        ("WorkflowExecutionStarted\nDecisionTaskScheduled !taskList", ["+DecisionTaskScheduled taskList=deciders"]),
        ("WorkflowExecutionStarted\n+2s DecisionTaskScheduled", ["++1.5s DecisionTaskScheduled"]),
        ("WorkflowExecutionStarted\nDecisionTaskScheduled\nDecisionTaskStarted", ["-DecisionTaskStarted"]),
        ("WorkflowExecutionStarted\nDecisionTaskStarted", ["-DecisionTaskStarted", "+2 DecisionTaskScheduled"]),
    ],
)
def test_a_history_that_differs_gives_a_readable_diff(text, lines):
    """Each line that differs is shown as expected and as recorded, with the attributes that were asked for."""
    found = difference(parse(text), EVENTS).splitlines()
    assert [wanted for wanted in lines if not any(row.startswith(wanted) for row in found)] == []


@pytest.mark.postgres
def test_each_test_gets_its_own_copy_of_a_postgres_database(postgres_server):
    """A copy holds what the template held, and what is written to it is in no other copy."""

    def connect(name):
        return psycopg.connect(postgres_server.url(name).replace("+psycopg", ""), autocommit=True)

    template = postgres_server.create()
    with connect(template) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS x")
    copies = [postgres_server.create(template) for _ in range(2)]
    with connect(copies[0]) as first, connect(copies[1]) as second:
        first.execute("INSERT INTO t VALUES (2)")
        assert first.execute("SELECT count(*) FROM t").fetchone() == (2,)
        assert second.execute("SELECT count(*) FROM t").fetchone() == (1,)
    for name in (template, *copies):
        postgres_server.drop(name)
