"""Events and decisions in one line, for people."""

import json
from collections.abc import Mapping
from typing import Any

from swfstore.histories.model import HistoryEvent, attributes


def decision_in_words(decision: Any) -> str:
    """`StartTimer startToFireTimeout=60 timerId=wait`; what is no decision, as it is."""
    if not isinstance(decision, Mapping) or "decisionType" not in decision:
        return repr(decision)
    kind = str(decision["decisionType"])
    members = decision.get(f"{kind[:1].lower()}{kind[1:]}DecisionAttributes") or {}
    return _line(kind, members)


def event_in_words(event: HistoryEvent) -> str:
    """`5 TimerStarted startToFireTimeout=60 timerId=wait`."""
    return f"{event['eventId']} {_line(str(event['eventType']), attributes(event))}"


def _line(kind: str, members: Mapping[str, Any]) -> str:
    said = [f"{name}={short(value)}" for name, value in sorted(members.items()) if value is not None]
    return " ".join([kind, *said])


def short(value: object) -> str:
    """A task list by its name, a type as name/version, an execution by its ids; a text with spaces is quoted."""
    if isinstance(value, Mapping):
        return "/".join(str(value[name]) for name in _order(value))
    if isinstance(value, str) and value and value.isprintable() and " " not in value:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _order(value: Mapping[str, object]) -> list[str]:
    return [name for name in ("workflowId", "name", "runId", "version") if name in value]
