"""The promises of a database that hold whatever has happened to it; each function yields what is broken.

They are read off the stored histories, not off the engine's state: `verify` compares those two.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from tests.properties.histories import CLOSES, Event, History, histories, rows

ENDS = {
    **dict.fromkeys(("DecisionTaskCompleted", "DecisionTaskTimedOut"), ("scheduledEventId", "DecisionTaskScheduled")),
    **{f"ActivityTask{how}": ("scheduledEventId", "ActivityTaskScheduled") for how in ("Completed", "Failed")},
    **{f"ActivityTask{how}": ("scheduledEventId", "ActivityTaskScheduled") for how in ("TimedOut", "Canceled")},
    **dict.fromkeys(("TimerFired", "TimerCanceled"), ("startedEventId", "TimerStarted")),
    **{
        f"ChildWorkflowExecution{how}": ("startedEventId", "ChildWorkflowExecutionStarted")
        for how in ("Completed", "Failed", "Canceled", "TimedOut", "Terminated")
    },
    **dict.fromkeys(
        ("ChildWorkflowExecutionStarted", "StartChildWorkflowExecutionFailed"),
        ("initiatedEventId", "StartChildWorkflowExecutionInitiated"),
    ),
    **dict.fromkeys(
        ("ExternalWorkflowExecutionSignaled", "SignalExternalWorkflowExecutionFailed"),
        ("initiatedEventId", "SignalExternalWorkflowExecutionInitiated"),
    ),
    **dict.fromkeys(
        ("ExternalWorkflowExecutionCancelRequested", "RequestCancelExternalWorkflowExecutionFailed"),
        ("initiatedEventId", "RequestCancelExternalWorkflowExecutionInitiated"),
    ),
    **{f"LambdaFunction{how}": ("scheduledEventId", "LambdaFunctionScheduled") for how in ("Completed", "Failed")},
    **dict.fromkeys(
        ("LambdaFunctionTimedOut", "StartLambdaFunctionFailed"), ("scheduledEventId", "LambdaFunctionScheduled")
    ),
}
"""What ends something: the attribute that says what, and the type of the event that began it."""

STARTS = {
    f"{kind}Started": ("scheduledEventId", f"{kind}Scheduled")
    for kind in ("DecisionTask", "ActivityTask", "LambdaFunction")
}

INITIATED = {
    "StartChildWorkflowExecutionInitiated",
    "SignalExternalWorkflowExecutionInitiated",
    "RequestCancelExternalWorkflowExecutionInitiated",
}

WAKES = (
    {name for name in ENDS if not name.startswith(("DecisionTask", "TimerCanceled"))}
    | {"WorkflowExecutionSignaled", "WorkflowExecutionCancelRequested", "DecisionTaskTimedOut"}
    | {
        f"{decision}Failed"
        for decision in (
            "ScheduleActivityTask",
            "RequestCancelActivityTask",
            "StartTimer",
            "CancelTimer",
            "RecordMarker",
            "ScheduleLambdaFunction",
            "CompleteWorkflowExecution",
            "FailWorkflowExecution",
            "CancelWorkflowExecution",
            "ContinueAsNewWorkflowExecution",
        )
    }
)
"""What the decider has to see."""


def numbering(history: History) -> Iterator[str]:
    """Event ids are 1..n, timestamps never go back, and the header knows the next id."""
    events = history.events
    if [event.id for event in events] != list(range(1, len(events) + 1)):
        yield "ids have gaps"
    if history.next_event_id != len(events) + 1:
        yield f"the next id is {history.next_event_id} after {len(events)} events"
    yield from (f"{a} is later than {b}" for a, b in pairwise(events) if a.at > b.at)


def beginning_and_end(history: History) -> Iterator[str]:
    """A history begins with Started, and with its close it is over: one close, and nothing after it."""
    if [event.type for event in history.events[:2]] != ["WorkflowExecutionStarted", "DecisionTaskScheduled"]:
        yield "it does not begin with Started and a decision task"
    if len(history.of("WorkflowExecutionStarted")) != 1:
        yield "it has not one Started"
    closes = history.of(*CLOSES)
    if history.is_open:
        yield from (f"{close}, and it is open" for close in closes)
    elif closes != history.events[-1:]:
        yield f"it is closed, and not by its last event: {[str(close) for close in closes]}"
    elif closes[0].at != history.closed_at:
        yield f"it was closed at {history.closed_at} and not at {closes[0].at}"


def _refers(history: History, event: Event, attribute: str, kind: str) -> Event | None:
    target = event.attributes.get(attribute, 0)
    found = history.events[target - 1] if 0 < target < event.id else None
    return found if found is not None and found.type == kind else None


def beginnings_and_ends(history: History) -> Iterator[str]:
    """What is scheduled starts at most once and closes at most once, and each end names its own beginning."""
    started: dict[int, int] = {}
    ended: set[int] = set()
    for event in history.events:
        attribute, kind = (STARTS | ENDS).get(event.type, ("", ""))
        if not kind or (event.type.endswith("Failed") and event.attributes.get(attribute) == 0):
            continue  # what was refused at the decision has never begun
        begun = _refers(history, event, attribute, kind)
        if begun is None:
            yield f"{event} is of something that is no {kind}: {event.attributes}"
        elif begun.id in ended:
            yield f"{event}: {begun} has ended already"
        elif event.type in STARTS:
            if begun.id in started:
                yield f"{event}: {begun} has been started already"
            started[begun.id] = event.id
        else:
            ended.add(begun.id)
            named = event.attributes.get("startedEventId")
            if attribute == "scheduledEventId" and named is not None and named != started.get(begun.id, 0):
                yield f"{event} names the start {named}, not {started.get(begun.id, 0)}"


def decision_tasks(history: History) -> Iterator[str]:
    """At most one decision task waits and at most one runs."""
    waiting: int | None = None
    running: int | None = None
    for event in history.events:
        scheduled = event.attributes.get("scheduledEventId")
        match event.type:
            case "DecisionTaskScheduled":
                if waiting is not None:
                    yield f"{event} while {waiting} waits"
                waiting = event.id
            case "DecisionTaskStarted":
                if running is not None or waiting != scheduled:
                    yield f"{event} while {running} runs and {waiting} waits"
                waiting, running = None, scheduled
            case "DecisionTaskCompleted" | "DecisionTaskTimedOut" if scheduled == running:
                running = None
            case "DecisionTaskTimedOut" if scheduled == waiting and running is None:
                waiting = None
            case "DecisionTaskCompleted" | "DecisionTaskTimedOut":
                yield f"{event}, and {running} runs and {waiting} waits"


def batches(history: History) -> Iterator[str]:
    """What a decision has caused names the answer that the decision came with."""
    for event in history.events:
        if "decisionTaskCompletedEventId" in event.attributes:
            if _refers(history, event, "decisionTaskCompletedEventId", "DecisionTaskCompleted") is None:
                yield f"{event} is of no batch of decisions"


def woken(history: History) -> Iterator[str]:
    """What happened after the decider last looked has scheduled a decision task, unless the run is closed."""
    last_look = max((event.id for event in history.of("DecisionTaskStarted")), default=0)
    unseen = [event for event in history.of(*WAKES) if event.id > last_look]
    scheduled = {event.id for event in history.of("DecisionTaskScheduled")}
    gone = {event["scheduledEventId"] for event in history.of("DecisionTaskStarted", "DecisionTaskTimedOut")}
    if history.is_open and unseen and not scheduled - gone:
        yield f"nobody will see {unseen[0]}"


def outcomes(history: History) -> Iterator[str]:
    """Once the pump is quiet, what an open run has initiated has an outcome and its functions are invoked."""
    if not history.is_open:
        return
    answered = {event["initiatedEventId"] for event in history.events if "initiatedEventId" in event.attributes}
    for event in history.of(*INITIATED):
        if event.id not in answered:
            yield f"{event} has no outcome"
    begun = {event["scheduledEventId"] for event in history.of("LambdaFunctionStarted", "StartLambdaFunctionFailed")}
    for event in history.of("LambdaFunctionScheduled"):
        if event.id not in begun:
            yield f"{event} was not invoked"


def _due(history: History, event: Event) -> int | None:
    """When a timeout or a timer was due; None where events do not say."""
    match event.type, event.attributes.get("timeoutType"):
        case "TimerFired", _:
            begun = history.events[event["startedEventId"] - 1]
            return begun.at + int(begun["startToFireTimeout"]) * 1000
        case "ActivityTaskTimedOut" | "DecisionTaskTimedOut", "SCHEDULE_TO_START" | "SCHEDULE_TO_CLOSE" as kind:
            if event.type.startswith("Decision"):
                return None  # the time counts from when it could be polled for
            begun = history.events[event["scheduledEventId"] - 1]
            member = "scheduleToStartTimeout" if kind.endswith("START") else "scheduleToCloseTimeout"
            return begun.at + int(begun[member]) * 1000
        case "ActivityTaskTimedOut" | "DecisionTaskTimedOut", "START_TO_CLOSE":
            begun = history.events[event["scheduledEventId"] - 1]
            return history.events[event["startedEventId"] - 1].at + int(begun["startToCloseTimeout"]) * 1000
        case "WorkflowExecutionTimedOut", _:
            begun = history.events[0]
            timeout = begun["executionStartToCloseTimeout"]
            return begun.at + (31_536_000 if timeout == "NONE" else min(int(timeout), 31_536_000)) * 1000
    return None


def in_time(history: History) -> Iterator[str]:
    """Nothing times out or fires before it is due."""
    for event in history.events:
        due = _due(history, event)
        if due is not None and event.at < due:
            yield f"{event} came {due - event.at} ms early"


def on_time(history: History) -> Iterator[str]:
    """On a virtual clock everything times out and fires exactly when it is due."""
    for event in history.events:
        due = _due(history, event)
        if due is not None and event.at != due:
            yield f"{event} came at {event.at} and was due at {due}"


OF_A_HISTORY: tuple[Callable[[History], Iterator[str]], ...] = (
    numbering,
    beginning_and_end,
    beginnings_and_ends,
    decision_tasks,
    batches,
    woken,
    outcomes,
    in_time,
)


def deliveries(found: list[History]) -> Iterator[str]:
    """What one run says to another arrives exactly once, and each says the same of it."""
    runs = {history.key: history for history in found}
    for arrives, confirms, fails in (
        ("WorkflowExecutionSignaled", "ExternalWorkflowExecutionSignaled", "SignalExternalWorkflowExecutionFailed"),
        (
            "WorkflowExecutionCancelRequested",
            "ExternalWorkflowExecutionCancelRequested",
            "RequestCancelExternalWorkflowExecutionFailed",
        ),
    ):
        arrived: Counter[tuple[str, str, int]] = Counter()
        for history in found:
            for event in history.of(arrives):
                sender = event.attributes.get("externalWorkflowExecution")
                if sender and event["externalInitiatedEventId"]:
                    arrived[sender["workflowId"], sender["runId"], event["externalInitiatedEventId"]] += 1
        yield from (f"{arrives} of {sender} arrived {times} times" for sender, times in arrived.items() if times > 1)
        for history in found:
            for event in history.of(confirms):
                receiver = event["workflowExecution"]["workflowId"], event["workflowExecution"]["runId"]
                if receiver in runs and (*history.key, event["initiatedEventId"]) not in arrived:
                    yield f"{history}: {event} did not arrive"
            for event in history.of(fails):
                if (*history.key, event["initiatedEventId"]) in arrived:
                    yield f"{history}: {event}, and it arrived"


def families(found: list[History]) -> Iterator[str]:
    """Parents know their children, children are started once, and the end of a child reaches its parent."""
    runs = {history.key: history for history in found}
    born: Counter[tuple[str, str, int]] = Counter()
    for history in found:
        begun = history.events[0]
        parent = begun.attributes.get("parentWorkflowExecution")
        if parent is None:
            continue
        link = parent["workflowId"], parent["runId"], begun["parentInitiatedEventId"]
        if "continuedExecutionRunId" not in begun.attributes:
            born[link] += 1
        told = runs.get(link[:2])
        if told is not None and told.is_open and not history.is_open and history.close_status != "CONTINUED_AS_NEW":
            closes = [e for e in told.of(*ENDS) if ENDS[e.type][1] == "ChildWorkflowExecutionStarted"]
            if link[2] not in {event["initiatedEventId"] for event in closes}:
                yield f"{told} was not told that its child {history} has closed"
    yield from (f"{link} has {times} children" for link, times in born.items() if times > 1)
    for history in found:
        for event in history.of("ChildWorkflowExecutionStarted"):
            child = runs.get((event["workflowExecution"]["workflowId"], event["workflowExecution"]["runId"]))
            if child is not None and born[(*history.key, event["initiatedEventId"])] != 1:
                yield f"{history}: {event}, and the child does not know"


OPEN_THINGS = (
    "decision_tasks",
    "activity_tasks",
    "timers",
    "child_executions",
    "external_requests",
    "lambda_tasks",
)

NEVER_ANY = {
    **{
        f"{table} of closed executions": f"SELECT t.id FROM {table} t JOIN executions e ON e.id = t.execution_id"
        " WHERE e.closed_at IS NOT NULL"
        for table in OPEN_THINGS
    },
    "executions with two waiting or two running decision tasks": (
        "SELECT execution_id FROM decision_tasks GROUP BY execution_id,"
        " CASE WHEN started_event_id IS NULL THEN 0 ELSE 1 END HAVING count(*) > 1"
    ),
    "workflow ids with two open runs": (
        "SELECT workflow_id FROM executions WHERE closed_at IS NULL GROUP BY domain_id, workflow_id HAVING count(*) > 1"
    ),
    "events without an execution": (
        "SELECT e.event_id FROM events e LEFT JOIN executions x ON x.id = e.execution_id WHERE x.id IS NULL"
    ),
    "executions that are being purged": "SELECT execution_id FROM purging",
}
"""Questions whose answer is always empty."""


def broken(store: Any, exact: bool = True) -> list[str]:
    """Every promise that the database does not keep, now that the pump is quiet.

    `exact` asks of a virtual clock that everything came at its very instant.
    """
    found = histories(store)
    rules = (*OF_A_HISTORY, on_time) if exact else OF_A_HISTORY
    told = [f"{history}: {broke}" for history in found for rule in rules for broke in rule(history)]
    told += [*deliveries(found), *families(found)]
    never = {**NEVER_ANY, "messages that are not delivered": "SELECT id FROM messages"}
    told += [f"there are {what}: {answer}" for what, ask in never.items() if (answer := rows(store, ask))]
    return told + [f"verify: {difference}" for difference in store.verify().differences]
