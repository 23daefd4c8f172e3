"""The fixture `swf_server`: a real server for each test, reached by real boto3, on a time of its own."""

import subprocess
import sys

import pytest

from swfstore.errors import SwfstoreError
from swfstore.testing import server_process
from swfstore.testing.server_process import ServerProcess
from tests.support.stories import DOMAIN, ORDER, register

pytestmark = pytest.mark.usefixtures("no_aws")


def test_a_server_serves_boto3_and_its_time_is_moved(swf_server):
    """An execution times out after a day that takes no time; a kill loses nothing that was acknowledged."""
    swf = swf_server.client()
    register(swf)
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId="order-42", workflowType=ORDER)
    execution = {"workflowId": "order-42", "runId": run["runId"]}
    before = swf_server.clock.now()
    with pytest.raises(SwfstoreError, match="runs already"):
        swf_server.start()
    swf_server.clock.advance(hours=1)
    assert swf_server.clock.now() == before + 3_600_000
    url = swf_server.url
    swf_server.kill()
    swf_server.start()
    assert swf_server.url == url
    assert swf_server.clock.run_until_quiet() >= 1
    info = swf.describe_workflow_execution(domain=DOMAIN, execution=execution)["executionInfo"]
    assert info["closeStatus"] == "TIMED_OUT"
    assert swf_server.clock.advance_to_next() is None


@pytest.mark.swf_server("--clock", "system", "--allow-reset")
def test_arguments_can_be_given_by_a_marker(swf_server):
    """They are those of `swfstore serve`; the server's own paths answer JSON."""
    assert swf_server.get("/_swfstore/clock")["mode"] == "system"
    assert swf_server.post("/_swfstore/reset", {}) == {"status": "empty"}
    with pytest.raises(SwfstoreError, match="409"):
        swf_server.clock.advance(days=1)


def test_another_process_finds_it_by_its_environment(swf_server):
    """A worker that makes its client by boto3.client("swf"), without any argument."""
    program = "import boto3; boto3.client('swf').register_domain(name='d', workflowExecutionRetentionPeriodInDays='1')"
    subprocess.run([sys.executable, "-c", program], env=dict(swf_server.environment), check=True)
    assert swf_server.client().describe_domain(name="d")["domainInfo"]["status"] == "REGISTERED"


def test_a_server_that_does_not_start_says_why(tmp_path):
    """What it printed is in the error, and no process is left."""
    (tmp_path / "server.db").write_text("this is no database")
    server = ServerProcess(tmp_path / "server.db")
    with pytest.raises(SwfstoreError, match=r"(?s)did not start.*is not a SQLite database"):
        server.start()
    server.stop()


def test_waiting_for_the_start_is_bounded(tmp_path, monkeypatch):
    """A server that does not announce itself in time is killed."""
    monkeypatch.setattr(server_process, "START_SECONDS", 0.001)
    with pytest.raises(SwfstoreError, match="did not start in"):
        ServerProcess(tmp_path / "server.db").start()


def test_a_failed_test_shows_the_open_executions_of_its_server(pytester, run_pytest):
    """They are read beside the server, which goes on; with --swf-keep its file is kept."""
    pytester.makepyfile(
        """
        from starts import start

        def test_fails(swf_server):
            start(swf_server.client())
            assert False
        """
    )
    result = run_pytest("--swf-keep")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*swfstore: open executions*",
            "orders/order-42 is open*",
            "*WorkflowExecutionStarted*",
            "*test_fails: *server.db",
        ]
    )
