"""The engine's time on the wire: what it is, and how a test moves it."""

from collections.abc import Callable, Mapping
from functools import partial

from swfstore.clock import Clock, VirtualClock
from swfstore.engine.auto import AutoClock
from swfstore.engine.engine import Engine
from swfstore.errors import ValidationException

_ONE_OF = 'the body has to be {"seconds": n}, {"to": seconds since the epoch} or {"next": true}'


class NotVirtual(Exception):
    """The clock is the system's, and nobody moves it."""


def told(engine: Engine) -> Mapping[str, object]:
    """The mode, the time and the next deadline; instants are seconds since the epoch, UTC.

    Of a clock that skips by itself also whether it is paused, and why it does not skip.
    """
    due, clock = engine.pump.next_due(), engine.clock
    members: dict[str, object] = {
        "mode": "virtual" if clock.virtual else "system",
        "now": clock.now() / 1000,
        "next_deadline": None if due is None else due / 1000,
    }
    if isinstance(clock, AutoClock):
        members |= {"mode": "auto", "paused": clock.is_paused, "why": clock.why()}
    return members


def pause(clock: Clock, paused: bool) -> None:
    """Let a clock that skips by itself stand still, or skip again; raises NotVirtual for any other."""
    if not isinstance(clock, AutoClock):
        raise NotVirtual("this clock does not skip by itself: start the server with --clock auto")
    (clock.pause if paused else clock.resume)()


def mover(clock: Clock, body: object) -> Callable[[], object]:
    """What moves the clock as a request's body says; to be called where writes are allowed.

    Raises NotVirtual, ValidationException; the latter also when it is called, if the time would go back.
    """
    if not isinstance(clock, VirtualClock):
        raise NotVirtual("the clock is the system's: start the server with --clock virtual to move it")
    if not isinstance(body, dict) or len(body) != 1:
        raise ValidationException(_ONE_OF)
    ((how, value),) = body.items()
    if how == "next" and value is True:
        return clock.advance_to_next
    if how not in ("seconds", "to") or isinstance(value, bool) or not isinstance(value, int | float):
        raise ValidationException(_ONE_OF)
    if not 0 <= value < 1e11:
        raise ValidationException(f"{how} is {value}, it has to be a number of seconds, not less than 0")
    milliseconds = round(value * 1000)
    if how == "seconds":
        return partial(clock.advance, milliseconds=milliseconds)
    return partial(_advance_to, clock, milliseconds)


def _advance_to(clock: VirtualClock, instant: int) -> None:
    if instant < clock.now():
        raise ValidationException(f"time does not go back: it is {clock.now() / 1000} already")
    clock.advance_to(instant)
