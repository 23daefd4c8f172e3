"""Whatever a request holds, the answer is a response or a fault of the model, and a refusal changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swfstore.core.values import snake
from swfstore.store.tables import executions
from tests.conftest import open_store
from tests.properties.budget import budget
from tests.properties.histories import rows
from tests.properties.requests import MODEL, OPERATIONS, Words, faults, mistakes, requests
from tests.properties.scene import FUNCTIONS
from tests.support.stories import DOMAIN, LAMBDA_ROLE, register

LISTS = ["deciders", "workers"]


TIMEOUTS = [
    "scheduleToCloseTimeout",
    "scheduleToStartTimeout",
    "startToCloseTimeout",
    "heartbeatTimeout",
    "executionStartToCloseTimeout",
    "taskStartToCloseTimeout",
    "taskListScheduleToStartTimeout",
    "defaultTaskStartToCloseTimeout",
    "defaultExecutionStartToCloseTimeout",
]


class Victim:
    """A store in which something of everything is open, and the words that mean something there."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url, lambdas=FUNCTIONS)
        self.swf = self.store.client()
        register(self.swf)
        runs = [self._start(f"w{number}") for number in range(4)]
        work: list[dict[str, Any]] = [self._charge(f"a{number}") for number in range(3)]
        timer = {"timerId": "t0", "startToFireTimeout": "60"}
        work.append({"decisionType": "StartTimer", "startTimerDecisionAttributes": timer})
        tokens = [self._take()["taskToken"] for _ in range(2)]
        self.swf.respond_decision_task_completed(taskToken=tokens[0], decisions=work)
        page = {"domain": DOMAIN, "maximumPageSize": 1}
        tokens += [self.swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})["taskToken"]]
        pages = [
            self.swf.list_open_workflow_executions(**page, startTimeFilter={"oldestDate": 0})["nextPageToken"],
            self.swf.get_workflow_execution_history(**page, execution={"workflowId": "w0", "runId": runs[0]})[
                "nextPageToken"
            ],
        ]
        self.words = self._words(runs, tokens, pages)

    def _start(self, workflow_id: str) -> str:
        started = {"workflowId": workflow_id, "workflowType": {"name": "Order", "version": "1"}, "tagList": ["red"]}
        return str(self.swf.start_workflow_execution(domain=DOMAIN, **started)["runId"])

    def _take(self) -> Any:
        return self.swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})

    @staticmethod
    def _charge(activity_id: str) -> dict[str, Any]:
        attributes = {"activityId": activity_id, "activityType": {"name": "Charge", "version": "1"}}
        return {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}

    @staticmethod
    def _words(runs: list[str], tokens: list[str], pages: list[str]) -> Words:
        seconds = ["0", "1", "60", "86400"]
        times = {name: [*seconds, "NONE"] for name in TIMEOUTS}
        return {
            **times,
            "startToFireTimeout": seconds,
            "workflowExecutionRetentionPeriodInDays": ["0", "7", "90", "NONE"],
            "domain": [DOMAIN, DOMAIN, DOMAIN, "elsewhere"],
            "name": ["Order", "Charge", *LISTS, DOMAIN],
            "version": ["1", "1", "2"],
            "workflowId": ["w0", "w1", "w2", "w3", "w4"],
            "runId": runs,
            "taskToken": tokens,
            "nextPageToken": pages,
            "activityId": ["a0", "a1"],
            "timerId": ["t0"],
            "taskPriority": ["0", "-1", "2147483647", "2147483648"],
            "defaultTaskPriority": ["0", "5"],
            "lambdaRole": [LAMBDA_ROLE],
            "tag": ["red"],
            "resourceArn": [f"arn:aws:swf:us-east-1:123456789012:/domain/{DOMAIN}"],
        }

    def everything(self) -> list[Any]:
        """All rows of all tables."""
        return [sorted(map(repr, rows(self.store, f"SELECT * FROM {name}"))) for name in executions.metadata.tables]

    def attack(self, operation: str, members: dict[str, Any]) -> None:
        """Send the request, and look at the answer and at what has become of the database."""
        before = self.everything()
        response, fault = self._call(operation, members)
        if fault is None:
            assert mistakes(MODEL.operation_model(operation).output_shape, response, operation) == []
        else:
            assert fault.code in faults(operation), f"{operation} answers {fault}"
            assert fault.operation_name == operation
            assert self.everything() == before, f"{fault} has changed something"
        report = self.store.verify()
        assert report.ok, report

    def _call(self, operation: str, members: dict[str, Any]) -> tuple[Any, Any]:
        try:
            return getattr(self.swf, snake(operation))(**members), None
        except self.swf.exceptions.ClientError as fault:
            return None, fault


