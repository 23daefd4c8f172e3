"""The beat of a workflow: decide, schedule an activity, work, decide again."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

from benchmarks.floor import Floor
from benchmarks.floor import start as start_by_hand
from benchmarks.measure import Call, Effort, Result, at_most, compared
from benchmarks.places import DECIDERS, DOMAIN, WORKERS, by_hand, schedule, start, store

CYCLES = 10
"""Cycles of one run: its history has 62 events then, and another one begins."""


def _mine(opened: Any, numbers: "count[int]") -> Call:
    swf = opened.client()

    def cycles() -> None:
        start(swf, f"order-{next(numbers)}")
        for number in range(CYCLES):
            task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": DECIDERS})
            swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[schedule(number)])
            work = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": WORKERS})
            swf.respond_activity_task_completed(taskToken=work["taskToken"], result='{"ok":true}')
        swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": DECIDERS})

    return cycles


def _hand_written(floor: Floor, numbers: "count[int]") -> Call:
    def cycles() -> None:
        run = f"order-{next(numbers)}"
        start_by_hand(floor, run, f"{run}-1")
        for number in range(CYCLES):
            floor.decide(floor.poll_decision()["task"], f"charge-{number}")
            floor.complete(floor.poll_activity())
        floor.poll_decision()

    return cycles


def cycle(effort: Effort, _quick: bool) -> Iterator[Result]:
    """Ten times poll, decide, poll, complete, against the hand-written transactions."""
    for durability, target in (("full", at_most(2)), ("normal", None)):
        with ExitStack() as stack:
            mine, other = (stack.enter_context(store(durability)) for _ in range(2))
            floor = Floor(stack.enter_context(by_hand(other, durability)))
            contest = (_mine(mine, count()), _hand_written(floor, count()))
            some = Effort(max(5, effort.rounds // 2), 1)
            yield compared(f"{CYCLES} decision and activity cycles, {durability}", some, *contest, target)
