"""Polls that wait for a task: parked by task list, oldest first, without a thread or a look at the database.

The commit that makes a task wakes the oldest poll of its list, and only that one; where that cannot take the task, the
next one is woken. A poll whose time is up is answered after the try that is under way, so that no task is given to
nobody; a poller that has hung up is never tried, and a try under which it hangs up is undone (`Call.gone`).
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from swfstore.engine.waiting import TOO_MANY
from swfstore.errors import LimitExceededFault
from swfstore.server.writer import Job

Key: TypeAlias = tuple[str, int | None, str]
"""The kind of task, the row id of the domain, and the task list."""

Response: TypeAlias = Mapping[str, object]


class ClientGone(Exception):
    """The client has hung up: there is nobody to answer."""


@dataclass(eq=False, slots=True)
class Poll:
    """A poll that is held. `run` tries for a task on the writer's thread; `key` is known after the first try."""

    run: Callable[[], Response]
    key: Callable[[], Key]
    answer: "asyncio.Future[Response | None]"
    trying: bool = False
    ending: bool = False
    woken: Key | None = None
    one_of_many: bool = False
    parked: Key | None = None

    @property
    def over(self) -> bool:
        """Whether it was answered, or its poller has hung up."""
        return self.answer.done()

    def end(self) -> None:
        """Its time is up: answer that no task came, unless a try is under way that may bring one."""
        self.ending = True
        if not self.trying and not self.over:
            self.answer.set_result(None)


@dataclass
class Polls:
    """All polls of a server, on the event loop's thread; `most` may wait at one task list."""

    submit: Callable[[Job], None]
    most: int
    _lists: dict[Key, deque[Poll]] = field(default_factory=dict)
    _trying: int = 0
    _missed: Counter[Key] = field(default_factory=Counter)
    _ended: bool = False

    async def hold(
        self, run: Callable[[], Response], key: Callable[[], Key], seconds: float, gone: "asyncio.Future[Any]"
    ) -> Response | None:
        """The response with a task, or None after that many seconds.

        Raises what `run` raises, LimitExceededFault, and ClientGone when `gone` is done first.
        """
        loop = asyncio.get_running_loop()
        poll = Poll(run, key, loop.create_future())
        timer = loop.call_later(seconds, poll.end)
        self._try(poll)
        try:
            waited: set[asyncio.Future[Any]] = {poll.answer, gone}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not poll.answer.done():
                raise ClientGone
            return poll.answer.result()
        finally:
            poll.answer.cancel()
            timer.cancel()
            self._leave(poll)

    def _try(self, poll: Poll) -> None:
        poll.trying = True
        self._trying += 1
        self.submit(Job(lambda: None if poll.over else poll.run(), partial(self._tried, poll)))

    def _tried(self, poll: Poll, job: Job) -> None:
        poll.trying = False
        self._trying -= 1
        found = isinstance(job.outcome, Mapping) and "taskToken" in job.outcome
        if not poll.over:
            self._decide(poll, job, found)
        if poll.woken is not None and poll.parked is None and (poll.one_of_many or not found):
            self.ready(poll.woken, poll.one_of_many)  # it was not parked again: the task may still be there
        if not self._trying:
            self._missed.clear()

    def _decide(self, poll: Poll, job: Job, found: bool) -> None:
        """Answer a poll after a try, or let it wait, or try once more."""
        if job.fault is not None:
            poll.answer.set_exception(job.fault)
        elif found and isinstance(job.outcome, Mapping):
            poll.answer.set_result(job.outcome)
        elif poll.ending or self._ended:
            poll.answer.set_result(None)
        elif self._missed[poll.key()]:
            self._missed[poll.key()] -= 1
            self._try(poll)
        else:
            self._park(poll)

    def _park(self, poll: Poll) -> None:
        poll.parked = poll.key()
        waiting = self._lists.setdefault(poll.parked, deque())
        if poll.woken is not None:
            waiting.appendleft(poll)  # another poll was faster; this one does not lose its place
        elif len(waiting) < self.most:
            waiting.append(poll)
        else:
            poll.answer.set_exception(LimitExceededFault(TOO_MANY))

    def _leave(self, poll: Poll) -> None:
        waiting = None if poll.parked is None else self._lists.get(poll.parked)
        if waiting is not None and poll in waiting:
            waiting.remove(poll)
            self._forget_empty(poll.parked)

    def _forget_empty(self, key: Key | None) -> None:
        if key is not None and not self._lists.get(key, True):
            del self._lists[key]

    def ready(self, key: Key, many: bool = False) -> None:
        """A task can be had, or perhaps `many`: let the oldest poll of its list try."""
        waiting = self._lists.get(key, deque())
        while waiting:
            poll = waiting.popleft()
            if not poll.over:
                poll.woken, poll.one_of_many, poll.parked = key, many, None
                self._try(poll)
                break
        else:
            if self._missed[key] < self._trying:  # one that is being tried may have looked too early
                self._missed[key] += 1
        self._forget_empty(key)

    def ready_all(self) -> None:
        """Any list may have tasks: let the oldest poll of each try, and the next ones if it finds one."""
        for key in list(self._lists):
            self.ready(key, many=True)

    def end_all(self) -> None:
        """Answer every poll, also those that still come: the server stops."""
        self._ended = True
        for waiting in list(self._lists.values()):
            for poll in list(waiting):
                poll.end()

    def all_wait(self) -> bool:
        """Whether there are polls, and all of them wait; any thread may ask."""
        return not self._trying and any(list(self._lists.values()))

    def waiting(self) -> Mapping[Key, int]:
        """How many polls wait, by task list."""
        return {key: len(waiting) for key, waiting in self._lists.items()}

    def __len__(self) -> int:
        return sum(map(len, self._lists.values()))
