"""What the README says is so: its programs run, its outputs come out, its names exist."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from swfstore.operations.registry import OPERATIONS
from tests.docs.orders import make
from tests.support.sources import PACKAGE, TOP

README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Each block of the README with its language, and the text block that directly follows it, its output."""
    found = BLOCK.findall(README)
    for (language, text), (following, output) in zip(found, [*found[1:], ("", "")], strict=True):
        if language != "text":
            yield language, text, output if following == "text" else ""


PROGRAMS = [(text, output) for language, text, output in blocks() if language == "python"]
QUERIES = [(text, output) for language, text, output in blocks() if language == "sh" and text.startswith("sqlite3")]
COMMANDS = [
    line.split("#")[0].strip()
    for language, text, _ in blocks()
    if language == "sh"
    for line in text.splitlines()
    if line.startswith("swfstore")
]


@pytest.mark.parametrize(("text", "output"), PROGRAMS, ids=["quick start", "virtual time"])
def test_a_program_runs_and_prints_what_it_says(text: str, output: str, tmp_path: Path) -> None:
    """As a file of its own, in an empty directory."""
    assert output
    assert run(tmp_path, "-W", "error", "-c", text) == output


def run(directory: Path, *arguments: str) -> str:
    """What this Python prints; CalledProcessError where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(TOP), "SWFSTORE_DB": "orders.db"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_the_quick_start_has_20_lines() -> None:
    """Empty lines are not counted."""
    assert len([line for line in PROGRAMS[0][0].splitlines() if line]) <= 20


@pytest.mark.parametrize(("text", "output"), QUERIES, ids=["history", "pending", "stuck"])
def test_a_query_gives_its_sample(text: str, output: str, tmp_path: Path) -> None:
    """In Python's sqlite3, and in the shell of that name where it is installed."""
    make(tmp_path / "orders.db")
    query = text[text.index('"') + 1 : text.rindex('"')]
    with closing(sqlite3.connect(tmp_path / "orders.db")) as connection:
        cursor = connection.execute(query)
        columns = [column[0] for column in cursor.description]
        rows = [["" if value is None else str(value) for value in row] for row in cursor]
    heading, _, *lines = output.splitlines()
    assert re.split(r"\s{2,}", heading) == columns
    assert [re.split(r"\s{2,}", line) for line in lines] == [row_of(row) for row in rows]
    if shutil.which("sqlite3"):
        shell = subprocess.run(text, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert [line.rstrip() for line in shell.stdout.splitlines()] == output.splitlines()


def row_of(row: list[str]) -> list[str]:
    """The cells of a row as a sample shows them: what is empty at its end cannot be seen."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def test_the_commands_run(tmp_path: Path) -> None:
    """Every line that begins with `swfstore`, one after the other, on the file of the samples."""
    make(tmp_path / "orders.db")
    assert len(COMMANDS) >= 10
    for command in COMMANDS:
        assert run(tmp_path, "-m", *shlex.split(command)), command


def test_there_is_a_row_for_each_operation() -> None:
    """39 rows, each with the function's module and name."""
    rows = re.findall(r"^\| (\w+) \| `([\w.]+)` \|", README, re.MULTILINE)
    assert dict(rows) == {
        name: f"{operation.function.__module__.rpartition('.')[2]}.{operation.method}"
        for name, operation in OPERATIONS.items()
    }
    assert len(rows) == 39


def test_the_files_that_are_named_exist() -> None:
    """In the story of a signal below swfstore/, elsewhere from the top of the repository; links too."""
    named = set(re.findall(r"`([\w/.]+\.(?:py|md|toml))`", README)) | set(re.findall(r"\]\((?!http)([^)#]+)", README))
    assert len(named) > 12
    missing = [name for name in sorted(named) if not ((TOP / name).exists() or (PACKAGE / name).exists())]
    assert missing == []


def test_the_first_screen_has_the_two_commands() -> None:
    """What it is in three lines, then the command of the main job and the command of the tests."""
    first = README.splitlines()[:14]
    assert [line.split("#")[0].strip() for line in first if line.startswith("python3 run.py")] == [
        "python3 run.py demo",
        "python3 run.py test",
    ]
    assert len("\n".join(first).split("\n\n")[1].splitlines()) == 3


def test_the_lines_fit_on_a_page() -> None:
    """120 characters, but for rows of tables."""
    assert [line for line in README.splitlines() if len(line) > 120 and not line.startswith("|")] == []
