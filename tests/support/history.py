"""Histories as text, one event per line, to compare with what a test expects.

    1 WorkflowExecutionStarted workflowType=Order/1 taskList=deciders input='two books'
    2 DecisionTaskScheduled startToCloseTimeout=300
    +60s 3 DecisionTaskStarted scheduledEventId=2 !identity

An expected line gives the type and the attributes that matter; `!name` says that the attribute is absent, `*` stands
for any text, `+60s` is the time since the first event. The number may be left out. A structure is written in short: a
task list by its name, a type as name/version, an execution as workflowId/runId; a list as JSON.
"""

import difflib
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.stories import DOMAIN


@dataclass
class Expected:
    """One line of what a test expects."""

    event_type: str
    number: str | None = None
    after: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


def events_of(swf: Any, domain: str, execution: Mapping[str, str] | str) -> list[Any]:
    """All events of an execution, page after page; a bare workflowId means its latest run."""
    if isinstance(execution, str):
        execution = latest_run(swf, domain, execution)
    request = {"domain": domain, "execution": {name: execution[name] for name in ("workflowId", "runId")}}
    page = swf.get_workflow_execution_history(**request)
    events = list(page["events"])
    while token := page.get("nextPageToken"):
        page = swf.get_workflow_execution_history(**request, nextPageToken=token)
        events += page["events"]
    return events


def latest_run(swf: Any, domain: str, workflow_id: str) -> Mapping[str, str]:
    """The open execution of a workflowId, or else the one that was started last."""
    request = {
        "domain": domain,
        "executionFilter": {"workflowId": workflow_id},
        "startTimeFilter": {"oldestDate": datetime(1970, 1, 1, tzinfo=UTC)},
    }
    found = swf.list_open_workflow_executions(**request)["executionInfos"]
    found = found or swf.list_closed_workflow_executions(**request)["executionInfos"]
    assert found, f"there is no execution of workflowId {workflow_id!r} in the domain {domain!r}"
    execution: Mapping[str, str] = found[0]["execution"]
    return execution


def history_lines(swf: Any, domain: str, execution: Mapping[str, str] | str) -> list[str]:
    """The history as text, every attribute of every event."""
    return [line(event) for event in events_of(swf, domain, execution)]


def line(event: Mapping[str, Any]) -> str:
    """One event as text, with all its attributes."""
    attributes = [f"{name}={shlex.quote(short(value))}" for name, value in sorted(attributes_of(event).items())]
    return " ".join([str(event["eventId"]), event["eventType"], *attributes])


def attributes_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The attributes of an event; none where the service writes none."""
    event_type: str = event["eventType"]
    member = event_type[0].lower() + event_type[1:] + "EventAttributes"
    attributes: Mapping[str, Any] = event.get(member) or {}
    return attributes


def short(value: object) -> str:
    """A value as it is written in a line, before quoting."""
    match value:
        case str():
            return value.replace("\\", "\\\\").replace("\n", "\\n")
        case {"workflowId": workflow_id, **rest}:
            return "/".join([workflow_id, *map(str, rest.values())])
        case {"name": name, **rest}:
            return "/".join([name, *map(str, rest.values())])
    return json.dumps(value, default=str)


def parse(text: str) -> list[Expected]:
    """The lines of an expected history; empty lines and lines that start with `#` say nothing."""
    lines = (raw.strip() for raw in text.splitlines())
    return [_parse_line(raw) for raw in lines if raw and not raw.startswith("#")]


def _parse_line(raw: str) -> Expected:
    words = shlex.split(raw)
    after = words.pop(0) if words[0].startswith("+") else None
    number = words.pop(0) if words[0].isdigit() else None
    expected = Expected(words.pop(0), number, after)
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            expected.attributes[name] = value
        elif name.startswith("!"):
            expected.absent.append(name[1:])
        else:
            raise ValueError(f"neither name=value nor !name: {word!r} in {raw!r}")
    return expected


def difference(expected: Sequence[Expected], events: Sequence[Mapping[str, Any]]) -> str:
    """What differs, as a diff of the lines; empty where the history is as expected."""
    wanted, found = [], []
    first = events[0]["eventTimestamp"] if events else None
    for position, event in enumerate(events):
        if position < len(expected):
            pair = _pair(expected[position], event, first)
        else:
            pair = "", line(event)
        wanted += [pair[0]] if pair[0] else []
        found.append(pair[1])
    wanted += [_text(missing) for missing in expected[len(events) :]]
    if wanted == found:
        return ""
    return "\n".join(difflib.unified_diff(wanted, found, "expected", "recorded", n=len(wanted), lineterm=""))


def _pair(expected: Expected, event: Mapping[str, Any], first: Any) -> tuple[str, str]:
    """The two lines of one event: only what the expected line names, so that equal events give equal lines."""
    if expected.event_type != event["eventType"]:
        return _text(expected), line(event)
    attributes = attributes_of(event)
    recorded = Expected(event["eventType"], expected.number and str(event["eventId"]))
    if expected.after is not None:
        seconds = (event["eventTimestamp"] - first).total_seconds()
        recorded.after = f"+{seconds:g}s"
    for name, pattern in expected.attributes.items():
        if name in attributes:
            value = short(attributes[name])
            recorded.attributes[name] = pattern if _matches(pattern, value) else value
    recorded.absent = [name for name in expected.absent if name not in attributes]
    recorded.attributes |= {name: short(attributes[name]) for name in expected.absent if name in attributes}
    return _text(expected), _text(recorded)


def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), value, re.DOTALL) is not None


def _text(expected: Expected) -> str:
    """An expected line, written again in one way."""
    words = [expected.after, expected.number, expected.event_type]
    words += [f"{name}={shlex.quote(value)}" for name, value in expected.attributes.items()]
    words += [f"!{name}" for name in expected.absent]
    return " ".join(word for word in words if word is not None)


def assert_history(swf: Any, execution: Mapping[str, str] | str, text: str, domain: str = DOMAIN) -> None:
    """Fail with a diff unless the history of this execution is what the text says, event by event."""
    found = difference(parse(text), events_of(swf, domain, execution))
    assert not found, f"the history of {execution} is not as expected:\n{found}"
