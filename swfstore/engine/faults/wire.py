"""Plans as JSON: `{"kind": "LostResponse", "operation": "SignalWorkflowExecution", "nth": 2}`.

The members are those of the class, named as AWS names members (`taskList`).
"""

from collections.abc import Mapping
from dataclasses import fields

from swfstore.core.values import camel
from swfstore.engine.faults.faults import Faults
from swfstore.engine.faults.plans import KINDS, Plan
from swfstore.errors import SwfstoreError, ValidationException

_TYPES: Mapping[str, type | tuple[type, ...]] = {"rate": (int, float), "nth": int, "times": int, "ms": int}


def plans_of(body: object) -> list[Plan]:
    """The plans of a request: one, or a list of them. Raises ValidationException."""
    return [_plan(members) for members in (body if isinstance(body, list) else [body])]


def _plan(members: object) -> Plan:
    kind = KINDS.get(str(members.get("kind"))) if isinstance(members, dict) else None
    if kind is None or not isinstance(members, dict):
        raise ValidationException(f"a plan is an object whose kind is one of {', '.join(KINDS)}")
    known = {camel(field.name): field.name for field in fields(kind)}
    for name, value in members.items():
        wanted = str if name == "kind" else _TYPES.get(name, str)
        if (name != "kind" and name not in known) or isinstance(value, bool) or not isinstance(value, wanted):
            raise ValidationException(f"{name} of a {kind.__name__} cannot be {value!r}")
    try:
        return kind(**{known[name]: value for name, value in members.items() if name != "kind"})
    except (SwfstoreError, TypeError) as error:  # a TypeError says which member is missing
        raise ValidationException(str(error)) from None


def told(faults: Faults) -> Mapping[str, object]:
    """The seed, and each plan with how many calls matched it and to how many it has happened."""
    plans = [{**_members(plan), "matched": matched, "happened": done} for plan, matched, done in faults.counts()]
    return {"seed": faults.seed, "plans": plans}


def _members(plan: Plan) -> dict[str, object]:
    values = {camel(field.name): getattr(plan, field.name) for field in fields(plan)}
    return {"kind": type(plan).__name__, **{name: value for name, value in values.items() if value is not None}}
