"""Polls and scans for deadlines where very many tasks and timers wait."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from benchmarks.crowds import copies
from benchmarks.measure import Call, Effort, Result, at_most, timed, turns
from benchmarks.places import DECIDERS, DOMAIN, WORKERS, decide, schedule, start, store
from swfstore.store import deadlines

_RUN = "crowd"


def _poller(opened: Any, kind: str, task_list: str) -> Call:
    swf = opened.client()
    poll = getattr(swf, f"poll_for_{kind}_task")
    return lambda: poll(domain=DOMAIN, taskList={"name": task_list})


def _timer(number: int) -> dict[str, object]:
    attributes = {"timerId": f"timer-{number}", "startToFireTimeout": "86000"}
    return {"decisionType": "StartTimer", "startTimerDecisionAttributes": attributes}


def _fill(opened: Any, tasks: int) -> None:
    """So many decision tasks, activity tasks and timers wait: one of each in copies of one run."""
    swf = opened.client()
    start(swf, _RUN)
    decide(swf, [schedule(1), _timer(1)])
    swf.signal_workflow_execution(domain=DOMAIN, workflowId=_RUN, signalName="go on")
    copies(opened, _RUN, tasks)


def crowded(effort: Effort, quick: bool) -> Iterator[Result]:
    """Polls and scans for deadlines with many tasks and timers waiting, against few."""
    crowd = 5_000 if quick else 100_000
    some = effort.of(rounds=0.5)
    few = some.rounds * some.calls + 10
    with ExitStack() as stack:
        small, large = (stack.enter_context(store("normal")) for _ in range(2))
        _fill(small, few)
        _fill(large, crowd)
        for kind, task_list in (("decision", DECIDERS), ("activity", WORKERS)):
            contest = (_poller(large, kind, task_list), _poller(small, kind, task_list))
            yield timed(f"{kind} poll with {crowd:,} waiting", turns(some, *contest), at_most(1.5))
        for opened in (small, large):
            opened.engine.long_poll_seconds = 0
        contest = (_poller(large, "activity", "nobody"), _poller(small, "activity", "nobody"))
        yield timed(f"empty poll beside {crowd:,} waiting elsewhere", turns(some, *contest), at_most(1.5))
        scans = [lambda o=opened: o.engine.database.read(deadlines.upcoming) for opened in (large, small)]
        yield timed(f"scan for deadlines with {crowd:,} timers waiting", turns(some, *scans), at_most(1.5))
        pumps = [lambda o=opened: o.pump() for opened in (large, small)]
        yield timed(f"pump with nothing due and {crowd:,} timers waiting", turns(some, *pumps), at_most(1.5))
