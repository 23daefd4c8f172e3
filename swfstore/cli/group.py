"""The group of commands: which there are, and how what goes wrong is told."""

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from swfstore.config import VERSION
from swfstore.errors import Fault, SwfstoreError

COMMANDS = {
    "db": "swfstore.cli.db:db",
    "demo": "swfstore.cli.demo:demo",
    "diff": "swfstore.cli.diff:diff",
    "env": "swfstore.cli.serve:env",
    "export": "swfstore.cli.exporting:export",
    "history": "swfstore.cli.history:history",
    "import": "swfstore.cli.importing:import_",
    "list": "swfstore.cli.listing:listing",
    "replay": "swfstore.cli.replay:replay",
    "serve": "swfstore.cli.serve:serve",
    "show": "swfstore.cli.show:show",
    "signal": "swfstore.cli.signal:signal",
    "verify": "swfstore.cli.verify:verify",
}
FAILED, MISUSED = 1, 2


class Commands(click.Group):
    """A group whose commands are imported when they are needed, and whose errors are one sentence each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help text."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line and exit; errors are printed here."""
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
            sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(MISUSED)
        except click.UsageError as error:
            _fail(_sentence(error), MISUSED)
        except (click.ClickException, SwfstoreError, Fault) as error:
            _fail(_sentence(error), FAILED)
        except (click.Abort, KeyboardInterrupt):
            _fail("stopped", FAILED)
        except OSError as error:
            if error.errno != errno.EPIPE:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has seen enough
            sys.exit(FAILED)
        sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: Exception) -> str:
    """What is wrong, in one line."""
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx is not None else "swfstore"
        return f"{error.format_message().rstrip('.')} (see {where} --help)"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, Fault):
        return f"{error.code}: {error.message}" if error.message else error.code
    return str(error)


def _fail(sentence: str, code: int) -> None:
    click.echo(f"swfstore: {' '.join(sentence.split())}", err=True)
    sys.exit(code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="swfstore", message="%(prog)s %(version)s")
def main() -> None:
    """Amazon SWF in one SQLite file or a PostgreSQL database: look at it and look after it.

    The database is named with --db, or once and for all with the environment variable SWFSTORE_DB: a path, or a URL
    such as postgresql+psycopg://user@host/name. Try `swfstore demo` first.
    """
