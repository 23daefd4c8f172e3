"""Timers: started and canceled by decisions, fired by the time."""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Needs, command, performs
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.scheduling import wake
from swfstore.core.step import Step


@carries_out(d.StartTimer)
def start_timer(step: Step, decision: d.StartTimer, completed: int) -> str | None:
    """Record TimerStarted; its id must not be that of a timer that runs."""
    if step.state.timers.named(decision.timer_id) is not None:
        return "TIMER_ID_ALREADY_IN_USE"
    if step.state.header.open_timers >= step.facts.limits.open_timers:
        return "OPEN_TIMERS_LIMIT_EXCEEDED"
    step.record(
        e.TimerStarted(
            control=decision.control,
            decision_task_completed_event_id=completed,
            start_to_fire_timeout=decision.start_to_fire_timeout,
            timer_id=decision.timer_id,
        )
    )
    return None


@refuses(d.StartTimer)
def start_timer_refused(decision: d.StartTimer, cause: str, completed: int) -> e.Event:
    """The failure of a StartTimer decision."""
    return e.StartTimerFailed(cause=cause, decision_task_completed_event_id=completed, timer_id=decision.timer_id)


@carries_out(d.CancelTimer)
def cancel_timer(step: Step, decision: d.CancelTimer, completed: int) -> str | None:
    """Record TimerCanceled; nobody is woken by it."""
    running = step.state.timers.named(decision.timer_id)
    if running is None:
        return "TIMER_ID_UNKNOWN"
    step.record(
        e.TimerCanceled(
            decision_task_completed_event_id=completed,
            started_event_id=running[0],
            timer_id=decision.timer_id,
        )
    )
    return None


@refuses(d.CancelTimer)
def cancel_timer_refused(decision: d.CancelTimer, cause: str, completed: int) -> e.Event:
    """The failure of a CancelTimer decision."""
    return e.CancelTimerFailed(cause=cause, decision_task_completed_event_id=completed, timer_id=decision.timer_id)


@command
class FireTimer(Command):
    """The timer that this event started may be due."""

    started_event_id: int


@performs(FireTimer, needs=lambda fire: Needs(timers=(fire.started_event_id,)))
def fire_timer(step: Step, fire: FireTimer) -> None:
    """Record TimerFired if the timer still runs and its time has come."""
    timer = step.state.timers.get(fire.started_event_id)
    if timer is not None and timer.due_at <= step.now:
        wake(step, e.TimerFired(started_event_id=timer.started_event_id, timer_id=timer.timer_id))
