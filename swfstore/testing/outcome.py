"""What became of the executions that `swfstore.testing.run` has driven."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from swfstore.client.client import Client
from swfstore.store.standing import RunRow

OPEN = "OPEN"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Its history is read when it is asked for, so keep the store open until then.

    `status` is OPEN or a close status of SWF: COMPLETED, FAILED, CANCELED, TERMINATED, CONTINUED_AS_NEW, TIMED_OUT.
    """

    workflow_id: str
    run_id: str
    workflow_type: tuple[str, str]
    status: str
    client: Client
    domain: str
    kept: list[dict[str, Any]] | None = None
    """Its events, where it was closed for so long that its domain has forgotten it."""

    @property
    def history(self) -> list[dict[str, Any]]:
        """Its events, as GetWorkflowExecutionHistory answers them."""
        if self.kept is not None:
            return self.kept
        pages = self.client.get_paginator("get_workflow_execution_history").paginate(**self._execution)
        events: list[dict[str, Any]] = pages.build_full_result()["events"]
        return events

    @property
    def event_types(self) -> list[str]:
        """The types of its events, in order."""
        return [event["eventType"] for event in self.history]

    @property
    def result(self) -> str | None:
        """What it has completed with."""
        return self._closing("result")

    @property
    def reason(self) -> str | None:
        """Why it has failed, or was terminated."""
        return self._closing("reason")

    @property
    def details(self) -> str | None:
        """The details of its failure, cancellation or termination."""
        return self._closing("details")

    @property
    def _execution(self) -> dict[str, Any]:
        return {"domain": self.domain, "execution": {"workflowId": self.workflow_id, "runId": self.run_id}}

    def _closing(self, member: str) -> str | None:
        if self.status == OPEN:
            return None
        if self.kept is not None:
            event = self.kept[-1]
        else:
            last = self.client.get_workflow_execution_history(**self._execution, reverseOrder=True, maximumPageSize=1)
            event = last["events"][0]
        kind = event["eventType"]
        found: str | None = event[f"{kind[0].lower()}{kind[1:]}EventAttributes"].get(member)
        return found


def run_of(row: RunRow, client: Client, domain: str) -> Run:
    """The run of a row."""
    of_type = (row.type_name, row.type_version)
    return Run(row.workflow_id, row.run_id, of_type, row.close_status or OPEN, client, domain)


class Outcome:
    """The runs that were open when it began or have begun since, oldest first; and why it ended.

    `why` are sentences: one that says that all is closed, or what each open execution waits for.
    """

    def __init__(self, runs: Sequence[Run], why: Sequence[str], steps: int) -> None:
        self.runs = list(runs)
        self.why = list(why)
        self.steps = steps

    @property
    def all_closed(self) -> bool:
        """Whether no execution is open any more."""
        return all(run.status != OPEN for run in self.runs)

    def __getitem__(self, workflow_id: str) -> Run:
        """The latest run of that workflow id; raises KeyError where there is none."""
        for run in reversed(self.runs):
            if run.workflow_id == workflow_id:
                return run
        raise KeyError(workflow_id)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def __str__(self) -> str:
        lines = [f"{run.workflow_id} {run.workflow_type[0]} {run.workflow_type[1]}: {run.status}" for run in self.runs]
        return "\n".join([*lines, *self.why])

    def __repr__(self) -> str:
        return f"<{len(self.runs)} executions, {self.steps} steps: {'; '.join(self.why)}>"
