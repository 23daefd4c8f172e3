"""Importing swfstore, against importing what it is built on; each in a process of its own, bytecode written before."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from benchmarks.measure import Effort, Result, at_most, timed

_MEASURE = "import time; begin = time.perf_counter(); {statement}; print(time.perf_counter() - begin)"


def _seconds(statement: str) -> float:
    code = _MEASURE.format(statement=statement)
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return float(finished.stdout)


_FLOOR = "import sqlalchemy, pydantic"
_CONNECTED = "import sqlalchemy; from pydantic import BaseModel; sqlalchemy.create_engine('sqlite://').connect()"


def importing(effort: Effort, _quick: bool) -> Iterator[Result]:
    """`import swfstore`, and its use, against `import sqlalchemy, pydantic`; names are imported when first used."""
    few = max(5, effort.rounds // 4)
    mine, floor = _times(few, "import swfstore", _FLOOR)
    yield timed("import swfstore, against sqlalchemy and pydantic", (mine, floor), at_most(1.3))
    mine, floor = _times(few, "from swfstore import open", _FLOOR)
    yield timed("import of all of swfstore, against the same", (mine, floor))
    mine, floor = _times(few, "import swfstore; swfstore.open(':memory:').client()", _CONNECTED)
    yield timed("import and store in memory, against import and connection", (mine, floor))


def _times(rounds: int, *statements: str) -> list[float]:
    for statement in statements:
        _seconds(statement)  # writes the bytecode
    times = [[_seconds(statement) for statement in statements] for _ in range(rounds)]
    return [median(taken) for taken in zip(*times, strict=True)]
