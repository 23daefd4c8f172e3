"""An activity task that is held for some virtual time: kept alive, and answered when its time has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from swfstore.engine.faults.errors import ResponseLost
from swfstore.errors import UnknownResourceFault
from swfstore.testing.activities import ActivityTask, Canceled, Failed, Later

_MS = timedelta(milliseconds=1)


@dataclass(slots=True)
class Held:
    """A task, how it will be answered, and since when it is held (milliseconds, UTC)."""

    task: ActivityTask
    plan: Later
    since: int
    beats: int = 0

    @property
    def answer_at(self) -> int | None:
        """When it is answered (milliseconds, UTC); None where it never is."""
        return None if self.plan.after is None else self.since + self.plan.after // _MS

    @property
    def next_due(self) -> int | None:
        """When it is answered or kept alive next (milliseconds, UTC); None where nothing is to be done."""
        if self.plan.heartbeat is None:
            return self.answer_at
        beat = self.since + self.plan.heartbeat * (self.beats + 1) // _MS
        return beat if self.answer_at is None else min(beat, self.answer_at)

    def go_on(self, now: int) -> bool:
        """Send the heartbeat or the answer that is due; whether the task is still held."""
        if self.answer_at is not None and self.answer_at <= now:
            answer(self.task, self.plan.answer)
            return False
        self.beats += 1
        try:
            canceled = self.task.heartbeat()
        except UnknownResourceFault:
            return False  # it has timed out, or its execution was closed
        if canceled:
            answer(self.task, Canceled())
        return not canceled


def answer(task: ActivityTask, said: str | Failed | Canceled | None) -> None:
    """Answer a task; nobody hears it where the task has timed out, or its execution was closed."""
    token = task["taskToken"]
    try:
        if isinstance(said, Failed):
            reason = None if said.reason is None else said.reason[:256]
            task.client.respond_activity_task_failed(taskToken=token, **_given(reason=reason, details=said.details))
        elif isinstance(said, Canceled):
            task.client.respond_activity_task_canceled(taskToken=token, **_given(details=said.details))
        else:
            task.client.respond_activity_task_completed(taskToken=token, **_given(result=said))
    except ResponseLost:
        return  # on purpose: it was heard, and the worker does not know
    except UnknownResourceFault:
        return  # a worker of AWS's is told the same, and goes on with the next task


def _given(**members: str | None) -> Mapping[str, str]:
    return {name: value for name, value in members.items() if value is not None}
