"""A crew of threads that use one store all at once, and report what they were told.

Run as a process of its own: `python -m tests.stress.crew URL SEED THREADS STEPS DURABILITY`; the report is a line of
JSON. What the crew was told is what must be in the histories; any fault that it does not expect ends it.
"""

import json
import sys
import threading
from collections.abc import Callable
from random import Random
from typing import Any

import swfstore
from tests.support.stories import DOMAIN

WORKFLOWS = [f"w{number}" for number in range(6)]
UNKNOWN = "UnknownResourceFault"
ALREADY = "WorkflowExecutionAlreadyStartedFault"
LAMBDAS: dict[str, Callable[[str], str]] = {"echo": lambda payload: payload}


class Hand(threading.Thread):
    """One of the crew: starts, signals, decides, works, terminates and pumps, in an order that its seed gives."""

    def __init__(self, store: Any, seed: int, steps: int, begin: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.random = Random(seed)
        self.store, self.swf = store, store.client()
        self.seed, self.steps, self.begin = seed, steps, begin
        self.told: dict[str, list[Any]] = {"signals": [], "started": [], "decided": [], "worked": []}
        self.failed: BaseException | None = None

    def run(self) -> None:
        """Take the steps; remember what went wrong."""
        acts = (self.start_one, self.signal, self.decide, self.decide, self.work, self.work, self.stop, self.pump)
        weights = (4, 8, 6, 6, 6, 6, 0.5, 1)
        self.begin.wait()
        try:
            for number in range(self.steps):
                self.random.choices(acts, weights)[0](number)
        except BaseException as failure:  # noqa: BLE001  # the main thread raises it again
            self.failed = failure

    def tell(self, kind: str, fact: Any) -> None:
        """Remember an answer."""
        self.told[kind].append(fact)

    def call(self, operation: str, *faults: str, **members: Any) -> Any:
        """The response; None where the call was refused with one of these faults."""
        try:
            return getattr(self.swf, operation)(**members) or {}
        except self.swf.exceptions.ClientError as fault:
            if fault.code not in faults:
                raise
            return None

    def start_one(self, _number: int) -> None:
        """Start an execution where none is open."""
        members = {"workflowId": self.random.choice(WORKFLOWS), "workflowType": {"name": "Order", "version": "1"}}
        run = self.call("start_workflow_execution", ALREADY, domain=DOMAIN, **members)
        if run is not None:
            self.tell("started", [members["workflowId"], run["runId"]])

    def signal(self, number: int) -> None:
        """Signal whoever is open."""
        text = f"{self.seed}-{number}"
        members = {"workflowId": self.random.choice(WORKFLOWS), "signalName": "s", "input": text}
        if self.call("signal_workflow_execution", UNKNOWN, domain=DOMAIN, **members) is not None:
            self.tell("signals", text)

    def stop(self, _number: int) -> None:
        """Terminate whoever is open, or ask it to cancel itself."""
        how = self.random.choice(["terminate", "request_cancel"])
        workflow_id = self.random.choice(WORKFLOWS)
        self.call(f"{how}_workflow_execution", UNKNOWN, domain=DOMAIN, workflowId=workflow_id)

    def pump(self, _number: int) -> None:
        """Do what is due."""
        self.store.pump()

    def decide(self, _number: int) -> None:
        """Take a decision task and answer it."""
        task = self.swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}, maximumPageSize=1000)
        if "taskToken" not in task:
            return
        done = self.call(
            "respond_decision_task_completed", UNKNOWN, taskToken=task["taskToken"], decisions=self.decisions()
        )
        if done is not None:
            self.tell("decided", [task["workflowExecution"]["runId"], task["startedEventId"]])

    def decisions(self) -> list[dict[str, Any]]:
        """Some work, messages to others, and sometimes an end."""
        other = self.random.choice(WORKFLOWS)
        number = str(self.random.randrange(10**9))
        order = {"name": "Order", "version": "1"}
        offers: list[tuple[str, dict[str, Any]]] = [
            ("ScheduleActivityTask", {"activityId": number, "activityType": {"name": "Charge", "version": "1"}}),
            ("SignalExternalWorkflowExecution", {"workflowId": other, "signalName": "x"}),
            ("RequestCancelExternalWorkflowExecution", {"workflowId": other}),
            ("StartChildWorkflowExecution", {"workflowId": other, "workflowType": order}),
            ("StartTimer", {"timerId": number, "startToFireTimeout": self.random.choice(["0", "1"])}),
            ("ScheduleLambdaFunction", {"id": number, "name": "echo"}),
        ]
        chosen = [offers[0], *self.random.sample(offers[1:], self.random.choice([0, 1, 2]))]
        if self.random.random() < 0.1:
            chosen.append((self.random.choice(["CompleteWorkflowExecution", "ContinueAsNewWorkflowExecution"]), {}))
        return [
            {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}
            for kind, attributes in chosen
        ]

    def work(self, _number: int) -> None:
        """Take an activity task, say that it is being worked on, and answer it."""
        task = self.swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
        if "taskToken" not in task:
            return
        self.call("record_activity_task_heartbeat", UNKNOWN, taskToken=task["taskToken"], details="d")
        if self.call("respond_activity_task_completed", UNKNOWN, taskToken=task["taskToken"]) is not None:
            self.tell("worked", [task["workflowExecution"]["runId"], task["startedEventId"]])


def open_for_stress(url: str, durability: str = "normal") -> Any:
    """A store on the system's clock whose polls do not wait."""
    return swfstore.open(url, durability=durability, lambdas=LAMBDAS, long_poll_seconds=0)


def work_together(stores: list[Any], seed: int, hands: int, steps: int) -> dict[str, list[Any]]:
    """Let so many hands work on each of the stores, all at once; what they were told, together."""
    begin = threading.Barrier(hands * len(stores))
    crew = [Hand(store, seed + number, steps, begin) for number, store in enumerate(stores * hands)]
    for hand in crew:
        hand.start()
    for hand in crew:
        hand.join(120)
        assert not hand.is_alive(), "somebody waits for ever"
        if hand.failed is not None:
            raise hand.failed
    return {name: [fact for hand in crew for fact in hand.told[name]] for name in crew[0].told}


def main() -> None:
    """One process with one store."""
    url, seed, hands, steps, durability = sys.argv[1:]
    with open_for_stress(url, durability) as store:
        told = work_together([store], int(seed), int(hands), int(steps))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
