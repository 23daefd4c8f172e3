"""Deciders, workers, operators and the time, as they call a store in the random traces."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.properties.histories import histories, rows, signal_inputs
from tests.properties.promises import broken
from tests.properties.scene import TASK_LISTS, build
from tests.support.stories import DOMAIN, LAMBDA_ROLE

UNKNOWN = "UnknownResourceFault"
NOT_STARTED = (
    UNKNOWN,
    "TypeDeprecatedFault",
    "DefaultUndefinedFault",
    "LimitExceededFault",
    "WorkflowExecutionAlreadyStartedFault",
)
DAY = 86_400_000


def _permits(action: str, _resource: str, _conditions: object) -> bool:
    """A policy that allows the calls, and of the decisions only some."""
    return action.startswith("swf:Respond") or not action.endswith(("Timer", "Marker", "Task", "WorkflowExecution"))


class Actors:
    """All who call one store, and what they remember of the answers."""

    def __init__(self, store: Any) -> None:
        """Register the domain and its types, and let two executions run."""
        self.store = store
        self.swf = store.client()
        self.strict = store.client(permits=_permits)
        self.signalled: dict[str, bool] = {}
        self.answered: set[str] = set()
        build(self.swf)
        self.start("w0", "1", {})
        self.start("w1", "1", {"lambdaRole": LAMBDA_ROLE})

    def call(self, operation: str, *faults: str, client: Any = None, **members: Any) -> Any:
        """The response; None where the call was refused with one of these faults."""
        try:
            return getattr(client or self.swf, operation)(**members) or {}
        except self.swf.exceptions.ClientError as fault:
            if fault.code not in faults:
                raise
            return None

    def start(self, workflow: str, version: str, members: Mapping[str, Any]) -> None:
        """Somebody starts an execution."""
        type_ = {"name": "Order", "version": version}
        operation = "start_workflow_execution"
        self.call(operation, *NOT_STARTED, domain=DOMAIN, workflowId=workflow, workflowType=type_, **members)

    def signal(self, workflow: str, members: Mapping[str, str]) -> None:
        """Somebody signals whoever is open, or a run that is not there."""
        text = f"signal {len(self.signalled)}"
        members = {"domain": DOMAIN, "workflowId": workflow, "signalName": "s", "input": text, **members}
        self.signalled[text] = self.call("signal_workflow_execution", UNKNOWN, **members) is not None

    def end(self, workflow: str, how: str, policy: str) -> None:
        """Somebody has had enough: `request_cancel` or `terminate`, or `nothing`."""
        members = {"domain": DOMAIN, "workflowId": workflow} | ({"childPolicy": policy} if how == "terminate" else {})
        if how != "nothing":
            self.call(f"{how}_workflow_execution", UNKNOWN, **members)

    def take_decision_task(self, task_list: str, size: int = 0, reverse: bool = False) -> str | None:
        """A decider takes a task and reads its history page by page: it is all there, in order."""
        members = {"domain": DOMAIN, "taskList": {"name": task_list}, "maximumPageSize": size, "reverseOrder": reverse}
        task = self.swf.poll_for_decision_task(**members)
        if "taskToken" not in task:
            return None
        events, page = list(task["events"]), task
        while token := page.get("nextPageToken"):
            page = self.swf.poll_for_decision_task(**members, nextPageToken=token)
            assert page["taskToken"] == task["taskToken"]
            events += page["events"]
        ids = [event["eventId"] for event in events]
        assert sorted(ids, reverse=reverse) == ids
        assert sorted(ids) == list(range(1, task["startedEventId"] + 1))
        return str(task["taskToken"])

    def decide(self, token: str, decisions: list[Any], members: Mapping[str, Any], strict: bool = False) -> None:
        """A decider answers, perhaps too late or for the second time, perhaps without all permissions."""
        operation = "respond_decision_task_completed"
        client = self.strict if strict else self.swf
        self._answered(
            token, self.call(operation, UNKNOWN, client=client, taskToken=token, decisions=decisions, **members)
        )

    def _answered(self, token: str, done: object) -> None:
        if done is not None:
            assert token not in self.answered, "a task was answered twice"
            self.answered.add(token)

    def decide_at_once(self, decisions: list[Any], members: Mapping[str, Any], strict: bool = False) -> None:
        """Deciders take a task of each list and answer at once."""
        for name in TASK_LISTS:
            token = self.take_decision_task(name)
            if token is not None:
                self.decide(token, decisions, members, strict)

    def decide_badly(self, token: str, decisions: list[Any]) -> None:
        """A decider answers nonsense: nothing happens."""
        count = "SELECT count(*) FROM events"
        before = rows(self.store, count)
        operation = "respond_decision_task_completed"
        assert self.call(operation, "ValidationException", taskToken=token, decisions=decisions) is None
        assert rows(self.store, count) == before

    def take_activity_task(self, task_list: str) -> str | None:
        """A worker takes a task."""
        task = self.swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": task_list}, identity="worker")
        token: str | None = task.get("taskToken")
        return token

    def work(self, token: str, outcome: str, members: Mapping[str, str]) -> None:
        """A worker answers, perhaps too late or for the second time."""
        self._answered(token, self.call(f"respond_activity_task_{outcome}", UNKNOWN, taskToken=token, **members))

    def work_at_once(self, outcome: str, members: Mapping[str, str]) -> None:
        """Workers take a task of each list and answer at once."""
        for name in TASK_LISTS:
            token = self.take_activity_task(name)
            if token is not None:
                self.work(token, outcome, members)

    def beat(self, token: str, members: Mapping[str, str]) -> None:
        """A worker is alive."""
        self.call("record_activity_task_heartbeat", UNKNOWN, taskToken=token, **members)

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self.store.clock.advance(seconds=seconds)

    def advance_to_next(self) -> None:
        """Time passes until something is due; but not for days, in which everything ends."""
        due = self.store.engine.pump.next_due()
        if due is not None and due - self.store.clock.now() < DAY / 2:
            self.store.clock.advance_to_next()

    def change_type(self, verb: str, kind: str) -> None:
        """Somebody deprecates or undeprecates a workflow or activity type."""
        type_ = {"name": "Order" if kind == "workflow" else "Charge", "version": "old"}
        faults = "TypeDeprecatedFault", "TypeAlreadyExistsFault"
        self.call(f"{verb}_{kind}_type", *faults, domain=DOMAIN, **{f"{kind}Type": type_})

    def check(self) -> None:
        """Every promise is kept now."""
        assert broken(self.store) == []

    def check_the_end(self) -> None:
        """Every promise is kept in the end; and when all has ended and been purged, nothing is left."""
        self.check()
        accepted = Counter(text for text, done in self.signalled.items() if done)
        assert Counter(signal_inputs(histories(self.store))) == accepted
        self.store.clock.run_until_quiet()
        assert rows(self.store, "SELECT id FROM executions WHERE closed_at IS NULL") == []
        self.check()
        self.store.clock.advance(days=91)
        self.store.pump()
        for table in ("executions", "events", "execution_tags", "messages"):
            assert rows(self.store, f"SELECT count(*) FROM {table}") == [(0,)], table
