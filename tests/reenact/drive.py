"""Acts out a story: whose turn it is, and how far everybody has come."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from swfstore.errors import Fault
from tests.reenact import calls, due, outcomes
from tests.reenact.actor import Actor, closes, policy_event
from tests.reenact.cast import Cast
from tests.reenact.derive import Kind, Step
from tests.reenact.model import History, RecordedEvent
from tests.reenact.stage import DOMAIN, Stage, Stuck


class Play:
    """All executions of one story on one stage."""

    def __init__(self, histories: Sequence[History]) -> None:
        self.stage = Stage(histories)
        self.cast = Cast(self.stage)
        self.actors = [Actor(h) for h in histories]

    def run(self) -> None:
        """Act until every actor is done or stuck."""
        while (actor := self._turn()) is not None:
            self.perform(actor)
        self.stage.held.all()

    def _turn(self) -> Actor | None:
        waiting = [a for a in self.actors if a.next is not None]
        if len(waiting) > 1 and all(a.history.timed for a in waiting):
            return min(waiting, key=lambda a: ((a.next.event.at or 0) if a.next else 0, *self._depth(a)))
        return min(waiting, key=self._depth, default=None)

    def _depth(self, actor: Actor) -> tuple[int, int]:
        ids = {a.history.workflow_id for a in self.actors}
        rank = 1 if actor.parent_id() in ids else 0
        return rank, 1 if actor.history.started.get("continuedExecutionRunId") else 0

    def perform(self, actor: Actor) -> None:
        """Do one step of an actor; what cannot be done leaves it stuck."""
        step = actor.next
        assert step is not None, "who is at the end has no turn"
        actor.position += 1
        actor.busy = True
        try:
            self._bring_time(actor, step)
            self._let_children_go_on(actor, step)
            DOING[step.kind](self, actor, step)
            self._describe(actor, step)
        except (Stuck, Fault) as trouble:
            actor.stuck = f"at {step.event.id} {step.event.type} ({step.kind.value}): {trouble}"
        finally:
            actor.busy = False

    def _let_children_go_on(self, actor: Actor, step: Step) -> None:
        """Before a close, children to whom its child policy will be applied do what they did before that."""
        if step.last != actor.history.events[-1].id or not closes(step):
            return
        for child in self.actors:
            if child.parent_id() == actor.history.workflow_id and policy_event(child.history) is not None:
                self._go_on(child, policy_event(child.history))

    def _go_on(self, child: Actor, until: RecordedEvent | None) -> None:
        self.stage.held.deliver(lambda: self.stage.run_of(child.history.workflow_id) is not None)
        there = self.stage.run_of(child.history.workflow_id) is not None
        while there and child.next is not None and not child.busy and child.next.event is not until:
            self.perform(child)

    def _bring_time(self, actor: Actor, step: Step) -> None:
        if step.event.at is not None and actor.history.timed:
            due.pass_time(self.stage, actor, step.event.at)

    def _describe(self, actor: Actor, step: Step) -> None:
        wanted = {d["afterEventId"] for d in actor.history.raw.get("describesMidway", [])}
        if step.last in wanted:
            actor.describes[step.last] = self.describe(actor)

    def describe(self, actor: Actor) -> dict[str, Any]:
        """What the store says of the actor's execution now."""
        execution = {"workflowId": actor.history.workflow_id, "runId": actor.run_id}
        answer: dict[str, Any] = self.stage.swf.describe_workflow_execution(domain=DOMAIN, execution=execution)
        return answer

    def written(self, actor: Actor) -> list[RecordedEvent]:
        """The history of the actor's execution on our side."""
        return self.stage.history(actor.history.workflow_id, actor.run_id) if actor.run_id else []

    def parent(self, actor: Actor) -> Actor | None:
        """The actor of the recorded parent, if it is on record."""
        return next((a for a in self.actors if a.history.workflow_id == actor.parent_id()), None)

    def predecessor(self, actor: Actor) -> Actor | None:
        """The run that continued as this one: where several did, one that ended when this one began."""
        if not actor.history.started.get("continuedExecutionRunId"):
            return None
        same = [a for a in self.actors if a.history.workflow_id == actor.history.workflow_id]
        ended = [a for a in same if a.history.events[-1].type == "WorkflowExecutionContinuedAsNew"]
        later = [a for a in same if a.history.started.get("continuedExecutionRunId")]
        at_once = [a for a in ended if a is not actor and a.history.events[-1].at == actor.history.started.at]
        return next(iter(at_once), None) if actor.history.timed else dict(zip(later, ended, strict=False)).get(actor)

    def until(self, other: Actor, done: Callable[[], bool]) -> None:
        """Let another actor go on until that is so; Stuck where it comes to no good."""
        if not self.play_on(other, done):
            raise Stuck(f"{other.history.name} does not bring it about ({other.stuck or 'it waits or is at its end'})")

    def play_on(self, other: Actor, done: Callable[[], bool]) -> bool:
        """Let another actor go on until that is so; whether it is, in the end."""
        while True:
            self.stage.held.deliver(done)
            if done() or other.next is None or other.busy:
                return done()
            self.perform(other)

    def learn_runs(self, actor: Actor) -> None:
        """Note which of our run ids stand for which recorded ones."""
        ours = {
            (e.type, e["workflowExecution"]["workflowId"]): e
            for e in self.written(actor)
            if "workflowExecution" in e.attributes
        }
        for event in actor.history.events:
            theirs = event.get("workflowExecution")
            match = ours.get((event.type, theirs["workflowId"])) if theirs else None
            if theirs and match is not None:
                self.stage.runs[theirs["runId"]] = match["workflowExecution"]["runId"]

    def has_come(self, actor: Actor, event: RecordedEvent) -> bool:
        """Whether the store has recorded as many events of the type as the record has up to that one."""
        ours = sum(1 for e in self.written(actor) if e.type == event.type)
        return ours >= actor.history.ordinals[event.id]


Doing: TypeAlias = Callable[[Play, Actor, Step], None]

DOING: Mapping[Kind, Doing] = {
    Kind.START: calls.start,
    Kind.POLL_DECISION: calls.poll_decision,
    Kind.RESPOND_DECISION: calls.respond_decision,
    Kind.POLL_ACTIVITY: calls.poll_activity,
    Kind.RESPOND_ACTIVITY: calls.respond_activity,
    Kind.SIGNAL: calls.signal,
    Kind.CANCEL: calls.cancel,
    Kind.TERMINATE: calls.terminate,
    Kind.OUTCOME: outcomes.outcome,
}
"""What is done for each kind of step."""
