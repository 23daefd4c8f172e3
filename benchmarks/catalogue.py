"""The benchmarks by name, in the order of the table; each gives its rows one after the other."""

from collections.abc import Callable, Iterator, Mapping

from benchmarks import (
    activities,
    cycle,
    importing,
    opening,
    peer,
    polling,
    reading,
    replay,
    signals,
    size,
    starting,
    testing,
    waiting,
    wire,
)
from benchmarks.measure import Effort, Result

Benchmark = Callable[[Effort, bool], Iterator[Result]]
"""What measures with an effort; the flag asks for small crowds."""

BENCHMARKS: Mapping[str, Benchmark] = {
    "signal": signals.signal,
    "scaling": signals.scaling,
    "activity": activities.scaling,
    "polling": polling.crowded,
    "cycle": cycle.cycle,
    "reading": reading.reading,
    "replay": replay.replaying,
    "starting": starting.starting,
    "moto": peer.moto,
    "wire": wire.wire,
    "waiting": waiting.waiting,
    "memory": wire.memory,
    "moto_server": wire.moto_server,
    "opening": opening.opening,
    "importing": importing.importing,
    "size": size.size,
    "testing": testing.testing,
}
