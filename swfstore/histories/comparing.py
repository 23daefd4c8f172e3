"""Where two histories part: the first event that differs, with both sides in words.

Times are not compared unless that is asked for, and run ids only so far as the same one stands for the same one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from swfstore.errors import SwfstoreError
from swfstore.histories.importing import Source, histories_from
from swfstore.histories.model import History, HistoryEvent, attributes
from swfstore.histories.telling import event_in_words, short

RUNS = frozenset({"runId", "newExecutionRunId", "continuedExecutionRunId"})


@dataclass(frozen=True, slots=True)
class Difference:
    """The first event that differs: its id, what differs in it, both sides in words, and what came before it."""

    event_id: int
    what: str
    left: str
    right: str
    before: tuple[str, ...] = ()

    def __str__(self) -> str:
        common = "".join(f"  {line}\n" for line in self.before)
        return f"{common}- {self.left}\n+ {self.right}\n{self.what}"


class _Runs:
    """One to one: a run id on the left and one on the right."""

    def __init__(self) -> None:
        self._right: dict[object, object] = {}
        self._left: dict[object, object] = {}

    def match(self, left: object, right: object) -> bool:
        return self._right.setdefault(left, right) == right and self._left.setdefault(right, left) == left


def diff(left: Source, right: Source, *, times: bool = False, ignore: Collection[str] = ()) -> Difference | None:
    """The first difference of two histories, or None; `ignore` names attributes, as `identity`, that do not count.

    With `times` each event must come as long after the first one. Raises SwfstoreError where one is no history, or a
    file has several.
    """
    return compare(_only(left), _only(right), times=times, ignore=ignore)


def _only(source: Source) -> History:
    found = histories_from(source)
    if len(found) > 1:
        raise SwfstoreError(f"{source if isinstance(source, str) else 'this'} has {len(found)} histories: name one")
    return found[0]


CONTEXT = 3
"""Events that are shown before the one that differs."""


def compare(left: History, right: History, *, times: bool, ignore: Collection[str]) -> Difference | None:
    """As `diff`, for two histories."""
    runs = _Runs()
    if left.run_id and right.run_id:
        runs.match(left.run_id, right.run_id)
    for position, (mine, other) in enumerate(zip_longest(left.events, right.events)):
        what = _what(mine, other, runs, ignore)
        if what is None and times:
            what = _later(left.events[0], mine, right.events[0], other)
        if what is not None:
            before = tuple(map(event_in_words, left.events[max(0, position - CONTEXT) : position]))
            return Difference(position + 1, what, _side(mine), _side(other), before)
    return None


def _side(event: HistoryEvent | None) -> str:
    return "(nothing)" if event is None else event_in_words(event)


def _what(left: HistoryEvent | None, right: HistoryEvent | None, runs: _Runs, ignore: Collection[str]) -> str | None:
    """What differs, in words, or None."""
    if left is None or right is None:
        return "the left one goes on" if right is None else "the right one goes on"
    if left["eventType"] != right["eventType"]:
        return "another event"
    mine, other = attributes(left), attributes(right)
    for name in sorted({*mine, *other} - {*ignore}):
        if not _same(name, mine.get(name), other.get(name), runs):
            return f"{name}: {_value(mine, name)} and {_value(other, name)}"
    return None


def _value(members: Mapping[str, object], name: str) -> str:
    return short(members[name]) if members.get(name) is not None else "nothing"


def _same(name: str, left: object, right: object, runs: _Runs) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return all(_same(each, left.get(each), right.get(each), runs) for each in {*left, *right})
    if name in RUNS and left and right:
        return runs.match(left, right)
    return left == right


def _later(first: HistoryEvent, left: HistoryEvent, other_first: HistoryEvent, right: HistoryEvent) -> str | None:
    mine = left["eventTimestamp"] - first["eventTimestamp"]
    other = right["eventTimestamp"] - other_first["eventTimestamp"]
    return None if mine == other else f"{mine} after the first event, and {other}"
