"""What is true of one execution now: its header, and a record for each thing that is open in it.

A history says the same, and `evolve` is the only code that writes a State, from events alone: what the database holds
is at any time equal to what a rebuild of the history gives. Two members are honest exceptions, `EPHEMERAL`: SWF
records no event for a heartbeat.

A command loads the header and only the records that it needs. Reading a record that was not asked for raises
`NotLoaded`, so that a rule cannot take "not loaded" for "not there".
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from swfstore.core.values import NONE, WorkflowExecution, WorkflowType

EPHEMERAL = frozenset({"last_heartbeat_at", "heartbeat_details"})


class NotLoaded(LookupError):
    """A rule asked for a record that its command did not declare: a mistake in our own code."""


@dataclass(slots=True)
class Header:
    """One row of `executions`: everything that is global to an execution.

    At most one decision task runs and at most one more waits: `running_decision_event_id` and
    `waiting_decision_event_id` are the ids of their DecisionTaskScheduled events.
    """

    workflow_id: str
    run_id: str
    workflow_type_name: str = ""
    workflow_type_version: str = ""
    task_list: str = ""
    task_priority: str | None = None
    task_start_to_close_timeout: str = NONE
    execution_start_to_close_timeout: str = NONE
    child_policy: str = ""
    lambda_role: str | None = None
    tag_list: tuple[str | None, ...] | None = None
    parent_workflow_id: str | None = None
    parent_run_id: str | None = None
    parent_initiated_event_id: int = 0
    continued_execution_run_id: str | None = None
    started_at: int = 0
    closed_at: int | None = None
    close_status: str | None = None
    cancel_requested: bool = False
    latest_execution_context: str | None = None
    latest_activity_task_at: int | None = None
    next_event_id: int = 1
    latest_event_at: int = 0
    open_activity_tasks: int = 0
    open_timers: int = 0
    open_child_executions: int = 0
    open_lambda_functions: int = 0
    waiting_decision_event_id: int | None = None
    running_decision_event_id: int | None = None
    running_decision_started_event_id: int | None = None
    previous_started_event_id: int = 0
    override_task_list: str | None = None
    override_schedule_to_start_timeout: str | None = None

    @property
    def execution(self) -> WorkflowExecution:
        """The run, as events refer to it."""
        return WorkflowExecution(workflow_id=self.workflow_id, run_id=self.run_id)

    @property
    def workflow_type(self) -> WorkflowType:
        """The type, as events refer to it."""
        return WorkflowType(name=self.workflow_type_name, version=self.workflow_type_version)

    @property
    def parent(self) -> WorkflowExecution | None:
        """The run that started this one as its child."""
        if self.parent_workflow_id is None or self.parent_run_id is None:
            return None
        return WorkflowExecution(workflow_id=self.parent_workflow_id, run_id=self.parent_run_id)


@dataclass(frozen=True, slots=True)
class DecisionTask:
    """A decision task that waits or runs; `pollable` while it waits and none runs."""

    scheduled_event_id: int
    task_list: str
    priority: int
    scheduled_at: int
    schedule_to_start_timeout: str
    start_to_close_timeout: str
    pollable: bool
    started_event_id: int | None = None
    started_at: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityTask:
    """An activity task from its scheduling to its outcome."""

    scheduled_event_id: int
    activity_id: str
    activity_type_name: str
    activity_type_version: str
    task_list: str
    priority: int
    input: str | None
    scheduled_at: int
    schedule_to_start_timeout: str
    schedule_to_close_timeout: str
    start_to_close_timeout: str
    heartbeat_timeout: str
    started_event_id: int | None = None
    started_at: int | None = None
    cancel_requested_event_id: int | None = None
    last_heartbeat_at: int | None = None
    heartbeat_details: str | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that runs; it fires at `due_at`."""

    started_event_id: int
    timer_id: str
    due_at: int


@dataclass(frozen=True, slots=True)
class ChildExecution:
    """A child that was asked for; it runs once it has a `run_id`."""

    initiated_event_id: int
    workflow_id: str
    workflow_type_name: str
    workflow_type_version: str
    decision_task_completed_event_id: int
    control: str | None
    started_event_id: int | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalRequest:
    """A signal (`kind` "signal") or cancel request (`kind` "cancel") on its way to another execution."""

    initiated_event_id: int
    kind: str
    workflow_id: str
    run_id: str | None
    decision_task_completed_event_id: int
    control: str | None


@dataclass(frozen=True, slots=True)
class LambdaTask:
    """A Lambda function from its scheduling to its outcome."""

    scheduled_event_id: int
    lambda_id: str
    name: str
    input: str | None
    start_to_close_timeout: str | None
    started_event_id: int | None = None
    started_at: int | None = None


_R = TypeVar("_R")


