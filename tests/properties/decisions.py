"""Batches of decisions by chance: all 13 kinds, with ids that collide and targets that may not be there.

The values stand in tables, from which hypothesis draws (to shrink what it finds) and a seeded random draws (to
get far).
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.properties.scene import ACTIVITIES, FUNCTIONS, TASK_LISTS, VERSIONS, WORKFLOWS
from tests.support.stories import LAMBDA_ROLE

Decision = dict[str, Any]
Table = Mapping[str, Sequence[Any]]

SOON = ["0", "1", "5", "60", "NONE"]
TEXT = ["", "x", "two words", "ä𝄞\n"]
PRIORITY = ["0", "5", "-3", "2147483647"]
TARGETS = [*WORKFLOWS, "nobody"]
LISTS = [{"name": name} for name in TASK_LISTS]
POLICIES = ["TERMINATE", "REQUEST_CANCEL", "ABANDON"]
NO_RUN = "no such run"

OF_A_RUN: Table = {
    "taskList": LISTS,
    "taskPriority": PRIORITY,
    "executionStartToCloseTimeout": ["60", "3600", "86400", "NONE"],
    "taskStartToCloseTimeout": SOON,
    "childPolicy": POLICIES,
    "tagList": [[], ["red"], ["red", "blue"], ["red", "red", "red "]],
    "input": TEXT,
    "lambdaRole": [LAMBDA_ROLE],
}
"""What a run may be given when it begins, each in the words of the request."""


def _ids(letter: str) -> list[str]:
    return [f"{letter}{number}" for number in range(4)]


WORK: Mapping[str, tuple[Table, Table]] = {
    "ScheduleActivityTask": (
        {
            "activityId": _ids("a"),
            "activityType": [{"name": "Charge", "version": version} for version in ACTIVITIES],
        },
        {
            "taskList": LISTS,
            "taskPriority": PRIORITY,
            "input": TEXT,
            "control": TEXT,
            "scheduleToCloseTimeout": SOON,
            "scheduleToStartTimeout": SOON,
            "startToCloseTimeout": SOON,
            "heartbeatTimeout": SOON,
        },
    ),
    "RequestCancelActivityTask": ({"activityId": _ids("a")}, {}),
    "StartTimer": ({"timerId": _ids("t"), "startToFireTimeout": ["0", "1", "60", "3600"]}, {"control": TEXT}),
    "CancelTimer": ({"timerId": _ids("t")}, {}),
    "RecordMarker": ({"markerName": TEXT[1:]}, {"details": TEXT}),
    "SignalExternalWorkflowExecution": (
        {"workflowId": TARGETS, "signalName": ["ping"]},
        {"runId": [NO_RUN, "", ""], "input": TEXT, "control": TEXT},
    ),
    "RequestCancelExternalWorkflowExecution": ({"workflowId": TARGETS}, {"runId": [NO_RUN, "", ""], "control": TEXT}),
    "StartChildWorkflowExecution": (
        {"workflowId": TARGETS, "workflowType": [{"name": "Order", "version": version} for version in VERSIONS]},
        {**OF_A_RUN, "control": TEXT},
    ),
    "ScheduleLambdaFunction": (
        {"id": _ids("l"), "name": [*FUNCTIONS, "missing"]},
        {"input": TEXT, "control": TEXT, "startToCloseTimeout": SOON[:-1]},
    ),
}
"""The decisions that do not close: their required members, and the others."""

CLOSING: Mapping[str, tuple[Table, Table]] = {
    "CompleteWorkflowExecution": ({}, {"result": TEXT}),
    "FailWorkflowExecution": ({}, {"reason": TEXT, "details": TEXT}),
    "CancelWorkflowExecution": ({}, {"details": TEXT}),
    "ContinueAsNewWorkflowExecution": ({}, {**OF_A_RUN, "workflowTypeVersion": VERSIONS}),
}


def _decision(kind: str, attributes: Mapping[str, Any]) -> Decision:
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": dict(attributes)}


def some(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the members of a table."""
    optional: Any = {name: st.sampled_from(values) for name, values in table.items()}
    return st.fixed_dictionaries({}, optional=optional)


def _strategy(kind: str, required: Table, optional: Table) -> st.SearchStrategy[Decision]:
    must = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in required.items()})
    return st.builds(lambda a, b: _decision(kind, {**a, **b}), must, some(optional))


WORKS = st.one_of(*(_strategy(kind, *tables) for kind, tables in WORK.items()))
_CLOSE = st.one_of(*(_strategy(kind, *tables) for kind, tables in CLOSING.items()))
_lists = st.lists(WORKS, max_size=5)
BATCHES: st.SearchStrategy[list[Decision]] = st.one_of(
    _lists, st.builds(lambda work, close: [*work, close], _lists, _CLOSE)
)
"""Batches that SWF takes; single decisions in them may fail."""


def pick_some(random: Random, table: Table, share: float = 0.3) -> dict[str, Any]:
    """Some of the members of a table."""
    return {name: random.choice(values) for name, values in table.items() if random.random() < share}


OFTEN = [*WORK, *["ScheduleActivityTask"] * 4, *["StartChildWorkflowExecution"] * 2, "StartTimer"]


def pick_batch(random: Random) -> list[Decision]:
    """A batch that SWF takes; every seventh one closes."""
    kinds = [random.choice(OFTEN) for _ in range(random.choice([1, 2, 3, 5]))]
    kinds += [random.choice([*CLOSING])] if random.random() < 0.14 else []
    batch = []
    for kind in kinds:
        required, optional = {**WORK, **CLOSING}[kind]
        batch.append(_decision(kind, pick_some(random, required, 1) | pick_some(random, optional, 0.2)))
    return batch


_SOUND = _decision("RecordMarker", {"markerName": "m"})
_DONE = {"decisionType": "CompleteWorkflowExecution"}
_MARKERS: list[dict[str, Any]] = [{}, {"markerName": ""}, {"markerName": "x" * 257}, {"markerName": "m", "more": "x"}]

BROKEN: list[list[Decision]] = [
    [_DONE, _SOUND],
    [_DONE, _DONE],
    [_SOUND, {"decisionType": "DoSomething"}],
    [_SOUND, {"decisionType": "StartTimer"}],
    [_SOUND, _decision("CancelTimer", {"timerId": "a:b"})],
    *([_SOUND, _decision("RecordMarker", marker)] for marker in _MARKERS),
]
"""Batches that SWF refuses as a whole, each with something sound in it."""
