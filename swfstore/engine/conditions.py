"""The condition keys of SWF: which members of a call or a decision an IAM policy may look at.

Source: the Amazon SWF Developer Guide, "Using IAM to manage access to Amazon SWF resources". A member that is absent
gives no key, so that a condition on it denies; but for a task list that is absent the default of the registered type
counts. Tags count from 0.
"""

from collections.abc import Mapping, Sequence

from swfstore.core import decisions as d
from swfstore.core.values import wire

_TYPE = {"typeFilter.name": "swf:typeFilter.name", "typeFilter.version": "swf:typeFilter.version"}
_LISTS = {"tagFilter.tag": "swf:tagFilter.tag", **_TYPE}
_ACTIVITY_TYPE = {"activityType.name": "swf:activityType.name", "activityType.version": "swf:activityType.version"}
_WORKFLOW_TYPE = {"workflowType.name": "swf:workflowType.name", "workflowType.version": "swf:workflowType.version"}
TASK_LIST = "swf:taskList.name"
_TASK_LIST = {"taskList.name": TASK_LIST}
_REGISTERED = {"defaultTaskList.name": "swf:defaultTaskList.name", "name": "swf:name", "version": "swf:version"}
_TAGS = {f"tagList.{i}": f"swf:tagList.member.{i}" for i in range(5)}

KEYS: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "CountClosedWorkflowExecutions",
            "CountOpenWorkflowExecutions",
            "ListClosedWorkflowExecutions",
            "ListOpenWorkflowExecutions",
        ),
        _LISTS,
    ),
    **dict.fromkeys(
        ("CountPendingActivityTasks", "CountPendingDecisionTasks", "PollForActivityTask", "PollForDecisionTask"),
        _TASK_LIST,
    ),
    **{f"{verb}ActivityType": _ACTIVITY_TYPE for verb in ("Delete", "Deprecate", "Describe", "Undeprecate")},
    **{f"{verb}WorkflowType": _WORKFLOW_TYPE for verb in ("Delete", "Deprecate", "Describe", "Undeprecate")},
    "RegisterActivityType": _REGISTERED,
    "RegisterWorkflowType": _REGISTERED,
    "StartWorkflowExecution": {**_TAGS, **_TASK_LIST, **_WORKFLOW_TYPE},
    "StartChildWorkflowExecution": {**_TAGS, **_TASK_LIST, **_WORKFLOW_TYPE},
    "ContinueAsNewWorkflowExecution": {**_TAGS, **_TASK_LIST, "workflowTypeVersion": "swf:workflowTypeVersion"},
    "ScheduleActivityTask": {**_ACTIVITY_TYPE, **_TASK_LIST},
}
"""For each call or decision: the member, as a path, and its key."""


def conditions(action: str, members: Mapping[str, object], default_task_list: str | None = None) -> dict[str, str]:
    """The condition keys of a call (its bare name) with these members, as on the wire.

    `default_task_list` is that of the type that the call is about, for calls that may leave the task list to it.
    """
    found = {}
    for path, key in KEYS.get(action, {}).items():
        value = _member(members, path.split("."))
        if value is None and key == TASK_LIST:
            value = default_task_list
        if isinstance(value, str):
            found[key] = value
    return found


def decision_conditions(decision: d.Decision, default_task_list: str | None = None) -> dict[str, str]:
    """The condition keys of a decision, judged as the call that it stands for."""
    return conditions(type(decision).__name__, wire(decision), default_task_list)


def _member(members: object, path: Sequence[str]) -> object:
    for name in path:
        if isinstance(members, Mapping):
            members = members.get(name)
        elif isinstance(members, list | tuple):
            members = members[int(name)] if int(name) < len(members) else None
        else:
            return None
    return members
