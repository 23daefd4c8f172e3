"""The rules of SWF by topic: a command, the decisions and the refusals of one topic stand in one module.

`perform` is the one entry: it hands the command to its rule and then enforces the limit of the history.
"""

from swfstore.core.command import NEEDS, NOTHING, PERFORM, Command, Needs
from swfstore.core.rules import (  # each registers its commands and decisions
    activities,
    children,
    closing,
    deciding,
    externals,
    lambdas,
    markers,
    signals,
    starting,
    timers,
    working,
)
from swfstore.core.rules.closing import enforce_event_limit
from swfstore.core.step import Step

__all__ = [
    "activities",
    "children",
    "closing",
    "deciding",
    "externals",
    "lambdas",
    "markers",
    "needs",
    "perform",
    "signals",
    "starting",
    "timers",
    "working",
]


def needs(command: Command) -> Needs:
    """The records that the command reads, besides the header."""
    found = NEEDS.get(type(command))
    return NOTHING if found is None else found(command)


def perform(step: Step, command: Command) -> None:
    """Perform the command on the step; raises a Fault and records nothing where the request is refused."""
    PERFORM[type(command)](step, command)
    enforce_event_limit(step)
