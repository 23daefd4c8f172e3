"""Where the random traces play: a domain with small limits, and types with defaults, without, and deprecated ones."""

from collections.abc import Callable
from typing import Any

import swfstore
from tests.support.stories import CHARGE_DEFAULTS, DOMAIN, ORDER_DEFAULTS

WORKFLOWS = [f"w{number}" for number in range(7)]
TASK_LISTS = ["deciders", "workers", "elsewhere"]
VERSIONS = ["1", "1", "1", "1", "1", "1", "bare", "old", "none"]
"""Versions of the type Order: with defaults, without any, one that gets deprecated now and then, and none at all."""

ACTIVITIES = VERSIONS
"""Versions of the activity type Charge: as those of Order."""

WITHOUT_ROLE = {name: value for name, value in ORDER_DEFAULTS.items() if name != "defaultLambdaRole"}

LIMITS = swfstore.Limits(
    events=90,
    open_activity_tasks=3,
    open_timers=3,
    open_child_executions=3,
    open_lambda_functions=2,
    open_executions=7,
)


def _fails(payload: str) -> str:
    raise swfstore.LambdaError("UnhandledError", '{"errorMessage": "no"}')


def _breaks(payload: str) -> str:
    raise ValueError(payload)


def _hangs(payload: str) -> str:
    raise swfstore.LambdaHangs


FUNCTIONS: dict[str, Callable[[str], str]] = {
    "echo": lambda payload: payload,
    "fails": _fails,
    "breaks": _breaks,
    "hangs": _hangs,
}


def build(swf: Any) -> None:
    """Register the domain and its types."""
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="90")
    for version in ("1", "bare", "old"):
        defaults = {} if version == "bare" else WITHOUT_ROLE
        swf.register_workflow_type(domain=DOMAIN, name="Order", version=version, **defaults)
    for version in ("1", "bare", "old"):
        defaults = {} if version == "bare" else dict(CHARGE_DEFAULTS)
        swf.register_activity_type(domain=DOMAIN, name="Charge", version=version, **defaults)
