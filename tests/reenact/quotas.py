"""The quotas under which a story must have happened, where it ran into one."""

from collections.abc import Iterable, Mapping

import swfstore
from tests.reenact.model import History, RecordedEvent

OPENS: Mapping[str, str] = {
    "ActivityTaskScheduled": "open_activity_tasks",
    "TimerStarted": "open_timers",
    "StartChildWorkflowExecutionInitiated": "open_child_executions",
    "LambdaFunctionScheduled": "open_lambda_functions",
}
CLOSES: Mapping[str, str] = {
    **dict.fromkeys(
        (f"ActivityTask{how}" for how in ("Completed", "Failed", "TimedOut", "Canceled")), "open_activity_tasks"
    ),
    **dict.fromkeys(("TimerFired", "TimerCanceled"), "open_timers"),
    **dict.fromkeys(
        (f"ChildWorkflowExecution{how}" for how in ("Completed", "Failed", "Canceled", "Terminated", "TimedOut")),
        "open_child_executions",
    ),
    **dict.fromkeys((f"LambdaFunction{how}" for how in ("Completed", "Failed", "TimedOut")), "open_lambda_functions"),
    "StartLambdaFunctionFailed": "open_lambda_functions",
}
CAUSES: Mapping[str, str] = {
    "OPEN_ACTIVITIES_LIMIT_EXCEEDED": "open_activity_tasks",
    "OPEN_TIMERS_LIMIT_EXCEEDED": "open_timers",
    "OPEN_CHILDREN_LIMIT_EXCEEDED": "open_child_executions",
    "OPEN_LAMBDA_FUNCTIONS_LIMIT_EXCEEDED": "open_lambda_functions",
}


def limits_of(histories: Iterable[History]) -> swfstore.Limits:
    """The documented limits, lowered to what was open when a decision failed for them."""
    met: dict[str, int] = {}
    for history in histories:
        opened = dict.fromkeys(OPENS.values(), 0)
        for event in history.events:
            _count(opened, event)
            quota = CAUSES.get(event.get("cause", ""))
            if quota is not None:
                met[quota] = min(met.get(quota, opened[quota]), opened[quota])
            if event.get("cause") == "EVENT_LIMIT_EXCEEDED":
                met["events"] = min(met.get("events", 25_000), event.id - 1)
    return swfstore.Limits(**met)


def _count(opened: dict[str, int], event: RecordedEvent) -> None:
    if event.type in OPENS:
        opened[OPENS[event.type]] += 1
    elif event.type in CLOSES:
        opened[CLOSES[event.type]] -= 1
    elif event.type == "StartChildWorkflowExecutionFailed" and event.get("initiatedEventId"):
        opened["open_child_executions"] -= 1