@contextmanager
def victim(url: str) -> Iterator[Victim]:
    """A store to be attacked."""
    made = Victim(url)
    try:
        yield made
    finally:
        made.store.close()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_answers_by_the_model_whatever_it_is_asked(operation: str) -> None:
    """Values of every type and length for every member, members too many and too few: never another kind of error."""
    with victim("sqlite://") as attacked:

        @budget(30)
        @given(requests(operation, attacked.words))
        def attack(members: dict[str, Any]) -> None:
            attacked.attack(operation, members)

        attack()


def test_a_database_withstands_all_operations(database_url: str) -> None:
    """All operations in turn, on each database: what one of them leaves behind hurts no other."""
    with victim(database_url) as attacked:

        @budget(150)
        @given(
            st.sampled_from(OPERATIONS).flatmap(lambda name: st.tuples(st.just(name), requests(name, attacked.words)))
        )
        def attack(asked: tuple[str, dict[str, Any]]) -> None:
            attacked.attack(*asked)

        attack()


AWKWARD = [
    "\x85",
    "\u2028",
    "ä",
    "𝄞",
    "'; DROP TABLE events; --",
    "\\u0000",
    '"',
    "%s %(name)s :name",
]


@pytest.mark.parametrize("text", AWKWARD, ids=[repr(text) for text in AWKWARD])
def test_texts_come_back_as_they_were_given(swf: Any, text: str) -> None:
    """Input, context, control, details and results may hold any character, on every database."""
    started = swf.start_workflow_execution(
        domain=DOMAIN, workflowId="w", workflowType={"name": "Order", "version": "1"}, input=text, tagList=[text]
    )
    run = {"workflowId": "w", "runId": started["runId"]}
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}, identity=text)
    scheduled = {"activityId": "a", "activityType": {"name": "Charge", "version": "1"}, "input": text, "control": text}
    decision = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": scheduled}
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[decision], executionContext=text)
    activity = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    swf.record_activity_task_heartbeat(taskToken=activity["taskToken"], details=text)
    swf.respond_activity_task_completed(taskToken=activity["taskToken"], result=text)
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="w", signalName=text, input=text)
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=run)
    found = swf.get_workflow_execution_history(domain=DOMAIN, execution=run)["events"]
    assert activity["input"] == text
    assert described["latestExecutionContext"] == text
    assert described["executionInfo"]["tagList"] == [text]
    assert found[0]["workflowExecutionStartedEventAttributes"]["input"] == text
    assert found[-1]["workflowExecutionSignaledEventAttributes"] == {
        "externalInitiatedEventId": 0,
        "input": text,
        "signalName": text,
    }


def test_a_nul_is_kept_or_refused(swf: Any) -> None:
    """PostgreSQL has no place for U+0000 in a text; whatever becomes of it, it is no failure of the database."""
    nul = "a\x00b"
    swf.start_workflow_execution(domain=DOMAIN, workflowId="w", workflowType={"name": "Order", "version": "1"})
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    try:
        swf.respond_decision_task_completed(taskToken=task["taskToken"], executionContext=nul)
    except swf.exceptions.ValidationException:
        return
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=task["workflowExecution"])
    assert described["latestExecutionContext"] == nul
