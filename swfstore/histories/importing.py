"""Histories into a store: checked event by event, written as they are, and open runs go on from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from swfstore.core.evolve import rebuild
from swfstore.core.state import State
from swfstore.engine.call import ACCOUNT
from swfstore.engine.engine import Engine
from swfstore.errors import SwfstoreError
from swfstore.histories.checking import Recorded, check
from swfstore.histories.model import HasEngine, History
from swfstore.histories.reading import histories_in, read
from swfstore.histories.registering import domain_for, types_for
from swfstore.histories.resuming import messages_of
from swfstore.store import executions, mailbox, retention
from swfstore.store.database import Transaction
from swfstore.store.restoring import restore
from swfstore.store.statements import Value

Source: TypeAlias = History | str | Path | Mapping[str, Any] | Sequence[Any]
"""Histories: a file, or what came from JSON or boto3."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A run that was imported."""

    domain: str
    workflow_id: str
    run_id: str
    events: int
    is_open: bool


def histories_from(source: Source) -> list[History]:
    """The histories of a source; raises SwfstoreError where there are none."""
    return read(source) if isinstance(source, str | Path) else histories_in(source)


def import_history(
    store: HasEngine,
    source: Source,
    *,
    domain: str | None = None,
    workflow_id: str | None = None,
    run_id: str | None = None,
    account: str = ACCOUNT,
    register: bool = True,
    at: int | None = None,
) -> list[Imported]:
    """Write the histories into the store, all or none: event ids, timestamps and run ids stay as they are.

    What the histories do not say of themselves can be said here: `domain`; `workflow_id` and `run_id` of a single one,
    by default the file's name and a new id; `at`, the instant (milliseconds, UTC) of events without a timestamp. With
    `register` the domain and types that are missing are registered, with defaults as the events have them; otherwise
    they have to be there. Raises ImpossibleHistory for the first event that SWF could not have written, and
    SwfstoreError where a run is there already.

    An open run goes on: what was due in the meantime happens at the next call, so let a virtual clock begin where the
    history ends. What was on its way to other executions is sent again; a child that has started elsewhere stays open
    until its own history is imported and closes.
    """
    histories = histories_from(source)
    if len(histories) > 1 and (workflow_id or run_id):
        raise SwfstoreError(f"there are {len(histories)} histories: a workflow id or run id can be said of one only")
    checked = [(history, check(history, at)) for history in histories]
    engine = store.engine
    ids = {"workflow_id": workflow_id, "run_id": run_id}

    def work(tx: Transaction) -> list[Imported]:
        return [_import(tx, engine, account, register, _named(history, domain, ids), new) for history, new in checked]

    try:
        return engine.database.write(work)
    finally:
        engine.pump.forget()


def _named(history: History, domain: str | None, ids: Mapping[str, str | None]) -> History:
    named = domain or history.domain
    if named is None:
        raise SwfstoreError(f"{history.name}: it does not say of which domain it is: name one")
    workflow_id = ids["workflow_id"] or history.workflow_id or history.name
    return replace(history, domain=named, workflow_id=workflow_id, run_id=ids["run_id"] or history.run_id)


def _import(
    tx: Transaction, engine: Engine, account: str, register: bool, history: History, recorded: list[Recorded]
) -> Imported:
    domain, workflow_id = history.domain or "", history.workflow_id or ""
    run_id = history.run_id or engine.ids.run_id()
    domain_id = domain_for(tx, engine, account, domain, register)
    types_for(tx, engine, domain_id, recorded, register, history.name)
    state = rebuild(workflow_id, run_id, recorded)
    _still_kept(tx, engine, domain_id, state, domain)
    if restore(tx, domain_id, state, recorded) is None:
        raise _taken(tx, domain_id, domain, state)
    if state.is_open:
        events = {event_id: event for event_id, _, event in recorded}
        mailbox.send(tx, domain_id, recorded[-1][1], messages_of(state, events))
    return Imported(domain, workflow_id, run_id, len(recorded), state.is_open)


def _still_kept(tx: Transaction, engine: Engine, domain_id: int, state: State, domain: str) -> None:
    closed_at = state.header.closed_at
    if closed_at is not None and closed_at + retention.keeps(tx, domain_id) <= engine.clock.now():
        raise SwfstoreError(
            f"{state.header.workflow_id} has closed longer ago than the domain {domain} keeps closed runs: it would be"
            " deleted at once; import it into a new domain, or with a clock of its own time"
        )


def _taken(tx: Transaction, domain_id: int, domain: str, state: State) -> SwfstoreError:
    header = state.header
    values: dict[str, Value] = {"domain_id": domain_id, "workflow_id": header.workflow_id}
    if tx.one(executions.FIND_RUN, {**values, "run_id": header.run_id}) is not None:
        return SwfstoreError(f"the run {header.workflow_id} {header.run_id} is in the domain {domain} already")
    return SwfstoreError(f"{header.workflow_id} has an open run in the domain {domain} already")
