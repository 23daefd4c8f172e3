"""The faults of one store: which plans there are, what they have done, and the hook at which they do it.

Each plan has chances of its own, drawn from the seed and its position: the same plans, seed and calls give the same
faults, and one plan more does not change what is drawn for the others. Calls of several threads count as they come.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from swfstore.clock import VirtualClock
from swfstore.engine.call import ACCOUNT, Call
from swfstore.engine.faults.crashes import Crashes
from swfstore.engine.faults.errors import ResponseLost, SimulatedCrash
from swfstore.engine.faults.plans import (
    CrashAfterCommit,
    CrashBeforeCommit,
    DelayedVisibility,
    ErrorAnswer,
    Latency,
    LostResponse,
    Plan,
    Throttled,
    WorkerDies,
    concerns,
)
from swfstore.engine.faults.visibility import asked, seen
from swfstore.errors import FAULTS, Fault, SwfstoreError, ThrottlingException
from swfstore.ids import Chance

if TYPE_CHECKING:
    from swfstore.engine.engine import Engine

POLLS = ("PollForActivityTask", "PollForDecisionTask")


@dataclass(frozen=True, slots=True)
class Happened:
    """A fault that has happened: to which operation, and by which plan."""

    operation: str
    plan: Plan


@dataclass(slots=True)
class _Armed:
    plan: Plan
    chance: Chance
    matched: int = 0
    done: int = 0

    def strikes(self) -> bool:
        """Count one more match; whether it is to happen to this one."""
        plan = self.plan
        self.matched += 1
        drawn = self.chance.happens(plan.rate)
        return drawn and plan.nth in (None, self.matched) and (plan.times is None or self.done < plan.times)


class Faults:
    """What goes wrong in one store on purpose: `store.faults`. There are no plans until some are added.

    `kill` ends the process where a plan says crash; without it SimulatedCrash is raised. Who serves several callers on
    one thread asks `before` itself for each of them, and says so by `asked_outside`.
    """

    def __init__(
        self, engine: "Engine", kill: Callable[[], object] | None = None, asked_outside: bool = False, seed: int = 0
    ) -> None:
        self.engine = engine
        self.seed = seed
        self.happened: list[Happened] = []
        """What has gone wrong, in order."""
        self._outside = asked_outside
        self._armed: list[_Armed] = []
        self._added = 0
        self._lock = threading.Lock()
        self._crashes = Crashes(self._crash_plan, kill)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans that were added, in order."""
        return tuple(armed.plan for armed in self._armed)

    def counts(self) -> list[tuple[Plan, int, int]]:
        """Each plan, how many calls have matched it, and to how many of them it has happened."""
        with self._lock:
            return [(armed.plan, armed.matched, armed.done) for armed in self._armed]

    def add(self, *plans: Plan) -> None:
        """Let these things happen from now on. Raises SwfstoreError for a crash of a store in memory: all is lost."""
        for plan in plans:
            if isinstance(plan, CrashBeforeCommit | CrashAfterCommit):
                if self.engine.database.is_memory:
                    raise SwfstoreError("a store in memory does not survive a crash: take a file")
                self.engine.database.watcher = self._crashes
        with self._lock:
            for plan in plans:
                self._armed.append(_Armed(plan, Chance(f"{self.seed}/{self._added}")))
                self._added += 1

    def clear(self, seed: int | None = None) -> None:
        """Forget the plans and what has happened, and begin anew, with another seed if one is given."""
        with self._lock:
            self._armed.clear()
            self.happened.clear()
            self._added = 0
            self.seed = self.seed if seed is None else seed

    def force_timeout(
        self,
        domain: str,
        workflow_id: str,
        *,
        activity_id: str | None = None,
        timer_id: str | None = None,
        decision_task: bool = False,
        account: str = ACCOUNT,
    ) -> int:
        """Move the virtual time to a deadline of the open execution, and no further; that instant (milliseconds, UTC).

        Of its activity task, its timer, its decision task, or without these of the execution itself. Nothing happens
        earlier than it is due, so what is due before it happens as well. Raises UnknownResourceFault where that is not
        open, SwfstoreError where it has no deadline or the clock is not virtual.
        """
        from swfstore.engine.faults.forcing import force

        return force(self.engine, account, domain, workflow_id, activity_id, timer_id, decision_task)

    def before(self, operation: str) -> int:
        """How many milliseconds the call is to begin later; raises the Fault that it is answered with instead."""
        late = 0
        for plan in self._striking(operation, Throttled, ErrorAnswer, Latency):
            if isinstance(plan, Latency):
                late += plan.ms
            elif isinstance(plan, ErrorAnswer):
                raise FAULTS[plan.code](plan.message, operation)
            else:
                raise ThrottlingException("Rate exceeded", operation)
        return late

    def around(
        self,
        call: Call,
        operation: str,
        members: Mapping[str, object],
        request: object,
        function: Callable[[Call, Any], Any],
    ) -> Any:  # what the function gives
        """Carry out the function of an operation for a checked request, and let happen what is planned."""
        self._crashes.refuse()
        if not self._outside:
            self.wait(self.before(operation))
        delay = self._delay()
        horizon = None if delay is None else self.engine.clock.now() - delay
        try:
            if any(isinstance(plan, CrashBeforeCommit | CrashAfterCommit) for plan in self.plans):
                self.engine.pump.if_due()  # what is due is not what this call commits
                with self._crashes.watching(operation):
                    response = function(call, asked(request, horizon))
            else:
                response = function(call, asked(request, horizon))
        except SimulatedCrash:
            self._crashes.crashed = True
            self.engine.database.close()
            self.engine.clock.notify()
            raise
        except Fault:
            self._crashes.refuse()  # another thread's crash has closed the store under this call
            raise
        self._lose(operation, members, response)
        return seen(operation, response, horizon)

    def wait(self, milliseconds: int) -> None:
        """Let that much time pass for the caller: move a virtual clock, or sleep."""
        clock = self.engine.clock
        until = clock.now() + milliseconds
        if milliseconds and isinstance(clock, VirtualClock):
            clock.advance(milliseconds=milliseconds)
        while clock.now() < until:
            clock.wait(clock.changes(), until)

    def dies(self, operation: str, task_list: str, response: object) -> bool:
        """Whether the worker dies that has taken this task otherwise than by a call of the operation."""
        members = {"taskList": {"name": task_list}}
        return bool(self._striking(operation, WorkerDies, among=lambda plan: _takes(plan, members, response)))

    def _lose(self, operation: str, members: Mapping[str, object], response: object) -> None:
        """Raise ResponseLost where the answer is not to arrive."""
        dying = (WorkerDies,) if operation in POLLS and members.get("nextPageToken") is None else ()
        for plan in self._striking(operation, LostResponse, *dying, among=lambda plan: _takes(plan, members, response)):
            raise ResponseLost(f"the answer to {operation} is lost on purpose, by {plan}")

    def _delay(self) -> int | None:
        return max((plan.ms for plan in self.plans if isinstance(plan, DelayedVisibility)), default=None)

    def _crash_plan(self, operation: str, result: object) -> Plan | None:
        """The crash that happens to a call at its first commit; a poll that finds no task commits nothing."""
        if operation in POLLS and result is None:
            return None
        return next(iter(self._striking(operation, CrashBeforeCommit, CrashAfterCommit)), None)

    def _striking(self, operation: str, *kinds: type[Plan], among: Callable[[Plan], bool] | None = None) -> list[Plan]:
        """The plans of these kinds that happen to a call: all that match count it, and only one ends it."""
        found: list[Plan] = []
        with self._lock:
            for armed in self._armed:
                plan = armed.plan
                if not isinstance(plan, kinds) or not concerns(plan, operation) or not (among is None or among(plan)):
                    continue
                ended = bool(found) and not isinstance(found[-1], Latency)
                if armed.strikes() and not ended:
                    armed.done += 1
                    found.append(plan)
                    self.happened.append(Happened(operation, plan))
        return found


def _takes(plan: Plan, members: Mapping[str, object], response: object) -> bool:
    """Whether the response has a task of which the plan says that its worker dies; others only lose the answer."""
    if not isinstance(plan, WorkerDies):
        return True
    if not isinstance(response, Mapping) or "taskToken" not in response:
        return False
    return (plan.task_list is None or plan.task_list == _name(members.get("taskList"))) and (
        plan.activity is None or plan.activity == _name(response.get("activityType"))
    )


def _name(member: object) -> object:
    return member.get("name") if isinstance(member, Mapping) else None
