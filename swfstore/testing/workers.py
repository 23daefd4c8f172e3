"""Workers in the same process and thread: functions that decide and functions that do activities, fed one by one.

They take tasks by type, whatever the task list, and so find them without being told of any list. One `step` is one
task, decision tasks first, and of each kind in the order in which a poller would get them: the same every time.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from typing import Any, TypeAlias

from swfstore.client.client import Client, with_datetimes
from swfstore.core.values import TaskList as TaskListName
from swfstore.engine.call import Call
from swfstore.engine.engine import Engine
from swfstore.engine.faults.errors import ResponseLost
from swfstore.errors import UnknownResourceFault
from swfstore.operations.activity_tasks import take_activity_task
from swfstore.operations.decision_tasks import take_decision_task
from swfstore.shapes.tasks import PollForActivityTaskInput, PollForDecisionTaskInput
from swfstore.store import open_tasks
from swfstore.store.database import Transaction
from swfstore.store.open_tasks import ACTIVITY, DECISION, OpenTask, Wanted
from swfstore.testing.activities import Activity, ActivityTask, Canceled, Failed, Later
from swfstore.testing.decisions import Decision
from swfstore.testing.held import Held, answer

Decider: TypeAlias = Callable[[dict[str, Any]], Sequence[Decision] | tuple[Sequence[Decision], str | None]]
"""Decides: from the dict that PollForDecisionTask answers, with the whole history, to decisions; or to a tuple of
decisions and the execution context."""

AT_ONCE = 200
"""How many tasks of a type are looked up together."""


class Workers:
    """Deciders and activities by what they want; of one domain (its row id), or of all where that is None.

    Of several that want a task the first gets it; those that are `declined` nobody gets.
    """

    def __init__(
        self,
        engine: Engine,
        deciders: Mapping[Wanted, Decider],
        activities: Mapping[Wanted, Activity],
        domain_id: int | None = None,
        identity: str = "swfstore.testing",
        declined: Set[Wanted] = frozenset(),
    ) -> None:
        self._engine = engine
        self._deciders = deciders
        self._activities = activities
        self._domain_id = domain_id
        self._identity = identity
        self._declined = declined
        self._polls: dict[tuple[str, str], PollForDecisionTaskInput] = {}
        self._found: deque[tuple[OpenTask, Wanted]] = deque()
        self._held: dict[tuple[int, int], Held] = {}
        self._lost: set[tuple[int, int]] = set()
        self._at_work = threading.Lock()

    def step(self) -> bool:
        """Answer what is due, or do the next task; False where there is nothing, or where it is at work already."""
        if not self._at_work.acquire(blocking=False):
            return False
        try:
            return self._go_on() or self._next()
        finally:
            self._at_work.release()

    def next_due(self) -> int | None:
        """When the first held task is to be answered or kept alive (milliseconds, UTC), or None."""
        return min((due for held in list(self._held.values()) if (due := held.next_due) is not None), default=None)

    def holds(self, task: OpenTask) -> bool:
        """Whether it has taken that task and not answered it: it is waited for by the clock, or by nobody."""
        key = (task.execution_id, task.scheduled_event_id)
        return key in self._held or key in self._lost

    def _go_on(self) -> bool:
        now = self._engine.clock.now()
        for key, held in self._held.items():
            if held.next_due is not None and held.next_due <= now:
                if not held.go_on(now):
                    del self._held[key]
                return True
        return False

    def _next(self) -> bool:
        if not self._found:
            self._found.extend(self._engine.database.read(self._look))
        while self._found:
            task, wanted = self._found.popleft()
            done = self._decide(task, wanted) if task.kind == DECISION else self._do(task, wanted)
            if done:
                return True
        return False

    def _look(self, tx: Transaction) -> list[tuple[OpenTask, Wanted]]:
        for workers in (self._deciders, self._activities):
            found = {
                task.row_id: (task, wanted)
                for wanted in reversed(list(workers))  # the first that wants it gets it
                for task in open_tasks.waiting(tx, wanted, self._domain_id, AT_ONCE)
                if Wanted(task.kind, task.type_name, task.type_version) not in self._declined
            }
            if found:
                return sorted(found.values(), key=lambda pair: (-pair[0].priority, pair[0].row_id))
        return []

    def _decide(self, task: OpenTask, wanted: Wanted) -> bool:
        call = Call(self._engine, task.account)
        client = Client(call)
        taken = take_decision_task(call, self._poll(task), task.execution_id, task.scheduled_event_id)
        if taken is None:
            return False
        if self._dies("PollForDecisionTask", task, taken):
            return True
        given = with_datetimes(taken)
        while (token := given.pop("nextPageToken", None)) is not None:
            members = {"domain": task.domain, "taskList": {"name": task.task_list}, "identity": self._identity}
            page = client.poll_for_decision_task(**members, nextPageToken=token)
            given["events"] += page["events"]
            if "nextPageToken" in page:
                given["nextPageToken"] = page["nextPageToken"]
        try:
            token, members = given["taskToken"], answered(self._deciders[wanted](given), task)
            # Timed out or closed meanwhile: a decider of AWS's is told the same. What is lost on purpose was heard.
            with suppress(UnknownResourceFault, ResponseLost):
                client.respond_decision_task_completed(taskToken=token, **members)
        except Exception as error:  # raised again: this only says where it happened
            error.add_note(_where("deciding", task))
            raise
        return True

    def _poll(self, task: OpenTask) -> PollForDecisionTaskInput:
        found = self._polls.get((task.domain, task.task_list))
        if found is None:
            named = TaskListName(name=task.task_list)
            members: dict[str, Any] = {"domain": task.domain, "task_list": named, "identity": self._identity}
            found = self._polls[task.domain, task.task_list] = PollForDecisionTaskInput.model_construct(**members)
        return found

    def _dies(self, operation: str, task: OpenTask, taken: object) -> bool:
        """Whether the worker dies on purpose that has taken this task; the next task is for another one."""
        faults = self._engine.faults
        if faults is None or not faults.dies(operation, task.task_list, taken):
            return False
        self._lost.add((task.execution_id, task.scheduled_event_id))
        return True

    def _do(self, task: OpenTask, wanted: Wanted) -> bool:
        call = Call(self._engine, task.account)
        poll = PollForActivityTaskInput.model_construct(
            domain=task.domain, task_list=TaskListName(name=task.task_list), identity=self._identity
        )
        taken = take_activity_task(call, poll, task.execution_id, task.scheduled_event_id)
        if taken is None:
            return False
        if self._dies("PollForActivityTask", task, taken):
            return True
        given = ActivityTask(with_datetimes(taken), Client(call))
        try:
            said = done(self._activities[wanted], given)
        except Exception as error:  # raised again: this only says where it happened
            error.add_note(_where("doing", task))
            raise
        if isinstance(said, Later):
            self._held[task.execution_id, task.scheduled_event_id] = Held(given, said, self._engine.clock.now())
        else:
            answer(given, said)
        return True


def done(activity: Activity, task: ActivityTask) -> str | Later | Failed | Canceled | None:
    """What an activity has come to. A failed assertion is the test's own, and raised."""
    try:
        said = activity(task)
    except (Failed, Canceled) as outcome:
        return outcome
    except AssertionError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the function raises is the failure of the activity
        return Failed(type(error).__name__, str(error) or None)
    if said is not None and not isinstance(said, str | Later):
        raise TypeError(f"an activity returned {said!r}, it has to return its result as a text, or None, or later(...)")
    return said


def answered(said: Sequence[Decision] | tuple[Sequence[Decision], str | None], task: OpenTask) -> dict[str, Any]:
    """What a decider has returned, as members of its answer; raises TypeError for what is no answer."""
    decisions, context = said if isinstance(said, tuple) and len(said) == 2 else (said, None)
    if isinstance(decisions, str | Mapping) or not isinstance(decisions, Sequence):
        of = f"{task.type_name} {task.type_version}"
        raise TypeError(f"the decider of {of} returned {said!r}, it has to return a list of decisions")
    if context is not None and not isinstance(context, str):
        raise TypeError(f"the execution context is {context!r}, it has to be a text")
    members: dict[str, Any] = {"decisions": list(decisions)}
    return members if context is None else {**members, "executionContext": context}


def _where(doing: str, task: OpenTask) -> str:
    what = "a decision task" if task.kind == DECISION else f"activity task {task.activity_id!r}"
    scheduled = f"{task.type_name} {task.type_version}, scheduled by event {task.scheduled_event_id}"
    return f"while {doing} {what} of {task.workflow_id} (run {task.run_id}): {scheduled}"


__all__ = ["ACTIVITY", "DECISION", "Decider", "Wanted", "Workers"]
