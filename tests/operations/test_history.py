"""A history that is not whole is never served as if it were."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from swfstore.errors import InternalFailure
from tests.conftest import open_store
from tests.support.stories import DOMAIN, ORDER, register


@pytest.mark.parametrize("reverse", [False, True])
def test_a_missing_event(tmp_path: Path, reverse: bool) -> None:
    """Where somebody has deleted an event by hand, a page says so, and so does verify; pages beside it are served."""
    path = tmp_path / "workflows.db"
    with open_store(f"sqlite:///{path}") as store:
        swf: Any = store.client()
        register(swf)
        run = swf.start_workflow_execution(domain=DOMAIN, workflowId="order", workflowType=dict(ORDER))
        for signal in range(8):
            swf.signal_workflow_execution(domain=DOMAIN, workflowId="order", signalName=f"signal {signal}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER events_purge_only")
        connection.execute("DELETE FROM events WHERE event_id = 5")
    with open_store(f"sqlite:///{path}") as store:
        page: Callable[..., dict[str, Any]] = store.client().get_workflow_execution_history
        execution = {"workflowId": "order", "runId": run["runId"]}
        asked = {"domain": DOMAIN, "execution": execution, "reverseOrder": reverse}
        beside = page(**asked, maximumPageSize=4)
        assert [event["eventId"] for event in beside["events"]] == ([10, 9, 8, 7] if reverse else [1, 2, 3, 4])
        with pytest.raises(InternalFailure, match="events are missing"):
            page(**asked, maximumPageSize=4, nextPageToken=beside["nextPageToken"])
        with pytest.raises(InternalFailure, match="events are missing"):
            page(**asked)
        assert "event 5 is missing, the next one is 6" in str(store.verify())
