"""What a command is: a frozen value that asks one execution for one move, and the tables of who performs it.

Requests, tasks' results, deadlines and the news from other executions are all commands. A `Message` is a command on
its way to another execution, written down by the same commit as the events that caused it; `undeliverable` says what
becomes of it when there is no such open execution.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

from swfstore.core.step import Step


@dataclass(frozen=True, slots=True)
class Needs:
    """The records that a command reads, besides the header: event ids, names, or all of a kind."""

    decision_tasks: bool = False
    activity_tasks: tuple[int, ...] = ()
    activity_ids: tuple[str, ...] = ()
    timers: tuple[int, ...] = ()
    timer_ids: tuple[str, ...] = ()
    child_executions: tuple[int, ...] = ()
    all_child_executions: bool = False
    external_requests: tuple[int, ...] = ()
    lambda_tasks: tuple[int, ...] = ()
    lambda_ids: tuple[str, ...] = ()


NOTHING = Needs()


class Command:
    """Any command."""

    __slots__ = ()


_C = TypeVar("_C", bound=Command)

COMMANDS: dict[str, type[Command]] = {}
"""The command classes by name: how a message is read back."""

PERFORM: dict[type[Command], Callable[..., None]] = {}
"""Who performs a command: a function of the step and the command."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def command(cls: type[_C]) -> type[_C]:
    """Make `cls` one of the commands: frozen, with slots, built by keyword."""
    COMMANDS[cls.__name__] = made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    return made


NEEDS: dict[type[Command], Callable[..., Needs]] = {}
"""What the shell has to load before a command is performed, where that is more than the header."""


def performs(
    cls: type[_C], needs: Callable[[_C], Needs] | None = None
) -> Callable[[Callable[[Step, _C], None]], Callable[[Step, _C], None]]:
    """Register the function that performs the command, and what it reads."""

    def register(function: Callable[[Step, _C], None]) -> Callable[[Step, _C], None]:
        PERFORM[cls] = function
        if needs is not None:
            NEEDS[cls] = needs
        return function

    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A command for the run of `workflow_id` that is open, or only for the run `run_id`."""

    workflow_id: str
    run_id: str | None = None
    command: Command


UNDELIVERABLE: dict[type[Command], Callable[..., Message | None]] = {}
"""What to send back for a command whose receiver is not there: a function of the message's command."""


def undeliverable(cls: type[_C]) -> Callable[[Callable[[_C], Message | None]], Callable[[_C], Message | None]]:
    """Register what becomes of a message whose receiver is not there."""

    def register(function: Callable[[_C], Message | None]) -> Callable[[_C], Message | None]:
        UNDELIVERABLE[cls] = function
        return function

    return register
