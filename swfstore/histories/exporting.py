"""Histories out of a store: the JSON of GetWorkflowExecutionHistory, with DescribeWorkflowExecution's beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from swfstore.engine.call import ACCOUNT, Call
from swfstore.errors import SwfstoreError
from swfstore.histories.model import HasEngine, History, moment
from swfstore.operations.registry import invoke
from swfstore.shapes.responses import TIMESTAMPS
from swfstore.store.history import Events

EVERYTHING = {"startTimeFilter": {"oldestDate": 0}}


def runs_of(
    store: HasEngine,
    domain: str,
    *,
    account: str = ACCOUNT,
    workflow_id: str | None = None,
    type_: Mapping[str, str] | None = None,
) -> Iterator[dict[str, str]]:
    """The executions of a domain, or of a workflow id or a type in it, first those that closed, in order of start."""
    call, query = Call(store.engine, account), {"domain": domain, **EVERYTHING, "reverseOrder": True}
    if workflow_id is not None:
        query["executionFilter"] = {"workflowId": workflow_id}
    if type_ is not None:
        query["typeFilter"] = dict(type_)
    for operation in ("ListClosedWorkflowExecutions", "ListOpenWorkflowExecutions"):
        token: dict[str, str] = {}
        while True:
            page = invoke(call, operation, query | token)
            yield from (info["execution"] for info in page["executionInfos"])
            if "nextPageToken" not in page:
                break
            token = {"nextPageToken": page["nextPageToken"]}


def domains_of(store: HasEngine, account: str = ACCOUNT) -> list[str]:
    """The registered domains of the account, at most a thousand."""
    listed = invoke(Call(store.engine, account), "ListDomains", {"registrationStatus": "REGISTERED"})
    return [info["name"] for info in listed["domainInfos"]]


def one_domain(store: HasEngine, account: str = ACCOUNT) -> str:
    """The only domain of the account; raises SwfstoreError where there are several or none."""
    names = domains_of(store, account)
    if len(names) != 1:
        raise SwfstoreError(f"name one of the domains {', '.join(names)}" if names else "no domain is registered")
    return names[0]


def run_named(
    store: HasEngine, domain: str, workflow_id: str, run_id: str | None = None, *, account: str = ACCOUNT
) -> dict[str, str]:
    """That run, or else the latest of the workflow id; raises SwfstoreError where it has none."""
    if run_id is not None:
        return {"workflowId": workflow_id, "runId": run_id}
    found = list(runs_of(store, domain, account=account, workflow_id=workflow_id))
    if not found:
        raise SwfstoreError(f"the domain {domain} has no execution with the workflow id {workflow_id}")
    return found[-1]  # the open one, or the one that was started last


def history_of(store: HasEngine, domain: str, execution: Mapping[str, str], *, account: str = ACCOUNT) -> History:
    """The history of a run as boto3 returns it; raises UnknownResourceFault where there is no such run."""
    query = {"domain": domain, "execution": dict(execution)}
    events = [event for page in _pages(store, account, query) for event in page.members(moment)]
    name = f"{execution['workflowId']}/{execution['runId']}"
    return History(events, name, domain, execution["workflowId"], execution["runId"])


def export_run(store: HasEngine, domain: str, execution: Mapping[str, str], *, account: str = ACCOUNT) -> bytes:
    """The JSON of a run: domain, execution, describe and events; instants are seconds since the epoch, as AWS's."""
    query = {"domain": domain, "execution": dict(execution)}
    call = Call(store.engine, account)
    describe = _seconds(invoke(call, "DescribeWorkflowExecution", query))
    events = ",\n".join(text for page in _pages(store, account, query) for text in page.texts())
    head = {"domain": domain, "execution": dict(execution), "describe": describe}
    return orjson.dumps(head)[:-1] + b',"events":[\n' + events.encode() + b"\n]}\n"


def export_domain(store: HasEngine, domain: str, *, account: str = ACCOUNT) -> Iterator[bytes]:
    """The JSON of all runs of a domain, in pieces; raises SwfstoreError where there are none."""
    runs = runs_of(store, domain, account=account)
    first = next(runs, None)
    if first is None:
        raise SwfstoreError(f"the domain {domain} has no runs")
    yield b'{"domain":' + orjson.dumps(domain) + b',"runs":[\n'
    yield export_run(store, domain, first, account=account)
    for execution in runs:
        yield b","
        yield export_run(store, domain, execution, account=account)
    yield b"]}\n"


def _pages(store: HasEngine, account: str, query: Mapping[str, object]) -> Iterator[Events]:
    """A history, page after page."""
    call, token = Call(store.engine, account), dict[str, str]()
    while True:
        page = invoke(call, "GetWorkflowExecutionHistory", {**query, **token})
        yield page["events"]
        if "nextPageToken" not in page:
            return
        token = {"nextPageToken": page["nextPageToken"]}


def _seconds(value: Any) -> Any:
    """The response with its timestamps, milliseconds until then, in seconds."""
    if isinstance(value, dict):
        return {name: each / 1000 if name in TIMESTAMPS else _seconds(each) for name, each in value.items()}
    return value
