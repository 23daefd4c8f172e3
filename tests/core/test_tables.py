"""Nothing is left out of the tables that connect commands, decisions and events with their rules."""

import dataclasses
import types
import typing
from typing import Any

import orjson
import pytest

from swfstore.core import decisions
from swfstore.core import events as e
from swfstore.core.command import COMMANDS, NEEDS, PERFORM, UNDELIVERABLE, Command, Needs
from swfstore.core.evolve import CLOSE_STATUS
from swfstore.core.facts import Facts
from swfstore.core.rules import needs, perform
from swfstore.core.rules.carrying_out import CARRY_OUT, NEVER_REFUSED, NOT_PERMITTED, RATE_CAUSES, REFUSE
from swfstore.core.rules.children import CLOSED, StartChildWorkflowExecution
from swfstore.core.rules.closing import CLOSING_DECISIONS
from swfstore.core.rules.deciding import RespondDecisionTaskCompleted
from swfstore.core.state import COLLECTIONS, Header, NotLoaded, State
from swfstore.core.step import Step
from swfstore.core.values import unwire, wire
from swfstore.errors import UnknownResourceFault
from swfstore.shapes.decisions import DECISIONS
from tests.core.story import CHARGE, DECIDING, FACTS, ORDER, STARTED, given, then, when

KINDS = sorted(DECISIONS)


def sample(hint: Any) -> Any:
    """Some value of a type."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return sample(next(part for part in typing.get_args(hint) if part is not type(None)))
    if hint is e.WorkflowExecutionStarted:
        return STARTED
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: sample(part) for name, part in typing.get_type_hints(hint).items()})
    return {str: "text", int: 7, bool: True}.get(hint, ())


def command_of(name: str) -> Command:
    """A command of that class with a value for everything."""
    cls = COMMANDS[name]
    return cls(**{field: sample(hint) for field, hint in typing.get_type_hints(cls).items()})


def test_every_command_has_a_rule() -> None:
    """Only the start of a child has none: there is no execution yet that could perform it."""
    assert set(PERFORM) == set(COMMANDS.values()) - {StartChildWorkflowExecution}
    assert set(NEEDS) <= set(PERFORM)
    assert set(UNDELIVERABLE) <= set(PERFORM)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_needs(name: str) -> None:
    """Every command can be asked, and answers with what the shell can load."""
    assert isinstance(needs(command_of(name)), Needs)


@pytest.mark.parametrize("cls", PERFORM, ids=lambda cls: cls.__name__)
def test_a_rule_reads_only_what_its_command_has_declared(cls: type[Command]) -> None:
    """With exactly what the command needs loaded - and that is nothing here - no rule reads anything else."""
    state = State(Header("w", "run-1", child_policy="TERMINATE", next_event_id=9))
    command = command_of(cls.__name__)
    load_nothing(state, needs(command))
    step = Step(state, 0)
    try:
        perform(step, command)
    except NotLoaded as unread:
        pytest.fail(f"{cls.__name__} reads {unread} and has not declared it")
    except UnknownResourceFault:
        pass  # a refusal is an answer: there is no such task


def load_nothing(state: State, wanted: Needs) -> None:
    """Say of everything that is wanted that it is not there."""
    for name in COLLECTIONS:
        collection = getattr(state, name)
        for event_id in () if name == "decision_tasks" else getattr(wanted, name):
            collection.load(event_id, None)
    state.decision_tasks.complete = wanted.decision_tasks
    state.child_executions.complete = wanted.all_child_executions
    for name, collection in (
        ("activity_ids", state.activity_tasks),
        ("timer_ids", state.timers),
        ("lambda_ids", state.lambda_tasks),
    ):
        for text in getattr(wanted, name):
            collection.load_absent_name(text)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_survives_its_way_as_a_message(name: str) -> None:
    """Written as the mailbox writes it and read back, a command is the same."""
    if name == "RespondDecisionTaskCompleted":
        return  # a request: it is never on its way
    command = command_of(name)
    assert unwire(COMMANDS[name], orjson.loads(orjson.dumps(wire(command)))) == command


def test_every_decision_has_a_handler_and_a_refusal() -> None:
    """The 13 decisions can be carried out, and each says how its refusal is recorded."""
    classes = set(DECISIONS.values())
    assert set(CARRY_OUT) == set(REFUSE) == classes
    assert len(classes) == 13
    assert sorted(RATES) == sorted(cls.__name__ for cls in RATE_CAUSES)
    assert NEVER_REFUSED | set(RATE_CAUSES) | set(CLOSING_DECISIONS) <= classes


@pytest.mark.parametrize("kind", KINDS)
def test_a_decision_that_is_not_permitted_is_recorded_as_failed(kind: str) -> None:
    """The failure is an event of the decision's own type, with the cause, and the decider is woken."""
    cls = DECISIONS[kind]
    if cls in NEVER_REFUSED:
        return  # the service has no cause for it
    decision = cls(**{name: sample(hint) for name, hint in typing.get_type_hints(cls).items()})
    answer = RespondDecisionTaskCompleted(scheduled_event_id=2, started_event_id=3, decisions=(decision,))
    step = when(given(*DECIDING), answer, facts=Facts(refused=frozenset({0})))
    assert then(step) == ["DecisionTaskCompleted", f"{kind}Failed", "DecisionTaskScheduled"]
    failure = step.events[1][1]
    assert getattr(failure, "cause", None) == NOT_PERMITTED
    assert getattr(failure, "decision_task_completed_event_id", None) == 4


RATES = {
    "ScheduleActivityTask": "ACTIVITY_CREATION_RATE_EXCEEDED",
    "StartTimer": "TIMER_CREATION_RATE_EXCEEDED",
    "StartChildWorkflowExecution": "CHILD_CREATION_RATE_EXCEEDED",
    "SignalExternalWorkflowExecution": "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    "RequestCancelExternalWorkflowExecution": "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    "ContinueAsNewWorkflowExecution": "CONTINUE_AS_NEW_WORKFLOW_EXECUTION_RATE_EXCEEDED",
    "ScheduleLambdaFunction": "LAMBDA_FUNCTION_CREATION_RATE_EXCEEDED",
}


@pytest.mark.parametrize(("kind", "cause"), RATES.items())
def test_a_decision_above_the_rate_fails_with_its_cause(kind: str, cause: str) -> None:
    """The decision that the rate does not allow fails, and only that one."""
    marker = decisions.RecordMarker(marker_name="m")
    decision = DECISIONS[kind](**{name: sample(hint) for name, hint in typing.get_type_hints(DECISIONS[kind]).items()})
    answer = RespondDecisionTaskCompleted(scheduled_event_id=2, started_event_id=3, decisions=(marker, decision))
    step = when(given(*DECIDING), answer, facts=dataclasses.replace(FACTS, throttled=frozenset({1})))
    assert then(step) == ["DecisionTaskCompleted", "MarkerRecorded", f"{kind}Failed", "DecisionTaskScheduled"]
    assert getattr(step.events[2][1], "cause", None) == cause


def test_every_close_is_told_to_the_parent() -> None:
    """Each way to close has its event in the parent's history; a run that continues has not closed for it."""
    assert set(CLOSED) == set(CLOSE_STATUS.values()) - {"CONTINUED_AS_NEW"}


def test_the_sampled_types_are_those_of_the_story() -> None:
    """The helpers of these tests name the types that the facts have registered."""
    assert ORDER in FACTS.workflow_types
    assert CHARGE in FACTS.activity_types
