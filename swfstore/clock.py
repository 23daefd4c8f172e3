"""The engine's own time: the system's, or a virtual one that moves only when it is told to.

Instants are integer milliseconds since the epoch, UTC. This is the only module that reads the system's clock. Who
waits for something to happen waits on `Clock.wait` until `Clock.notify` or an instant, never in a loop of its own; on
a virtual clock nobody sleeps.
"""

import threading
import time
from typing import Protocol


class Driver(Protocol):
    """What a virtual clock moves along: the engine."""

    def next_due(self) -> int | None:
        """The earliest deadline, or None."""

    def pump(self) -> int:
        """Do everything that is due now; how much that was."""


class Clock(Protocol):
    """Where the engine's time comes from."""

    virtual: bool

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""

    def changes(self) -> int:
        """A number that grows with each notification: what `wait` compares."""

    def notify(self) -> None:
        """Something has happened: wake all who wait."""

    def wait(self, seen: int, until: int) -> None:
        """Sleep until something happens after the change `seen`, or until the instant `until`."""

    def skip(self, seen: int, watch: "Stopwatch") -> bool:
        """A poll, begun when the watch was, has found nothing since the change `seen`: whether it should look again."""

    def attach(self, driver: Driver) -> None:
        """Move the driver along with the time."""


class SystemClock:
    """The system's time, which passes by itself."""

    virtual = False

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._changes = 0
        self._waiting = 0

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return time.time_ns() // 1_000_000

    def changes(self) -> int:
        """A number that grows with each notification."""
        return self._changes

    def notify(self) -> None:
        """Wake all who wait."""
        with self._changed:
            self._changes += 1
            if self._waiting:
                self._changed.notify_all()

    def wait(self, seen: int, until: int) -> None:
        """Sleep until something happens after the change `seen`, or until the instant `until`."""
        with self._changed:
            timeout = (until - self.now()) / 1000
            self._waiting += 1
            try:
                if timeout > 0:
                    self._changed.wait_for(lambda: self._changes != seen, timeout)
            finally:
                self._waiting -= 1

    def skip(self, seen: int, watch: "Stopwatch") -> bool:  # noqa: ARG002  # nobody skips the system's time
        """The system's time is not skipped: `wait` for it."""
        return False

    def attach(self, driver: Driver) -> None:
        """The system's time moves nobody."""


class Stopwatch:
    """Real time that has passed, whatever the engine's clock says: for measurements and logs."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def seconds(self) -> float:
        """Seconds since it was made."""
        return time.perf_counter() - self._since


class VirtualClock:
    """A time that stands still until it is moved; what is due on the way happens at its exact instant.

    `start_ms` is an instant in milliseconds since the epoch, UTC; by default 2030-01-01T00:00:00Z.
    """

    virtual = True

    def __init__(self, start_ms: int = 1_893_456_000_000) -> None:
        self._now = start_ms
        self._changes = 0
        self._driver: Driver | None = None

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return self._now

    def changes(self) -> int:
        """A number that grows with each notification."""
        return self._changes

    def notify(self) -> None:
        """Something has happened; nobody sleeps on a virtual clock."""
        self._changes += 1

    def wait(self, seen: int, until: int) -> None:
        """Return at once: nothing happens on a virtual clock while somebody sleeps."""

    def skip(self, seen: int, watch: Stopwatch) -> bool:  # noqa: ARG002  # AutoClock reads them
        """This time is moved by hand: a poll that finds nothing is answered."""
        return False

    def attach(self, driver: Driver) -> None:
        """Move this engine along with the time; a clock moves one engine."""
        self._driver = driver

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, milliseconds: int = 0
    ) -> None:
        """Move the time forward; raises ValueError if that is backwards."""
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self.advance_to(self._now + round(total * 1000) + milliseconds)

    def advance_to(self, instant: int) -> None:
        """Move the time forward to the instant (milliseconds, UTC), doing what is due on the way, in order."""
        if instant < self._now:
            raise ValueError("time does not go back")
        self._pump()
        while (due := self._next_due()) is not None and due <= instant:
            self._now = max(self._now, due)
            if not self._pump() and self._next_due() == due:
                raise RuntimeError(f"something is due at {due}, and nothing happens: is another process at work?")
        self._now = instant
        self.notify()

    def advance_to_next(self) -> int | None:
        """Move the time to the next deadline and do what is due; that instant, or None if nothing is ever due."""
        self._pump()
        due = self._next_due()
        if due is not None:
            self.advance_to(max(due, self._now))
        return due

    def run_until_quiet(self, most: int = 1_000_000) -> int:
        """Move from deadline to deadline until nothing is due any more; how many there were, `most` at the most."""
        for count in range(most):
            if self.advance_to_next() is None:
                return count
        return most

    def _pump(self) -> int:
        return 0 if self._driver is None else self._driver.pump()

    def _next_due(self) -> int | None:
        return None if self._driver is None else self._driver.next_due()
