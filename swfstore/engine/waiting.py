"""How many polls wait at a task list; more than the quota are refused."""

import threading
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from swfstore.errors import LimitExceededFault

TOO_MANY = "Limit on maximum concurrent poll requests per task list reached"


class Waiting:
    """How many polls wait, by task list."""

    def __init__(self) -> None:
        self._counts: Counter[Hashable] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def one_more(self, key: Hashable, most: int) -> Iterator[None]:
        """Count a poll while it lasts; raises LimitExceededFault where `most` wait already."""
        with self._lock:
            if self._counts[key] >= most:
                raise LimitExceededFault(TOO_MANY)
            self._counts[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[key] -= 1
                if not self._counts[key]:
                    del self._counts[key]
