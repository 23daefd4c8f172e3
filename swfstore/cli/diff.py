"""`swfstore diff`: where two histories part."""

from pathlib import Path

import click

from swfstore.cli.common import account_option, domain_option, existing
from swfstore.cli.output import clean
from swfstore.client.store import open as open_store
from swfstore.errors import SwfstoreError
from swfstore.histories.comparing import diff as differ
from swfstore.histories.exporting import history_of, one_domain, run_named
from swfstore.histories.model import History


@click.command()
@domain_option
@account_option
@click.option("--times", is_flag=True, help="Let the times since the first event count, too.")
@click.option("--ignore", multiple=True, metavar="NAME", help="An attribute that does not count, as identity.")
@click.argument("left")
@click.argument("right")
def diff(domain: str | None, account: str, times: bool, ignore: tuple[str, ...], left: str, right: str) -> None:
    """Compare two histories and print the first event that differs; exit code 1 if there is one.

    LEFT and RIGHT are files, or runs: DATABASE:WORKFLOW_ID or DATABASE:WORKFLOW_ID/RUN_ID. Times are not compared, and
    run ids only so far as the same one stands for the same one.
    """
    found = differ(*(_history(side, domain, account) for side in (left, right)), times=times, ignore=ignore)
    if found is None:
        click.echo("the histories are equal")
        return
    for line in str(found).splitlines():
        click.echo(clean(line))
    raise SwfstoreError(f"the histories differ at event {found.event_id}: {clean(found.what)}")


def _history(side: str, domain: str | None, account: str) -> History | str:
    db, colon, ids = side.rpartition(":")
    if not colon or Path(side).exists():
        return side
    workflow_id, _, run_id = ids.partition("/")
    with open_store(existing(db), read_only=True) as store:
        named = one_domain(store, account) if domain is None else domain
        execution = run_named(store, named, workflow_id, run_id or None, account=account)
        return history_of(store, named, execution, account=account)
