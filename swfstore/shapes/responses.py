"""What the operations answer: dicts with AWS's keys, named as in the service model.

Instants are integer milliseconds since the epoch, UTC, here and in `shapes.history`: operations answer these, the
client makes datetimes of the members in `TIMESTAMPS`, and the wire makes fractions of seconds. Enumerations are plain
texts. What the model requires is Required, but for tasks: an empty poll leaves all of a task out but event ids.
"""

from typing import Required, TypedDict

from swfstore.shapes.history.event import HistoryEvent
from swfstore.shapes.structures import ActivityType, ResourceTag, TaskList, WorkflowExecution, WorkflowType

TIMESTAMPS = frozenset(
    {
        "closeTimestamp",
        "creationDate",
        "deprecationDate",
        "eventTimestamp",
        "latestActivityTaskTimestamp",
        "startTimestamp",
    }
)
"""The names of the members that are instants, at every level of every response."""


class DomainInfo(TypedDict, total=False):
    """A domain's name, status and ARN."""

    arn: str
    description: str
    name: Required[str]
    status: Required[str]


class DomainInfos(TypedDict, total=False):
    """A page of domains."""

    domainInfos: Required[list[DomainInfo]]
    nextPageToken: str


class DomainConfiguration(TypedDict, total=False):
    """How many days a domain keeps closed executions."""

    workflowExecutionRetentionPeriodInDays: Required[str]


class DomainDetail(TypedDict, total=False):
    """A domain and its settings."""

    configuration: Required[DomainConfiguration]
    domainInfo: Required[DomainInfo]


class ListTagsForResourceOutput(TypedDict, total=False):
    """The tags of a domain."""

    tags: list[ResourceTag]


class ActivityTypeInfo(TypedDict, total=False):
    """An activity type and its status."""

    activityType: Required[ActivityType]
    creationDate: Required[int]
    deprecationDate: int
    description: str
    status: Required[str]


class ActivityTypeInfos(TypedDict, total=False):
    """A page of activity types."""

    nextPageToken: str
    typeInfos: Required[list[ActivityTypeInfo]]


class ActivityTypeConfiguration(TypedDict, total=False):
    """The defaults of an activity type."""

    defaultTaskHeartbeatTimeout: str
    defaultTaskList: TaskList
    defaultTaskPriority: str
    defaultTaskScheduleToCloseTimeout: str
    defaultTaskScheduleToStartTimeout: str
    defaultTaskStartToCloseTimeout: str


class ActivityTypeDetail(TypedDict, total=False):
    """An activity type and its defaults."""

    configuration: Required[ActivityTypeConfiguration]
    typeInfo: Required[ActivityTypeInfo]


class WorkflowTypeInfo(TypedDict, total=False):
    """A workflow type and its status."""

    creationDate: Required[int]
    deprecationDate: int
    description: str
    status: Required[str]
    workflowType: Required[WorkflowType]


class WorkflowTypeInfos(TypedDict, total=False):
    """A page of workflow types."""

    nextPageToken: str
    typeInfos: Required[list[WorkflowTypeInfo]]


class WorkflowTypeConfiguration(TypedDict, total=False):
    """The defaults of a workflow type."""

    defaultChildPolicy: str
    defaultExecutionStartToCloseTimeout: str
    defaultLambdaRole: str
    defaultTaskList: TaskList
    defaultTaskPriority: str
    defaultTaskStartToCloseTimeout: str


class WorkflowTypeDetail(TypedDict, total=False):
    """A workflow type and its defaults."""

    configuration: Required[WorkflowTypeConfiguration]
    typeInfo: Required[WorkflowTypeInfo]


class Run(TypedDict, total=False):
    """The run that was started."""

    runId: str


class WorkflowExecutionInfo(TypedDict, total=False):
    """An execution as lists show it."""

    cancelRequested: bool
    closeStatus: str
    closeTimestamp: int
    execution: Required[WorkflowExecution]
    executionStatus: Required[str]
    parent: WorkflowExecution
    startTimestamp: Required[int]
    tagList: list[str | None]
    workflowType: Required[WorkflowType]


class WorkflowExecutionInfos(TypedDict, total=False):
    """A page of executions."""

    executionInfos: Required[list[WorkflowExecutionInfo]]
    nextPageToken: str


class WorkflowExecutionConfiguration(TypedDict, total=False):
    """The settings of an execution, defaults resolved."""

    childPolicy: Required[str]
    executionStartToCloseTimeout: Required[str]
    lambdaRole: str
    taskList: Required[TaskList]
    taskPriority: str
    taskStartToCloseTimeout: Required[str]


class WorkflowExecutionOpenCounts(TypedDict, total=False):
    """How much of an execution is under way."""

    openActivityTasks: Required[int]
    openChildWorkflowExecutions: Required[int]
    openDecisionTasks: Required[int]
    openLambdaFunctions: int
    openTimers: Required[int]


class WorkflowExecutionDetail(TypedDict, total=False):
    """An execution in full."""

    executionConfiguration: Required[WorkflowExecutionConfiguration]
    executionInfo: Required[WorkflowExecutionInfo]
    latestActivityTaskTimestamp: int
    latestExecutionContext: str
    openCounts: Required[WorkflowExecutionOpenCounts]


class WorkflowExecutionCount(TypedDict, total=False):
    """How many executions there are."""

    count: Required[int]
    truncated: bool


class PendingTaskCount(TypedDict, total=False):
    """How many tasks wait."""

    count: Required[int]
    truncated: bool


class History(TypedDict, total=False):
    """A page of events."""

    events: Required[list[HistoryEvent]]
    nextPageToken: str


class ActivityTask(TypedDict, total=False):
    """A task for a worker; with no work only startedEventId is there, and 0."""

    activityId: str
    activityType: ActivityType
    input: str
    startedEventId: Required[int]
    taskToken: str
    workflowExecution: WorkflowExecution


class ActivityTaskStatus(TypedDict, total=False):
    """Whether the task is asked to cancel itself."""

    cancelRequested: Required[bool]


class DecisionTask(TypedDict, total=False):
    """A task for a decider; with no work only startedEventId and previousStartedEventId are there, and 0."""

    events: list[HistoryEvent]
    nextPageToken: str
    previousStartedEventId: int
    startedEventId: Required[int]
    taskToken: str
    workflowExecution: WorkflowExecution
    workflowType: WorkflowType
