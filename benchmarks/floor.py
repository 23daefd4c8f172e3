"""The floor: the same transactions written by hand with the stdlib's sqlite3, on the schema that swfstore has made.

They check nothing, know one story only, read and write no column that they do not need, and are in one transaction
each; no program that keeps the same rows at the same durability can do much less.
"""

import json
import sqlite3
import time
from datetime import UTC, datetime
from typing import Any

from benchmarks.places import CHARGE, DECIDERS, DOMAIN, ORDER, WORKERS

_FIND = """SELECT e.id, e.next_event_id, e.waiting_decision_event_id, e.task_list, e.task_start_to_close_timeout
FROM executions e JOIN domains d ON d.id = e.domain_id
WHERE d.name = ? AND e.workflow_id = ? AND e.closed_at IS NULL"""
_HEADER = "SELECT next_event_id, task_list, task_start_to_close_timeout FROM executions WHERE id = ?"
_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?)"
_ADVANCE = "UPDATE executions SET next_event_id = ?, latest_event_at = ? WHERE id = ?"
_WAIT = "UPDATE executions SET next_event_id = ?, latest_event_at = ?, waiting_decision_event_id = ? WHERE id = ?"
_DECISION_TASK = """INSERT INTO decision_tasks (execution_id, domain_id, scheduled_event_id, task_list, priority,
scheduled_at, schedule_to_start_timeout, start_to_close_timeout, pollable) VALUES (?, 1, ?, ?, 0, ?, 'NONE', ?, 1)"""
_NEXT_DECISION = """SELECT t.id, t.execution_id, t.scheduled_event_id, e.next_event_id, e.run_id
FROM decision_tasks t JOIN executions e ON e.id = t.execution_id JOIN domains d ON d.id = t.domain_id
WHERE d.name = ? AND t.domain_id = d.id AND t.task_list = ? AND t.pollable = 1
ORDER BY t.priority DESC, t.id LIMIT 1"""
_RUN_DECISION = "UPDATE decision_tasks SET started_event_id = ?, started_at = ?, pollable = 0, due_at = ? WHERE id = ?"
_RUNNING = """UPDATE executions SET next_event_id = ?, latest_event_at = ?, waiting_decision_event_id = NULL,
running_decision_event_id = ?, running_decision_started_event_id = ? WHERE id = ?"""
_PAGE = """SELECT event_id, event_timestamp, event_type, attributes FROM events
WHERE execution_id = ? AND event_id <= ? ORDER BY event_id LIMIT 1001"""
_TYPE = "SELECT * FROM activity_types WHERE domain_id = 1 AND name = ? AND version = ?"
_END_DECISION = "DELETE FROM decision_tasks WHERE execution_id = ? AND scheduled_event_id = ?"
_DECIDED = """UPDATE executions SET next_event_id = ?, latest_event_at = ?, running_decision_event_id = NULL,
running_decision_started_event_id = NULL, previous_started_event_id = ?, latest_activity_task_at = ?,
open_activity_tasks = open_activity_tasks + 1 WHERE id = ?"""
_ACTIVITY_TASK = """INSERT INTO activity_tasks (execution_id, domain_id, scheduled_event_id, activity_id,
activity_type_name, activity_type_version, task_list, priority, input, scheduled_at, schedule_to_start_timeout,
schedule_to_close_timeout, start_to_close_timeout, heartbeat_timeout, due_at, due_rank)
VALUES (?, 1, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 3)"""
_NEXT_ACTIVITY = """SELECT t.*, e.next_event_id, e.workflow_id, e.run_id
FROM activity_tasks t JOIN executions e ON e.id = t.execution_id JOIN domains d ON d.id = t.domain_id
WHERE d.name = ? AND t.domain_id = d.id AND t.task_list = ? AND t.started_event_id IS NULL
ORDER BY t.priority DESC, t.id LIMIT 1"""
_RUN_ACTIVITY = "UPDATE activity_tasks SET started_event_id = ?, started_at = ?, due_at = ?, due_rank = 1 WHERE id = ?"
_WORKED = "UPDATE executions SET next_event_id = ?, latest_event_at = ?, latest_activity_task_at = ? WHERE id = ?"
_HELD = "SELECT started_event_id FROM activity_tasks WHERE execution_id = ? AND scheduled_event_id = ?"
_END_ACTIVITY = "DELETE FROM activity_tasks WHERE execution_id = ? AND scheduled_event_id = ?"
_COMPLETED = """UPDATE executions SET next_event_id = ?, latest_event_at = ?, latest_activity_task_at = ?,
open_activity_tasks = open_activity_tasks - 1, waiting_decision_event_id = ? WHERE id = ?"""


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def _json(**attributes: object) -> str:
    return json.dumps(attributes, separators=(",", ":"))


