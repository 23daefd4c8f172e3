"""What the rules have to be told of a batch of decisions: the types it names, what the caller may do, and how often."""

from collections import Counter
from collections.abc import Mapping, Sequence

from swfstore.core import decisions as d
from swfstore.core.facts import Facts, RegisteredActivityType, RegisteredWorkflowType
from swfstore.core.rules.carrying_out import NEVER_REFUSED
from swfstore.core.rules.closing import continued_type
from swfstore.core.values import ActivityType, WorkflowType
from swfstore.engine.call import Call
from swfstore.engine.conditions import decision_conditions
from swfstore.engine.throttle import DECISIONS
from swfstore.store.database import Transaction
from swfstore.store.executions import Located
from swfstore.store.types import ACTIVITY_TYPES, WORKFLOW_TYPES


def decision_facts(tx: Transaction, found: Located, decisions: Sequence[d.Decision], call: Call, domain: str) -> Facts:
    """The facts for a decider's answer."""
    engine, header = call.engine, found.state.header
    workflow_types: dict[WorkflowType, RegisteredWorkflowType] = {}
    activity_types: dict[ActivityType, RegisteredActivityType] = {}
    new_run_id = ""
    for decision in decisions:
        if isinstance(decision, d.ScheduleActivityTask):
            activity_type = decision.activity_type
            row = ACTIVITY_TYPES.registered(tx, found.domain_id, activity_type.name, activity_type.version)
            if row is not None:
                activity_types[activity_type] = row
        elif isinstance(decision, d.StartChildWorkflowExecution | d.ContinueAsNewWorkflowExecution):
            if isinstance(decision, d.StartChildWorkflowExecution):
                workflow_type = decision.workflow_type
            else:
                workflow_type, new_run_id = continued_type(header, decision), engine.ids.run_id()
            registered = WORKFLOW_TYPES.registered(tx, found.domain_id, workflow_type.name, workflow_type.version)
            if registered is not None:
                workflow_types[workflow_type] = registered
    return Facts(
        limits=engine.limits,
        workflow_types=workflow_types,
        activity_types=activity_types,
        refused=_refused(decisions, call, domain),
        rates=_rates(decisions, call),
        new_run_id=new_run_id,
    )


def _refused(decisions: Sequence[d.Decision], call: Call, domain: str) -> frozenset[int]:
    """The positions of the decisions that the caller's policies do not allow, as the calls that they stand for."""
    permits = call.permits
    if permits is None:
        return frozenset()
    arn = call.domain_arn(domain)
    return frozenset(
        position
        for position, decision in enumerate(decisions)
        if type(decision) not in NEVER_REFUSED
        and not permits(f"swf:{type(decision).__name__}", arn, decision_conditions(decision))
    )


def _rates(decisions: Sequence[d.Decision], call: Call) -> Mapping[str, int]:
    throttle = call.engine.throttle
    if throttle is None:
        return {}
    now = call.engine.clock.now()
    counts = Counter(type(decision).__name__ for decision in decisions if type(decision).__name__ in DECISIONS)
    return {name: throttle.take(call.account, f"decision {name}", now, count) for name, count in counts.items()}
