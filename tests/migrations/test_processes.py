"""Several processes open the same new or old database at once."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from swfstore.store.database import Database
from swfstore.store.migrate import HEAD, current

TOP = Path(__file__).resolve().parents[2]
PROCESSES = 6

_OPEN = """
import sys
from swfstore.ids import RandomIds
from swfstore.store.database import Database
from swfstore.store.migrate import prepare, signing_key

database = Database(sys.argv[1])
sys.stdin.readline()
for again in range(int(sys.argv[2])):
    prepare(database, version="1.0")
print(signing_key(database, RandomIds()).hex())
database.close()
"""


def _open_at_once(url, times=1):
    """Start the processes, let them go at the same moment, and collect the keys that they found."""
    command = [sys.executable, "-c", _OPEN, url, str(times)]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=TOP, text=True, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in started]
    assert [(process.returncode, errors) for process, (_, errors) in zip(started, answers, strict=True)] == (
        [(0, "")] * PROCESSES
    )
    return {key for key, _ in answers}


@pytest.mark.stress
def test_a_new_file_is_made_once(tmp_path):
    """All succeed, have the same signing key, and leave no lock behind."""
    for attempt in range(3):
        directory = tmp_path / str(attempt)
        directory.mkdir()
        url = f"sqlite:///{directory / 'x.db'}"
        assert len(_open_at_once(url)) == 1
        assert [path.name for path in directory.iterdir()] == ["x.db"]


@pytest.mark.stress
@pytest.mark.postgres
def test_a_new_postgresql_database_is_made_once(empty_postgres_url):
    """The advisory lock lets one of them migrate."""
    assert len(_open_at_once(empty_postgres_url)) == 1
    database = Database(empty_postgres_url)
    assert current(database).revision == HEAD
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    database.close()


@pytest.mark.stress
def test_a_process_that_dies_gives_the_lock_back(tmp_path):
    """Killed while it holds the lock: the next one makes the file."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    code = (
        "import os, signal, sys; from pathlib import Path; from swfstore.store.filelock import locked\n"
        "with locked(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, tmp_path / "x.db"], cwd=TOP, check=False)
    assert killed.returncode != 0
    assert (tmp_path / "x.db.lock").exists()
    assert len(_open_at_once(url)) == 1
    assert not (tmp_path / "x.db.lock").exists()
