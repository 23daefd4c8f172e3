"""`swfstore demo`: the main job, on real processes."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]


def _demo(path):
    command = [sys.executable, "-m", "swfstore", "demo", "--db", str(path)]
    return subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.stress
def test_the_demo_runs_and_may_run_again(tmp_path):
    """The order is completed by a second process after the first was killed; the words are the same in every run."""
    path = tmp_path / "orders.db"
    said = _demo(path)
    assert "kill -9" in said
    assert "history equals state" in said
    with closing(sqlite3.connect(path)) as connection:
        types = [row[0] for row in connection.execute("SELECT event_type FROM history ORDER BY event_id")]
        assert connection.execute("SELECT close_status FROM closed_executions").fetchall() == [("COMPLETED",)]
    assert [line.split()[2] for line in said.splitlines() if re.match(r"\d+ +\d{4}-", line)] == types
    assert len(types) == 23
    assert types[11] == "WorkflowExecutionSignaled"

    def shape(text):
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
        return re.sub(r"\d executions? with \d+ events", "EVENTS", text)

    assert shape(_demo(path)) == shape(said)


@pytest.mark.stress
@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 shell")  # an optional tool
def test_the_query_that_the_demo_names_works(tmp_path):
    """It is copied from the output and run."""
    said = _demo(tmp_path / "orders.db")
    query = next(line.strip() for line in said.splitlines() if line.strip().startswith("sqlite3 "))
    done = subprocess.run(query, shell=True, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 23
