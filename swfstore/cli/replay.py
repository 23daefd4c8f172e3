"""`swfstore replay`: does a decider still decide as it did?"""

import sys
from importlib import import_module
from pathlib import Path

import click

from swfstore.cli.common import account_option, domain_option, existing
from swfstore.cli.output import clean
from swfstore.client.store import open as open_store
from swfstore.errors import SwfstoreError
from swfstore.histories.reading import read
from swfstore.histories.replaying import Decider, ReplayReport, replay_all, replay_into


@click.command()
@domain_option
@account_option
@click.option("--decider", required=True, metavar="MODULE:FUNCTION", help="From the decision task to its decisions.")
@click.option("--all", "db", metavar="DB", help="Every run of this database, a file or a URL.")
@click.option("--type", "type_", metavar="NAME[/VERSION]", help="With --all: only this workflow type.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def replay(
    domain: str | None, account: str, decider: str, db: str | None, type_: str | None, files: tuple[Path, ...]
) -> None:
    """Hand the decider each decision task of the histories in FILES exactly as it was; exit code 1 if it differs.

    FILES are what `swfstore export` or `aws swf get-workflow-execution-history` wrote. The first decision of a run that
    is another one now is printed, with both sides. The module is looked for in the current directory, too.
    """
    if bool(files) == bool(db):
        raise click.UsageError("name FILES of histories, or a database with --all")
    function = load(decider)
    report = ReplayReport()
    if db:
        with open_store(existing(db), read_only=True) as store:
            report = replay_all(store, function, domain=domain, workflow_type=type_, account=account)
    for path in files:
        for history in read(path):
            replay_into(report, history, function)
    for difference in report.differences:
        for line in str(difference).splitlines():
            click.echo(clean(line))
    if not report.ok:
        raise SwfstoreError(f"{len(report.differences)} of {report.runs} runs are decided otherwise now")
    click.echo(str(report))


def load(name: str) -> Decider:
    """The function `module:function`; raises click.UsageError where there is none."""
    module, colon, function = name.partition(":")
    if not colon:
        raise click.UsageError(f"--decider is MODULE:FUNCTION, not {name}")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found: Decider = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        raise click.UsageError(f"there is no module {error.name}") from error
    except AttributeError as error:
        raise click.UsageError(f"the module {module} has no function {function}") from error
    finally:
        sys.path.remove(str(Path.cwd()))
    return found
