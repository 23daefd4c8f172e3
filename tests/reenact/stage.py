"""The store on which a story is re-enacted: its types, its clock, its executions, and who uses which task list."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast
from zlib import crc32

import swfstore
from tests.reenact.decisions import FAILING_VERSION, WORKFLOW_SETTINGS, all_but
from tests.reenact.held import Held
from tests.reenact.lambdas import ScriptedLambdas
from tests.reenact.model import History, RecordedEvent, attributes_of
from tests.reenact.quotas import limits_of

DOMAIN = "reenact"
ALIAS = "~~"
"""What follows it in the name of a task list was added by us."""
EPOCH_MS = 1_500_000_000_000
EVER = {"oldestDate": 0}
DEFAULTS = {
    "defaultChildPolicy",
    "defaultExecutionStartToCloseTimeout",
    "defaultTaskList",
    "defaultTaskStartToCloseTimeout",
    "defaultTaskPriority",
    "defaultLambdaRole",
}


class Stuck(Exception):
    """The re-enactment cannot go on: the store did not offer or allow what the record says."""


class Stage:
    """One in-memory store with a virtual clock and one domain."""

    def __init__(self, histories: Iterable[History]) -> None:
        stories = list(histories)
        stamps = [h.started.at for h in stories if h.started.at is not None]
        self.clock = swfstore.VirtualClock(min(stamps, default=EPOCH_MS))
        self.store = swfstore.open(
            ":memory:", clock=self.clock, lambdas=ScriptedLambdas(stories), limits=limits_of(stories)
        )
        self.swf = cast(Any, self.store.client())
        self.held = Held(self.store)
        self.swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="90")
        self._types: dict[tuple[str, str, str], str] = {}
        answers = [h.raw["type"] for h in stories if h.raw.get("type")]
        self._configurations = {_key(a["typeInfo"]["workflowType"]): a["configuration"] for a in answers}
        self._lists: dict[str, str] = {}
        self.runs: dict[str, str] = {}
        """From recorded run ids to ours."""

    def client_without(self, denied: Collection[str]) -> Any:
        """A client whose policies do not allow these decisions."""
        return self.store.client(permits=lambda action, *_: action.removeprefix("swf:") not in denied)

    # types

    def has_workflow_type(self, kind: Mapping[str, str]) -> None:
        """Register the workflow type, with the defaults that are on record, unless it is there."""
        defaults = self._configurations.get(_key(kind), {})
        self._register("workflow", kind, {k: v for k, v in defaults.items() if k in DEFAULTS})

    def has_failing_version(self, name: str, cause: str) -> None:
        """Prepare the version of the workflow type that lets continuing as new fail with that cause."""
        kind = {"name": name, "version": FAILING_VERSION + cause.lower()[:48]}
        if cause == "WORKFLOW_TYPE_DEPRECATED":
            self.deprecate("workflow", kind)
        elif cause != "WORKFLOW_TYPE_DOES_NOT_EXIST":
            self._register("workflow", kind, {})

    def has_activity_type(self, kind: Mapping[str, str]) -> None:
        """Register the activity type, without defaults, unless it is there."""
        self._register("activity", kind, {})

    def deprecate(self, what: str, kind: Mapping[str, str]) -> None:
        """See to it that the type is deprecated."""
        self._register(what, kind, {})
        self._call("deprecate", what, kind)
        self._types[what, kind["name"], kind["version"]] = "DEPRECATED"

    def remove(self, what: str, kind: Mapping[str, str]) -> None:
        """See to it that there is no such type."""
        key = (what, kind["name"], kind["version"])
        if key in self._types:
            if self._types[key] == "REGISTERED":
                self._call("deprecate", what, kind)
            self._call("delete", what, kind)
            del self._types[key]

    def _register(self, what: str, kind: Mapping[str, str], defaults: Mapping[str, Any]) -> None:
        key = (what, kind["name"], kind["version"])
        if key not in self._types:
            getattr(self.swf, f"register_{what}_type")(domain=DOMAIN, **kind, **defaults)
        elif self._types[key] == "DEPRECATED":
            self._call("undeprecate", what, kind)
        self._types[key] = "REGISTERED"

    def _call(self, verb: str, what: str, kind: Mapping[str, str]) -> None:
        getattr(self.swf, f"{verb}_{what}_type")(domain=DOMAIN, **{f"{what}Type": dict(kind)})

    # task lists

    def list_for(self, workflow_id: str, name: str) -> dict[str, str]:
        """The list as it is recorded for its first user; an alias of it for other executions."""
        owner = self._lists.setdefault(name, workflow_id)
        return {"name": name if owner == workflow_id else f"{name[:200]}{ALIAS}{crc32(workflow_id.encode())}"}

    # executions

    def run_of(self, workflow_id: str) -> str | None:
        """Our newest run with that workflow id, open or closed."""
        where = {"domain": DOMAIN, "executionFilter": {"workflowId": workflow_id}, "startTimeFilter": EVER}
        found = self.swf.list_open_workflow_executions(**where)["executionInfos"]
        found = found or self.swf.list_closed_workflow_executions(**where)["executionInfos"]
        return str(found[0]["execution"]["runId"]) if found else None

    def is_open(self, workflow_id: str) -> bool:
        """Whether a run with that workflow id is open."""
        where = {"domain": DOMAIN, "executionFilter": {"workflowId": workflow_id}, "startTimeFilter": EVER}
        return bool(self.swf.count_open_workflow_executions(**where)["count"])

    def history(self, workflow_id: str, run_id: str) -> list[RecordedEvent]:
        """What the store has recorded of a run so far."""
        execution = {"workflowId": workflow_id, "runId": run_id}
        pages = self.swf.get_paginator("get_workflow_execution_history").paginate(domain=DOMAIN, execution=execution)
        return [
            RecordedEvent(e["eventId"], e["eventType"], attributes_of(e), round(e["eventTimestamp"].timestamp() * 1000))
            for page in pages
            for e in page["events"]
        ]

    def start(self, workflow_id: str, kind: Mapping[str, str], task_list: str, **given: Any) -> str:
        """Start an execution through the API; what is not given is chosen."""
        self.has_workflow_type(kind)
        request = all_but(WORKFLOW_SETTINGS, "") | given | {"taskList": self.list_for(workflow_id, task_list)}
        answer = self.swf.start_workflow_execution(
            domain=DOMAIN, workflowId=workflow_id, workflowType=dict(kind), **request
        )
        return str(answer["runId"])

    def task(self, task_list: Mapping[str, str], identity: str | None) -> dict[str, Any]:
        """Poll for a decision task; Stuck where the list is empty."""
        who = {} if identity is None else {"identity": identity}
        found: dict[str, Any] = self.swf.poll_for_decision_task(domain=DOMAIN, taskList=dict(task_list), **who)
        if not found.get("taskToken"):
            raise Stuck(f"there is no decision task on {task_list['name']!r}")
        return found

    def decide(self, workflow_id: str, task_list: str, decisions: list[dict[str, Any]]) -> None:
        """Poll for a decision task of one of our own executions and answer it."""
        found = self.task(self.list_for(workflow_id, task_list), "reenact")
        self.swf.respond_decision_task_completed(taskToken=found["taskToken"], decisions=decisions)

    def now(self) -> int:
        """The instant of the virtual clock, UTC milliseconds."""
        return int(self.clock.now())

    def advance_to(self, at: int) -> None:
        """Let time pass until then; nothing where it is past."""
        if at > self.now():
            self.clock.advance_to(at)


def _key(kind: Mapping[str, str]) -> tuple[str, str]:
    return kind["name"], kind["version"]
