"""`swfstore export`: the history of a run, or of every run of a domain, as JSON."""

from pathlib import Path

import click

from swfstore.cli.common import account_option, db_option, domain_of, domain_option, existing, run_option
from swfstore.client.store import open as open_store
from swfstore.errors import SwfstoreError
from swfstore.histories.exporting import export_domain, export_run, run_named, runs_of


@click.command()
@db_option
@domain_option
@account_option
@run_option
@click.option("--all", "everything", is_flag=True, help="Every run of the domain, into one file.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Every run, a file each in here.",
    metavar="DIR",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file; or standard output.")
@click.argument("workflow_id", required=False)
def export(
    db: str,
    domain: str | None,
    account: str,
    run_id: str | None,
    everything: bool,
    directory: Path | None,
    output: Path | None,
    workflow_id: str | None,
) -> None:
    """Write the history of the latest run of WORKFLOW_ID, or of all runs, with what describes them.

    The JSON is that of `aws swf get-workflow-execution-history`, with the answer of DescribeWorkflowExecution beside
    the events. `swfstore import`, `diff` and `replay` read it.
    """
    if (workflow_id is None) != (everything or directory is not None):
        raise click.UsageError("name a WORKFLOW_ID, or ask for --all or a --directory")
    with open_store(existing(db), read_only=True) as store:
        domain = domain_of(store.client(account=account), domain)
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            count = 0
            for execution in runs_of(store, domain, account=account):
                _write(directory / _file_name(execution), [export_run(store, domain, execution, account=account)])
                count += 1
            click.echo(f"exported {count} runs to {directory}")
        elif workflow_id is not None:
            execution = run_named(store, domain, workflow_id, run_id, account=account)
            _write(output, [export_run(store, domain, execution, account=account)])
        else:
            _write(output, list(export_domain(store, domain, account=account)))


def _write(path: Path | None, pieces: list[bytes]) -> None:
    if path is None:
        click.echo(b"".join(pieces), nl=False)
        return
    try:
        path.write_bytes(b"".join(pieces))
    except OSError as error:
        raise SwfstoreError(f"{path} cannot be written: {error.strerror}") from error


def _file_name(execution: dict[str, str]) -> str:
    """The ids, with what may not be in the name of a file replaced."""
    text = f"{execution['workflowId']}-{execution['runId']}"
    return "".join(char if char.isalnum() or char in "-_.@" else "_" for char in text)[:200] + ".json"
