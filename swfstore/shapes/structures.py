"""The structures that several responses have; like all responses they are dicts with the keys of the wire."""

from typing import Required, TypedDict


class ActivityType(TypedDict, total=False):
    """The name and version of an activity type."""

    name: Required[str]
    version: Required[str]


class TaskList(TypedDict, total=False):
    """Where deciders and workers look for tasks."""

    name: Required[str]


class WorkflowExecution(TypedDict, total=False):
    """One run of a workflow id."""

    runId: Required[str]
    workflowId: Required[str]


class WorkflowType(TypedDict, total=False):
    """The name and version of a workflow type."""

    name: Required[str]
    version: Required[str]


class ResourceTag(TypedDict, total=False):
    """A tag of a domain."""

    key: Required[str]
    value: str
