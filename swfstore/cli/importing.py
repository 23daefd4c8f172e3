"""`swfstore import`: histories into a database."""

from datetime import UTC, datetime
from pathlib import Path

import click

from swfstore.cli.common import account_option, db_option, domain_option
from swfstore.cli.listing import FORMATS
from swfstore.cli.output import clean
from swfstore.client.store import database_url
from swfstore.client.store import open as open_store
from swfstore.histories.exporting import domains_of
from swfstore.histories.importing import import_history
from swfstore.histories.model import instant


@click.command("import")
@db_option
@domain_option
@account_option
@click.option("--workflow-id", metavar="ID", help="What a single history does not say; by default the file's name.")
@click.option("--run-id", metavar="ID", help="What a single history does not say; by default a new one.")
@click.option("--at", type=click.DateTime(FORMATS), help="The instant (UTC) of events that have no timestamp.")
@click.option(
    "--register/--no-register", default=True, help="Register the domain and types that are missing, or require them."
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_(
    db: str,
    domain: str | None,
    account: str,
    workflow_id: str | None,
    run_id: str | None,
    at: datetime | None,
    register: bool,
    files: tuple[Path, ...],
) -> None:
    """Write the histories in FILES into the database; each file wholly, or not at all.

    FILES are what `swfstore export` or `aws swf get-workflow-execution-history` wrote. Event ids, timestamps and run
    ids stay. A history that SWF could not have written is refused with the first event that cannot be. The database is
    made if it is new.
    """
    with open_store(database_url(db)) as store:
        if domain is None and len(names := domains_of(store, account)) == 1:
            domain = names[0]
        for path in files:
            imported = import_history(
                store,
                path,
                domain=domain,
                workflow_id=workflow_id,
                run_id=run_id,
                account=account,
                register=register,
                at=None if at is None else instant(at.replace(tzinfo=UTC)),
            )
            for run in imported:
                state = "open" if run.is_open else "closed"
                what = f"{run.workflow_id} {run.run_id} into {run.domain}: {run.events} events, {state}"
                click.echo(clean(what))
