"""A history event: its time, its type, its id, and the attributes of its type."""

from typing import Required, TypedDict

from swfstore.shapes.history.activity import (
    ActivityTaskCanceledEventAttributes,
    ActivityTaskCancelRequestedEventAttributes,
    ActivityTaskCompletedEventAttributes,
    ActivityTaskFailedEventAttributes,
    ActivityTaskScheduledEventAttributes,
    ActivityTaskStartedEventAttributes,
    ActivityTaskTimedOutEventAttributes,
    RequestCancelActivityTaskFailedEventAttributes,
    ScheduleActivityTaskFailedEventAttributes,
)
from swfstore.shapes.history.child import (
    ChildWorkflowExecutionCanceledEventAttributes,
    ChildWorkflowExecutionCompletedEventAttributes,
    ChildWorkflowExecutionFailedEventAttributes,
    ChildWorkflowExecutionStartedEventAttributes,
    ChildWorkflowExecutionTerminatedEventAttributes,
    ChildWorkflowExecutionTimedOutEventAttributes,
    StartChildWorkflowExecutionFailedEventAttributes,
    StartChildWorkflowExecutionInitiatedEventAttributes,
)
from swfstore.shapes.history.decision import (
    DecisionTaskCompletedEventAttributes,
    DecisionTaskScheduledEventAttributes,
    DecisionTaskStartedEventAttributes,
    DecisionTaskTimedOutEventAttributes,
)
from swfstore.shapes.history.execution import (
    CancelWorkflowExecutionFailedEventAttributes,
    CompleteWorkflowExecutionFailedEventAttributes,
    ContinueAsNewWorkflowExecutionFailedEventAttributes,
    FailWorkflowExecutionFailedEventAttributes,
    WorkflowExecutionCanceledEventAttributes,
    WorkflowExecutionCancelRequestedEventAttributes,
    WorkflowExecutionCompletedEventAttributes,
    WorkflowExecutionContinuedAsNewEventAttributes,
    WorkflowExecutionFailedEventAttributes,
    WorkflowExecutionSignaledEventAttributes,
    WorkflowExecutionStartedEventAttributes,
    WorkflowExecutionTerminatedEventAttributes,
    WorkflowExecutionTimedOutEventAttributes,
)
from swfstore.shapes.history.external import (
    ExternalWorkflowExecutionCancelRequestedEventAttributes,
    ExternalWorkflowExecutionSignaledEventAttributes,
    RequestCancelExternalWorkflowExecutionFailedEventAttributes,
    RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
    SignalExternalWorkflowExecutionFailedEventAttributes,
    SignalExternalWorkflowExecutionInitiatedEventAttributes,
)
from swfstore.shapes.history.lambdas import (
    LambdaFunctionCompletedEventAttributes,
    LambdaFunctionFailedEventAttributes,
    LambdaFunctionScheduledEventAttributes,
    LambdaFunctionStartedEventAttributes,
    LambdaFunctionTimedOutEventAttributes,
    ScheduleLambdaFunctionFailedEventAttributes,
    StartLambdaFunctionFailedEventAttributes,
)
from swfstore.shapes.history.marker import MarkerRecordedEventAttributes, RecordMarkerFailedEventAttributes
from swfstore.shapes.history.timer import (
    CancelTimerFailedEventAttributes,
    StartTimerFailedEventAttributes,
    TimerCanceledEventAttributes,
    TimerFiredEventAttributes,
    TimerStartedEventAttributes,
)


