"""`swfstore serve`: the store on the wire; `swfstore env`: what a shell needs to know of it."""

from pathlib import Path
from shlex import quote

import click

from swfstore.cli.common import db_option
from swfstore.config import DURABILITY
from swfstore.core.limits import DOCUMENTED
from swfstore.errors import SwfstoreError

HOST = "127.0.0.1"
PORT = 4793
LOG_LEVELS = ("error", "warning", "info", "debug")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(context_settings={"auto_envvar_prefix": "SWFSTORE"})
@db_option
@click.option("--host", default=HOST, show_default=True, show_envvar=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    show_envvar=True,
    help="The port; 0 picks a free one and prints it.",
)
@click.option(
    "--durability",
    type=click.Choice(["full", "normal", "off"]),
    default=DURABILITY,
    show_default=True,
    show_envvar=True,
    help="What a commit survives: a power failure, the death of the process, nothing.",
)
@click.option(
    "--clock",
    type=click.Choice(["system", "virtual", "auto"]),
    default="system",
    show_default=True,
    show_envvar=True,
    help="Whose time it is; virtual: it stands still until /_swfstore/clock/advance moves it; auto: as virtual, but it"
    " skips to the next deadline while all workers wait.",
)
@click.option(
    "--limits",
    metavar="NAME=N,...|FILE",
    show_envvar=True,
    help="Quotas other than the documented ones, or a TOML file with them.",
)
@click.option(
    "--mocks", type=_FILE, metavar="FILE", show_envvar=True, help="Mock workers, a TOML file: see docs/testing.md."
)
@click.option("--throttle", is_flag=True, show_envvar=True, help="Refuse requests above the documented rates.")
@click.option(
    "--poll-seconds",
    type=click.FloatRange(0, 3600),
    default=58,
    show_default=True,
    show_envvar=True,
    help="How long a poll waits for a task; SDKs give up after 60.",
)
@click.option(
    "--auth", type=_FILE, metavar="FILE", show_envvar=True, help="Access keys and policies: see docs/server.md."
)
@click.option(
    "--denied",
    type=click.Choice(["OperationNotPermittedFault", "AccessDeniedException"]),
    default="OperationNotPermittedFault",
    show_default=True,
    show_envvar=True,
    help="The fault of a call that policies refuse.",
)
@click.option("--insecure", is_flag=True, show_envvar=True, help="Listen to other machines without --auth.")
@click.option("--tls-cert", type=_FILE, metavar="FILE", show_envvar=True, help="A certificate chain, PEM: speak HTTPS.")
@click.option("--tls-key", type=_FILE, metavar="FILE", show_envvar=True, help="The certificate's key, PEM.")
@click.option(
    "--lambda-endpoint",
    metavar="URL",
    show_envvar=True,
    help="Where Lambda functions are: speaks the Lambda Invoke API.",
)
@click.option("--allow-reset", is_flag=True, show_envvar=True, help="Let /_swfstore/reset erase the database.")
@click.option(
    "--allow-faults", is_flag=True, show_envvar=True, help="Let /_swfstore/faults make things go wrong on purpose."
)
@click.option(
    "--log-level",
    type=click.Choice(LOG_LEVELS),
    default="warning",
    show_default=True,
    show_envvar=True,
    help="info: a line per request; debug: what they say, too.",
)
def serve(limits: str | None, denied: str, **options: str | int | float | bool | Path | None) -> None:
    """Serve a database as Amazon SWF: AWS SDKs and the AWS CLI talk to it unmodified.

    When it is ready it prints where the data is, and the line that tells them where to go. Stop it with Ctrl-C or
    SIGTERM: polls that wait are answered, nothing is lost.
    """
    try:
        from swfstore.client.store import DENIED
        from swfstore.server.serve import serve as run
        from swfstore.server.settings import Settings, limits_of
    except ModuleNotFoundError as error:
        raise SwfstoreError(f"the server needs {error.name}: pip install 'swfstore[server]'") from None
    settings = Settings(
        limits=DOCUMENTED if limits is None else limits_of(limits),
        denied=DENIED[denied],
        **options,  # type: ignore[arg-type]  # click has checked them, one by one
    )
    run(settings, click.echo)


@click.command(context_settings={"auto_envvar_prefix": "SWFSTORE"})
@click.option("--host", default=HOST, show_default=True, show_envvar=True, help="Where the server listens.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, show_envvar=True, help="At which port."
)
@click.option("--region", default="us-east-1", show_default=True, show_envvar=True, help="The region of the ARNs.")
@click.option(
    "--account", default="123456789012", show_default=True, show_envvar=True, help="Whose domains are to be seen."
)
@click.option("--tls-cert", type=_FILE, metavar="FILE", show_envvar=True, help="The server speaks HTTPS.")
@click.option("--auth", type=_FILE, metavar="FILE", show_envvar=True, help="The server wants real keys: print none.")
def env(host: str, port: int, region: str, account: str, tls_cert: Path | None, auth: Path | None) -> None:
    """Print what a shell needs for the AWS CLI and SDKs to find the server: eval $(swfstore env).

    The credentials are not secret: without --auth the server believes everybody, and an access key id of 12 digits is
    the account.
    """
    place = f"[{host}]" if ":" in host else host
    variables = {
        "AWS_ENDPOINT_URL_SWF": f"{'https' if tls_cert else 'http'}://{place}:{port}",
        "AWS_DEFAULT_REGION": region,
    }
    if tls_cert is not None:
        variables["AWS_CA_BUNDLE"] = str(tls_cert)
    if auth is None:
        variables |= {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "swfstore"}
    for name, value in variables.items():
        click.echo(f"export {name}={quote(value)}")
