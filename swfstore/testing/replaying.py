"""Replay in tests: after a change of a decider's code, every history it has ever written, in one line.

def test_the_decider_still_decides_as_it_did():
    assert_replays("tests/histories/*.json", decide)
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from swfstore.client.store import Store
from swfstore.client.store import open as open_store
from swfstore.histories.importing import Source
from swfstore.histories.reading import histories_in, read
from swfstore.histories.replaying import Decider, ReplayReport, replay, replay_all, replay_into

__all__ = ["Decider", "ReplayReport", "assert_replays", "replay", "replay_all"]

DATABASES = (".db", ".sqlite", ".sqlite3")


def assert_replays(
    histories: Source | Store[Any] | Iterable[str | Path],
    decider: Decider,
    *,
    workflow_type: str | None = None,
    domain: str | None = None,
) -> ReplayReport:
    """Fail with the first decisions that differ unless the decider decides as recorded, in every run.

    `histories` is a file of histories, a pattern (`tests/histories/*.json`), a directory, a database file or a URL,
    several of these, an open store, or a history itself. `workflow_type`, `Order` or `Order/1`, and `domain` choose
    among the runs. A suite that finds no run fails as well: it would prove nothing.
    """
    report = ReplayReport()
    for each in _parts(histories):
        _replay_part(report, each, decider, workflow_type, domain)
    if report.differences:
        raise AssertionError(str(report)) from report.differences[0].error
    if not report.runs:
        raise AssertionError(f"there is nothing to replay in {histories}")
    return report


def _parts(histories: Any) -> list[Any]:
    """What was named, one after the other; patterns and directories as the files they stand for."""
    if isinstance(histories, list | tuple | set) and all(isinstance(each, str | Path) for each in histories):
        return [part for each in histories for part in _parts(each)]
    if not isinstance(histories, str | Path) or "://" in str(histories):
        return [histories]
    path = Path(histories)
    if path.is_dir():
        return sorted(found for found in path.iterdir() if found.suffix in (".json", *DATABASES))
    return [path] if path.exists() else sorted(_matching(path))


def _matching(pattern: Path) -> Iterator[Path]:
    """The files that a pattern stands for, absolute or in the current directory."""
    return Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))


def _replay_part(
    report: ReplayReport, part: Any, decider: Decider, workflow_type: str | None, domain: str | None
) -> None:
    if isinstance(part, Store):
        _add(report, replay_all(part, decider, domain=domain, workflow_type=workflow_type))
    elif isinstance(part, str) or (isinstance(part, Path) and part.suffix in DATABASES):
        with open_store(part, read_only=True) as store:
            _add(report, replay_all(store, decider, domain=domain, workflow_type=workflow_type))
    else:
        for history in read(part) if isinstance(part, Path) else histories_in(part):
            named = history.workflow_type
            kind = workflow_type is None or workflow_type in (named.get("name"), "/".join(named.values()))
            if kind and (domain is None or history.domain == domain):
                replay_into(report, history, decider)


def _add(report: ReplayReport, other: ReplayReport) -> None:
    report.runs += other.runs
    report.tasks += other.tasks
    report.differences += other.differences
