"""What AWS asks of members together, after each has been found sound by itself.

The rules between filters are documented, their texts claimed by moto; how the filters are listed in the text, and all
other texts here, are chosen.
"""

from collections.abc import Callable, Mapping

from swfstore.core.decisions import StartChildWorkflowExecution
from swfstore.core.metadata import TRIMMED_NAME
from swfstore.core.values import NONE, TaskList, camel
from swfstore.errors import ValidationException
from swfstore.shapes.decisions import ATTRIBUTES, CLOSE_LAST, CLOSING
from swfstore.shapes.domains import RegisterDomainInput
from swfstore.shapes.refusals import Path, violation, violations
from swfstore.shapes.request import Request
from swfstore.shapes.tasks import PollForActivityTaskInput, RespondDecisionTaskCompletedInput

LONGEST_RETENTION = 90
"""Days."""

_EXCLUSIVE = ("execution_filter", "type_filter", "tag_filter", "close_status_filter")
_TIMES = ("start_time_filter", "close_time_filter")


def _given(request: Request, names: tuple[str, ...]) -> list[str]:
    return [camel(name) for name in names if getattr(request, name, None) is not None]


def one_filter(operation: str, request: Request) -> None:
    """At most one of the filters by workflow id, type, tag and close status."""
    given = _given(request, _EXCLUSIVE)
    if len(given) > 1:
        text = f"Cannot specify more than one exclusive filters in the same query: [{', '.join(given)}]"
        raise ValidationException(text, operation)


def one_time(operation: str, request: Request) -> None:
    """Closed executions are found by start time or by close time, not by both or neither."""
    given = _given(request, _TIMES)
    if not given:
        raise ValidationException("Must specify time filter", operation)
    if len(given) > 1:
        raise ValidationException(f"Cannot specify both a {given[0]} and a {given[1]}", operation)
    one_filter(operation, request)


def retention(operation: str, request: Request) -> None:
    """A domain keeps closed executions for 90 days at most."""
    assert isinstance(request, RegisterDomainInput)
    days = request.workflow_execution_retention_period_in_days
    if days != NONE and int(days) > LONGEST_RETENTION:
        constraint = f"have value less than or equal to {LONGEST_RETENTION}"
        path = (camel("workflow_execution_retention_period_in_days"),)
        raise violations(operation, [violation(days, path, constraint)])


def poll(operation: str, request: Request) -> None:
    """The task list of an activity poll has no white space at its ends."""
    assert isinstance(request, PollForActivityTaskInput)
    untrimmed = _untrimmed(request.task_list, ("taskList", "name"))
    if untrimmed:
        raise violations(operation, untrimmed)


def batch(operation: str, request: Request) -> None:
    """Only the last decision closes; the task list of a child has no white space at its ends."""
    assert isinstance(request, RespondDecisionTaskCompletedInput)
    decisions = request.decisions or ()
    if any(type(decision) in _CLOSING for decision in decisions[:-1]):
        raise ValidationException(CLOSE_LAST, operation)
    untrimmed = [
        told
        for index, decision in enumerate(decisions)
        if isinstance(decision, StartChildWorkflowExecution)
        for told in _untrimmed(decision.task_list, ("decisions", index, _CHILD, "taskList", "name"))
    ]
    if untrimmed:
        raise violations(operation, untrimmed)


_CLOSING = frozenset(CLOSING.values())
_CHILD = ATTRIBUTES["StartChildWorkflowExecution"]


def _untrimmed(task_list: TaskList | None, path: Path) -> list[str]:
    if task_list is None or task_list.name == task_list.name.strip():
        return []
    return [violation(task_list.name, path, f"satisfy regular expression pattern: {TRIMMED_NAME.says}")]


RULES: Mapping[str, Callable[[str, Request], None]] = {
    "CountClosedWorkflowExecutions": one_time,
    "CountOpenWorkflowExecutions": one_filter,
    "ListClosedWorkflowExecutions": one_time,
    "ListOpenWorkflowExecutions": one_filter,
    "PollForActivityTask": poll,
    "RegisterDomain": retention,
    "RespondDecisionTaskCompleted": batch,
}
"""The rules by operation."""
