"""Faults on purpose over HTTP: how a server of tests is told what is to go wrong, and what has.

It is allowed by `--allow-faults` only. Plans are those of `swfstore.engine.faults.plans`; a crash ends the process with
SIGKILL.
"""

import os
import signal
from collections.abc import Mapping

from swfstore.clock import VirtualClock
from swfstore.engine.engine import Engine
from swfstore.engine.faults.faults import Faults
from swfstore.engine.faults.wire import plans_of, told
from swfstore.errors import SwfstoreError, ValidationException

__all__ = ["allow", "change", "force", "move", "told"]

_FORCED = ("domain", "workflowId", "activityId", "timerId", "decisionTask", "account")


def allow(engine: Engine) -> None:
    """Let things go wrong in this engine, which serves callers of other processes."""
    kill = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends a process at once by SIGTERM
    engine.faults = Faults(engine, lambda: os.kill(os.getpid(), kill), asked_outside=True)


def change(faults: Faults, body: object) -> Mapping[str, object]:
    """Add the plans of a request: one, a list, or {"seed": n, "plans": [...]}, which begins anew with that seed.

    Raises ValidationException.
    """
    if isinstance(body, dict) and "plans" in body:
        seed = body.get("seed", faults.seed)
        if not isinstance(seed, int) or isinstance(seed, bool) or set(body) - {"seed", "plans"}:
            raise ValidationException('the body has to be a plan, a list of them, or {"seed": n, "plans": [...]}')
        plans = plans_of(body["plans"])
        faults.clear(seed)
    else:
        plans = plans_of(body)
    try:
        faults.add(*plans)
    except SwfstoreError as error:
        raise ValidationException(str(error)) from None
    return told(faults)


def force(faults: Faults, body: object) -> Mapping[str, object]:
    """Force the timeout that a request names; the instant to which the time was moved, in seconds.

    Raises UnknownResourceFault, ValidationException.
    """
    if not isinstance(body, dict) or set(body) - set(_FORCED) or not {"domain", "workflowId"} <= set(body):
        raise ValidationException(f"the body has to be an object with a domain, a workflowId and, at most, {_FORCED}")
    names = {name: str(body[name]) for name in ("activityId", "timerId", "account") if name in body}
    given = {{"activityId": "activity_id", "timerId": "timer_id"}.get(name, name): names[name] for name in names}
    try:
        due = faults.force_timeout(
            str(body["domain"]), str(body["workflowId"]), decision_task=bool(body.get("decisionTask")), **given
        )
    except SwfstoreError as error:
        raise ValidationException(str(error)) from None
    return {"now": due / 1000}


def move(engine: Engine, milliseconds: int) -> bool:
    """Let a virtual clock stand for a call that is late; False where somebody has to wait in real time."""
    if not isinstance(engine.clock, VirtualClock):
        return False
    engine.clock.advance(milliseconds=milliseconds)
    return True
