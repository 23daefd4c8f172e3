"""Tasks: the polls of deciders and workers, their answers, and heartbeats."""

from swfstore.core.values import (
    Data,
    DomainName,
    FailureReason,
    Identity,
    LimitedData,
    PageSize,
    PageToken,
    TaskList,
    TaskToken,
    Timeout,
)
from swfstore.shapes.decisions import DecisionList
from swfstore.shapes.request import Request


class PollForDecisionTaskInput(Request):
    """A decider asks for work, or with a page token for more events of the task that it has."""

    domain: DomainName
    task_list: TaskList
    identity: Identity | None = None
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None
    start_at_previous_started_event: bool | None = None


class PollForActivityTaskInput(Request):
    """A worker asks for work."""

    domain: DomainName
    task_list: TaskList
    identity: Identity | None = None


class RespondDecisionTaskCompletedInput(Request):
    """What a decider decided."""

    task_token: TaskToken
    decisions: DecisionList | None = None
    execution_context: Data | None = None
    task_list: TaskList | None = None
    task_list_schedule_to_start_timeout: Timeout | None = None


class RespondActivityTaskCompletedInput(Request):
    """A worker has done its task."""

    task_token: TaskToken
    result: Data | None = None


class RespondActivityTaskFailedInput(Request):
    """A worker has failed at its task."""

    task_token: TaskToken
    reason: FailureReason | None = None
    details: Data | None = None


class RespondActivityTaskCanceledInput(Request):
    """A worker has given up its task, as it was asked to."""

    task_token: TaskToken
    details: Data | None = None


class RecordActivityTaskHeartbeatInput(Request):
    """A worker is alive."""

    task_token: TaskToken
    details: LimitedData | None = None
