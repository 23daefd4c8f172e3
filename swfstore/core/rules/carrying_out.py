"""How a decision is carried out, whatever it is: it is done, or refused by an event that says why.

A handler does what the decision asks and returns None, or returns the cause for which it must not be done and records
nothing. A refused decision does not fail the request: its failure is an event, and the decider is woken once after the
last event of its batch.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from swfstore.core import decisions as d
from swfstore.core.events import Event
from swfstore.core.step import Step

_D = TypeVar("_D", bound=d.Decision)

CARRY_OUT: dict[type[d.Decision], Callable[..., str | None]] = {}
"""Who carries a decision out: a function of the step, the decision and the id of its DecisionTaskCompleted."""

REFUSE: dict[type[d.Decision], Callable[..., Event]] = {}
"""What a refused decision records: a function of the decision, the cause and the id of its DecisionTaskCompleted."""

NOT_PERMITTED = "OPERATION_NOT_PERMITTED"

NEVER_REFUSED: frozenset[type[d.Decision]] = frozenset({d.ScheduleLambdaFunction})
"""Decisions that no policy refuses: the service has no cause for it."""

RATE_CAUSES: Mapping[type[d.Decision], str] = {
    d.ScheduleActivityTask: "ACTIVITY_CREATION_RATE_EXCEEDED",
    d.StartTimer: "TIMER_CREATION_RATE_EXCEEDED",
    d.StartChildWorkflowExecution: "CHILD_CREATION_RATE_EXCEEDED",
    d.SignalExternalWorkflowExecution: "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    d.RequestCancelExternalWorkflowExecution: "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    d.ContinueAsNewWorkflowExecution: "CONTINUE_AS_NEW_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    d.ScheduleLambdaFunction: "LAMBDA_FUNCTION_CREATION_RATE_EXCEEDED",
}
"""The decisions whose rate may be limited, and what they fail with."""


def carries_out(
    cls: type[_D],
) -> Callable[[Callable[[Step, _D, int], str | None]], Callable[[Step, _D, int], str | None]]:
    """Register the function that carries the decision out."""

    def register(function: Callable[[Step, _D, int], str | None]) -> Callable[[Step, _D, int], str | None]:
        CARRY_OUT[cls] = function
        return function

    return register


def refuses(cls: type[_D]) -> Callable[[Callable[[_D, str, int], Event]], Callable[[_D, str, int], Event]]:
    """Register the function that says what the refused decision records."""

    def register(function: Callable[[_D, str, int], Event]) -> Callable[[_D, str, int], Event]:
        REFUSE[cls] = function
        return function

    return register


def carry_out(step: Step, position: int, decision: d.Decision, completed: int) -> None:
    """Carry out the decision at that position of the batch, or record why not."""
    cause = _not_allowed(step, position, decision) or CARRY_OUT[type(decision)](step, decision, completed)
    if cause is not None:
        step.record(REFUSE[type(decision)](decision, cause, completed))
        step.decision_failed = True


def _not_allowed(step: Step, position: int, decision: d.Decision) -> str | None:
    kind = type(decision)
    if position in step.facts.refused and kind not in NEVER_REFUSED:
        return NOT_PERMITTED
    return RATE_CAUSES.get(kind) if position in step.facts.throttled else None
