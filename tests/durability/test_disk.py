"""A disk that is full, read only, locked or broken: a clear error, nothing changed, and all goes on afterwards."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

import swfstore
from swfstore.store import database, inspect, migrate
from swfstore.store.statements import statement
from tests.conftest import open_store as open_url
from tests.properties.histories import histories, signal_inputs
from tests.properties.promises import broken
from tests.support.stories import DOMAIN, ORDER, register

TOP = Path(__file__).resolve().parents[2]
NOBODY = 65534
REFUSED = (swfstore.SwfstoreError, swfstore.Fault)


def open_store(where: str | Path, **options: Any) -> Any:
    """A store at a path or a URL, on the virtual clock of the tests."""
    return open_url(str(where), **options)


def begin(store: Any) -> Any:
    """A client of the store, with the types and an open execution `w`."""
    swf = store.client()
    register(swf)
    swf.start_workflow_execution(domain=DOMAIN, workflowId="w", workflowType=dict(ORDER))
    return swf


def signal(swf: Any, message: str) -> None:
    """Signal the execution."""
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="w", signalName="s", input=message)


@contextmanager
def not_root() -> Iterator[None]:
    """Be subject to the permissions of files, also where the tests run as the superuser."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that everybody can reach; pytest's own are for their owner."""
    made = Path(tempfile.mkdtemp(prefix="swfstore-"))
    made.chmod(0o755)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


@pytest.mark.parametrize("of_directory", [0o555, 0o777], ids=["in a read-only directory", "in a writable directory"])
def test_a_read_only_file_is_refused(directory: Path, of_directory: int) -> None:
    """A file that cannot be written is refused at the opening or at the first write, and stays as it is."""
    path = directory / "x.db"
    with open_store(path) as store:
        signal(begin(store), "one")
    before = path.read_bytes()
    path.chmod(0o444)
    directory.chmod(of_directory)
    with not_root(), pytest.raises(REFUSED) as caught, open_store(path) as store:
        signal(store.client(), "two")
    assert not isinstance(caught.value, swfstore.Fault) or caught.value.code == "InternalFailure"
    assert path.read_bytes() == before
    path.chmod(0o644)
    with open_store(path) as store:
        signal(store.client(), "three")
        assert signal_inputs(histories(store)) == ["one", "three"]
        assert broken(store) == []


def test_a_directory_that_cannot_be_written_is_refused(directory: Path) -> None:
    """No file can be made there: an error of the store, not of the operating system."""
    directory.chmod(0o555)
    with not_root(), pytest.raises(REFUSED):
        open_store(directory / "x.db")
    assert list(directory.iterdir()) == []


def _sql(store: Any, pragma: str) -> list[Any]:
    asked = statement(lambda: text(pragma))
    found: list[Any] = store.engine.database.write(lambda tx: tx.all(asked, {}))
    return found


OPERATIONS: dict[str, Callable[[Any, str], object]] = {
    "signal": signal,
    "start": lambda swf, message: swf.start_workflow_execution(
        domain=DOMAIN, workflowId=message[:9], workflowType=dict(ORDER), input=message
    ),
    "register": lambda swf, message: swf.register_domain(
        name=message[:9], description=message[:1000], workflowExecutionRetentionPeriodInDays="1"
    ),
}


