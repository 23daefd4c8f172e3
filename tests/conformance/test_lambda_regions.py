"""A Lambda function can only be scheduled where there is Lambda."""

from pathlib import Path

import pytest

from tests.conftest import open_store
from tests.support.stories import DOMAIN, ORDER, register


@pytest.mark.covers("decision ScheduleLambdaFunction LAMBDA_SERVICE_NOT_AVAILABLE_IN_REGION", evidence="documented")
def test_a_region_without_lambda(tmp_path: Path) -> None:
    """A decider in a region without Lambda is told so by an event; one in another region gets its function."""
    with open_store(str(tmp_path / "regions.db"), lambda_regions={"eu-west-1"}) as store:
        register(store.client())
        for region, event_type in (
            ("us-east-1", "ScheduleLambdaFunctionFailed"),
            ("eu-west-1", "LambdaFunctionScheduled"),
        ):
            swf = store.client(region=region)
            deciders = {"name": region}
            run = swf.start_workflow_execution(
                domain=DOMAIN, workflowId=region, workflowType=dict(ORDER), taskList=deciders
            )
            task = swf.poll_for_decision_task(domain=DOMAIN, taskList=deciders)
            schedule = {"id": "l", "name": "resize"}
            decision = {"decisionType": "ScheduleLambdaFunction", "scheduleLambdaFunctionDecisionAttributes": schedule}
            swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[decision])
            events = swf.get_workflow_execution_history(
                domain=DOMAIN, execution={"workflowId": region, "runId": run["runId"]}, maximumPageSize=5
            )["events"]
            assert events[4]["eventType"] == event_type
            causes = [event.get("scheduleLambdaFunctionFailedEventAttributes", {}).get("cause") for event in events]
            assert ("LAMBDA_SERVICE_NOT_AVAILABLE_IN_REGION" in causes) == (region == "us-east-1")
            assert store.verify().ok
