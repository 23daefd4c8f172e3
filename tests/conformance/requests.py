"""A sound request for each of the 39 operations, with the world around it that it needs."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.support.stories import CHARGE, CHARGE_DEFAULTS, DOMAIN, ORDER, ORDER_DEFAULTS

ARN = f"arn:aws:swf:us-east-1:123456789012:/domain/{DOMAIN}"
SINCE = {"oldestDate": 0}
IN_DOMAIN = {"domain": DOMAIN}
ORDER_TYPE = {**IN_DOMAIN, "workflowType": dict(ORDER)}
CHARGE_TYPE = {**IN_DOMAIN, "activityType": dict(CHARGE)}
DECIDERS = {**IN_DOMAIN, "taskList": {"name": "deciders"}}
WORKERS = {**IN_DOMAIN, "taskList": {"name": "workers"}}

Members = dict[str, Any]


def decision(kind: str, **attributes: object) -> Members:
    """A decision as the API takes it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def started(swf: Any) -> Members:
    """An open execution, as calls by its workflow id name it."""
    swf.start_workflow_execution(**ORDER_TYPE, workflowId="order-1")
    return {**IN_DOMAIN, "workflowId": "order-1"}


def execution(swf: Any) -> Members:
    """An open execution, as calls by its run name it."""
    run = swf.start_workflow_execution(**ORDER_TYPE, workflowId="order-1")
    return {**IN_DOMAIN, "execution": {"workflowId": "order-1", "runId": run["runId"]}}


def decision_token(swf: Any) -> Members:
    """The token of a decision task that is held."""
    started(swf)
    return {"taskToken": swf.poll_for_decision_task(**DECIDERS)["taskToken"]}


def activity_token(swf: Any) -> Members:
    """The token of an activity task that is held."""
    charge = decision("ScheduleActivityTask", activityId="a", activityType=dict(CHARGE))
    swf.respond_decision_task_completed(**decision_token(swf), decisions=[charge])
    return {"taskToken": swf.poll_for_activity_task(**WORKERS)["taskToken"]}


def after(method: str, members: Members) -> Callable[[Any], Members]:
    """The members, after a call with the same ones."""

    def request(swf: Any) -> Members:
        getattr(swf, method)(**members)
        return members

    return request


def always(**members: Any) -> Callable[[Any], Members]:
    """The members, in a world of nothing but the domain and its two types."""
    return lambda _: members


REQUESTS: Mapping[str, Callable[[Any], Members]] = {
    "CountClosedWorkflowExecutions": always(**IN_DOMAIN, startTimeFilter=SINCE),
    "CountOpenWorkflowExecutions": always(**IN_DOMAIN, startTimeFilter=SINCE),
    "CountPendingActivityTasks": always(**WORKERS),
    "CountPendingDecisionTasks": always(**DECIDERS),
    "DeleteActivityType": after("deprecate_activity_type", CHARGE_TYPE),
    "DeleteWorkflowType": after("deprecate_workflow_type", ORDER_TYPE),
    "DeprecateActivityType": always(**CHARGE_TYPE),
    "DeprecateDomain": always(name=DOMAIN),
    "DeprecateWorkflowType": always(**ORDER_TYPE),
    "DescribeActivityType": always(**CHARGE_TYPE),
    "DescribeDomain": always(name=DOMAIN),
    "DescribeWorkflowExecution": execution,
    "DescribeWorkflowType": always(**ORDER_TYPE),
    "GetWorkflowExecutionHistory": execution,
    "ListActivityTypes": always(**IN_DOMAIN, registrationStatus="REGISTERED"),
    "ListClosedWorkflowExecutions": always(**IN_DOMAIN, startTimeFilter=SINCE),
    "ListDomains": always(registrationStatus="REGISTERED"),
    "ListOpenWorkflowExecutions": always(**IN_DOMAIN, startTimeFilter=SINCE),
    "ListTagsForResource": always(resourceArn=ARN),
    "ListWorkflowTypes": always(**IN_DOMAIN, registrationStatus="REGISTERED"),
    "PollForActivityTask": always(**WORKERS),
    "PollForDecisionTask": lambda swf: started(swf) and DECIDERS,
    "RecordActivityTaskHeartbeat": activity_token,
    "RegisterActivityType": always(**IN_DOMAIN, name="Ship", version="1", **CHARGE_DEFAULTS),
    "RegisterDomain": always(name="other", workflowExecutionRetentionPeriodInDays="7"),
    "RegisterWorkflowType": always(**IN_DOMAIN, name="Return", version="1", **ORDER_DEFAULTS),
    "RequestCancelWorkflowExecution": started,
    "RespondActivityTaskCanceled": activity_token,
    "RespondActivityTaskCompleted": activity_token,
    "RespondActivityTaskFailed": activity_token,
    "RespondDecisionTaskCompleted": decision_token,
    "SignalWorkflowExecution": lambda swf: {**started(swf), "signalName": "approved"},
    "StartWorkflowExecution": always(**ORDER_TYPE, workflowId="order-1"),
    "TagResource": always(resourceArn=ARN, tags=[{"key": "team", "value": "shop"}]),
    "TerminateWorkflowExecution": started,
    "UndeprecateActivityType": after("deprecate_activity_type", CHARGE_TYPE),
    "UndeprecateDomain": after("deprecate_domain", {"name": DOMAIN}),
    "UndeprecateWorkflowType": after("deprecate_workflow_type", ORDER_TYPE),
    "UntagResource": always(resourceArn=ARN, tagKeys=["team"]),
}
"""For each operation a function of a client that gives the members of a sound request."""
