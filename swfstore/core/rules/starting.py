"""How an execution begins: through the API, as a child, or as the continuation of a run.

What the request does not say comes from the registered type; what neither says is named by the caller, in SWF's order:
a fault of a request, a cause of a decision.
"""

from dataclasses import replace
from typing import Protocol

from swfstore.core import events as e
from swfstore.core.facts import DEPRECATED, RegisteredWorkflowType
from swfstore.core.rules.scheduling import schedule_decision_task
from swfstore.core.step import Step
from swfstore.core.values import TaskList, WorkflowType


class Choice(Protocol):
    """What a start may choose for itself: a request or a decision; read only."""

    @property
    def execution_start_to_close_timeout(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def task_list(self) -> TaskList | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def task_start_to_close_timeout(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def child_policy(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def task_priority(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def lambda_role(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def input(self) -> str | None: ...  # noqa: D102  # the member of AWS's name
    @property
    def tag_list(self) -> tuple[str | None, ...] | None: ...  # noqa: D102  # the member of AWS's name


UNDEFINED_CAUSES = {
    "executionStartToCloseTimeout": "DEFAULT_EXECUTION_START_TO_CLOSE_TIMEOUT_UNDEFINED",
    "taskList": "DEFAULT_TASK_LIST_UNDEFINED",
    "taskStartToCloseTimeout": "DEFAULT_TASK_START_TO_CLOSE_TIMEOUT_UNDEFINED",
    "childPolicy": "DEFAULT_CHILD_POLICY_UNDEFINED",
}
"""What an execution must have, in the order in which it is missed, and the cause of a decision that misses it."""


def type_cause(registered: RegisteredWorkflowType | None) -> str | None:
    """Why no execution of that type may be started, or None."""
    if registered is None:
        return "WORKFLOW_TYPE_DOES_NOT_EXIST"
    return "WORKFLOW_TYPE_DEPRECATED" if registered.status == DEPRECATED else None


def effective_start(
    choice: Choice, workflow_type: WorkflowType, registered: RegisteredWorkflowType
) -> e.WorkflowExecutionStarted | str:
    """The Started event with everything resolved, or the name of the first member that nobody defines."""
    timeout = choice.execution_start_to_close_timeout or registered.default_execution_start_to_close_timeout
    task_list = choice.task_list.name if choice.task_list is not None else registered.default_task_list
    task_timeout = choice.task_start_to_close_timeout or registered.default_task_start_to_close_timeout
    child_policy = choice.child_policy or registered.default_child_policy
    if timeout is None:
        return "executionStartToCloseTimeout"
    if task_list is None:
        return "taskList"
    if task_timeout is None:
        return "taskStartToCloseTimeout"
    if child_policy is None:
        return "childPolicy"
    return e.WorkflowExecutionStarted(
        child_policy=child_policy,
        execution_start_to_close_timeout=timeout,
        input=choice.input,
        lambda_role=choice.lambda_role or registered.default_lambda_role,
        tag_list=choice.tag_list or None,
        task_list=TaskList(name=task_list),
        task_priority=choice.task_priority or registered.default_task_priority,
        task_start_to_close_timeout=task_timeout,
        workflow_type=workflow_type,
    )


def begin(step: Step, started: e.WorkflowExecutionStarted) -> None:
    """Record the first two events of a run."""
    step.record(started)
    schedule_decision_task(step)


def continue_from(step: Step, started: e.WorkflowExecutionStarted) -> e.WorkflowExecutionStarted:
    """The Started event of the run that continues this one: it keeps the link to the parent."""
    header = step.state.header
    return replace(
        started,
        continued_execution_run_id=header.run_id,
        parent_initiated_event_id=header.parent_initiated_event_id,
        parent_workflow_execution=header.parent,
    )
