"""`swfstore signal`: tell an open execution something."""

from typing import Any

import click

from swfstore.cli.common import account_option, db_option, domain_of, domain_option, opened
from swfstore.cli.output import clean


@click.command()
@db_option
@domain_option
@account_option
@click.option("--run-id", metavar="ID", help="Only this run; by default the open one.")
@click.option("--input", "input_", metavar="TEXT", help="What the decider will read beside the signal's name.")
@click.argument("workflow_id")
@click.argument("signal_name")
def signal(
    db: str,
    domain: str | None,
    account: str,
    run_id: str | None,
    input_: str | None,
    workflow_id: str,
    signal_name: str,
) -> None:
    """Signal the open execution WORKFLOW_ID.

    When the command is done, the history says so on the disk, and a decision task waits.
    """
    given = {"input": input_, "runId": run_id}
    with opened(db) as store:
        client: Any = store.client(account=account)
        client.signal_workflow_execution(
            domain=domain_of(client, domain),
            workflowId=workflow_id,
            signalName=signal_name,
            **{name: value for name, value in given.items() if value is not None},
        )
    click.echo(f"signalled {clean(workflow_id)}: {clean(signal_name)}")
