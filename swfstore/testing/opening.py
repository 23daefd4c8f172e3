"""How a store is opened for a test: on a virtual time, without fsync, with ids that are the same in each run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from swfstore.client.store import Store
from swfstore.client.store import open as open_store
from swfstore.clock import VirtualClock
from swfstore.ids import SeededIds

MEMORY = ":memory:"


def open_for_test(where: str | Path, options: Mapping[str, Any]) -> Store[Any]:
    """A store as `swfstore.open` opens it, with a VirtualClock and durability "off" where the options say nothing.

    `clock` and `ids` may be classes, or functions that make one: then each store gets its own. A database in memory
    has seeded ids; a file may be opened again, and ids that begin anew would meet those that are there.
    """
    chosen: dict[str, Any] = {"clock": VirtualClock, "durability": "off"}
    if str(where) == MEMORY:
        chosen["ids"] = SeededIds
    chosen |= options
    for name in ("clock", "ids"):
        if callable(chosen.get(name)):
            chosen[name] = chosen[name]()
    return open_store(where, **chosen)
