"""The fan-out and its retries: both deciders together, the parent alone with mocked children, and against a server."""

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from fan_out.deciders import AT_ONCE, import_file, import_files
from fan_out.workflow import DOMAIN, IMPORT, LOAD, register
from swfstore.testing import Failed, later, run

HERE = Path(__file__).parent
DECIDERS = {("Import", "1"): import_files, ("ImportFile", "1"): import_file}
LOADING = (LOAD["name"], LOAD["version"])


def start(swf, *files):
    """Register, and start an import of these files."""
    register(swf)
    swf.start_workflow_execution(domain=DOMAIN, workflowId="import", workflowType=IMPORT, input=json.dumps(files))


@pytest.fixture
def drive(swf_store, swf):
    """Start an import of some files and drive it, with a function that loads a file."""

    def driven(load, *files):
        start(swf, *files)
        return run(swf_store, DOMAIN, deciders=DECIDERS, activities={LOADING: load})

    return driven


def test_all_files_are_imported(drive):
    """One child for each; the rows are added up by file."""
    outcome = drive(lambda task: str(len(task.input)), "a", "bb", "ccc", "dddd")
    assert json.loads(outcome["import"].result) == {"a": 1, "bb": 2, "ccc": 3, "dddd": 4}
    assert [of.status for of in outcome] == ["COMPLETED"] * 5


def test_no_more_than_three_are_open(drive, swf):
    """Each file takes a minute; ten files take four."""
    counts = []

    def load(task):
        found = swf.list_open_workflow_executions(
            domain=DOMAIN,
            startTimeFilter={"oldestDate": 0},
            typeFilter={"name": "ImportFile"},
        )
        counts.append(len(found["executionInfos"]))
        return later("1", seconds=50)

    outcome = drive(load, *"abcdefghij")
    assert outcome.all_closed
    assert max(counts) == AT_ONCE
    history = outcome["import"].history
    assert history[-1]["eventTimestamp"] - history[0]["eventTimestamp"] == timedelta(seconds=4 * 50)


def test_a_file_that_fails_is_tried_again_after_growing_pauses(drive):
    """After one, two and four minutes; the others do not wait for it."""
    attempts = Counter()

    def load(task):
        attempts[task.input] += 1
        if task.input == "b" and attempts["b"] < 4:
            raise Failed("BROKEN")
        return "1"

    outcome = drive(load, *"abcde")
    assert json.loads(outcome["import"].result) == dict.fromkeys("abcde", 1)
    assert attempts == {"a": 1, "b": 4, "c": 1, "d": 1, "e": 1}
    fired = [event["eventTimestamp"] for event in outcome["import"].history if event["eventType"] == "TimerFired"]
    started = outcome["import"].history[0]["eventTimestamp"]
    assert [moment - started for moment in fired] == [timedelta(minutes=n) for n in (1, 3, 7)]


def test_an_import_is_given_up_after_four_attempts(drive):
    """And says which file it was."""

    def load(task):
        raise Failed("BROKEN")

    outcome = drive(load, "a")
    assert (outcome["import"].reason, outcome["import"].details) == ("NOT_IMPORTED", "a")
    assert [of.status for of in outcome] == ["FAILED"] * 5


def test_the_parent_alone(swf_store, swf):
    """Children are mocked by a file; nothing of ImportFile is run."""
    start(swf, "a", "b")
    outcome = run(swf_store, DOMAIN, deciders={("Import", "1"): import_files}, mocks=HERE / "children.toml")
    assert json.loads(outcome["import"].result) == {"a": 10, "b": 10}
    assert Counter(of.status for of in outcome) == {"COMPLETED": 3, "FAILED": 2}


def test_a_child_whose_worker_is_not_there(swf_store, swf):
    """The outcome says what is missing."""
    start(swf, "a")
    outcome = run(swf_store, DOMAIN, deciders=DECIDERS)
    assert outcome.why[0].startswith("activity task 'load' of file-a-1 (LoadFile 1) has no worker")


@pytest.mark.swf_server("--clock", "auto", "--mocks", str(HERE / "children.toml"))
def test_the_program_as_it_is_against_a_server(swf_server):
    """The decider is a process of its own; the server's time skips the hours while it waits."""
    pytest.importorskip("uvicorn", reason="the server is an extra")
    swf = swf_server.client()
    with swf_server.clock.paused():
        start(swf, "a", "b")
    program = [sys.executable, "-c", "from fan_out.deciders import main; main()"]
    environment = {**swf_server.environment, "PYTHONPATH": str(HERE.parent)}
    with subprocess.Popen(program, env=environment) as decider:
        try:
            closed = wait_for_close(swf)
        finally:
            decider.kill()
    assert closed["closeStatus"] == "COMPLETED"
    assert closed["closeTimestamp"] - closed["startTimestamp"] == timedelta(hours=1, minutes=1)


def wait_for_close(swf):
    """The import, once it is closed; a poll of a list of nobody's waits a second of the server's."""
    window = {"oldestDate": 0}
    for _ in range(60):
        found = swf.list_closed_workflow_executions(
            domain=DOMAIN, startTimeFilter=window, executionFilter={"workflowId": "import"}
        )
        if found["executionInfos"]:
            return found["executionInfos"][0]
        swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "nobody"})
    raise AssertionError("the import did not close in a minute")
