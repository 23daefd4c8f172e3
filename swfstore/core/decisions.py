"""The 13 decisions, with the attributes and constraints of AWS's service model.

A decider's answer becomes these values; `rules` carries each of them out.
"""

from swfstore.core.values import (
    ActivityId,
    ActivityType,
    Arn,
    ChildPolicy,
    Data,
    FailureReason,
    FunctionId,
    FunctionInput,
    FunctionName,
    MarkerName,
    RunIdOptional,
    Seconds,
    SignalName,
    TagList,
    TaskList,
    TaskPriority,
    Timeout,
    TimerId,
    TypeVersion,
    WorkflowId,
    WorkflowType,
    structure,
)


class Decision:
    """Any of the 13 decisions."""

    __slots__ = ()


@structure
class ScheduleActivityTask(Decision):
    """Let a worker do something."""

    activity_type: ActivityType
    activity_id: ActivityId
    control: Data | None = None
    input: Data | None = None
    schedule_to_close_timeout: Timeout | None = None
    task_list: TaskList | None = None
    task_priority: TaskPriority | None = None
    schedule_to_start_timeout: Timeout | None = None
    start_to_close_timeout: Timeout | None = None
    heartbeat_timeout: Timeout | None = None


@structure
class RequestCancelActivityTask(Decision):
    """Ask an activity task to cancel itself; one without a worker is canceled at once."""

    activity_id: ActivityId


@structure
class CompleteWorkflowExecution(Decision):
    """Close the run as completed."""

    result: Data | None = None


@structure
class FailWorkflowExecution(Decision):
    """Close the run as failed."""

    reason: FailureReason | None = None
    details: Data | None = None


@structure
class CancelWorkflowExecution(Decision):
    """Close the run as canceled."""

    details: Data | None = None


@structure
class ContinueAsNewWorkflowExecution(Decision):
    """Close the run and begin a new run of the same workflow id."""

    input: Data | None = None
    execution_start_to_close_timeout: Timeout | None = None
    task_list: TaskList | None = None
    task_priority: TaskPriority | None = None
    task_start_to_close_timeout: Timeout | None = None
    child_policy: ChildPolicy | None = None
    tag_list: TagList | None = None
    workflow_type_version: TypeVersion | None = None
    lambda_role: Arn | None = None


@structure
class RecordMarker(Decision):
    """Leave a note in the history."""

    marker_name: MarkerName
    details: Data | None = None


@structure
class StartTimer(Decision):
    """Be woken after a time."""

    timer_id: TimerId
    control: Data | None = None
    start_to_fire_timeout: Seconds


@structure
class CancelTimer(Decision):
    """Stop a timer."""

    timer_id: TimerId


@structure
class SignalExternalWorkflowExecution(Decision):
    """Signal another execution."""

    workflow_id: WorkflowId
    run_id: RunIdOptional | None = None
    signal_name: SignalName
    input: Data | None = None
    control: Data | None = None


@structure
class RequestCancelExternalWorkflowExecution(Decision):
    """Ask another execution to cancel itself."""

    workflow_id: WorkflowId
    run_id: RunIdOptional | None = None
    control: Data | None = None


@structure
class StartChildWorkflowExecution(Decision):
    """Start a child execution."""

    workflow_type: WorkflowType
    workflow_id: WorkflowId
    control: Data | None = None
    input: Data | None = None
    execution_start_to_close_timeout: Timeout | None = None
    task_list: TaskList | None = None
    task_priority: TaskPriority | None = None
    task_start_to_close_timeout: Timeout | None = None
    child_policy: ChildPolicy | None = None
    tag_list: TagList | None = None
    lambda_role: Arn | None = None


@structure
class ScheduleLambdaFunction(Decision):
    """Invoke a Lambda function."""

    id: FunctionId
    name: FunctionName
    control: Data | None = None
    input: FunctionInput | None = None
    start_to_close_timeout: Timeout | None = None
