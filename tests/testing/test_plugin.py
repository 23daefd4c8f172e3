"""The pytest plugin: each test in a pytest run of its own."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import TOP

BREAKS = """
import sqlite3, pytest
from starts import start

@pytest.mark.parametrize("closes", [False, True])
def test_broken(swf_store, swf, tmp_path, closes):
    start(swf)
    if closes:
        swf_store.close()
    with sqlite3.connect(tmp_path / "workflows.db") as connection:
        connection.execute("UPDATE executions SET latest_execution_context = 'nobody said this'")
    connection.close()
"""


def test_every_fixture_gives_what_it_says(pytester, run_pytest):
    """A file for each test, virtual time, a client, boto3's client, memory and other options by marker."""
    pytester.makepyfile(
        """
        import pytest, swfstore
        from starts import start

        def test_file(swf_store, swf, swf_clock, boto3_swf, tmp_path):
            run_id = start(swf)
            assert (tmp_path / "workflows.db").exists()
            task = boto3_swf.poll_for_decision_task(domain="orders", taskList={"name": "deciders"})
            assert task["workflowExecution"] == {"workflowId": "order-42", "runId": run_id}
            swf_clock.advance(days=1)
            info = swf.describe_workflow_execution(domain="orders", execution=task["workflowExecution"])
            assert info["executionInfo"]["closeStatus"] == "TIMED_OUT"
            with pytest.raises(boto3_swf.exceptions.UnknownResourceFault):
                boto3_swf.respond_decision_task_completed(taskToken=task["taskToken"])

        def test_each_test_has_its_own(swf):
            assert swf.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
            start(swf)

        @pytest.mark.swf_memory
        def test_memory(swf_store, swf, tmp_path):
            start(swf)
            assert swf_store.engine.database.is_memory
            assert list(tmp_path.iterdir()) == []

        @pytest.mark.swf_memory
        def test_memory_may_be_closed(swf_store):
            swf_store.close()

        def test_a_file_may_be_closed(swf_store, swf):
            start(swf)
            swf_store.close()

        @pytest.mark.swf_store(clock=swfstore.SystemClock, limits=swfstore.Limits(open_timers=7))
        class TestOptions:
            def test_they_are_those_of_open(self, swf_store, swf_clock):
                assert isinstance(swf_clock, swfstore.SystemClock)
                assert swf_store.engine.limits.open_timers == 7

            @pytest.mark.swf_store(clock=swfstore.VirtualClock(start_ms=1000))
            def test_the_nearest_marker_counts(self, swf_clock):
                assert swf_clock.now() == 1000

        class TestOptionsForAll:
            @pytest.fixture
            def swf_options(self):
                return {"throttle": True}

            def test_they_can_be_a_fixture(self, swf_store):
                assert swf_store.engine.throttle is not None
        """
    )
    run_pytest("--strict-markers", "-Werror").assert_outcomes(passed=8)


def test_it_works_under_xdist(pytester, run_pytest):
    """Workers share nothing but the directory of the files that are kept; the files of all are named at the end."""
    pytester.makepyfile(
        """
        import pytest
        from starts import start

        @pytest.mark.parametrize("number", range(6))
        def test_one(swf, number):
            assert start(swf)
        """
    )
    result = run_pytest("-n", "2", "--swf-keep")
    result.assert_outcomes(passed=6)
    kept = kept_files(result)
    assert len({path for _, path in kept}) == 6
    assert all(path.stat().st_size for _, path in kept)
    assert len({path.parent.parent for _, path in kept}) == 1


def kept_files(result: pytest.RunResult) -> list[tuple[str, Path]]:
    """The files that a run has printed as kept, with the tests that made them."""
    found = [re.fullmatch(r"(\S+::\S+): (\S+\.db)", line) for line in result.outlines]
    return [(match[1], Path(match[2])) for match in found if match]


