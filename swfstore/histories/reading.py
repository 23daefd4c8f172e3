"""Histories from files, in every form in which they are found.

- what `aws swf get-workflow-execution-history` prints: `{"events": [...]}`, with ISO or epoch timestamps; pages that
  were appended to one file, and the reverse order, are put right;
- what `swfstore export` writes: the same with `domain`, `execution` and `describe` beside the events, or a whole
  domain, `{"domain": ..., "runs": [...]}`;
- a list of events, or a list of any of these.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from pydantic_core import PydanticCustomError

from swfstore.errors import SwfstoreError
from swfstore.histories.model import History, moment
from swfstore.shapes.instants import milliseconds

_BLANK = re.compile(r"\s*")


def read(path: str | Path) -> list[History]:
    """The histories in a file; raises SwfstoreError where there are none or it is not JSON."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        documents = list(_documents(text))
    except OSError as error:
        raise SwfstoreError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise SwfstoreError(f"{path} is not JSON: {error}") from error
    if not documents:
        raise SwfstoreError(f"{path} is empty")
    return histories_in(documents[0] if len(documents) == 1 else _pages(documents), path.stem)


def _documents(text: str) -> Iterator[Any]:
    """The JSON values of a text, one after the other: a file may have been appended to."""
    try:
        yield orjson.loads(text)
        return
    except orjson.JSONDecodeError:
        pass  # perhaps there is more than one
    decoder, position = json.JSONDecoder(), _next(text, 0)
    while position < len(text):
        document, position = decoder.raw_decode(text, position)
        yield document
        position = _next(text, position)


def _next(text: str, position: int) -> int:
    """Where the next value begins, or the text ends."""
    found = _BLANK.match(text, position)
    return position if found is None else found.end()


def _pages(documents: Sequence[Any]) -> Any:
    """Several values: the pages of one history, or a list of histories."""
    pages = [each.get("events") for each in documents if isinstance(each, dict)]
    if len(pages) == len(documents) and all(isinstance(page, list) and page for page in pages):
        events = [event for page in pages if page for event in page]
        ids = [event.get("eventId") for event in events]
        if ids == list(range(1, len(ids) + 1)) or ids == list(range(len(ids), 0, -1)):
            return {**documents[0], "events": events}
    return list(documents)


def histories_in(value: Any, name: str = "") -> list[History]:
    """The histories in a value that came from JSON, or from boto3; raises SwfstoreError for anything else."""
    if isinstance(value, History):
        return [value]
    if isinstance(value, Mapping):
        if isinstance(value.get("runs"), list):
            runs = [history for run in value["runs"] for history in histories_in(run, name)]
            return [_with_domain(history, value.get("domain")) for history in runs]
        if isinstance(value.get("events"), list):
            return [_history(value, value["events"], name)]
    if isinstance(value, list) and value:
        if all(isinstance(each, Mapping) and "eventType" in each for each in value):
            return [_history({}, value, name)]
        return [history for each in value for history in histories_in(each, name)]
    raise SwfstoreError(f"{name or 'this'} is not a history: there is no list of events in it")


def _with_domain(history: History, domain: str | None) -> History:
    return history if history.domain else replace(history, domain=domain)


def _history(value: Mapping[str, Any], events: Sequence[Mapping[str, Any]], name: str) -> History:
    describe = value.get("describe") or {}
    execution = value.get("execution") or describe.get("executionInfo", {}).get("execution") or {}
    if len(events) > 1 and events[0].get("eventId") == len(events) and events[-1].get("eventId") == 1:
        events = events[::-1]
    named = str(value.get("name") or execution.get("workflowId") or name)
    return History(
        [_event(event, named) for event in events],
        named,
        value.get("domain"),
        execution.get("workflowId") or value.get("workflowId"),
        execution.get("runId") or value.get("runId"),
        describe,
    )


def _event(event: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(event, Mapping) or "eventId" not in event or "eventType" not in event:
        raise SwfstoreError(f"{name}: what has no eventId and eventType is not an event")
    at = event.get("eventTimestamp")
    if at is None:
        return event
    try:
        return {**event, "eventTimestamp": moment(milliseconds(at))}
    except PydanticCustomError:
        raise SwfstoreError(f"{name}: the eventTimestamp of event {event['eventId']} is not an instant: {at}") from None
