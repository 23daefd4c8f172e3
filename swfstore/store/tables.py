"""The tables: one lineage for SQLite and PostgreSQL, made to be read by people too.

An execution has one row and its history is `events`, append-only. What is open in an execution has a row each, in the
table of its kind; these rows *are* the task lists and the deadlines, there is no second copy. `messages` are what one
execution has to say to another one; each is delivered in a transaction of its own. Instants are integer milliseconds
since the epoch, UTC; timeouts are the texts that AWS sends. `state.py` has a record per row, with the same names.

The migrations make these tables; a test proves that both are equal. The indexes are in `indexes.py`.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    UniqueConstraint,
)

from swfstore.store.columns import ID, WORDS, domain, execution, flag, instant, metadata, number, row_id, words

settings = Table(
    "settings",
    metadata,
    Column("name", WORDS, primary_key=True),
    words("value"),
    comment="The key that signs tokens, and which version wrote the file.",
)

domains = Table(
    "domains",
    metadata,
    row_id(),
    words("account"),
    words("name"),
    words("description", nullable=True),
    words("retention_days"),
    words("status"),
    instant("created_at"),
    instant("deprecated_at", nullable=True),
    number("open_executions"),
    UniqueConstraint("account", "name"),
)

domain_tags = Table(
    "domain_tags",
    metadata,
    Column("domain_id", ID, ForeignKey("domains.id"), primary_key=True),
    Column("key", WORDS, primary_key=True),
    words("value", nullable=True),
    sqlite_with_rowid=False,
)

workflow_types = Table(
    "workflow_types",
    metadata,
    row_id(),
    domain(),
    words("name"),
    words("version"),
    words("description", nullable=True),
    words("status"),
    instant("created_at"),
    instant("deprecated_at", nullable=True),
    words("default_task_list", nullable=True),
    words("default_task_priority", nullable=True),
    words("default_task_start_to_close_timeout", nullable=True),
    words("default_execution_start_to_close_timeout", nullable=True),
    words("default_child_policy", nullable=True),
    words("default_lambda_role", nullable=True),
    UniqueConstraint("domain_id", "name", "version"),
)

activity_types = Table(
    "activity_types",
    metadata,
    row_id(),
    domain(),
    words("name"),
    words("version"),
    words("description", nullable=True),
    words("status"),
    instant("created_at"),
    instant("deprecated_at", nullable=True),
    words("default_task_list", nullable=True),
    words("default_task_priority", nullable=True),
    words("default_task_start_to_close_timeout", nullable=True),
    words("default_task_heartbeat_timeout", nullable=True),
    words("default_task_schedule_to_start_timeout", nullable=True),
    words("default_task_schedule_to_close_timeout", nullable=True),
    UniqueConstraint("domain_id", "name", "version"),
)

executions = Table(
    "executions",
    metadata,
    row_id(),
    domain(),
    words("workflow_id"),
    words("run_id"),
    words("workflow_type_name"),
    words("workflow_type_version"),
    words("task_list"),
    words("task_priority", nullable=True),
    words("task_start_to_close_timeout"),
    words("execution_start_to_close_timeout"),
    words("child_policy"),
    words("lambda_role", nullable=True),
    words("tag_list", nullable=True),
    words("parent_workflow_id", nullable=True),
    words("parent_run_id", nullable=True),
    number("parent_initiated_event_id"),
    words("continued_execution_run_id", nullable=True),
    instant("started_at"),
    instant("due_at"),
    instant("closed_at", nullable=True),
    words("close_status", nullable=True),
    flag("cancel_requested"),
    words("latest_execution_context", nullable=True),
    instant("latest_activity_task_at", nullable=True),
    number("next_event_id"),
    instant("latest_event_at"),
    number("open_activity_tasks"),
    number("open_timers"),
    number("open_child_executions"),
    number("open_lambda_functions"),
    number("waiting_decision_event_id", nullable=True),
    number("running_decision_event_id", nullable=True),
    number("running_decision_started_event_id", nullable=True),
    number("previous_started_event_id"),
    words("override_task_list", nullable=True),
    words("override_schedule_to_start_timeout", nullable=True),
)

execution_tags = Table(
    "execution_tags",
    metadata,
    Column("execution_id", ID, ForeignKey("executions.id"), primary_key=True),
    Column("tag", WORDS, primary_key=True),
    domain(),
    instant("started_at"),
    instant("closed_at", nullable=True),
    sqlite_with_rowid=False,
    comment="The distinct tags of an execution, with what a list by tag is ordered by.",
)

events = Table(
    "events",
    metadata,
    Column("execution_id", ID, ForeignKey("executions.id"), primary_key=True, autoincrement=False),
    Column("event_id", Integer, primary_key=True, autoincrement=False),
    words("event_type"),
    instant("event_timestamp"),
    words("attributes"),
    sqlite_with_rowid=False,
    comment="The histories. Append-only: triggers refuse UPDATE, and DELETE of an execution that is not being purged.",
)

decision_tasks = Table(
    "decision_tasks",
    metadata,
    row_id(),
    execution(),
    domain(),
    number("scheduled_event_id"),
    words("task_list"),
    number("priority"),
    instant("scheduled_at"),
    words("schedule_to_start_timeout"),
    words("start_to_close_timeout"),
    flag("pollable"),
    number("started_event_id", nullable=True),
    instant("started_at", nullable=True),
    instant("due_at", nullable=True),
)

activity_tasks = Table(
    "activity_tasks",
    metadata,
    row_id(),
    execution(),
    domain(),
    number("scheduled_event_id"),
    words("activity_id"),
    words("activity_type_name"),
    words("activity_type_version"),
    words("task_list"),
    number("priority"),
    words("input", nullable=True),
    instant("scheduled_at"),
    words("schedule_to_start_timeout"),
    words("schedule_to_close_timeout"),
    words("start_to_close_timeout"),
    words("heartbeat_timeout"),
    number("started_event_id", nullable=True),
    instant("started_at", nullable=True),
    number("cancel_requested_event_id", nullable=True),
    instant("last_heartbeat_at", nullable=True),
    words("heartbeat_details", nullable=True),
    instant("due_at", nullable=True),
    Column("due_rank", SmallInteger, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    row_id(),
    execution(),
    number("started_event_id"),
    words("timer_id"),
    instant("due_at"),
    UniqueConstraint("execution_id", "started_event_id"),
    UniqueConstraint("execution_id", "timer_id"),
)

child_executions = Table(
    "child_executions",
    metadata,
    row_id(),
    execution(),
    number("initiated_event_id"),
    words("workflow_id"),
    words("workflow_type_name"),
    words("workflow_type_version"),
    number("decision_task_completed_event_id"),
    words("control", nullable=True),
    number("started_event_id", nullable=True),
    words("run_id", nullable=True),
    UniqueConstraint("execution_id", "initiated_event_id"),
)

external_requests = Table(
    "external_requests",
    metadata,
    row_id(),
    execution(),
    number("initiated_event_id"),
    words("kind"),
    words("workflow_id"),
    words("run_id", nullable=True),
    number("decision_task_completed_event_id"),
    words("control", nullable=True),
    UniqueConstraint("execution_id", "initiated_event_id"),
)

lambda_tasks = Table(
    "lambda_tasks",
    metadata,
    row_id(),
    execution(),
    number("scheduled_event_id"),
    words("lambda_id"),
    words("name"),
    words("input", nullable=True),
    words("start_to_close_timeout", nullable=True),
    number("started_event_id", nullable=True),
    instant("started_at", nullable=True),
    instant("due_at", nullable=True),
    UniqueConstraint("execution_id", "scheduled_event_id"),
)

messages = Table(
    "messages",
    metadata,
    row_id(),
    domain(),
    words("workflow_id"),
    words("run_id", nullable=True),
    words("kind"),
    words("body"),
    instant("sent_at"),
    comment="What one execution has to say to another: delivered oldest first, in the receiver's own transaction.",
)

purging = Table(
    "purging",
    metadata,
    Column("execution_id", ID, ForeignKey("executions.id"), primary_key=True, autoincrement=False),
    comment="A closed execution whose events may be deleted: a row lives inside the purge's own transaction only.",
)
