"""`swfstore show`: one execution, and why nothing moves."""

from typing import Any

import click

from swfstore.cli.common import (
    account_option,
    db_option,
    domain_of,
    domain_option,
    execution_of,
    opened,
    run_option,
)
from swfstore.cli.output import clean, short, when
from swfstore.store.views import Deadline, PendingTask, deadlines, pending_tasks


@click.command()
@db_option
@domain_option
@account_option
@run_option
@click.argument("workflow_id")
def show(db: str, domain: str | None, account: str, run_id: str | None, workflow_id: str) -> None:
    """Show an execution: its settings, what is open in it, who is expected to do something, and what is due when."""
    with opened(db) as store:
        swf: Any = store.client(account=account)
        domain = domain_of(swf, domain)
        execution = execution_of(swf, domain, workflow_id, run_id)
        detail = swf.describe_workflow_execution(domain=domain, execution=execution)
        ids = execution["workflowId"], execution["runId"]
        waiting, due = store.engine.read(lambda tx: (pending_tasks(tx, *ids), deadlines(tx, *ids)))
    for name, value in _facts(detail):
        click.echo(f"{name + ':':18}{clean(value)}")
    if detail["executionInfo"]["executionStatus"] == "OPEN":
        click.echo("\nWhat it waits for:")
        for line in _waits(waiting, due):
            click.echo(f"  {clean(line)}")


def _facts(detail: dict[str, Any]) -> list[tuple[str, object]]:
    info, settings = detail["executionInfo"], detail["executionConfiguration"]
    facts = [
        ("workflow id", info["execution"]["workflowId"]),
        ("run id", info["execution"]["runId"]),
        ("type", short(info["workflowType"])),
        ("status", info.get("closeStatus") or info["executionStatus"]),
        ("started", when(info["startTimestamp"])),
    ]
    if "closeTimestamp" in info:
        facts.append(("closed", when(info["closeTimestamp"])))
    if info.get("cancelRequested"):
        facts.append(("cancel requested", "yes"))
    if info.get("tagList"):
        facts.append(("tags", ", ".join(map(str, info["tagList"]))))
    if "parent" in info:
        facts.append(("parent", short(info["parent"])))
    facts.append(("task list", settings["taskList"]["name"]))
    facts.append(("child policy", settings["childPolicy"]))
    opened_things = {name.removeprefix("open"): count for name, count in detail["openCounts"].items() if count}
    facts.append(("open", ", ".join(f"{count} {name}" for name, count in opened_things.items()) or "nothing"))
    if "latestExecutionContext" in detail:
        facts.append(("context", detail["latestExecutionContext"]))
    return facts


def _waits(waiting: list[PendingTask], due: list[Deadline]) -> list[str]:
    lines = [_task(task) for task in waiting]
    if not waiting:
        lines.append("nobody has a task: a signal, a child, a timer or another deadline has to come")
    return lines + [f"{deadline.due}  {_deadline(deadline)}" for deadline in due]


def _task(task: PendingTask) -> str:
    what = f"{task.kind} task {task.task}".rstrip()
    if task.status == "running":
        until = f", times out at {task.times_out}" if task.times_out else ""
        return f"{what} runs since {task.started}{until}"
    who = {"decision": "decider", "activity": "worker"}.get(task.kind, "invoker")
    where = f" polls the task list {task.task_list}" if task.task_list else " takes it"
    return f"{what} waits since {task.scheduled} until a {who}{where}"


def _deadline(deadline: Deadline) -> str:
    if deadline.kind == "timer":
        return f"timer {deadline.name} fires"
    what = "execution" if deadline.kind == "execution" else f"{deadline.kind} task"
    return f"{what} {deadline.name}".rstrip() + " times out"
