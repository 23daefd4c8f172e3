"""Replay: a decider is handed each decision task of a history exactly as it was, and must decide the same again.

What it decided then is read from the events that followed. A decision task that timed out, or that is still open, has
no answer to compare with, and is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from swfstore.engine.call import ACCOUNT
from swfstore.errors import SwfstoreError
from swfstore.histories.deciding import decided, of_batch, same
from swfstore.histories.exporting import domains_of, history_of, runs_of
from swfstore.histories.importing import Source, histories_from
from swfstore.histories.model import HasEngine, History, HistoryEvent, attributes
from swfstore.histories.telling import decision_in_words

Decider: TypeAlias = Callable[[dict[str, Any]], Any]
"""A function of a decision task, as boto3's poll_for_decision_task answers it, to the list of its decisions.

It may also answer the arguments of respond_decision_task_completed: a dict with `decisions`, and perhaps
`executionContext`.
"""


@dataclass(frozen=True, slots=True)
class ReplayDifference:
    """The first answer that is another one now: which task, which decision of it, and both in words."""

    history: str
    started_event_id: int
    completed_event_id: int
    position: int
    recorded: str
    decided: str
    error: Exception | None = None

    def __str__(self) -> str:
        where = f"{self.history}: the decision task of event {self.started_event_id}, answered by event"
        return (
            f"{where} {self.completed_event_id}, decision {self.position}\n"
            f"  recorded: {self.recorded}\n  decided:  {self.decided}"
        )


@dataclass
class ReplayReport:
    """How many runs and decision tasks were replayed, and the first difference of each run that has one."""

    runs: int = 0
    tasks: int = 0
    differences: list[ReplayDifference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the decider decides as it did."""
        return not self.differences

    def __str__(self) -> str:
        done = f"{self.runs} run{'' if self.runs == 1 else 's'}, {self.tasks} decision task{'s' * (self.tasks != 1)}"
        if self.ok:
            return f"{done}: decided as recorded"
        return "\n".join([f"{done}: {len(self.differences)} decided otherwise", *map(str, self.differences)])


def replay(history: Source, decider: Decider) -> ReplayReport:
    """Hand the decider each decision task of the history, or of the histories in a file, and compare its decisions.

    The events of a task are shared with the next task: a decider must not change them. Raises SwfstoreError for what is
    no history; what the decider raises is a difference, with the exception as its `error`.
    """
    report = ReplayReport()
    for each in histories_from(history):
        replay_into(report, each, decider)
    return report


def replay_all(
    store: HasEngine,
    decider: Decider,
    *,
    domain: str | None = None,
    workflow_type: str | None = None,
    account: str = ACCOUNT,
) -> ReplayReport:
    """Replay every run of a store, of one domain, or of one type, `Order` or `Order/1`."""
    report = ReplayReport()
    name, _, version = (workflow_type or "").partition("/")
    type_ = {"name": name} | ({"version": version} if version else {}) if workflow_type else None
    for each in domains_of(store, account) if domain is None else [domain]:
        for execution in runs_of(store, each, account=account, type_=type_):
            replay_into(report, history_of(store, each, execution, account=account), decider)
    return report


def replay_into(report: ReplayReport, history: History, decider: Decider) -> None:
    """Replay one history until its first difference, and add that to the report."""
    report.runs += 1
    batches = _batches(history.events)
    for task, completed in tasks_of(history):
        report.tasks += 1
        difference = _difference(history, task, completed, batches.get(completed["eventId"], []), decider)
        if difference is not None:
            report.differences.append(difference)
            return


def tasks_of(history: History) -> Iterator[tuple[dict[str, Any], HistoryEvent]]:
    """Each decision task that was answered, as the poll answered it, and its DecisionTaskCompleted event."""
    events, previous = list(history.events), 0
    execution, workflow_type = history.execution, dict(history.workflow_type)
    for event in events:
        if event["eventType"] != "DecisionTaskCompleted":
            continue
        started = attributes(event).get("startedEventId", 0)
        if not 0 < started < event["eventId"] or events[started - 1].get("eventId") != started:
            raise SwfstoreError(f"{history.name}: event {event['eventId']} was started by no event of the history")
        task = {
            "taskToken": f"replay of {execution['workflowId']} {started}",
            "startedEventId": started,
            "previousStartedEventId": previous,
            "workflowExecution": execution,
            "workflowType": workflow_type,
            "events": events[:started],
        }
        yield task, event
        previous = started


def _batches(events: Sequence[HistoryEvent]) -> Mapping[int, list[HistoryEvent]]:
    """The events that decisions wrote, by the id of the DecisionTaskCompleted event."""
    batches: dict[int, list[HistoryEvent]] = {}
    for event in events:
        completed = of_batch(event)
        if completed:
            batches.setdefault(completed, []).append(event)
    return batches


def _difference(
    history: History, task: dict[str, Any], completed: HistoryEvent, batch: Sequence[HistoryEvent], decider: Decider
) -> ReplayDifference | None:
    where = (history.name, task["startedEventId"], completed["eventId"])
    try:
        answer = decider(task)
    except Exception as error:  # noqa: BLE001  # whatever the decider raises is reported, with the exception itself
        then = decision_in_words(decided(batch[0])) if batch else "no decision"
        return ReplayDifference(*where, 1, then, f"raised {type(error).__name__}: {error}", error)
    decisions, context = _answer(answer)
    for position in range(max(len(batch), len(decisions))):
        event = batch[position] if position < len(batch) else None
        decision = decisions[position] if position < len(decisions) else None
        if event is None or decision is None or not same(decision, event):
            then = "nothing more" if event is None else _in_words(event)
            now = "nothing more" if decision is None else decision_in_words(decision)
            return ReplayDifference(*where, position + 1, then, now)
    recorded = attributes(completed).get("executionContext")
    if context is not _UNSAID and context != recorded:
        then, now = f"executionContext {recorded!r}", f"executionContext {context!r}"
        return ReplayDifference(*where, len(batch) + 1, then, now)
    return None


_UNSAID = object()


def _answer(answer: Any) -> tuple[Sequence[Mapping[str, Any]], object]:
    """The decisions, and the execution context if the decider says it."""
    if isinstance(answer, Mapping):
        return answer.get("decisions") or [], answer.get("executionContext", _UNSAID)
    return list(answer or []), _UNSAID


def _in_words(event: HistoryEvent) -> str:
    cause = attributes(event).get("cause")
    refused = f" (refused: {cause})" if cause else ""
    return f"{decision_in_words(decided(event))}{refused}, event {event['eventId']} {event['eventType']}"
