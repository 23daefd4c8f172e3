"""What the benchmarks copy by SQL is what swfstore would have written."""

from benchmarks.activities import stock, worker
from benchmarks.crowds import copies, lengthen
from benchmarks.places import DOMAIN, start, store
from benchmarks.signals import open_activities, signaller


def test_a_crowd_is_consistent():
    """Copies of a run, with its tasks, tags and history, pass `verify`, and the runs go on."""
    with store("off") as opened:
        swf = opened.client()
        start(swf, "crowd", taskList={"name": "elsewhere"}, tagList=["a", "b"])
        start(swf, "order")
        open_activities(opened, 5)
        copies(opened, "crowd", 20)
        copies(opened, "order", 10)
        stock(opened, 100)
        worker(opened)()
        count = swf.count_open_workflow_executions(
            domain=DOMAIN, startTimeFilter={"oldestDate": 0}, tagFilter={"tag": "b"}
        )
        assert count["count"] == 21
        report = opened.verify()
        assert report.ok, report.differences


def test_a_long_history_is_consistent():
    """A history that was lengthened passes `verify`, has no gap, and goes on."""
    with store("off") as opened:
        swf = opened.client()
        run = start(swf, "order")
        signaller(opened, "order")()
        lengthen(opened, "order", 500)
        signaller(opened, "order")()
        execution = {"workflowId": "order", "runId": run}
        events = swf.get_workflow_execution_history(domain=DOMAIN, execution=execution)["events"]
        assert [event["eventId"] for event in events] == list(range(1, 502))
        report = opened.verify()
        assert report.ok, report.differences
