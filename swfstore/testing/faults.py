"""Faults on purpose: plans to add to `store.faults`, and what callers see of them. docs/testing.md tells the use."""

from swfstore.engine.faults.errors import ResponseLost, SimulatedCrash
from swfstore.engine.faults.faults import Faults, Happened
from swfstore.engine.faults.plans import (
    CrashAfterCommit,
    CrashBeforeCommit,
    DelayedVisibility,
    ErrorAnswer,
    Latency,
    LostResponse,
    Plan,
    Throttled,
    WorkerDies,
)

__all__ = [
    "CrashAfterCommit",
    "CrashBeforeCommit",
    "DelayedVisibility",
    "ErrorAnswer",
    "Faults",
    "Happened",
    "Latency",
    "LostResponse",
    "Plan",
    "ResponseLost",
    "SimulatedCrash",
    "Throttled",
    "WorkerDies",
]