class Open(Generic[_R]):
    """What is open of one kind, by the id of the event that opened it.

    It knows what was loaded and what a step added, changed and removed.
    """

    __slots__ = ("_loaded", "_name", "_names", "added", "changed", "complete", "removed")

    def __init__(self, name: Callable[[_R], str] | None = None, complete: bool = False) -> None:
        self._loaded: dict[int, _R | None] = {}
        self._name = name
        self._names: dict[str, int | None] = {}
        self.complete = complete
        self.added: dict[int, _R] = {}
        self.changed: dict[int, _R] = {}
        self.removed: set[int] = set()

    def load(self, event_id: int, record: _R | None) -> None:
        """Say what the database holds for the event id: a record, or nothing."""
        self._loaded[event_id] = record
        if record is not None and self._name is not None:
            self._names[self._name(record)] = event_id

    def load_absent_name(self, name: str) -> None:
        """Say that nothing open has that name."""
        self._names[name] = None

    def get(self, event_id: int) -> _R | None:
        """The record that the event opened, or None; raises NotLoaded where the command did not ask for it."""
        if event_id not in self._loaded and not self.complete:
            raise NotLoaded(event_id)
        return self._loaded.get(event_id)

    def named(self, name: str) -> tuple[int, _R] | None:
        """The event id and record of the open thing of that name, or None; may raise NotLoaded."""
        if name not in self._names and not self.complete:
            raise NotLoaded(name)
        event_id = self._names.get(name)
        record = None if event_id is None else self._loaded[event_id]
        return None if event_id is None or record is None else (event_id, record)

    def items(self) -> Iterator[tuple[int, _R]]:
        """All that is open, in the order of opening; raises NotLoaded where only some of it was loaded."""
        if not self.complete:
            raise NotLoaded("all")
        return ((event_id, record) for event_id, record in sorted(self._loaded.items()) if record is not None)

    def loaded(self) -> Iterable[_R]:
        """The records that are at hand."""
        return [record for record in self._loaded.values() if record is not None]

    def add(self, event_id: int, record: _R) -> None:
        """A new thing is open."""
        self.load(event_id, record)
        self.added[event_id] = record

    def change(self, event_id: int, record: _R) -> None:
        """An open thing has changed."""
        self._loaded[event_id] = record
        (self.added if event_id in self.added else self.changed)[event_id] = record

    def remove(self, event_id: int) -> None:
        """A thing is not open any more."""
        record = self._loaded.get(event_id)
        if record is not None and self._name is not None:
            self._names[self._name(record)] = None
        self._loaded[event_id] = None
        self.changed.pop(event_id, None)
        if self.added.pop(event_id, None) is None:
            self.removed.add(event_id)

    def clear(self) -> None:
        """Nothing is open any more: the execution has closed."""
        self._loaded.clear()
        self._names.clear()
        self.added.clear()
        self.changed.clear()
        self.removed.clear()
        self.complete = True


def _activity_id(record: ActivityTask) -> str:
    return record.activity_id


def _timer_id(record: Timer) -> str:
    return record.timer_id


def _lambda_id(record: LambdaTask) -> str:
    return record.lambda_id


class _Collection(Generic[_R]):
    """An attribute of a State that is made when it is first used: most commands use one kind, or none."""

    def __init__(self, name: Callable[[_R], str] | None = None) -> None:
        self._name = name
        self._attribute = ""

    def __set_name__(self, _owner: type, attribute: str) -> None:
        self._attribute = attribute

    def __get__(self, state: "State", _owner: type) -> Open[_R]:
        made = vars(state)[self._attribute] = Open(self._name, state.complete)
        return made


class State:
    """One execution: its header and what is open in it."""

    decision_tasks = _Collection[DecisionTask]()
    activity_tasks = _Collection[ActivityTask](_activity_id)
    timers = _Collection[Timer](_timer_id)
    child_executions = _Collection[ChildExecution]()
    external_requests = _Collection[ExternalRequest]()
    lambda_tasks = _Collection[LambdaTask](_lambda_id)

    def __init__(self, header: Header, complete: bool = False) -> None:
        self.header = header
        self.complete = complete
        """Whether there is nothing open but what the collections say."""

    @property
    def is_open(self) -> bool:
        """Whether the execution has not closed."""
        return self.header.closed_at is None

    def used(self) -> list[tuple[str, "Open[object]"]]:
        """The kinds that something was loaded of, or that were asked for; in the others nothing has changed."""
        return [(name, made) for name, made in vars(self).items() if name in _KINDS]

    def has_added(self, kind: str) -> bool:
        """Whether a step has opened something of that kind."""
        made = vars(self).get(kind)
        return made is not None and bool(made.added)

    def close(self) -> None:
        """Nothing is open any more."""
        self.complete = True
        for _, collection in self.used():
            collection.clear()


COLLECTIONS = (
    "decision_tasks",
    "activity_tasks",
    "timers",
    "child_executions",
    "external_requests",
    "lambda_tasks",
)
_KINDS = frozenset(COLLECTIONS)


def new_state(workflow_id: str, run_id: str) -> State:
    """The State in which a history begins: nothing is open, and all of that is known."""
    return State(Header(workflow_id, run_id), complete=True)
