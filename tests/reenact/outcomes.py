"""The outcomes: what comes by itself, or because another execution, on record or not, does its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reenact import due
from tests.reenact.actor import Actor
from tests.reenact.derive import Step
from tests.reenact.model import RecordedEvent
from tests.reenact.stage import Stuck

if TYPE_CHECKING:
    from tests.reenact.drive import Play


def outcome(play: Play, actor: Actor, step: Step) -> None:
    """See to it that the event has come; Stuck where it does not."""

    def done() -> bool:
        return play.has_come(actor, step.event)

    play.stage.held.release(step.event, done)
    if not done():
        _bring_about(play, actor, step.event)
        play.stage.held.release(step.event, done)
    if not done():
        due.wait_for(play.stage, actor, step.event, play.written(actor), done)
        play.stage.held.release(step.event, done)
    if not done():
        raise Stuck("it does not come")
    play.learn_runs(actor)


def _bring_about(play: Play, actor: Actor, event: RecordedEvent) -> None:
    others = {a.history.workflow_id: a for a in play.actors if a is not actor}
    if event.type.startswith("ChildWorkflowExecution") and event.type != "ChildWorkflowExecutionStarted":
        _end_child(play, actor, event)
    elif event.get("externalWorkflowExecution") and not event.get("cause"):
        sender = others.get(event["externalWorkflowExecution"]["workflowId"])
        if sender is not None:
            play.until(sender, lambda: play.has_come(actor, event))
        elif event["externalWorkflowExecution"]["workflowId"] != actor.history.workflow_id:
            play.cast.send(event, actor.history.workflow_id)
    elif event.get("cause") == "CHILD_POLICY_APPLIED":
        parent = play.parent(actor)
        if parent is not None:
            play.until(parent, lambda: play.has_come(actor, event))
        else:
            play.cast.close_parent(event, actor.parent_id())


def _end_child(play: Play, actor: Actor, event: RecordedEvent) -> None:
    runs = [a for a in play.actors if a.history.workflow_id == event["workflowExecution"]["workflowId"]]
    initiated = actor.history.event(event["initiatedEventId"])
    started = actor.history.event(event["startedEventId"])
    if runs:
        any(play.play_on(run, lambda: play.has_come(actor, event)) for run in runs)
    elif initiated is not None and event.type != "ChildWorkflowExecutionTimedOut":
        again = started is not None and started["workflowExecution"] != event["workflowExecution"]
        play.cast.play_child(event, initiated, again)
