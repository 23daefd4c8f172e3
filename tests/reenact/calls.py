"""The calls: what clients, deciders, workers and operators did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.reenact import due
from tests.reenact.actor import Actor
from tests.reenact.derive import Step
from tests.reenact.model import RecordedEvent
from tests.reenact.prepare import activity_list, decision
from tests.reenact.stage import DOMAIN, Stuck

if TYPE_CHECKING:
    from tests.reenact.drive import Play


def start(play: Play, actor: Actor, step: Step) -> None:
    """Start the execution, or let its parent or its earlier run do so."""
    event, workflow_id = step.event, actor.history.workflow_id

    def begun() -> bool:
        return play.stage.run_of(workflow_id) not in {None, *(a.run_id for a in play.actors)}

    predecessor = play.predecessor(actor)
    if predecessor is not None:
        play.until(predecessor, lambda: predecessor.run_id is not None)
    maker = predecessor or play.parent(actor)
    if maker is not None:
        play.until(maker, begun)
    elif event.get("parentWorkflowExecution") or event.get("continuedExecutionRunId"):
        play.cast.begin(actor.history)
    else:
        _start_root(play, actor, event)
    actor.run_id = play.stage.run_of(workflow_id)


def _start_root(play: Play, actor: Actor, event: RecordedEvent) -> None:
    given = dict(actor.history.raw.get("start") or event.attributes)
    given.pop("parentInitiatedEventId", None)
    given["workflowId"] = actor.history.workflow_id
    given["taskList"] = play.stage.list_for(actor.history.workflow_id, event["taskList"]["name"])
    play.stage.has_workflow_type(event["workflowType"])
    play.stage.swf.start_workflow_execution(**(given | {"domain": DOMAIN}))


def poll_decision(play: Play, actor: Actor, step: Step) -> None:
    """Take the decision task."""
    scheduled = actor.history.event(step.event["scheduledEventId"])
    name = (scheduled or actor.history.started)["taskList"]["name"]
    tasks = play.stage.list_for(actor.history.workflow_id, name)
    task = play.stage.task(tasks, step.event.get("identity"))
    if task["workflowExecution"]["workflowId"] != actor.history.workflow_id:
        raise Stuck(f"the task is one of {task['workflowExecution']['workflowId']!r}")
    actor.tokens[step.event.id] = task["taskToken"]


def respond_decision(play: Play, actor: Actor, step: Step) -> None:
    """Answer the decision task with the decisions that were made."""
    event, extra = step.event, {}
    if event.get("taskList"):
        extra["taskList"] = play.stage.list_for(actor.history.workflow_id, event["taskList"]["name"])
    for name in ("executionContext", "taskListScheduleToStartTimeout"):
        if name in event.attributes:
            extra[name] = event[name]
    decisions = [decision(play, actor, each) for each in step.batch]
    token = _token(play, actor, event["startedEventId"])
    denied = {made["decisionType"] for made, each in zip(decisions, step.batch, strict=True) if _is_denied(each)}
    play.stage.client_without(denied).respond_decision_task_completed(taskToken=token, decisions=decisions, **extra)
    play.learn_runs(actor)


def poll_activity(play: Play, actor: Actor, step: Step) -> None:
    """Take the activity task."""
    scheduled = actor.history.event(step.event["scheduledEventId"])
    if scheduled is None:
        raise Stuck("the activity was scheduled before the record begins")
    tasks = activity_list(play, actor, scheduled)
    who = {"identity": step.event["identity"]} if "identity" in step.event.attributes else {}
    task = play.stage.swf.poll_for_activity_task(domain=DOMAIN, taskList=tasks, **who)
    if not task.get("taskToken"):
        raise Stuck(f"there is no activity task on {tasks['name']!r}")
    actor.tokens[step.event.id] = task["taskToken"]
    if details := due.last_words(actor.history, step.event.id):
        play.stage.swf.record_activity_task_heartbeat(taskToken=task["taskToken"], details=details)


def respond_activity(play: Play, actor: Actor, step: Step) -> None:
    """Answer the activity task."""
    token = _token(play, actor, step.event["startedEventId"])
    verb = step.event.type.removeprefix("ActivityTask").lower()
    given = {k: v for k, v in step.event.attributes.items() if k in ("result", "reason", "details")}
    getattr(play.stage.swf, f"respond_activity_task_{verb}")(taskToken=token, **given)


def signal(play: Play, actor: Actor, step: Step) -> None:
    """Signal the execution through the API."""
    given = {k: v for k, v in step.event.attributes.items() if k in ("signalName", "input")}
    play.stage.swf.signal_workflow_execution(**_execution(play, actor), **given)


def cancel(play: Play, actor: Actor, step: Step) -> None:
    """Request its cancel through the API."""
    play.stage.swf.request_cancel_workflow_execution(**_execution(play, actor))


def terminate(play: Play, actor: Actor, step: Step) -> None:
    """Terminate it."""
    given = {k: v for k, v in step.event.attributes.items() if k in ("reason", "details", "childPolicy")}
    play.stage.swf.terminate_workflow_execution(**_execution(play, actor), **given)


def _execution(play: Play, actor: Actor) -> dict[str, Any]:
    return {"domain": DOMAIN, "workflowId": actor.history.workflow_id, "runId": actor.run_id}


def _token(play: Play, actor: Actor, started_id: int) -> str:
    if started_id not in actor.tokens:
        raise Stuck(f"nobody has the token of event {started_id}")
    return actor.tokens[started_id]


def _is_denied(event: RecordedEvent) -> bool:
    return bool(event.get("cause") == "OPERATION_NOT_PERMITTED")
