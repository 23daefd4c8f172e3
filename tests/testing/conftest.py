"""What the tests of the test kit share: pytest runs of their own, and an environment without anything of AWS."""

import os
from collections.abc import Callable

import pytest

from tests.support.sources import TOP

RunPytest = Callable[..., pytest.RunResult]

STARTS = """
def start(swf):
    swf.register_domain(name="orders", workflowExecutionRetentionPeriodInDays="7")
    swf.register_workflow_type(
        domain="orders", name="Order", version="1", defaultTaskList={"name": "deciders"},
        defaultChildPolicy="TERMINATE",
        defaultExecutionStartToCloseTimeout="86400", defaultTaskStartToCloseTimeout="60",
    )
    return swf.start_workflow_execution(
        domain="orders", workflowId="order-42", workflowType={"name": "Order", "version": "1"}, input="two books",
    )["runId"]
"""
"""A module for the inner tests: `start(swf)` registers a domain and a type and starts an execution."""


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunPytest:
    """Run pytest with the plugin in a process of its own, on what `pytester` has made."""
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    monkeypatch.setenv("TMPDIR", str(pytester.mkdir("tmp")))  # what --swf-keep keeps goes there
    pytester.makepyfile(starts=STARTS)

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-p", "swfstore.testing.plugin", *arguments)

    return run


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No credentials, no region, no profile and no other setting of AWS: neither in variables nor in files."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "BOTO_"))]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"):
        monkeypatch.setenv(name, f"{tmp_path}/none")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
