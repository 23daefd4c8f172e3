"""What the tests show: the stories by their headers, steps and histories; the Python tests by their marker `covers`."""

import contextlib
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.coverage.universe import CAUSES, TASK_TIMEOUTS
from tests.scenarios.language import EVIDENCE, Line, Scenario, groups, read
from tests.support.history import Expected, parse
from tests.support.sources import TOP

TESTS = TOP / "tests"
RECORDED = Path(__file__).with_name("recorded.txt")
IN_THE_MODEL = ("operation ", "event ")
"""Items that are documented by being in the service model at all."""

STEPS = {
    "start": "StartWorkflowExecution",
    "signal": "SignalWorkflowExecution",
    "cancel": "RequestCancelWorkflowExecution",
    "terminate": "TerminateWorkflowExecution",
    "complete": "RespondDecisionTaskCompleted",
    "describe": "DescribeWorkflowExecution",
    "history": "GetWorkflowExecutionHistory",
    "poll decision": "PollForDecisionTask",
    "poll activity": "PollForActivityTask",
    "pending decision": "CountPendingDecisionTasks",
    "pending activity": "CountPendingActivityTasks",
    "register workflow": "RegisterWorkflowType",
    "register activity": "RegisterActivityType",
    "deprecate workflow": "DeprecateWorkflowType",
    "deprecate activity": "DeprecateActivityType",
    "delete workflow": "DeleteWorkflowType",
    "delete activity": "DeleteActivityType",
    "activity completed": "RespondActivityTaskCompleted",
    "activity failed": "RespondActivityTaskFailed",
    "activity canceled": "RespondActivityTaskCanceled",
    "activity heartbeat": "RecordActivityTaskHeartbeat",
}
"""The operation that a step of a story calls."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A test that shows an item, and how well it is known that the real service does so."""

    evidence: str
    test: str

    @property
    def rank(self) -> tuple[int, str]:
        """The best known first, then by name."""
        return EVIDENCE.index(self.evidence), self.test


def shown() -> dict[str, Shown]:
    """For each item that a test shows, the best test of it."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for path in sorted((TESTS / "scenarios").glob("*.txt")):
        story = read(path)
        for item in _of_story(story):
            found[item].append(Shown(_grade(item, story.evidence.split()[0]), f"scenarios/{path.name}"))
    for item, evidence, test in _marked():
        found[item].append(Shown(_grade(item, evidence), test))
    return {item: min(tests, key=lambda each: each.rank) for item, tests in found.items()}


def _grade(item: str, evidence: str) -> str:
    """How well an item is known that a test with this evidence shows: a test may tell more than was recorded."""
    if item in recorded():
        return "recorded"
    return "documented" if evidence == "recorded" or item.startswith(IN_THE_MODEL) else evidence


@cache
def recorded() -> frozenset[str]:
    """The items that were seen of the real service."""
    lines = [line for line in RECORDED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    pairs = (line.partition(": ")[::2] for line in lines)
    return frozenset(f"{begin} {end}" for begin, ends in pairs for end in ends.split())


def _of_story(story: Scenario) -> Iterator[str]:
    yield from story.covers
    yield from (f"limit {name}" for name in story.limits)
    for line in story.lines:
        yield from _of_step(line)
        if line.words[0] == "history":
            for event in parse(line.block):
                yield from _of_event(event)


def _of_step(line: Line) -> Iterator[str]:
    if line.fault:
        return
    step = line.words[0]
    kind = line.words[2:3] if step == "activity" else line.words[1:2]
    operation = STEPS.get(step) or STEPS.get(" ".join([step, *kind]))
    if operation:
        yield f"operation {operation}"
    if step == "complete":
        begin = next((n for n, word in enumerate(line.words) if word[0].isupper()), len(line.words))
        yield from (f"decision {group[0]}" for group in groups(line.words[begin:]))


def _of_event(event: Expected) -> Iterator[str]:
    for name, value in event.attributes.items():
        yield f"event {event.event_type} {name}"
        if name == "cause" and event.event_type in CAUSES:
            yield f"cause {event.event_type} {value}"
        elif name == "cause":
            yield f"decision {event.event_type.removesuffix('Failed')} {value}"
        task = event.event_type.removesuffix("TimedOut")
        if name == "timeoutType" and task in TASK_TIMEOUTS:
            yield f"timeout {task} {value}"


class _Collector:
    """A plugin of pytest that keeps what is marked with `covers`."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the markers of all tests that were collected."""
        for item in session.items:
            path = item.path.relative_to(TESTS).as_posix()
            name = re.sub(r"\[.*", "", item.name)
            for mark in item.iter_markers("covers"):
                self.found += [(what, mark.kwargs["evidence"], f"{path}::{name}") for what in mark.args]


def _marked() -> list[tuple[str, str, str]]:
    """The items, evidence and names of the marked Python tests; RuntimeError where they cannot be collected."""
    files = [str(path) for path in sorted(TESTS.rglob("test_*.py")) if "mark.covers(" in path.read_text("utf-8")]
    collector = _Collector()
    options = ["--collect-only", "-qqq", "-p", "no:cacheprovider", "-p", "no:xdist", f"--rootdir={TOP}"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main([*options, *files], plugins=[collector])
    if code:
        raise RuntimeError(f"the tests cannot be collected, pytest's exit code is {code}:\n{said.getvalue()}")
    return sorted(set(collector.found))
