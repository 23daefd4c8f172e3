"""The domain and the two types that most tests tell their stories with."""

from collections.abc import Mapping
from typing import Any

DOMAIN = "orders"
ORDER: Mapping[str, str] = {"name": "Order", "version": "1"}
CHARGE: Mapping[str, str] = {"name": "Charge", "version": "1"}
LAMBDA_ROLE = "arn:aws:iam::123456789012:role/swf-lambda"

START_MS = 1_893_456_000_000
"""2030-01-01T00:00:00Z, where the virtual clock of the tests starts."""

ORDER_DEFAULTS: Mapping[str, Any] = {
    "defaultTaskStartToCloseTimeout": "300",
    "defaultExecutionStartToCloseTimeout": "86400",
    "defaultTaskList": {"name": "deciders"},
    "defaultTaskPriority": "0",
    "defaultChildPolicy": "TERMINATE",
    "defaultLambdaRole": LAMBDA_ROLE,
}

CHARGE_DEFAULTS: Mapping[str, Any] = {
    "defaultTaskStartToCloseTimeout": "600",
    "defaultTaskHeartbeatTimeout": "60",
    "defaultTaskList": {"name": "workers"},
    "defaultTaskPriority": "0",
    "defaultTaskScheduleToStartTimeout": "300",
    "defaultTaskScheduleToCloseTimeout": "900",
}


def register(swf: Any) -> None:
    """Register the domain `orders` (7 days), the workflow type Order/1 and the activity type Charge/1."""
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="7")
    swf.register_workflow_type(domain=DOMAIN, **ORDER, **ORDER_DEFAULTS)
    swf.register_activity_type(domain=DOMAIN, **CHARGE, **CHARGE_DEFAULTS)
