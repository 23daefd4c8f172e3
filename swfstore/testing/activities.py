"""What a function of a test that does an activity is given, and in which ways it can answer.

It returns its result, a text or None; it raises `Failed`, or anything else, to fail; it raises `Canceled` to give up;
it returns `later(...)` or `never()` where the worker is to hold the task for a while.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final, TypeAlias

from swfstore.client.client import Client


class Failed(Exception):
    """The activity fails: `reason` (256 characters at the most) and `details` stand in ActivityTaskFailed."""

    def __init__(self, reason: str | None = None, details: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Canceled(Exception):
    """The activity gives up, as it was asked to: ActivityTaskCanceled."""

    def __init__(self, details: str | None = None) -> None:
        super().__init__(details)
        self.details = details


class ActivityTask(dict[str, Any]):
    """The dict that PollForActivityTask answers, with what a worker does to it."""

    def __init__(self, members: dict[str, Any], client: Client) -> None:
        super().__init__(members)
        self.client = client

    @property
    def input(self) -> str | None:
        """The input of the task."""
        given: str | None = self.get("input")
        return given

    @property
    def workflow_id(self) -> str:
        """The workflow id of the execution that wants it done."""
        return str(self["workflowExecution"]["workflowId"])

    def heartbeat(self, details: str | None = None) -> bool:
        """Report that it is being worked on; whether it should be canceled.

        Raises UnknownResourceFault where the task is not held any more, because it has timed out.
        """
        members = {} if details is None else {"details": details}
        status = self.client.record_activity_task_heartbeat(taskToken=self["taskToken"], **members)
        return bool(status["cancelRequested"])


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that comes after some virtual time, or never where `after` is None.

    `answer` is the result, or what the worker would raise. With `heartbeat` it sends heartbeats, so often, and gives up
    when it is asked to cancel.
    """

    answer: "str | Failed | Canceled | None" = None
    after: timedelta | None = None
    heartbeat: timedelta | None = None


def later(
    answer: "str | Failed | Canceled | None" = None,
    *,
    days: float = 0,
    hours: float = 0,
    minutes: float = 0,
    seconds: float = 0,
    heartbeat: timedelta | None = None,
) -> Later:
    """Hold the task for so long, and answer then; others go on meanwhile."""
    return Later(answer, timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds), heartbeat)


def never(heartbeat: timedelta | None = None) -> Later:
    """Hold the task and never answer, so that it times out."""
    return Later(heartbeat=heartbeat)


class _Nobody(Enum):
    NOBODY = "nobody"


NOBODY: Final = _Nobody.NOBODY
"""In the place of an activity or a decider: nobody takes these tasks, so that they time out."""

Nobody: TypeAlias = _Nobody

Activity: TypeAlias = Callable[[ActivityTask], str | Later | None]
"""Does an activity."""
