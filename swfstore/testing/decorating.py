"""A context manager as a decorator: of functions, coroutines, generators (fixtures), and classes of tests."""

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, TypeVar
from unittest import TestCase

_T = TypeVar("_T", bound=Callable[..., Any])
Enter = Callable[[], AbstractContextManager[Any]]


def decorated(target: _T, enter: Enter) -> _T:
    """The function, whose every call is inside a context of its own; or the class, whose every test is."""
    wrapped: Any
    if isinstance(target, type):
        wrapped = _of_class(target, enter)
    else:
        wrapped = wraps(target)(_of_function(target, enter))
    found: _T = wrapped
    return found


def _of_function(function: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):
        return _of_coroutine(function, enter)
    if inspect.isgeneratorfunction(function):
        return _of_generator(function, enter)
    if inspect.isasyncgenfunction(function):
        return _of_async_generator(function, enter)

    def call(*args: Any, **options: Any) -> Any:
        with enter():
            return function(*args, **options)

    return call


def _of_coroutine(function: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    async def call(*args: Any, **options: Any) -> Any:
        with enter():
            return await function(*args, **options)

    return call


def _of_generator(function: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Iterator[Any]:
        with enter():
            yield from function(*args, **options)

    return call


def _of_async_generator(function: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    async def call(*args: Any, **options: Any) -> AsyncIterator[Any]:
        with enter():
            async for found in function(*args, **options):
                yield found

    return call


def _of_class(cls: type, enter: Enter) -> type:
    """The class itself: setting up, the test and tearing down are in one context."""
    changed: Any = cls
    if issubclass(cls, TestCase):
        changed.run = wraps(cls.run)(_of_function(cls.run, enter))
        return cls
    set_up, tear_down = getattr(cls, "setup_method", None), getattr(cls, "teardown_method", None)

    def setup_method(self: Any, method: Callable[..., Any]) -> None:
        context = enter()
        context.__enter__()
        self._swfstore_context = context
        try:
            _call(set_up, self, method)
        except BaseException:  # whatever it was, it is raised again; pytest does not call teardown_method then
            context.__exit__(None, None, None)
            raise

    def teardown_method(self: Any, method: Callable[..., Any]) -> None:
        try:
            _call(tear_down, self, method)
        finally:
            self._swfstore_context.__exit__(None, None, None)

    changed.setup_method, changed.teardown_method = setup_method, teardown_method
    return cls


def _call(function: Callable[..., Any] | None, self: Any, method: Callable[..., Any]) -> None:
    """Call one of pytest's two methods, which may take the method under test or not."""
    if function is not None:
        function(*[self, method][: len(inspect.signature(function).parameters)])
