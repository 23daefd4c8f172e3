"""What a caller's policies are asked: each call by its action, its domain and its members, and each decision so too."""

from collections.abc import Callable, Mapping, Sequence

from swfstore.core import decisions as d
from swfstore.core.rules.carrying_out import NEVER_REFUSED
from swfstore.engine.call import Call
from swfstore.engine.conditions import conditions, decision_conditions
from swfstore.engine.tasks import ACTIVITY, DECISION, unseal_task
from swfstore.store.database import Transaction
from swfstore.store.registry import domain_row
from swfstore.store.types import WORKFLOW_TYPES

_KIND_OF_TASK = {"RespondDecisionTaskCompleted": DECISION}
_START = "StartWorkflowExecution"


def require_permission(call: Call, operation: str, members: Mapping[str, object]) -> None:
    """Ask the caller's policies about a request that is well formed; raises the Call's fault for a refusal."""
    if call.permits is None:
        return
    arn = _resource(call, operation, members)
    default = _default_task_list(call, members) if operation == _START and members.get("taskList") is None else None
    if not call.permits(f"swf:{operation}", arn, conditions(operation, members, default)):
        raise call.denied(f"User: {call.principal} is not authorized to perform: swf:{operation} on resource: {arn}")


def refused_decisions(
    decisions: Sequence[d.Decision], call: Call, domain: str, default: Callable[[d.Decision], str | None]
) -> frozenset[int]:
    """The positions of the decisions that the caller's policies do not allow, as the calls that they stand for.

    `default` gives the default task list of the type that a decision is about.
    """
    permits = call.permits
    if permits is None:
        return frozenset()
    arn = call.domain_arn(domain)
    return frozenset(
        position
        for position, decision in enumerate(decisions)
        if type(decision) not in NEVER_REFUSED
        and not permits(f"swf:{type(decision).__name__}", arn, decision_conditions(decision, default(decision)))
    )


def _resource(call: Call, operation: str, members: Mapping[str, object]) -> str:
    """The ARN of the domain that a request is about; of a token's domain, where that is all it says.

    It is always the caller's own ARN of that domain, however the request writes it.
    """
    if "resourceArn" in members:
        given = str(members["resourceArn"])
        _, own, name = given.partition(f":{call.account}:/domain/")
        return call.domain_arn(name) if own else given
    if "taskToken" in members:
        kind = _KIND_OF_TASK.get(operation, ACTIVITY)
        return call.domain_arn(unseal_task(call, kind, str(members["taskToken"])).domain)
    in_domain = members.get("name") if operation.endswith("Domain") else members.get("domain", "*")
    return call.domain_arn(str(in_domain))


def _default_task_list(call: Call, members: Mapping[str, object]) -> str | None:
    """The default task list of the workflow type that a start names, if there is any."""
    named = members["workflowType"]
    assert isinstance(named, Mapping), "the request is well formed"

    def work(tx: Transaction) -> str | None:
        domain = domain_row(tx, call.account, str(members["domain"]))
        if domain is None:
            return None
        registered = WORKFLOW_TYPES.registered(tx, domain.id, str(named["name"]), str(named["version"]))
        return None if registered is None else registered.default_task_list

    return call.engine.read(work)
