"""`swfstore history`: the events of an execution."""

from collections.abc import Iterator
from typing import Any

import click

from swfstore.cli.common import (
    account_option,
    db_option,
    domain_of,
    domain_option,
    execution_of,
    opened,
    run_option,
)
from swfstore.cli.output import as_json, clean, short, table, when
from swfstore.client.store import Store
from swfstore.clock import SystemClock

HEADINGS = ("id", "time", "event", "details")
LOOK_AGAIN = 300
"""Milliseconds until --follow looks again: what another process writes makes no noise here."""


@click.command()
@db_option
@domain_option
@account_option
@run_option
@click.option("--json", "is_json", is_flag=True, help="Print the API's JSON; with --follow, an event on each line.")
@click.option("--follow", is_flag=True, help="Go on with new events as they come, until the execution closes.")
@click.argument("workflow_id")
def history(
    db: str, domain: str | None, account: str, run_id: str | None, is_json: bool, follow: bool, workflow_id: str
) -> None:
    """Print the history of an execution, the first event first."""
    with opened(db) as store:
        swf: Any = store.client(account=account)
        domain = domain_of(swf, domain)
        query = {"domain": domain, "execution": execution_of(swf, domain, workflow_id, run_id)}
        if follow:
            for event in _following(store, swf, query):
                click.echo(as_json(event, indent=None) if is_json else _line(event))
        elif is_json:
            click.echo(as_json({"events": list(events_of(swf, query))}))
        else:
            print_history(events_of(swf, query))


def events_of(swf: Any, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All events, page after page."""
    for page in swf.get_paginator("get_workflow_execution_history").paginate(**query):
        yield from page["events"]


def print_history(events: Iterator[dict[str, Any]]) -> None:
    """Print events as a table."""
    table(HEADINGS, [_row(event) for event in events])


def _following(store: Store[SystemClock], swf: Any, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every event, also those to come; ends with the execution."""
    seen = 0
    while True:
        changes = store.clock.changes()
        status = swf.describe_workflow_execution(**query)["executionInfo"]["executionStatus"]
        latest: list[dict[str, Any]] = []
        for event in swf.get_paginator("get_workflow_execution_history").paginate(reverseOrder=True, **query):
            latest += [found for found in event["events"] if found["eventId"] > seen]
            if event["events"][-1]["eventId"] <= seen:
                break
        yield from reversed(latest)
        seen += len(latest)
        if status == "CLOSED":
            return
        store.clock.wait(changes, store.clock.now() + LOOK_AGAIN)


def _row(event: dict[str, Any]) -> tuple[object, object, object, str]:
    return event["eventId"], event["eventTimestamp"], event["eventType"], details(event)


def _line(event: dict[str, Any]) -> str:
    event_id, _, event_type, text = _row(event)
    return f"{event_id:>5}  {when(event['eventTimestamp'])}  {clean(event_type):38}  {clean(text)}".rstrip()


def details(event: dict[str, Any]) -> str:
    """The attributes of an event in one line: what was said first, and the ids of other events last."""
    for name, attributes in event.items():
        if name.endswith("EventAttributes"):
            members = sorted(attributes.items(), key=lambda member: member[0].endswith("EventId"))
            return " ".join(f"{key}={short(value)}" for key, value in members)
    return ""
