"""A state machine that lets the actors do by chance whatever they can do; hypothesis shrinks what it finds."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from tests.properties.actors import Actors
from tests.properties.decisions import (
    BATCHES,
    BROKEN,
    LISTS,
    NO_RUN,
    OF_A_RUN,
    POLICIES,
    SOON,
    TARGETS,
    TEXT,
    WORKS,
    some,
)
from tests.properties.scene import TASK_LISTS, VERSIONS

LATE = "taskListScheduleToStartTimeout"
OVERRIDES = [{"taskList": name, **late} for name in LISTS for late in ({}, *({LATE: text} for text in SOON))]
OUTCOMES = [("completed", {"result": "r"}), ("failed", {"reason": "r", "details": "d"}), ("canceled", {"details": "d"})]
ENDS = ["nothing", "request_cancel", "request_cancel", "terminate"]
STEPS = [0.001, 1, 4.999, 5, 60, 61]
"""Seconds that pass at once."""

SELDOM = st.sampled_from([False, False, False, True])
NAMES = st.sampled_from(TASK_LISTS)
TO = st.sampled_from(TARGETS)
ANSWER = st.one_of(st.just({}), some({"executionContext": TEXT}), st.sampled_from(OVERRIDES))
"""What an answer has besides its decisions."""


class Trace(RuleBasedStateMachine):
    """One trace: who calls what in which order, and what must be true of the database meanwhile and afterwards."""

    decision_tasks = Bundle("decision_tasks")
    activity_tasks = Bundle("activity_tasks")

    def __init__(self, stage: Callable[[ExitStack], Any], always: bool) -> None:
        """`stage` opens a store until the exit stack is closed; `always`: ask for the promises after every step."""
        super().__init__()
        self.exits = ExitStack()
        self.actors = Actors(stage(self.exits))
        self.always = always

    @rule(workflow=TO, version=st.sampled_from(VERSIONS), members=some(OF_A_RUN))
    def start(self, workflow: str, version: str, members: dict[str, Any]) -> None:
        """See Actors, as for all that follows."""
        self.actors.start(workflow, version, members)

    @rule(workflow=TO, members=some({"runId": [NO_RUN]}))
    def signal(self, workflow: str, members: dict[str, str]) -> None:
        """A signal."""
        self.actors.signal(workflow, members)

    @rule(workflow=TO, how=st.sampled_from(ENDS), policy=st.sampled_from(POLICIES))
    def end(self, workflow: str, how: str, policy: str) -> None:
        """A cancel request, or a termination."""
        self.actors.end(workflow, how, policy)

    @rule(target=decision_tasks, name=NAMES, size=st.sampled_from([0, 1, 3]), reverse=st.booleans())
    def take_decision_task(self, name: str, size: int, reverse: bool) -> Any:
        """A poll whose task is answered later, if at all."""
        return self.actors.take_decision_task(name, size, reverse) or multiple()

    @rule(token=decision_tasks, decisions=BATCHES, members=ANSWER, strict=SELDOM)
    def decide(self, token: str, decisions: list[Any], members: dict[str, Any], strict: bool) -> None:
        """An answer, perhaps a late one."""
        self.actors.decide(token, decisions, members, strict)

    @rule(decisions=BATCHES, members=ANSWER, strict=SELDOM)
    def decide_at_once(self, decisions: list[Any], members: dict[str, Any], strict: bool) -> None:
        """Polls and their answers."""
        self.actors.decide_at_once(decisions, members, strict)

    @rule(decisions=st.lists(WORKS, min_size=3, max_size=8))
    def decide_much(self, decisions: list[Any]) -> None:
        """Polls and their answers, with more to do."""
        self.actors.decide_at_once(decisions, {})

    @rule(token=decision_tasks, decisions=st.sampled_from(BROKEN))
    def decide_badly(self, token: str, decisions: list[Any]) -> None:
        """An answer that is refused."""
        self.actors.decide_badly(token, decisions)

    @rule(target=activity_tasks, name=NAMES)
    def take_activity_task(self, name: str) -> Any:
        """A poll whose task is answered later, if at all."""
        return self.actors.take_activity_task(name) or multiple()

    @rule(token=activity_tasks, outcome=st.sampled_from(OUTCOMES))
    def work(self, token: str, outcome: tuple[str, dict[str, str]]) -> None:
        """An answer, perhaps a late one."""
        self.actors.work(token, *outcome)

    @rule(outcome=st.sampled_from(OUTCOMES))
    def work_at_once(self, outcome: tuple[str, dict[str, str]]) -> None:
        """Polls and their answers."""
        self.actors.work_at_once(*outcome)

    @rule(token=activity_tasks, members=some({"details": TEXT}))
    def beat(self, token: str, members: dict[str, str]) -> None:
        """A heartbeat."""
        self.actors.beat(token, members)

    @rule(seconds=st.sampled_from(STEPS))
    def advance(self, seconds: float) -> None:
        """Some time."""
        self.actors.advance(seconds)

    @rule()
    def advance_to_next(self) -> None:
        """The time to the next deadline."""
        self.actors.advance_to_next()

    @rule(verb=st.sampled_from(["deprecate", "undeprecate"]), kind=st.sampled_from(["workflow", "activity"]))
    def change_type(self, verb: str, kind: str) -> None:
        """A type that is deprecated, or not any more."""
        self.actors.change_type(verb, kind)

    @invariant()
    def promises(self) -> None:
        """Every promise is kept, at every moment."""
        if self.always:
            self.actors.check()

    def teardown(self) -> None:
        """Every promise is kept in the end."""
        with self.exits:
            self.actors.check_the_end()
