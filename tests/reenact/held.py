"""Holds what comes by itself back until the story has come to it, as a busy service would.

Messages, Lambda functions and deadlines are delivered by the pump whenever it runs; a real service does it a little
later. The order in which these come is not promised, so any order that the pump's own steps can give is a legal one.
This is the one module that reaches below the store's public surface.
"""

from collections.abc import Callable
from typing import Any

from tests.reenact.model import RecordedEvent


class Held:
    """The pump of a store, made to move one step at a time."""

    def __init__(self, store: Any) -> None:
        self._deliver: Callable[[], bool] = store.engine.pump._deliver
        self._invoke: Callable[[], bool] = store.engine.pump._invoke
        self._expire: Callable[[], bool] = store.engine.pump._expire
        store.engine.follow_up = lambda: None
        store.engine.pump.if_due = lambda: None
        store.engine.pump.pump = self.expire

    def expire(self) -> int:
        """Expire what is due now; how much that was."""
        count = 0
        while self._expire():
            count += 1
        return count

    def release(self, event: RecordedEvent, done: Callable[[], bool]) -> None:
        """Do what may bring the event about, step by step, until it is there."""
        if event.type == "TimerFired" or event.type.endswith("TimedOut"):
            self.expire()
        elif "LambdaFunction" in event.type:
            self._until(self._invoke, done)
        self.deliver(done)

    def deliver(self, done: Callable[[], bool]) -> None:
        """Deliver messages, oldest first, until that is so."""
        self._until(self._deliver, done)

    def all(self) -> None:
        """Let everything come that is on its way."""
        while self._deliver() or self._invoke() or self._expire():
            pass

    def _until(self, step: Callable[[], bool], done: Callable[[], bool]) -> None:
        while not done() and step():
            pass
