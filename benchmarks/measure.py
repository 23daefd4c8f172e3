"""Rounds that take turns, their medians, and what is made of them: a row of the table.

Machines differ and change their speed from second to second; a ratio of two things that took turns in one run does
not. So every number is the median of short rounds, A B A B ..., and the target is one of the ratio.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Call = Callable[[], object]
"""Something to be measured; what it returns does not matter."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio should be: at most so many times the floor, or at least so many times faster than it."""

    limit: float
    faster: bool = False

    def met(self, ratio: float) -> bool:
        """Whether the ratio is on the right side of the limit."""
        return ratio >= self.limit if self.faster else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.faster else '<='} {self.limit:g}x"


def at_most(limit: float) -> Target:
    """The measured thing takes at most `limit` times as long as the floor."""
    return Target(limit)


def at_least(limit: float) -> Target:
    """The measured thing is at least `limit` times faster than what it is compared with."""
    return Target(limit, faster=True)


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; `measured` and `floor` are in `unit` (us, ms, B)."""

    what: str
    measured: float
    floor: float
    unit: str
    target: Target | None = None

    @property
    def ratio(self) -> float:
        """Measured by floor; where the target is to be faster, the other way round."""
        faster = self.target is not None and self.target.faster
        return self.floor / self.measured if faster else self.measured / self.floor

    @property
    def ok(self) -> bool:
        """Whether the target is met; what has none is only reported."""
        return self.target is None or self.target.met(self.ratio)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: rounds that take turns, and calls in each of them."""

    rounds: int = 60
    calls: int = 20

    def of(self, rounds: float = 1, calls: float = 1) -> "Effort":
        """More or less of both, by a factor."""
        return Effort(max(3, round(self.rounds * rounds)), max(1, round(self.calls * calls)))


WARM = 400
"""Calls after which a file's write-ahead log has its size: until then each sync writes a longer file, and is slower."""


def warmed(call: Call) -> Call:
    """The call, after it was made often enough to be at its lasting speed."""
    for _ in range(WARM):
        call()
    return call


def turns(effort: Effort, *contestants: Call) -> list[float]:
    """The median seconds of one call of each; in every round each has its turn, without garbage collection in it."""
    times: list[list[float]] = [[] for _ in contestants]
    for contestant in contestants:
        contestant()  # the first call may have to prepare something
    for _ in range(effort.rounds):
        for contestant, taken in zip(contestants, times, strict=True):
            taken.append(_one_round(contestant, effort.calls) / effort.calls)
    return [median(taken) for taken in times]


def _one_round(call: Call, calls: int) -> float:
    gc.collect(0)
    gc.disable()
    try:
        begin = time.perf_counter()
        for _ in range(calls):
            call()
        return time.perf_counter() - begin
    finally:
        gc.enable()


def compared(what: str, effort: Effort, measured: Call, floor: Call, target: Target | None = None) -> Result:
    """The row for one thing and its floor."""
    return timed(what, turns(effort, measured, floor), target)


def timed(what: str, seconds: Sequence[float], target: Target | None = None) -> Result:
    """The row for two times, of the measured thing and of its floor, in a unit that suits them."""
    measured, floor = seconds
    unit, scale = ("us", 1e6) if max(measured, floor) < 0.01 else ("ms", 1e3)
    return Result(what, measured * scale, floor * scale, unit, target)
