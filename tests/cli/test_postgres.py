"""The commands work on PostgreSQL as they do on a file."""

import pytest

import swfstore
from swfstore.store.migrate import HEAD
from tests.migrations.released import lambdas, tell


@pytest.mark.postgres
def test_the_commands_on_postgresql(run, postgres_url):
    """Everything but the copy, which is the server's business."""
    clock = swfstore.VirtualClock(swfstore.SystemClock().now())
    with swfstore.open(postgres_url, clock=clock, lambdas={"resize": lambdas}) as store:
        tell(store)
    environment = {"SWFSTORE_DB": postgres_url}
    assert f"{HEAD} (the newest)" in run("db", "current", env=environment).stdout
    run("db", "check", env=environment)
    assert "use the server's own tools" in run("db", "backup", "x.db", env=environment, code=1).stderr
    assert len(run("list", env=environment).stdout.splitlines()) == 3
    assert "timer remind fires" in run("show", "open", env=environment).stdout
    run("signal", "open", "approved", env=environment)
    assert "WorkflowExecutionSignaled" in run("history", "open", env=environment).stdout.splitlines()[-1]
    assert "history equals state" in run("verify", env=environment).stdout