@pytest.mark.parametrize("url", ["sqlite://", "file"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_full_database_fails_and_goes_on(tmp_path: Path, url: str, operation: str) -> None:
    """When no page is left: InternalFailure, nothing changed; with room again the same call succeeds."""
    with open_store(tmp_path / "x.db" if url == "file" else url) as store:
        swf = begin(store)
        pages = _sql(store, "PRAGMA page_count")[0][0]
        _sql(store, f"PRAGMA max_page_count = {pages + 12}")
        failed = 0
        for number in range(200):
            message = f"{number:09}" + "x" * 20_000
            before = histories(store)
            try:
                OPERATIONS[operation](swf, message)
            except swf.exceptions.InternalFailure:
                assert histories(store) == before
                assert broken(store) == []
                failed += 1
            if failed == 3:
                break
        assert failed == 3
        _sql(store, "PRAGMA max_page_count = 1000000")
        OPERATIONS[operation](swf, message)
        assert broken(store) == []


_FILL = """
import json, resource, sys
from pathlib import Path
from tests.durability.test_disk import begin, open_store, signal

path, durability, room = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = open_store(path, durability=durability)
swf = begin(store)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
size = max(file.stat().st_size for file in path.parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, most))
told, failed = [], 0
while failed < 5:
    message = f"{len(told)}-{failed} " + "x" * 3000
    try:
        signal(swf, message)
        told.append(message)
    except swf.exceptions.InternalFailure:
        failed += 1
assert store.verify().ok
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
signal(swf, "room again")
print(json.dumps([*told, "room again"]))
sys.stdout.flush()
if sys.argv[4] == "close":
    store.close()
else:
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("durability", ["full", "normal"])
@pytest.mark.parametrize("end", ["close", "kill"])
@pytest.mark.parametrize("room", [7_000, 200_000])
def test_a_full_disk_fails_and_goes_on(tmp_path: Path, durability: str, end: str, room: int) -> None:
    """The operating system lets no file grow any more: InternalFailure; what was acknowledged before is there."""
    path = tmp_path / "x.db"
    command = [sys.executable, "-c", _FILL, str(path), durability, str(room), end]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.returncode == (0 if end == "close" else -9)
    with open_store(path) as store:
        assert signal_inputs(histories(store)) == json.loads(done.stdout)
        assert broken(store) == []


def test_a_locked_file_fails_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the lock writes fail after a while and reads go on; afterwards all goes on."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    path = tmp_path / "x.db"
    with open_store(path) as store:
        swf = begin(store)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for operation in OPERATIONS.values():
            with pytest.raises(swf.exceptions.InternalFailure):
                operation(swf, "locked out")
        with pytest.raises(swf.exceptions.InternalFailure):
            swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
        assert swf.count_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})["count"] == 1
        assert broken(store) == []
        other.execute("ROLLBACK")
        other.close()
        signal(swf, "let in")
        assert signal_inputs(histories(store)) == ["let in"]
        assert broken(store) == []


def test_a_file_that_is_locked_for_good_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exclusive lock of another program: a clear error, and no damage."""
    for module in (database, inspect, migrate):
        monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)
    path = tmp_path / "x.db"
    with open_store(path) as store:
        begin(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(REFUSED), open_store(path) as store:
        signal(store.client(), "locked out")
    other.execute("ROLLBACK")
    other.close()
    with open_store(path) as store:
        assert broken(store) == []


@pytest.mark.parametrize("start", [0, 100, *range(4096, 150_000, 12_288)])
def test_a_broken_file_is_told(tmp_path: Path, start: int) -> None:
    """Wherever bytes were overwritten: an error of ours or a difference that verify names, never another exception."""
    path = tmp_path / "x.db"
    with open_store(path) as store:
        swf = begin(store)
        for number in range(30):
            signal(swf, f"{number}" + "x" * 1000)
    raw = bytearray(path.read_bytes())
    raw[start : start + 4000] = b"\xa5" * 4000
    path.write_bytes(raw)
    said = look(path)
    assert said in ("SwfstoreError", "InternalFailure", "1 executions")


def look(path: Path) -> str:
    """What a signal and verify have to say to this file."""
    try:
        with open_store(path) as store:
            signal(store.client(), "after")
            return f"{store.verify().executions} executions"
    except REFUSED as refused:
        return type(refused).__name__


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text, a directory, another program's database, a path that leads nowhere: each an error of the store."""
    (tmp_path / "text.db").write_text("this is no database, whatever its name says\n" * 100)
    (tmp_path / "directory.db").mkdir()
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE events (id INTEGER)")
    other.close()
    for name in ("text.db", "directory.db", "other.db", "nowhere/x.db"):
        with pytest.raises(swfstore.SwfstoreError):
            open_store(tmp_path / name)


@pytest.mark.postgres
def test_a_lost_server_fails_and_goes_on(postgres_url: str, postgres_server: Any) -> None:
    """Connections that the server has cut fail with InternalFailure, soon there are new ones, and nothing is lost."""
    with open_store(postgres_url) as store:
        swf = begin(store)
        signal(swf, "before")
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(postgres_server.url("postgres").replace("+psycopg", ""), autocommit=True) as admin:
            admin.execute(cut, (postgres_url.partition("?")[0].rpartition("/")[2],))
        done = 0
        for number in range(25):
            try:
                signal(swf, f"after {number}")
                done += 1
            except swf.exceptions.InternalFailure:
                assert number < 21, "every connection of the pool may fail once"
        assert done
        assert len(signal_inputs(histories(store))) == done + 1
        assert broken(store) == []
