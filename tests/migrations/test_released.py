"""A database file of every released schema is kept, and this version still opens it and goes on with it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import swfstore
from swfstore.store import check, lineage
from swfstore.store.database import Database
from tests.migrations.released import FOLDER, decide
from tests.support.history import assert_history, events_of
from tests.support.stories import DOMAIN

DONE = """
    WorkflowExecutionStarted input='two books' tagList='["books"]'
    DecisionTaskScheduled
    DecisionTaskStarted
    DecisionTaskCompleted
    WorkflowExecutionCompleted result=sent
"""

FILES = sorted(FOLDER.glob("*.db"))


@pytest.fixture(params=FILES, ids=[path.stem for path in FILES])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a kept file, to be opened."""
    return Path(shutil.copy(request.param, tmp_path / "x.db"))


def test_every_revision_has_its_file():
    """Before a revision is released: python -m tests.migrations.released."""
    assert [path.stem for path in FILES] == lineage.revisions()


def test_a_kept_file_opens(kept):
    """It is upgraded if need be, has exactly the newest schema then, and every history equals the state."""
    with swfstore.open(kept) as store:
        report = store.verify()
    assert (report.differences, report.executions, report.events) == ([], 3, 22)
    database = Database(f"sqlite:///{kept}")
    assert check.check(database) == []
    database.close()


def test_the_story_of_a_kept_file_goes_on(kept):
    """What was open in the file is taken up where it was left."""
    with swfstore.open(kept, clock=swfstore.VirtualClock(1_893_456_010_000)) as store:
        swf: Any = store.client()
        decide(swf, [("RecordMarker", {"markerName": "the child's"})])
        decide(swf, [("CancelTimer", {"timerId": "remind"})])
        assert_history(swf, "done", DONE)
        types = [event["eventType"] for event in events_of(swf, DOMAIN, "open")]
        assert types[-3:] == ["DecisionTaskStarted", "DecisionTaskCompleted", "TimerCanceled"]
        assert store.verify().ok
