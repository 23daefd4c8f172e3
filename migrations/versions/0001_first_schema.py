"""The first schema: domains and types, executions and their histories, what is open, and messages.

Frozen: later changes are revisions of their own. The triggers that keep histories append-only, and the views for
people, are in sql/0001.<dialect>.sql.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def row_id() -> sa.Column[int]:
    return sa.Column("id", ID, sa.Identity(always=False), primary_key=True)


def reference(name: str) -> sa.Column[int]:
    return sa.Column(name, ID, nullable=False)


def words(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=nullable) for name in names]


def instants(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def numbers(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def create(table: str, *parts: Any, key: Sequence[str] = ("id",), **options: Any) -> None:
    """Create a table with this primary key, and a foreign key for each of the columns that refer to another table."""
    keys: list[Any] = [sa.PrimaryKeyConstraint(*key, name=f"pk_{table}")]
    for column, other in (("domain_id", "domains"), ("execution_id", "executions")):
        if any(isinstance(part, sa.Column) and part.name == column for part in parts):
            keys.append(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}"))
    op.create_table(table, *parts, *keys, **options)


def index(name: str, table: str, columns: str, *, where: str | None = None, unique: bool = False) -> None:
    expressions: list[Any] = [sa.text(column) if " " in column else column for column in columns.split(", ")]
    partial: dict[str, Any] = (
        {} if where is None else {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    )
    op.create_index(name, table, expressions, unique=unique, **partial)


def upgrade() -> None:
    registry()
    executions()
    histories()
    tasks()
    waiting()
    triggers_and_views()


def registry() -> None:
    create(
        "settings",
        *words("name", "value"),
        key=("name",),
        comment="The key that signs tokens, and which version wrote the file.",
    )
    create(
        "domains",
        row_id(),
        *words("account", "name"),
        *words("description", nullable=True),
        *words("retention_days", "status"),
        *instants("created_at"),
        *instants("deprecated_at", nullable=True),
        *numbers("open_executions"),
        unique("domains", "account", "name"),
    )
    create(
        "domain_tags",
        reference("domain_id"),
        *words("key"),
        *words("value", nullable=True),
        key=("domain_id", "key"),
        sqlite_with_rowid=False,
    )
    create(
        "workflow_types",
        row_id(),
        reference("domain_id"),
        *words("name", "version"),
        *words("description", nullable=True),
        *words("status"),
        *instants("created_at"),
        *instants("deprecated_at", nullable=True),
        *words(
            "default_task_list",
            "default_task_priority",
            "default_task_start_to_close_timeout",
            "default_execution_start_to_close_timeout",
            "default_child_policy",
            "default_lambda_role",
            nullable=True,
        ),
        unique("workflow_types", "domain_id", "name", "version"),
    )
    create(
        "activity_types",
        row_id(),
        reference("domain_id"),
        *words("name", "version"),
        *words("description", nullable=True),
        *words("status"),
        *instants("created_at"),
        *instants("deprecated_at", nullable=True),
        *words(
            "default_task_list",
            "default_task_priority",
            "default_task_start_to_close_timeout",
            "default_task_heartbeat_timeout",
            "default_task_schedule_to_start_timeout",
            "default_task_schedule_to_close_timeout",
            nullable=True,
        ),
        unique("activity_types", "domain_id", "name", "version"),
    )


def executions() -> None:
    create(
        "executions",
        row_id(),
        reference("domain_id"),
        *words("workflow_id", "run_id", "workflow_type_name", "workflow_type_version", "task_list"),
        *words("task_priority", nullable=True),
        *words("task_start_to_close_timeout", "execution_start_to_close_timeout", "child_policy"),
        *words("lambda_role", "tag_list", "parent_workflow_id", "parent_run_id", nullable=True),
        *numbers("parent_initiated_event_id"),
        *words("continued_execution_run_id", nullable=True),
        *instants("started_at", "due_at"),
        *instants("closed_at", nullable=True),
        *words("close_status", nullable=True),
        small("cancel_requested"),
        *words("latest_execution_context", nullable=True),
        *instants("latest_activity_task_at", nullable=True),
        *numbers("next_event_id"),
        *instants("latest_event_at"),
        *numbers("open_activity_tasks", "open_timers", "open_child_executions", "open_lambda_functions"),
        *numbers(
            "waiting_decision_event_id", "running_decision_event_id", "running_decision_started_event_id", nullable=True
        ),
        *numbers("previous_started_event_id"),
        *words("override_task_list", "override_schedule_to_start_timeout", nullable=True),
    )
    index("ix_executions_closed_close", "executions", "domain_id, closed_at, id", where="closed_at IS NOT NULL")
    index(
        "ix_executions_closed_close_status",
        "executions",
        "domain_id, close_status, closed_at, id",
        where="closed_at IS NOT NULL",
    )
    index(
        "ix_executions_closed_close_type",
        "executions",
        "domain_id, workflow_type_name, closed_at, id",
        where="closed_at IS NOT NULL",
    )
    index(
        "ix_executions_closed_close_workflow",
        "executions",
        "domain_id, workflow_id, closed_at, id",
        where="closed_at IS NOT NULL",
    )
    index("ix_executions_closed_start", "executions", "domain_id, started_at, id", where="closed_at IS NOT NULL")
    index(
        "ix_executions_closed_start_status",
        "executions",
        "domain_id, close_status, started_at, id",
        where="closed_at IS NOT NULL",
    )
    index(
        "ix_executions_closed_start_type",
        "executions",
        "domain_id, workflow_type_name, started_at, id",
        where="closed_at IS NOT NULL",
    )
    index("ix_executions_due", "executions", "due_at, id", where="closed_at IS NULL")
    index("ix_executions_open", "executions", "domain_id, started_at, id", where="closed_at IS NULL")
    index(
        "ix_executions_open_type",
        "executions",
        "domain_id, workflow_type_name, started_at, id",
        where="closed_at IS NULL",
    )
    index("ix_executions_workflow", "executions", "domain_id, workflow_id, started_at, id")
    index("uq_executions_open", "executions", "domain_id, workflow_id", where="closed_at IS NULL", unique=True)
    index("uq_executions_run", "executions", "domain_id, workflow_id, run_id", unique=True)


def histories() -> None:
    create(
        "execution_tags",
        reference("execution_id"),
        *words("tag"),
        reference("domain_id"),
        *instants("started_at"),
        *instants("closed_at", nullable=True),
        key=("execution_id", "tag"),
        comment="The distinct tags of an execution, with what a list by tag is ordered by.",
        sqlite_with_rowid=False,
    )
    index(
        "ix_execution_tags_closed_close",
        "execution_tags",
        "domain_id, tag, closed_at, execution_id",
        where="closed_at IS NOT NULL",
    )
    index(
        "ix_execution_tags_closed_start",
        "execution_tags",
        "domain_id, tag, started_at, execution_id",
        where="closed_at IS NOT NULL",
    )
    index(
        "ix_execution_tags_open",
        "execution_tags",
        "domain_id, tag, started_at, execution_id",
        where="closed_at IS NULL",
    )
    create(
        "events",
        reference("execution_id"),
        *numbers("event_id"),
        *words("event_type"),
        *instants("event_timestamp"),
        *words("attributes"),
        key=("execution_id", "event_id"),
        comment="The histories. Append-only: triggers refuse UPDATE, and DELETE "
        "of an execution that is not being purged.",
        sqlite_with_rowid=False,
    )
    create(
        "purging",
        reference("execution_id"),
        key=("execution_id",),
        comment="A closed execution whose events may be deleted: a row lives inside the purge's own transaction only.",
    )


def tasks() -> None:
    create(
        "decision_tasks",
        row_id(),
        reference("execution_id"),
        reference("domain_id"),
        *numbers("scheduled_event_id"),
        *words("task_list"),
        *numbers("priority"),
        *instants("scheduled_at"),
        *words("schedule_to_start_timeout", "start_to_close_timeout"),
        small("pollable"),
        *numbers("started_event_id", nullable=True),
        *instants("started_at", "due_at", nullable=True),
    )
    index("ix_decision_tasks_due", "decision_tasks", "due_at, id", where="due_at IS NOT NULL")
    index("ix_decision_tasks_poll", "decision_tasks", "domain_id, task_list, priority DESC, id", where="pollable = 1")
    index(
        "uq_decision_tasks_running", "decision_tasks", "execution_id", where="started_event_id IS NOT NULL", unique=True
    )
    index("uq_decision_tasks_scheduled", "decision_tasks", "execution_id, scheduled_event_id", unique=True)
    index("uq_decision_tasks_waiting", "decision_tasks", "execution_id", where="started_event_id IS NULL", unique=True)
    create(
        "activity_tasks",
        row_id(),
        reference("execution_id"),
        reference("domain_id"),
        *numbers("scheduled_event_id"),
        *words("activity_id", "activity_type_name", "activity_type_version", "task_list"),
        *numbers("priority"),
        *words("input", nullable=True),
        *instants("scheduled_at"),
        *words("schedule_to_start_timeout", "schedule_to_close_timeout", "start_to_close_timeout", "heartbeat_timeout"),
        *numbers("started_event_id", nullable=True),
        *instants("started_at", nullable=True),
        *numbers("cancel_requested_event_id", nullable=True),
        *instants("last_heartbeat_at", nullable=True),
        *words("heartbeat_details", nullable=True),
        *instants("due_at", nullable=True),
        small("due_rank"),
    )
    index("ix_activity_tasks_due", "activity_tasks", "due_at, due_rank, id", where="due_at IS NOT NULL")
    index(
        "ix_activity_tasks_poll",
        "activity_tasks",
        "domain_id, task_list, priority DESC, id",
        where="started_event_id IS NULL",
    )
    index("uq_activity_tasks_activity", "activity_tasks", "execution_id, activity_id", unique=True)
    index("uq_activity_tasks_scheduled", "activity_tasks", "execution_id, scheduled_event_id", unique=True)
    create(
        "lambda_tasks",
        row_id(),
        reference("execution_id"),
        *numbers("scheduled_event_id"),
        *words("lambda_id", "name"),
        *words("input", "start_to_close_timeout", nullable=True),
        *numbers("started_event_id", nullable=True),
        *instants("started_at", "due_at", nullable=True),
        unique("lambda_tasks", "execution_id", "scheduled_event_id"),
    )
    index("ix_lambda_tasks_due", "lambda_tasks", "due_at, id", where="due_at IS NOT NULL")
    index("ix_lambda_tasks_waiting", "lambda_tasks", "id", where="started_event_id IS NULL")


def waiting() -> None:
    create(
        "timers",
        row_id(),
        reference("execution_id"),
        *numbers("started_event_id"),
        *words("timer_id"),
        *instants("due_at"),
        unique("timers", "execution_id", "started_event_id"),
        unique("timers", "execution_id", "timer_id"),
    )
    index("ix_timers_due", "timers", "due_at, id")
    create(
        "child_executions",
        row_id(),
        reference("execution_id"),
        *numbers("initiated_event_id"),
        *words("workflow_id", "workflow_type_name", "workflow_type_version"),
        *numbers("decision_task_completed_event_id"),
        *words("control", nullable=True),
        *numbers("started_event_id", nullable=True),
        *words("run_id", nullable=True),
        unique("child_executions", "execution_id", "initiated_event_id"),
    )
    create(
        "external_requests",
        row_id(),
        reference("execution_id"),
        *numbers("initiated_event_id"),
        *words("kind", "workflow_id"),
        *words("run_id", nullable=True),
        *numbers("decision_task_completed_event_id"),
        *words("control", nullable=True),
        unique("external_requests", "execution_id", "initiated_event_id"),
    )
    create(
        "messages",
        row_id(),
        reference("domain_id"),
        *words("workflow_id"),
        *words("run_id", nullable=True),
        *words("kind", "body"),
        *instants("sent_at"),
        comment="What one execution has to say to another: delivered oldest first, in the receiver's own transaction.",
    )
    index("ix_messages_receiver", "messages", "domain_id, workflow_id, id")


def triggers_and_views() -> None:
    dialect = op.get_context().dialect.name
    script = Path(__file__).parents[1] / "sql" / f"{revision}.{dialect}.sql"
    for statement in script.read_text(encoding="utf-8").split("\n\n"):
        op.execute(statement.strip().rstrip(";").replace(":", "\\:"))


def downgrade() -> None:
    raise NotImplementedError("before the first schema there is nothing: a backup copy is the way back")
