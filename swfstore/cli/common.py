"""What the commands share: their options, and how they open a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from swfstore.client.client import Client
from swfstore.client.store import Store, database_url
from swfstore.client.store import open as open_store
from swfstore.clock import SystemClock
from swfstore.errors import SwfstoreError

_F = TypeVar("_F", bound=Callable[..., object])

WIDEST_PAGE = 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def db_option(function: _F) -> _F:
    """The option --db."""
    option = click.option(
        "--db",
        envvar="SWFSTORE_DB",
        metavar="FILE_OR_URL",
        required=True,
        help="The database: a file, or a URL.  [env: SWFSTORE_DB]",
    )
    return option(function)


def domain_option(function: _F) -> _F:
    """The option --domain."""
    option = click.option(
        "--domain",
        envvar="SWFSTORE_DOMAIN",
        metavar="NAME",
        help="The domain; may be left out where there is only one.  [env: SWFSTORE_DOMAIN]",
    )
    return option(function)


def account_option(function: _F) -> _F:
    """The option --account."""
    option = click.option(
        "--account",
        envvar="SWFSTORE_ACCOUNT",
        metavar="ID",
        default="123456789012",
        show_default=True,
        help="The account that owns the domain.  [env: SWFSTORE_ACCOUNT]",
    )
    return option(function)


def run_option(function: _F) -> _F:
    """The option --run-id."""
    return click.option("--run-id", metavar="ID", help="Which run; by default the open one, or else the latest.")(
        function
    )


def existing(db: str) -> str:
    """The URL of a database that is there: a command that looks at one does not make it by a slip of the pen."""
    url = database_url(db)
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        if path == url or path in ("", ":memory:"):
            raise click.UsageError("a database in memory is gone when the command ends: name a file")
        if not Path(path).exists():
            raise SwfstoreError(f"there is no database {path}")
    return url


@contextmanager
def opened(db: str) -> Iterator[Store[SystemClock]]:
    """The open store of a database that is there already and of this version's schema."""
    with open_store(existing(db), migrate=False) as store:
        yield store


def domain_of(client: Client, named: str | None) -> str:
    """The domain that was named, or else the only one; raises click.UsageError where there are several or none."""
    if named is not None:
        return named
    swf: Any = client
    names = [info["name"] for info in swf.list_domains(registrationStatus="REGISTERED")["domainInfos"]]
    if len(names) != 1:
        choice = f"name one with --domain: {', '.join(names)}" if names else "no domain is registered"
        raise click.UsageError(choice)
    return str(names[0])


def execution_of(client: Client, domain: str, workflow_id: str, run_id: str | None) -> dict[str, str]:
    """The run that is meant: that one, or the open one, or the one that was started last."""
    if run_id is not None:
        return {"workflowId": workflow_id, "runId": run_id}
    swf: Any = client
    query = {
        "domain": domain,
        "executionFilter": {"workflowId": workflow_id},
        "startTimeFilter": {"oldestDate": EPOCH},
        "maximumPageSize": 1,
    }
    for find in (swf.list_open_workflow_executions, swf.list_closed_workflow_executions):
        found: list[dict[str, Any]] = find(**query)["executionInfos"]
        if found:
            execution: dict[str, str] = found[0]["execution"]
            return execution
    raise SwfstoreError(f"the domain {domain} has no execution with the workflow id {workflow_id}")
