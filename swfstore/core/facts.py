"""What a command has to know that its execution does not say: looked up by the shell, handed to the rules as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from swfstore.core.limits import DOCUMENTED, Limits
from swfstore.core.values import ActivityType, WorkflowType

DEPRECATED = "DEPRECATED"
REGISTERED = "REGISTERED"


@dataclass(frozen=True, slots=True)
class RegisteredWorkflowType:
    """A workflow type as it is registered: its status and its defaults."""

    status: str
    default_task_list: str | None = None
    default_task_priority: str | None = None
    default_task_start_to_close_timeout: str | None = None
    default_execution_start_to_close_timeout: str | None = None
    default_child_policy: str | None = None
    default_lambda_role: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredActivityType:
    """An activity type as it is registered: its status and its defaults."""

    status: str
    default_task_list: str | None = None
    default_task_priority: str | None = None
    default_task_start_to_close_timeout: str | None = None
    default_task_heartbeat_timeout: str | None = None
    default_task_schedule_to_start_timeout: str | None = None
    default_task_schedule_to_close_timeout: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules are told from outside.

    `refused` holds the positions, from 0, of the decisions that the caller's policies do not allow, `throttled` those
    of the decisions that come faster than the account's rates allow. `new_run_id` is the id that a continued run would
    get. `open_executions` counts those of the domain, where a decision may start one.
    """

    limits: Limits = DOCUMENTED
    workflow_types: Mapping[WorkflowType, RegisteredWorkflowType] = field(default_factory=dict)
    activity_types: Mapping[ActivityType, RegisteredActivityType] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()
    throttled: frozenset[int] = frozenset()
    new_run_id: str = ""
    open_executions: int = 0
    lambda_available: bool = True


NO_FACTS = Facts()
