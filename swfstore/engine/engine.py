"""The one write path: every change of an execution is a command that goes through `perform` or `deliver_one` here.

A write transaction locks the header of one execution, loads what the command needs, performs it and saves it, all or
nothing. What follows from a commit - messages for other executions, deadlines, pollers that can be woken - is looked
after once it is durable.
"""

import logging
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from swfstore.clock import Clock
from swfstore.core.command import Command
from swfstore.core.facts import Facts
from swfstore.core.limits import DOCUMENTED, Limits
from swfstore.engine.lambdas import Invoker, PythonFunctions, TaskInvoker
from swfstore.engine.moves import Moved, move
from swfstore.engine.pump import Pump
from swfstore.engine.throttle import Throttle
from swfstore.engine.waiting import Waiting
from swfstore.errors import InternalFailure, UnknownResourceFault
from swfstore.ids import Ids, Tokens
from swfstore.store import executions
from swfstore.store.database import Database, Transaction
from swfstore.store.executions import Located, located
from swfstore.store.registry import Domains
from swfstore.store.statements import Value

if TYPE_CHECKING:
    from swfstore.engine.faults.faults import Faults

logger = logging.getLogger("swfstore")

_T = TypeVar("_T")

FactsFor = Callable[[Transaction, Located], Facts]
"""What a command has to know besides its execution, looked up in its transaction."""


class Engine:
    """One open store: its database, its time, its settings, and what it knows of what is due."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        tokens: Tokens,
        limits: Limits = DOCUMENTED,
        throttle: Throttle | None = None,
        invoker: Invoker | TaskInvoker | None = None,
        long_poll_seconds: float = 60,
        lambda_regions: Collection[str] | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.ids = ids
        self.tokens = tokens
        self.limits = limits
        self.throttle = throttle
        self.long_poll_seconds = long_poll_seconds
        self.lambda_regions = lambda_regions
        self.faults: Faults | None = None
        """What goes wrong on purpose, where somebody wants that."""
        self.domains = Domains()
        self.facts = Facts(limits=limits)
        self.waiting = Waiting()
        self.on_ready: list[Callable[[str, int, str], None]] = []
        """Who is told of a task that can be polled: its kind, the row id of its domain, its task list."""
        self.on_passed_over: Callable[[str, int, str], None] | None = None
        """Who is told, before the end of the transaction, that a poll leaves a task because others work on it now."""
        self.pumps_on_read = True
        """Whether a read does what is due before it looks; a server's writer does that all the time."""
        self.pump = Pump(self, invoker or PythonFunctions({}))
        self.look_after: Callable[[Moved], None] = self.pump.look_after
        """Is told of each move that was written; who lets calls share a commit puts it off until that is done."""
        if not database.read_only:
            clock.attach(self.pump)

    def read(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` on a consistent view in which everything that is due has happened."""
        if self.pumps_on_read:
            self.pump.if_due()
        return self.database.read(work)

    def write(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` that changes what is not an execution: domains, types, tags."""
        self.pump.if_due()
        return self.database.write(work)

    def perform(
        self, find: Callable[[Transaction], Located], command: Command, facts_for: FactsFor | None = None
    ) -> Moved:
        """Perform a request's command on the execution that `find` locks.

        Raises UnknownResourceFault where it is closed, and what the rules raise; then nothing has changed.
        """
        self.pump.if_due()

        def work(tx: Transaction) -> Moved:
            found = find(tx)
            header = found.state.header
            if header.closed_at is not None:
                raise unknown_execution(header.workflow_id, header.run_id)
            facts = self.facts if facts_for is None else facts_for(tx, found)
            return move(tx, found, command, self.clock.now(), facts)

        return self.settle(self.database.write(work))

    def settle(self, moved: Moved) -> Moved:
        """Look after what follows from a move that was written."""
        self.look_after(moved)
        if moved.step.messages or moved.step.state.has_added("lambda_tasks") or self.pump.can_help(moved):
            self.follow_up()
        return moved

    def follow_up(self) -> None:
        """Deliver what a commit has sent; the call that sent it is done, whatever becomes of this."""
        try:
            self.pump.pump()
        except InternalFailure as failure:
            # The messages are in the database; the next call, or the pump's thread, tries again and reports.
            self.pump.expect(0)
            logger.warning("messages are not delivered yet: %s", failure.message)

    def open_run(
        self, account: str, domain: str, workflow_id: str, run_id: str | None
    ) -> Callable[[Transaction], Located]:
        """A function that locks the open run of the workflow id, or that very run; may raise UnknownResourceFault."""

        def find(tx: Transaction) -> Located:
            values: dict[str, Value] = {"domain_id": self.domains.id(tx, account, domain), "workflow_id": workflow_id}
            if run_id:
                row = tx.one(executions.LOCK_RUN, {**values, "run_id": run_id})
            else:
                row = tx.one(executions.LOCK_OPEN, values)
            if row is None:
                raise unknown_execution(workflow_id, run_id)
            return located(row)

        return find


def unknown_execution(workflow_id: str, run_id: str | None) -> UnknownResourceFault:
    """The fault for an execution that is not there or not open, in the service's words."""
    if run_id:
        return UnknownResourceFault(f"Unknown execution: WorkflowExecution=[workflowId={workflow_id}, runId={run_id}]")
    return UnknownResourceFault(f"Unknown execution, workflowId = {workflow_id}")
