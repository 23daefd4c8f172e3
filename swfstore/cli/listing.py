"""`swfstore list`: open and closed executions."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import click

from swfstore.cli.common import EPOCH, WIDEST_PAGE, account_option, db_option, domain_of, domain_option, opened
from swfstore.cli.output import as_json, table

STATUSES = ("COMPLETED", "FAILED", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW", "TIMED_OUT")
FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@click.command("list")
@db_option
@domain_option
@account_option
@click.option("--open/--closed", "is_open", default=True, help="Open executions, or closed ones.  [default: open]")
@click.option("--workflow-id", metavar="ID", help="Only the runs of this workflow id.")
@click.option("--type", "type_", metavar="NAME[/VERSION]", help="Only this workflow type.")
@click.option("--tag", metavar="TAG", help="Only executions with this tag.")
@click.option("--status", type=click.Choice(STATUSES), help="Only closed executions that ended like this.")
@click.option("--since", type=click.DateTime(FORMATS), help="Only what was started at this time (UTC) or later.")
@click.option("--until", type=click.DateTime(FORMATS), help="Only what was started at this time (UTC) or before.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.option("--json", "is_json", is_flag=True, help="Print the API's JSON.")
def listing(
    db: str,
    domain: str | None,
    account: str,
    is_open: bool,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    is_json: bool,
    **filters: str | None,
) -> None:
    """List executions, the latest start first.

    At most one of --workflow-id, --type, --tag and --status.
    """
    if filters["status"] is not None:
        is_open = False
    query: dict[str, Any] = _filter(filters)
    query["startTimeFilter"] = {"oldestDate": since.replace(tzinfo=UTC) if since else EPOCH}
    if until is not None:
        query["startTimeFilter"]["latestDate"] = until.replace(tzinfo=UTC)
    name = "list_open_workflow_executions" if is_open else "list_closed_workflow_executions"
    with opened(db) as store:
        client = store.client(account=account)
        query |= {"domain": domain_of(client, domain), "maximumPageSize": min(limit, WIDEST_PAGE)}
        pages = client.get_paginator(name).paginate(**query)
        found = list(islice((info for page in pages for info in page["executionInfos"]), limit))
    if is_json:
        click.echo(as_json({"executionInfos": found}))
    else:
        _print(found, is_open)


def _filter(filters: dict[str, str | None]) -> dict[str, Any]:
    """The API's filter; raises click.UsageError for more than one, as the API allows."""
    given = {name: value for name, value in filters.items() if value is not None}
    if len(given) > 1:
        options = " and ".join("--" + name.strip("_").replace("_", "-") for name in given)
        raise click.UsageError(f"{options} cannot be asked for together")
    match list(given.items()):
        case [("workflow_id", value)]:
            return {"executionFilter": {"workflowId": value}}
        case [("type_", value)]:
            name, _, version = value.partition("/")
            return {"typeFilter": {"name": name} | ({"version": version} if version else {})}
        case [("tag", value)]:
            return {"tagFilter": {"tag": value}}
        case [("status", value)]:
            return {"closeStatusFilter": {"status": value}}
    return {}


def _print(found: list[dict[str, Any]], is_open: bool) -> None:
    headings = ["workflow id", "run id", "type", "started"]
    headings += ["cancel requested", "tags"] if is_open else ["closed", "status", "tags"]
    rows = []
    for info in found:
        workflow_type = info["workflowType"]
        row = [info["execution"]["workflowId"], info["execution"]["runId"]]
        row += [f"{workflow_type['name']}/{workflow_type['version']}", info["startTimestamp"]]
        if is_open:
            row.append("yes" if info["cancelRequested"] else "no")
        else:
            row += [info["closeTimestamp"], info["closeStatus"]]
        rows.append([*row, ", ".join(map(str, info.get("tagList") or []))])
    table(headings, rows)
