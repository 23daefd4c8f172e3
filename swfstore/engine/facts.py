"""What the rules have to be told of a batch of decisions: the types it names, what the caller may do, and how often."""

from collections.abc import Mapping, Sequence

from swfstore.core import decisions as d
from swfstore.core.facts import Facts, RegisteredActivityType, RegisteredWorkflowType
from swfstore.core.rules.closing import continued_type
from swfstore.core.state import Header
from swfstore.core.values import ActivityType, WorkflowType
from swfstore.engine.call import Call
from swfstore.engine.permission import refused_decisions
from swfstore.engine.throttle import TASKS
from swfstore.store import executions
from swfstore.store.database import Transaction
from swfstore.store.executions import Located
from swfstore.store.types import ACTIVITY_TYPES, WORKFLOW_TYPES


def decision_facts(tx: Transaction, found: Located, decisions: Sequence[d.Decision], call: Call, domain: str) -> Facts:
    """The facts for a decider's answer."""
    engine, header = call.engine, found.state.header
    workflow_types: dict[WorkflowType, RegisteredWorkflowType] = {}
    activity_types: dict[ActivityType, RegisteredActivityType] = {}
    new_run_id, open_executions = "", 0
    for decision in decisions:
        if isinstance(decision, d.ScheduleActivityTask):
            activity_type = decision.activity_type
            row = ACTIVITY_TYPES.registered(tx, found.domain_id, activity_type.name, activity_type.version)
            if row is not None:
                activity_types[activity_type] = row
        elif isinstance(decision, d.StartChildWorkflowExecution | d.ContinueAsNewWorkflowExecution):
            if isinstance(decision, d.StartChildWorkflowExecution):
                workflow_type = decision.workflow_type
                open_executions = executions.open_executions(tx, found.domain_id)
            else:
                workflow_type, new_run_id = continued_type(header, decision), engine.ids.run_id()
            registered = WORKFLOW_TYPES.registered(tx, found.domain_id, workflow_type.name, workflow_type.version)
            if registered is not None:
                workflow_types[workflow_type] = registered

    def default_task_list(decision: d.Decision) -> str | None:
        return _default_task_list(decision, header, activity_types, workflow_types)

    return Facts(
        limits=engine.limits,
        workflow_types=workflow_types,
        activity_types=activity_types,
        refused=refused_decisions(decisions, call, domain, default_task_list),
        throttled=_throttled(decisions, activity_types, call, domain),
        new_run_id=new_run_id,
        open_executions=open_executions,
        lambda_available=engine.lambda_regions is None or call.region in engine.lambda_regions,
    )


def _default_task_list(
    decision: d.Decision,
    header: Header,
    activity_types: Mapping[ActivityType, RegisteredActivityType],
    workflow_types: Mapping[WorkflowType, RegisteredWorkflowType],
) -> str | None:
    """The task list that counts where a decision names none: that of its type, if it has one."""
    registered: RegisteredActivityType | RegisteredWorkflowType | None = None
    if isinstance(decision, d.ScheduleActivityTask):
        registered = activity_types.get(decision.activity_type)
    elif isinstance(decision, d.StartChildWorkflowExecution):
        registered = workflow_types.get(decision.workflow_type)
    elif isinstance(decision, d.ContinueAsNewWorkflowExecution):
        registered = workflow_types.get(continued_type(header, decision))
    return None if registered is None else registered.default_task_list


def _throttled(
    decisions: Sequence[d.Decision],
    activity_types: Mapping[ActivityType, RegisteredActivityType],
    call: Call,
    domain: str,
) -> frozenset[int]:
    """The positions of the decisions that come faster than the account, or the task list they schedule to, may."""
    throttle = call.engine.throttle
    if throttle is None:
        return frozenset()
    now, throttled = call.engine.clock.now(), set()
    for position, decision in enumerate(decisions):
        passes = throttle.take(call.account, f"decision {type(decision).__name__}", now)
        if passes and isinstance(decision, d.ScheduleActivityTask):
            registered = activity_types.get(decision.activity_type)
            default = None if registered is None else registered.default_task_list
            task_list = decision.task_list.name if decision.task_list is not None else default
            passes = throttle.take(call.account, TASKS, now, of=(domain, task_list))
        if not passes:
            throttled.add(position)
    return frozenset(throttled)