class HistoryEvent(TypedDict, total=False):
    """An event; exactly one of the members with attributes is there, that of its type."""

    activityTaskCancelRequestedEventAttributes: ActivityTaskCancelRequestedEventAttributes
    activityTaskCanceledEventAttributes: ActivityTaskCanceledEventAttributes
    activityTaskCompletedEventAttributes: ActivityTaskCompletedEventAttributes
    activityTaskFailedEventAttributes: ActivityTaskFailedEventAttributes
    activityTaskScheduledEventAttributes: ActivityTaskScheduledEventAttributes
    activityTaskStartedEventAttributes: ActivityTaskStartedEventAttributes
    activityTaskTimedOutEventAttributes: ActivityTaskTimedOutEventAttributes
    cancelTimerFailedEventAttributes: CancelTimerFailedEventAttributes
    cancelWorkflowExecutionFailedEventAttributes: CancelWorkflowExecutionFailedEventAttributes
    childWorkflowExecutionCanceledEventAttributes: ChildWorkflowExecutionCanceledEventAttributes
    childWorkflowExecutionCompletedEventAttributes: ChildWorkflowExecutionCompletedEventAttributes
    childWorkflowExecutionFailedEventAttributes: ChildWorkflowExecutionFailedEventAttributes
    childWorkflowExecutionStartedEventAttributes: ChildWorkflowExecutionStartedEventAttributes
    childWorkflowExecutionTerminatedEventAttributes: ChildWorkflowExecutionTerminatedEventAttributes
    childWorkflowExecutionTimedOutEventAttributes: ChildWorkflowExecutionTimedOutEventAttributes
    completeWorkflowExecutionFailedEventAttributes: CompleteWorkflowExecutionFailedEventAttributes
    continueAsNewWorkflowExecutionFailedEventAttributes: ContinueAsNewWorkflowExecutionFailedEventAttributes
    decisionTaskCompletedEventAttributes: DecisionTaskCompletedEventAttributes
    decisionTaskScheduledEventAttributes: DecisionTaskScheduledEventAttributes
    decisionTaskStartedEventAttributes: DecisionTaskStartedEventAttributes
    decisionTaskTimedOutEventAttributes: DecisionTaskTimedOutEventAttributes
    eventId: Required[int]
    eventTimestamp: Required[int]
    eventType: Required[str]
    externalWorkflowExecutionCancelRequestedEventAttributes: ExternalWorkflowExecutionCancelRequestedEventAttributes
    externalWorkflowExecutionSignaledEventAttributes: ExternalWorkflowExecutionSignaledEventAttributes
    failWorkflowExecutionFailedEventAttributes: FailWorkflowExecutionFailedEventAttributes
    lambdaFunctionCompletedEventAttributes: LambdaFunctionCompletedEventAttributes
    lambdaFunctionFailedEventAttributes: LambdaFunctionFailedEventAttributes
    lambdaFunctionScheduledEventAttributes: LambdaFunctionScheduledEventAttributes
    lambdaFunctionStartedEventAttributes: LambdaFunctionStartedEventAttributes
    lambdaFunctionTimedOutEventAttributes: LambdaFunctionTimedOutEventAttributes
    markerRecordedEventAttributes: MarkerRecordedEventAttributes
    recordMarkerFailedEventAttributes: RecordMarkerFailedEventAttributes
    requestCancelActivityTaskFailedEventAttributes: RequestCancelActivityTaskFailedEventAttributes
    requestCancelExternalWorkflowExecutionFailedEventAttributes: (
        RequestCancelExternalWorkflowExecutionFailedEventAttributes
    )
    requestCancelExternalWorkflowExecutionInitiatedEventAttributes: (
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes
    )
    scheduleActivityTaskFailedEventAttributes: ScheduleActivityTaskFailedEventAttributes
    scheduleLambdaFunctionFailedEventAttributes: ScheduleLambdaFunctionFailedEventAttributes
    signalExternalWorkflowExecutionFailedEventAttributes: SignalExternalWorkflowExecutionFailedEventAttributes
    signalExternalWorkflowExecutionInitiatedEventAttributes: SignalExternalWorkflowExecutionInitiatedEventAttributes
    startChildWorkflowExecutionFailedEventAttributes: StartChildWorkflowExecutionFailedEventAttributes
    startChildWorkflowExecutionInitiatedEventAttributes: StartChildWorkflowExecutionInitiatedEventAttributes
    startLambdaFunctionFailedEventAttributes: StartLambdaFunctionFailedEventAttributes
    startTimerFailedEventAttributes: StartTimerFailedEventAttributes
    timerCanceledEventAttributes: TimerCanceledEventAttributes
    timerFiredEventAttributes: TimerFiredEventAttributes
    timerStartedEventAttributes: TimerStartedEventAttributes
    workflowExecutionCancelRequestedEventAttributes: WorkflowExecutionCancelRequestedEventAttributes
    workflowExecutionCanceledEventAttributes: WorkflowExecutionCanceledEventAttributes
    workflowExecutionCompletedEventAttributes: WorkflowExecutionCompletedEventAttributes
    workflowExecutionContinuedAsNewEventAttributes: WorkflowExecutionContinuedAsNewEventAttributes
    workflowExecutionFailedEventAttributes: WorkflowExecutionFailedEventAttributes
    workflowExecutionSignaledEventAttributes: WorkflowExecutionSignaledEventAttributes
    workflowExecutionStartedEventAttributes: WorkflowExecutionStartedEventAttributes
    workflowExecutionTerminatedEventAttributes: WorkflowExecutionTerminatedEventAttributes
    workflowExecutionTimedOutEventAttributes: WorkflowExecutionTimedOutEventAttributes
