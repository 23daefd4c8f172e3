"""`swfstore.mock_swf`: for a function, a class or a block, boto3's SWF clients talk to a store in the same process."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar, overload

from swfstore.client.store import Store
from swfstore.clock import Clock, VirtualClock
from swfstore.testing import interception
from swfstore.testing.decorating import decorated
from swfstore.testing.opening import MEMORY, open_for_test

_C = TypeVar("_C", bound=Clock)
_T = TypeVar("_T", bound=Callable[..., Any])


class MockSwf(Generic[_C]):
    """A mock to be begun and ended, as a context manager or by `start` and `stop`, or to decorate with."""

    def __init__(self, where: str | Path, options: dict[str, Any]) -> None:
        self._where = where
        self._options = options
        self._begun: list[interception.Mocked] = []

    def start(self) -> Store[_C]:
        """Open the store, and let every SWF client that is made from now on talk to it."""
        store = open_for_test(self._where, self._options)
        try:
            self._begun.append(interception.begin(store))
        except BaseException:  # whatever it was, it is raised again, and the store does not stay open
            store.close()
            raise
        return store

    def stop(self) -> None:
        """End what `start` has begun last, and close its store."""
        mocked = self._begun.pop()
        interception.end(mocked)
        mocked.store.close()

    def __enter__(self) -> Store[_C]:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, function: _T) -> _T:
        """The function, or the class of tests, inside a mock of its own for each call or test."""
        return decorated(function, lambda: MockSwf(self._where, self._options))


@overload
def mock_swf(where: _T) -> _T: ...


@overload
def mock_swf(where: str | Path = ..., *, clock: None = None, **options: Any) -> MockSwf[VirtualClock]: ...


@overload
def mock_swf(where: str | Path = ..., *, clock: _C | Callable[[], _C], **options: Any) -> MockSwf[_C]: ...


def mock_swf(where: Any = MEMORY, *, clock: Any = None, **options: Any) -> Any:
    """Let boto3's and botocore's SWF clients talk to a store; a decorator, with or without arguments, or a block.

    Every SWF client that is made inside talks to the store, one that was made before does instead of talking to
    Amazon, and nothing else is touched. Credentials and a region are not needed. `where`, `clock` and `options` are
    those of `swfstore.open`; the default is a new store in memory with a VirtualClock. `with` gives the store; in
    something decorated `swfstore.testing.mocked_store()` does. Raises SwfstoreError where botocore is not installed.
    """
    if callable(where):
        return MockSwf(MEMORY, {})(where)
    if clock is not None:
        options["clock"] = clock
    return MockSwf(where, options)