def test_kept_files_are_there_after_the_run(pytester, run_pytest):
    """With --swf-keep they are outside of tmp_path, which pytest cleans up; a store in memory is a file then."""
    pytester.makepyfile(
        """
        import pytest
        from starts import start

        @pytest.mark.swf_memory
        def test_kept(swf, tmp_path):
            start(swf)
            assert list(tmp_path.iterdir()) == []
        """
    )
    result = run_pytest("--swf-keep", "-o", "tmp_path_retention_policy=none")
    result.assert_outcomes(passed=1)
    ((nodeid, path),) = kept_files(result)
    assert nodeid == "test_kept_files_are_there_after_the_run.py::test_kept"
    command = [sys.executable, "-m", "swfstore", "list", "--db", str(path)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=TOP)
    assert "order-42" in listed.stdout
    assert not path.with_name(path.name + "-wal").exists()


def test_a_failed_test_shows_the_open_executions(pytester, run_pytest):
    """Their histories stand in the report, one event per line; closed executions do not."""
    pytester.makepyfile(
        """
        import pytest
        from starts import start

        def test_fails(swf):
            start(swf)
            swf.signal_workflow_execution(domain="orders", workflowId="order-42", signalName="approved", input="by Ann")
            assert False

        def test_fails_with_nothing_open(swf):
            assert False

        @pytest.fixture
        def failing(swf):
            start(swf)
            raise RuntimeError

        def test_fails_before_it_begins(failing):
            pass
        """
    )
    result = run_pytest("-n", "1")
    result.assert_outcomes(failed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*swfstore: open executions*",
            "orders/order-42 is open, run 22*",
            "    1  2030-01-01T00:00:00.000Z  WorkflowExecutionStarted *input='two books'* workflowType=Order/1*",
            "    2  2030-01-01T00:00:00.000Z  DecisionTaskScheduled *",
            "    3  2030-01-01T00:00:00.000Z  WorkflowExecutionSignaled input='by Ann' signalName=approved*",
        ]
    )
    assert "none" in result.outlines
    assert len([line for line in result.outlines if line.startswith("orders/order-42 is open")]) == 2


def test_verify_fails_the_teardown_of_a_test(pytester, run_pytest):
    """Where a history does not equal the state beside it, the test has an error that says both."""
    pytester.makepyfile(BREAKS)
    result = run_pytest()
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(
        2
        * [
            "swfstore verify: 1 execution with 2 events: 1 difference*",
            "order-42 22*: latest_execution_context*",
            "orders/order-42 is open, run 22*",
            "    1  2030-01-01T00:00:00.000Z  WorkflowExecutionStarted *",
        ]
    )


def test_a_database_that_cannot_be_read_does_not_hide_the_failure(pytester, run_pytest):
    """The report says so in the place of the histories, and pytest goes on."""
    pytester.makepyfile(
        """
        import sqlite3, pytest

        def test_fails(swf_store, tmp_path):
            with sqlite3.connect(tmp_path / "workflows.db") as connection:
                connection.execute("DROP TABLE execution_tags")
                connection.execute("DROP TABLE executions")
            connection.close()
            assert False, "my own failure"

        def test_next():
            pass
        """
    )
    result = run_pytest()
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*my own failure*", "they cannot be read: *"])


def test_importing_the_plugin_imports_nothing_else():
    """A run of pytest that uses no fixture pays for the plugin's own module only."""
    program = "before = set(sys.modules); import swfstore.testing.plugin; print(*set(sys.modules) - before)"
    command = [sys.executable, "-c", f"import sys, pytest; {program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=TOP)
    assert set(done.stdout.split()) == {"swfstore", "swfstore.testing", "swfstore.testing.plugin"}


def test_the_package_announces_the_plugin(pytester, monkeypatch):
    """The entry point of pyproject.toml is found by pytest, once, also where somebody names the plugin too."""
    with (TOP / "pyproject.toml").open("rb") as file:
        points = tomllib.load(file)["project"]["entry-points"]["pytest11"]
    info = pytester.mkdir("site") / "swfstore_announced-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: swfstore-announced\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[pytest11]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()))
    monkeypatch.setenv("PYTHONPATH", f"{TOP}:{info.parent}")
    pytester.makepyfile("def test_it(swf_store): pass")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
    pytester.makeconftest("pytest_plugins = ['swfstore.testing.plugin']")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
