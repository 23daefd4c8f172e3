"""Prepares the stage for a decision, so that it has the recorded effect, and reconstructs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.reenact.actor import FAILED, Actor, activity_lists, arrival_of, outcome_of
from tests.reenact.decisions import Decision, decision_of
from tests.reenact.model import RecordedEvent
from tests.reenact.stage import ALIAS

if TYPE_CHECKING:
    from tests.reenact.drive import Play


def activity_list(play: Play, actor: Actor, scheduled: RecordedEvent) -> dict[str, str]:
    """The list as recorded, or one of the task's own where tasks were not taken oldest first."""
    name = scheduled["taskList"]["name"]
    shared = any(a is not actor and name in activity_lists(a.history) for a in play.actors)
    own = shared or name in actor.own_lists
    return {"name": f"{name[:200]}{ALIAS}{actor.history.workflow_id[:40]}{scheduled.id}" if own else name}


def decision(play: Play, actor: Actor, event: RecordedEvent) -> Decision:
    """The decision that wrote the event, after everything it needs has been prepared."""
    made = decision_of(event)
    kind = made["decisionType"]
    given = made[f"{kind[0].lower()}{kind[1:]}DecisionAttributes"]
    _prepare_types(play, actor, event)
    if event.type == "ActivityTaskScheduled":
        given["taskList"] = activity_list(play, actor, event)
    elif event.type == "StartChildWorkflowExecutionInitiated":
        _prepare_child(play, actor, event)
        given["taskList"] = play.stage.list_for(event["workflowId"], event["taskList"]["name"])
    elif event.type == "WorkflowExecutionContinuedAsNew":
        given["taskList"] = play.stage.list_for(actor.history.workflow_id, event["taskList"]["name"])
    elif event.type.endswith("ExternalWorkflowExecutionInitiated"):
        _prepare_target(play, actor, event, given)
    return made


def _prepare_types(play: Play, actor: Actor, event: RecordedEvent) -> None:
    what = "activity" if "activityType" in event.attributes else "workflow"
    kind, cause = event.get(f"{what}Type"), event.get("cause", "")
    if event.type == "ContinueAsNewWorkflowExecutionFailed":
        play.stage.has_failing_version(actor.history.started["workflowType"]["name"], cause)
    elif kind and cause.endswith("TYPE_DOES_NOT_EXIST"):
        play.stage.remove(what, kind)
    elif kind and cause.endswith("TYPE_DEPRECATED"):
        play.stage.deprecate(what, kind)
    elif kind:
        getattr(play.stage, f"has_{what}_type")(kind)


def _prepare_child(play: Play, actor: Actor, event: RecordedEvent) -> None:
    outcome = outcome_of(actor.history, event)
    if outcome is not None and outcome.get("cause") == "WORKFLOW_ALREADY_RUNNING":
        play.cast.present(event["workflowId"])


def _prepare_target(play: Play, actor: Actor, event: RecordedEvent, given: dict[str, Any]) -> None:
    outcome, target = outcome_of(actor.history, event), event["workflowId"]
    reached = outcome is not None and outcome.type not in FAILED
    for other in play.actors:
        arrival = arrival_of(other.history, actor.history, event) if other is not actor else None
        while arrival is not None and other.next is not None and other.next.event.id < arrival.id:
            if other.busy:
                break
            play.perform(other)
    run_id = play.cast.present(target) if reached else play.stage.run_of(target)
    recorded = event.get("runId")
    if recorded and (outcome is None or reached):
        given["runId"] = play.stage.runs.get(recorded) or run_id or recorded