class Floor:
    """The transactions, on one connection of the stdlib."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.run = connection.execute

    def signal(self, workflow_id: str) -> None:
        """SignalWorkflowExecution."""
        run, at = self.run, now()
        run("BEGIN IMMEDIATE")
        row = run(_FIND, (DOMAIN, workflow_id)).fetchone()
        execution, event_id, waiting, task_list, timeout = row
        run(_EVENT, (execution, event_id, "WorkflowExecutionSignaled", at, _signal()))
        if waiting is None:
            self.decision_task(execution, event_id + 1, at, task_list, timeout)
            run(_WAIT, (event_id + 2, at, event_id + 1, execution))
        else:
            run(_ADVANCE, (event_id + 1, at, execution))
        run("COMMIT")

    def decision_task(self, execution: int, event_id: int, at: int, task_list: str, timeout: str) -> None:
        """DecisionTaskScheduled, and the task that waits."""
        attributes = _json(scheduleToStartTimeout="NONE", startToCloseTimeout=timeout, taskList={"name": task_list})
        self.run(_EVENT, (execution, event_id, "DecisionTaskScheduled", at, attributes))
        self.run(_DECISION_TASK, (execution, event_id, task_list, at, timeout))

    def poll_decision(self, task_list: str = DECIDERS) -> dict[str, Any]:
        """PollForDecisionTask, with the history."""
        run, at = self.run, now()
        run("BEGIN IMMEDIATE")
        task, execution, scheduled, event_id, _ = run(_NEXT_DECISION, (DOMAIN, task_list)).fetchone()
        run(_EVENT, (execution, event_id, "DecisionTaskStarted", at, _json(scheduledEventId=scheduled)))
        run(_RUN_DECISION, (event_id, at, at + 300_000, task))
        run(_RUNNING, (event_id + 1, at, scheduled, event_id, execution))
        rows = run(_PAGE, (execution, event_id)).fetchall()
        run("COMMIT")
        return {"task": (execution, scheduled, event_id), "events": [_event(*row) for row in rows]}

    def decide(self, task: tuple[int, int, int], activity_id: str, task_list: str = WORKERS) -> None:
        """RespondDecisionTaskCompleted with one ScheduleActivityTask."""
        run, at = self.run, now()
        execution, scheduled, started = task
        run("BEGIN IMMEDIATE")
        event_id, _, _ = run(_HEADER, (execution,)).fetchone()
        run(_TYPE, (CHARGE["name"], CHARGE["version"])).fetchone()
        completed = _json(scheduledEventId=scheduled, startedEventId=started)
        run(_EVENT, (execution, event_id, "DecisionTaskCompleted", at, completed))
        run(_END_DECISION, (execution, scheduled))
        run(
            _EVENT, (execution, event_id + 1, "ActivityTaskScheduled", at, _scheduled(activity_id, event_id, task_list))
        )
        columns = (activity_id, *CHARGE.values(), task_list, '{"amount":42}', at)
        timeouts = ("86400", "86400", "3600", "NONE", at + 86_400_000)
        run(_ACTIVITY_TASK, (execution, event_id + 1, *columns, *timeouts))
        run(_DECIDED, (event_id + 2, at, started, at, execution))
        run("COMMIT")

    def poll_activity(self, task_list: str = WORKERS) -> tuple[int, int, int]:
        """PollForActivityTask."""
        run, at = self.run, now()
        run("BEGIN IMMEDIATE")
        row = run(_NEXT_ACTIVITY, (DOMAIN, task_list)).fetchone()
        task, execution, scheduled, event_id = row[0], row[1], row[3], row[-3]
        run(_EVENT, (execution, event_id, "ActivityTaskStarted", at, _json(scheduledEventId=scheduled)))
        run(_RUN_ACTIVITY, (event_id, at, at + 3_600_000, task))
        run(_WORKED, (event_id + 1, at, at, execution))
        run("COMMIT")
        return execution, scheduled, event_id

    def complete(self, task: tuple[int, int, int]) -> None:
        """RespondActivityTaskCompleted, where no decision task waits."""
        run, at = self.run, now()
        execution, scheduled, started = task
        run("BEGIN IMMEDIATE")
        event_id, task_list, timeout = run(_HEADER, (execution,)).fetchone()
        run(_HELD, (execution, scheduled)).fetchone()
        result = _json(result='{"ok":true}', scheduledEventId=scheduled, startedEventId=started)
        run(_EVENT, (execution, event_id, "ActivityTaskCompleted", at, result))
        run(_END_ACTIVITY, (execution, scheduled))
        self.decision_task(execution, event_id + 1, at, task_list, timeout)
        run(_COMPLETED, (event_id + 2, at, at, event_id + 1, execution))
        run("COMMIT")


def _signal() -> str:
    return _json(externalInitiatedEventId=0, input="by Ann", signalName="approved")


def _scheduled(activity_id: str, completed: int, task_list: str) -> str:
    return _json(
        activityId=activity_id,
        activityType=CHARGE,
        decisionTaskCompletedEventId=completed,
        heartbeatTimeout="NONE",
        input='{"amount":42}',
        scheduleToCloseTimeout="86400",
        scheduleToStartTimeout="86400",
        startToCloseTimeout="3600",
        taskList={"name": task_list},
    )


def _event(event_id: int, at: int, kind: str, attributes: str) -> dict[str, object]:
    """An event as boto3 gives it."""
    return {
        "eventId": event_id,
        "eventTimestamp": datetime.fromtimestamp(at / 1000, UTC),
        "eventType": kind,
        f"{kind[0].lower()}{kind[1:]}EventAttributes": json.loads(attributes),
    }


_EXECUTION = """INSERT INTO executions (domain_id, workflow_id, run_id, workflow_type_name, workflow_type_version,
task_list, task_start_to_close_timeout, execution_start_to_close_timeout, child_policy, parent_initiated_event_id,
started_at, due_at, cancel_requested, next_event_id, latest_event_at, open_activity_tasks, open_timers,
open_child_executions, open_lambda_functions, waiting_decision_event_id, previous_started_event_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, 3, ?, 0, 0, 0, 0, 2, 0)"""
_WORKFLOW_TYPE = """SELECT t.domain_id, d.open_executions, t.default_task_list, t.default_task_start_to_close_timeout,
t.default_execution_start_to_close_timeout, t.default_child_policy
FROM workflow_types t JOIN domains d ON d.id = t.domain_id WHERE d.name = ? AND t.name = ? AND t.version = ?"""
_COUNT = "UPDATE domains SET open_executions = open_executions + 1 WHERE id = ?"


def start(floor: Floor, workflow_id: str, run_id: str) -> None:
    """StartWorkflowExecution with the defaults of its type."""
    run, at = floor.run, now()
    run("BEGIN IMMEDIATE")
    domain, _, task_list, task_timeout, timeout, policy = run(_WORKFLOW_TYPE, (DOMAIN, *ORDER.values())).fetchone()
    values = (domain, workflow_id, run_id, *ORDER.values(), task_list, task_timeout, timeout, policy)
    execution = run(_EXECUTION, (*values, at, at + int(timeout) * 1000, at)).lastrowid
    attributes = _json(
        childPolicy=policy,
        executionStartToCloseTimeout=timeout,
        parentInitiatedEventId=0,
        taskList={"name": task_list},
        taskStartToCloseTimeout=task_timeout,
        workflowType=ORDER,
    )
    run(_EVENT, (execution, 1, "WorkflowExecutionStarted", at, attributes))
    floor.decision_task(execution or 0, 2, at, task_list, task_timeout)
    run(_COUNT, (domain,))
    run("COMMIT")
