"""A store: one database, opened, with its engine and its time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from swfstore.auth.callers import Caller
from swfstore.auth.callers import permits as permits_of
from swfstore.auth.documents import Document
from swfstore.auth.policies import Policies
from swfstore.client.client import Client
from swfstore.clock import Clock, SystemClock, VirtualClock
from swfstore.config import DURABILITY, LONG_POLL_SECONDS, VERSION
from swfstore.core.limits import DOCUMENTED, Limits
from swfstore.engine.call import ACCOUNT, REGION, USER, Call, Permits
from swfstore.engine.engine import Engine
from swfstore.engine.lambdas import Invoker, TaskInvoker, invoker_of
from swfstore.engine.throttle import Throttle
from swfstore.engine.verify import Report, verify
from swfstore.errors import AccessDeniedException, Fault, OperationNotPermittedFault, SwfstoreError
from swfstore.ids import Ids, RandomIds, Tokens
from swfstore.store.database import Database
from swfstore.store.migrate import prepare, signing_key

if TYPE_CHECKING:
    from swfstore.engine.faults.faults import Faults

_C = TypeVar("_C", bound=Clock)

DENIED: Mapping[str, type[Fault]] = {
    fault.__name__: fault for fault in (OperationNotPermittedFault, AccessDeniedException)
}
"""The faults that a refused call can answer: the one of the API reference, and the one seen on the real service."""


class Store(Generic[_C]):
    """An open database of workflows. Close it, or use it as a context manager."""

    def __init__(self, engine: Engine, clock: _C) -> None:
        self.engine = engine
        self.clock = clock

    def client(
        self,
        *,
        account: str = ACCOUNT,
        region: str = REGION,
        user: str = USER,
        policies: Policies | Iterable[Document] | Document | None = None,
        permits: Permits | None = None,
        denied: str = "OperationNotPermittedFault",
    ) -> Client:
        """A client with the methods of boto3's, for one user of one account: it sees the domains of that account only.

        `policies` are the IAM policies of the user, dicts or JSON; none in the list allow nothing, and without a list
        everything is allowed. `permits` is a function of one's own that is asked as well; see
        `swfstore.engine.call.Permits`. `denied` names the fault of a refused call; it may be AccessDeniedException.
        Raises SwfstoreError for what is not a policy, or not one of these two faults.
        """
        if denied not in DENIED:
            raise SwfstoreError(f"denied is {denied!r}, it can be {' or '.join(DENIED)}")
        asked = [] if permits is None else [permits]
        if policies is not None:
            loaded = policies if isinstance(policies, Policies) else Policies.load(policies)
            asked.append(permits_of(loaded, Caller(account, region, user), self.clock.now))
        return Client(Call(self.engine, account, region, all_of(asked), user, DENIED[denied]))

    @property
    def faults(self) -> "Faults":
        """What goes wrong in this store on purpose: nothing, until plans of `swfstore.testing.faults` are added."""
        if self.engine.faults is None:
            from swfstore.engine.faults.faults import Faults

            self.engine.faults = Faults(self.engine)
        return self.engine.faults

    def pump(self) -> int:
        """Deliver messages and expire deadlines until nothing is due; how many commands that took."""
        return self.engine.pump.pump()

    def purge(self) -> int:
        """Delete the closed executions whose domain's retention period is over; how many those were."""
        return self.engine.pump.purge()

    def verify(self) -> Report:
        """Prove that every history equals the state beside it, and that no row is without its owner."""
        return verify(self.engine.database)

    def snapshot(self, path: str | Path) -> None:
        """Write what the store holds now to a new SQLite file, also while others write.

        It can be opened as any other, and needs nothing beside it. A store in PostgreSQL becomes a SQLite file, too.
        Raises SwfstoreError where the file is there already or cannot be written.
        """
        from swfstore.store.snapshots import snapshot

        snapshot(self.engine.database, Path(path), VERSION)

    def fork(
        self,
        execution: Mapping[str, str] | str,
        at_event_id: int,
        *,
        domain: str | None = None,
        account: str = ACCOUNT,
        where: str | Path = ":memory:",
        clock: Clock | None = None,
        **options: Any,
    ) -> "Store[Any]":
        """A new store in which the run stands as it stood after that event, ready to go on; this one stays as it is.

        `execution` has a workflowId and a runId, or is the workflowId of the latest run. `domain` may be left out where
        there is only one. The new store is at `where`, in memory by default; its clock, if none is given, is a
        VirtualClock that begins at the instant of the event; `options` are those of `open`. What becomes of children
        and of what was on its way is said in `swfstore.histories.forking`. Raises UnknownResourceFault for the run,
        SwfstoreError for an event that it does not have, and for a database that is not empty.
        """
        from swfstore.histories.exporting import one_domain, run_named
        from swfstore.histories.forking import cut, grow

        named = one_domain(self, account) if domain is None else domain
        if isinstance(execution, str):
            execution = run_named(self, named, execution, account=account)
        taken = cut(self.engine, account, named, execution, at_event_id)
        forked: Store[Any] = open(where, clock=clock or VirtualClock(taken.at), **options)
        try:
            grow(forked.engine, taken)
        except BaseException:  # whatever it was, the caller gets it, and no connection stays behind
            forked.close()
            raise
        return forked

    def close(self) -> None:
        """Release the database. A SQLite file is whole then, without a -wal file beside it."""
        self.engine.database.close()

    def __enter__(self) -> "Store[_C]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def all_of(asked: Sequence[Permits]) -> Permits | None:
    """What all of these permit; None, which permits everything, where there are none."""
    if len(asked) < 2:
        return asked[0] if asked else None
    return lambda action, resource, keys: all(permits(action, resource, keys) for permits in asked)


