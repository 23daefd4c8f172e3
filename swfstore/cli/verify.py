"""`swfstore verify`: does every history equal the state beside it?"""

import click

from swfstore.cli.common import db_option, opened
from swfstore.cli.output import clean
from swfstore.errors import SwfstoreError


@click.command()
@db_option
def verify(db: str) -> None:
    """Rebuild every execution from its history and compare; exit code 1 if anything differs.

    Also: event ids without gaps, no rows without an owner. The first difference is named in the error, all of them
    are printed.
    """
    with opened(db) as store:
        report = store.verify()
    for difference in report.differences:
        click.echo(clean(difference))
    if not report.ok:
        raise SwfstoreError(str(report))
    click.echo(str(report))
