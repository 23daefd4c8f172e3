"""From a history to the calls that made it: one Step per call, and one per outcome that comes by itself."""

from dataclasses import dataclass, field
from enum import Enum

from tests.reenact.decisions import is_of_batch
from tests.reenact.model import History, RecordedEvent


class Kind(Enum):
    """What brings the events of a step about."""

    START = "start"
    POLL_DECISION = "poll for a decision task"
    RESPOND_DECISION = "complete the decision task"
    POLL_ACTIVITY = "poll for an activity task"
    RESPOND_ACTIVITY = "answer the activity task"
    SIGNAL = "signal"
    CANCEL = "request cancel"
    TERMINATE = "terminate"
    OUTCOME = "outcome"


@dataclass
class Step:
    """What happened at once: the event that was called for, those of its batch, and the id of the last one."""

    kind: Kind
    event: RecordedEvent
    last: int
    batch: list[RecordedEvent] = field(default_factory=list)


CALLS = {
    "WorkflowExecutionStarted": Kind.START,
    "DecisionTaskStarted": Kind.POLL_DECISION,
    "DecisionTaskCompleted": Kind.RESPOND_DECISION,
    "ActivityTaskStarted": Kind.POLL_ACTIVITY,
    "ActivityTaskCompleted": Kind.RESPOND_ACTIVITY,
    "ActivityTaskFailed": Kind.RESPOND_ACTIVITY,
}


def kind_of(event: RecordedEvent) -> Kind:
    """Which call writes the event; OUTCOME where none does directly."""
    if event.type == "ActivityTaskCanceled":
        return Kind.RESPOND_ACTIVITY if event.get("startedEventId") else Kind.OUTCOME
    if event.type == "WorkflowExecutionSignaled":
        return Kind.OUTCOME if event.get("externalInitiatedEventId") else Kind.SIGNAL
    if event.type == "WorkflowExecutionCancelRequested":
        foreign = event.get("externalInitiatedEventId") or event.get("cause")
        return Kind.OUTCOME if foreign else Kind.CANCEL
    if event.type == "WorkflowExecutionTerminated":
        return Kind.TERMINATE if event.get("cause", "OPERATOR_INITIATED") == "OPERATOR_INITIATED" else Kind.OUTCOME
    return CALLS.get(event.type, Kind.OUTCOME)


def derive(history: History) -> list[Step]:
    """The steps of a history in their order."""
    steps: list[Step] = []
    for event in history.events:
        previous = steps[-1] if steps else None
        if previous and event.type == "DecisionTaskScheduled":
            previous.last = event.id
        elif previous and previous.kind is Kind.RESPOND_DECISION and is_of_batch(event, previous.event.id):
            previous.batch.append(event)
            previous.last = event.id
        else:
            steps.append(Step(kind_of(event), event, event.id))
    return steps


def out_of_turn(history: History) -> set[str]:
    """The activity task lists whose tasks were not taken oldest first, or not all taken."""
    scheduled: dict[str, list[int]] = {}
    started: dict[str, list[int]] = {}
    for event in history.events:
        if event.type == "ActivityTaskScheduled":
            scheduled.setdefault(event["taskList"]["name"], []).append(event.id)
        elif event.type == "ActivityTaskStarted":
            task = history.event(event["scheduledEventId"])
            if task is not None:
                started.setdefault(task["taskList"]["name"], []).append(task.id)
    return {name for name, ids in scheduled.items() if started.get(name, []) != ids}