def database_url(where: str | Path) -> str:
    """The SQLAlchemy URL of a path, of `:memory:`, or of what is a URL already."""
    text = str(where)
    if "://" in text:
        return text
    return "sqlite://" if text == ":memory:" else f"sqlite:///{text}"


@overload
def open(  # noqa: A001  # swfstore.open is what it is called
    where: str | Path,
    *,
    clock: None = None,
    durability: str = ...,
    limits: Limits = ...,
    throttle: bool | Throttle = ...,
    migrate: bool = ...,
    read_only: bool = ...,
    ids: Ids | None = ...,
    lambdas: Invoker | TaskInvoker | Mapping[str, Callable[[str], str]] | None = ...,
    lambda_regions: Collection[str] | None = ...,
    long_poll_seconds: float = ...,
) -> Store[SystemClock]: ...


@overload
def open(  # noqa: A001  # swfstore.open is what it is called
    where: str | Path,
    *,
    clock: _C,
    durability: str = ...,
    limits: Limits = ...,
    throttle: bool | Throttle = ...,
    migrate: bool = ...,
    read_only: bool = ...,
    ids: Ids | None = ...,
    lambdas: Invoker | TaskInvoker | Mapping[str, Callable[[str], str]] | None = ...,
    lambda_regions: Collection[str] | None = ...,
    long_poll_seconds: float = ...,
) -> Store[_C]: ...


def open(  # noqa: A001  # swfstore.open is what it is called
    where: str | Path,
    *,
    clock: Clock | None = None,
    durability: str = DURABILITY,
    limits: Limits = DOCUMENTED,
    throttle: bool | Throttle = False,
    migrate: bool = True,
    read_only: bool = False,
    ids: Ids | None = None,
    lambdas: Invoker | TaskInvoker | Mapping[str, Callable[[str], str]] | None = None,
    lambda_regions: Collection[str] | None = None,
    long_poll_seconds: float = LONG_POLL_SECONDS,
) -> Store[Any]:
    """Open the store at a path, at `:memory:`, or at a URL of SQLite or PostgreSQL; a new one is created.

    `clock` is the time of its own that the store lives in: a SystemClock, or a VirtualClock for tests. `durability` is
    `full`, `normal` or `off`. `limits` are the quotas; `throttle` switches the documented request rates on. With
    `migrate=False` a database of an older version is refused instead of upgraded. With `read_only` nothing is written,
    what is due does not happen, and operations that would write raise OperationNotPermittedFault. `ids` makes run ids.
    `lambdas` maps the names of Lambda functions to Python functions of their input, or is an Invoker; `lambda_regions`
    are the regions in which there is Lambda, all of them by default. `long_poll_seconds` is how long a poll waits for a
    task. Raises SwfstoreError for what is not a database of swfstore.
    """
    makes_ids = RandomIds() if ids is None else ids
    database, tokens = _open_database(where, durability, migrate, makes_ids, read_only)
    running = SystemClock() if clock is None else clock
    throttles = Throttle() if throttle is True else throttle or None
    invoker = invoker_of(lambdas)
    engine = Engine(database, running, makes_ids, tokens, limits, throttles, invoker, long_poll_seconds, lambda_regions)
    return Store(engine, running)


def _open_database(
    where: str | Path, durability: str, migrate: bool, ids: Ids, read_only: bool
) -> tuple[Database, Tokens]:
    database = Database(database_url(where), durability, read_only)
    try:
        if read_only:
            from swfstore.store.read_only import prepare_reading

            return database, Tokens(prepare_reading(database, VERSION, ids))
        prepare(database, migrate=migrate, version=VERSION, ids=ids)
        return database, Tokens(signing_key(database, ids))
    except BaseException:  # whatever it was, the caller gets it, and no connection stays behind
        database.close()
        raise
