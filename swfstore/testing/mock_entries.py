"""The entries of a file of mocks: checked, and read into scripts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import orjson

from swfstore.errors import SwfstoreError


class MocksError(SwfstoreError):
    """A file of mocks says something that cannot be: which entry, and what."""


@dataclass(frozen=True, slots=True)
class Failure:
    """With which reason and details, and how many times before it does what it does otherwise; always where None."""

    reason: str
    details: str | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """How a mock answers. `version` is None for every version; `takes` is virtual time."""

    name: str
    version: str | None = None
    returns: str | None = None
    fails: Failure | None = None
    takes: timedelta = timedelta()
    heartbeat: timedelta | None = None
    never: bool = False

    def failing(self, attempt: int) -> Failure | None:
        """The failure of an attempt; they are counted from 1."""
        failure = self.fails
        return failure if failure is not None and (failure.times is None or attempt <= failure.times) else None


_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "activity": ("name", "version", "returns", "fails", "takes", "heartbeat", "never"),
    "child": ("name", "version", "returns", "fails", "takes", "never"),
    "lambda": ("name", "returns", "fails", "never"),
}
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|(?:second|minute|hour|day)s?)", re.ASCII)


def scripts_of(kind: str, entries: object, label: str) -> Iterator[Script]:
    """The scripts of `[[activity]]`, `[[child]]` or `[[lambda]]`; raises MocksError."""
    if not isinstance(entries, list):
        raise MocksError(f"{label}: write [[{kind}]], with two brackets")
    for number, entry in enumerate(entries, 1):
        where = f"{label}: [[{kind}]] {number}"
        if not isinstance(entry, dict):
            raise MocksError(f"{where} has to be a table")
        yield _script(kind, entry, where)


def _script(kind: str, entry: Mapping[str, object], where: str) -> Script:
    name = _text(entry, "name", where)
    if name is None:
        raise MocksError(f"{where} needs a name")
    where = f"{where} ({name})"
    _known(entry, _MEMBERS[kind], where)
    never = entry.get("never", False)
    if not isinstance(never, bool):
        raise MocksError(f"{where}: never is true or false")
    failure = _failure(entry.get("fails"), where)
    if never and "returns" in entry:
        raise MocksError(f"{where} cannot both return something and never answer")
    if failure is not None and failure.times is None and (never or "returns" in entry):
        raise MocksError(f"{where}: say how many times it fails before it does something else: fails = {{times = 2}}")
    returns = entry.get("returns")
    return Script(
        name,
        _text(entry, "version", where),
        returns if returns is None or isinstance(returns, str) else _json(returns, where),
        failure,
        _time(entry, "takes", where) or timedelta(),
        _time(entry, "heartbeat", where),
        never,
    )


def _known(entry: Mapping[str, object], members: tuple[str, ...], where: str) -> None:
    unknown = [name for name in entry if name not in members]
    if unknown:
        raise MocksError(f"{where} has {unknown[0]!r}; there are {', '.join(members)}")


def _failure(given: object, where: str) -> Failure | None:
    if given is None:
        return None
    if isinstance(given, str):
        return Failure(given)
    if not isinstance(given, dict):
        raise MocksError(f"{where}: fails is a reason, or a table with reason, details and times")
    _known(given, ("reason", "details", "times"), f"{where}: fails")
    times = given.get("times")
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise MocksError(f"{where}: fails: times is {times!r}, it has to be a number from 1")
    reason = _text(given, "reason", f"{where}: fails")
    return Failure("mocked" if reason is None else reason, _text(given, "details", f"{where}: fails"), times)


def _text(entry: Mapping[str, object], member: str, where: str) -> str | None:
    found = entry.get(member)
    if found is None or isinstance(found, str):
        return found
    raise MocksError(f"{where}: {member} is {found!r}, it has to be a text")


def _json(value: object, where: str) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError as error:
        raise MocksError(f"{where}: returns cannot be written as JSON: {error}") from None


def _time(entry: Mapping[str, object], member: str, where: str) -> timedelta | None:
    """A time like "5 minutes", "1.5h" or a number of seconds."""
    found = entry.get(member)
    if found is None:
        return None
    if isinstance(found, int | float) and not isinstance(found, bool) and found >= 0:
        return timedelta(seconds=found)
    match = _TIME.fullmatch(found.strip()) if isinstance(found, str) else None
    if match is None:
        raise MocksError(f'{where}: {member} is {found!r}, it has to be a time like "5 minutes", "2h" or 30 (seconds)')
    unit = match[2] if match[2] == "ms" else match[2][0]
    return timedelta(**{_UNITS[unit]: float(match[1])})
