"""A store: one database, opened, with its engine and its time."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar, overload

from swfstore.client.client import Client
from swfstore.clock import Clock, SystemClock
from swfstore.config import DURABILITY, LONG_POLL_SECONDS, VERSION
from swfstore.core.limits import DOCUMENTED, Limits
from swfstore.engine.call import ACCOUNT, REGION, Permits
from swfstore.engine.engine import Engine
from swfstore.engine.lambdas import Invoker, invoker_of
from swfstore.engine.throttle import Throttle
from swfstore.engine.verify import Report, verify
from swfstore.ids import Ids, RandomIds, Tokens
from swfstore.store.database import Database
from swfstore.store.migrate import prepare, signing_key

_C = TypeVar("_C", bound=Clock)


class Store(Generic[_C]):
    """An open database of workflows. Close it, or use it as a context manager."""

    def __init__(self, engine: Engine, clock: _C) -> None:
        self.engine = engine
        self.clock = clock

    def client(self, *, account: str = ACCOUNT, region: str = REGION, permits: Permits | None = None) -> Client:
        """A client with the methods of boto3's, for one account: it sees the domains of that account only.

        `permits` says what the caller may do; see `swfstore.engine.call.Permits`. Without it everything is allowed.
        """
        return Client(self.engine, account, region, permits)

    def pump(self) -> int:
        """Deliver messages and expire deadlines until nothing is due; how many commands that took."""
        return self.engine.pump.pump()

    def purge(self) -> int:
        """Delete the closed executions whose domain's retention period is over; how many those were."""
        return self.engine.pump.purge()

    def verify(self) -> Report:
        """Prove that every history equals the state beside it, and that no row is without its owner."""
        return verify(self.engine.database)

    def close(self) -> None:
        """Release the database. A SQLite file is whole then, without a -wal file beside it."""
        self.engine.database.close()

    def __enter__(self) -> "Store[_C]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
    ids: Ids | None = ...,
    lambdas: Invoker | Mapping[str, Callable[[str], str]] | None = ...,
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
    ids: Ids | None = ...,
    lambdas: Invoker | Mapping[str, Callable[[str], str]] | None = ...,
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
    ids: Ids | None = None,
    lambdas: Invoker | Mapping[str, Callable[[str], str]] | None = None,
    long_poll_seconds: float = LONG_POLL_SECONDS,
) -> Store[Any]:
    """Open the store at a path, at `:memory:`, or at a URL of SQLite or PostgreSQL; a new one is created.

    `clock` is the time of its own that the store lives in: a SystemClock, or a VirtualClock for tests. `durability` is
    `full`, `normal` or `off`. `limits` are the quotas; `throttle` switches the documented request rates on. With
    `migrate=False` a database of an older version is refused instead of upgraded. `ids` makes run ids. `lambdas` maps
    the names of Lambda functions to Python functions of their input, or is an Invoker. `long_poll_seconds` is how long
    a poll waits for a task. Raises SwfstoreError for what is not a database of swfstore.
    """
    database = Database(database_url(where), durability)
    try:
        prepare(database, migrate=migrate, version=VERSION)
        tokens = Tokens(signing_key(database, RandomIds() if ids is None else ids))
    except BaseException:  # whatever it was, the caller gets it, and no connection stays behind
        database.close()
        raise
    running = SystemClock() if clock is None else clock
    engine = Engine(
        database,
        running,
        RandomIds() if ids is None else ids,
        tokens,
        limits,
        Throttle() if throttle is True else throttle or None,
        invoker_of(lambdas),
        long_poll_seconds,
    )
    return Store(engine, running)
