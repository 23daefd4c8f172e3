"""What the commands print, and what they say when something is wrong."""

import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest

import swfstore
from swfstore.cli.group import COMMANDS, main
from swfstore.config import VERSION
from swfstore.store.migrate import HEAD

TOP = Path(__file__).resolve().parents[2]
DB = ("upgrade", "check", "current", "backup", "sql")


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS), *(("db", name) for name in DB)], ids=" ".join)
def test_every_command_has_help(run, words):
    """The help says what the command does and explains each of its options and arguments."""
    text = run(*words, "--help").stdout
    assert text.startswith(f"Usage: main {' '.join(words)}".rstrip())
    command = main
    for word in words:
        command = command.get_command(None, word)  # type: ignore[assignment,arg-type]  # it needs no context
    assert command.help
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


def test_the_version(run):
    """The same as the package's."""
    assert run("--version").stdout == f"swfstore {VERSION}\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nonsense",), "No such command 'nonsense' (see main --help)"),
        (("list", "--nonsense"), "No such option"),
        (("list", "--tag", "a", "--status", "FAILED"), "--tag and --status cannot be asked for together"),
        (("list", "--limit", "0"), "Invalid value for '--limit'"),
        (("list", "--since", "yesterday"), "Invalid value for '--since'"),
        (("history",), "Missing argument 'WORKFLOW_ID'"),
        (("signal", "open"), "Missing argument 'SIGNAL_NAME'"),
        (("verify", "--db", ":memory:"), "a database in memory is gone when the command ends"),
    ],
)
def test_bad_usage_is_told_in_one_sentence(run, words, sentence):
    """Exit code 2, nothing on standard output."""
    result = run(*words, code=2)
    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_command_needs_a_database(run):
    """Named by --db or by the environment."""
    assert "Missing option '--db'" in run("list", env={"SWFSTORE_DB": None}, code=2).stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("history", "nobody"), "the domain orders has no execution with the workflow id nobody"),
        (("show", "open", "--run-id", "x"), "UnknownResourceFault: Unknown execution: "),
        (("signal", "done", "approved"), "UnknownResourceFault: Unknown execution, workflowId = done"),
        (("list", "--domain", "nowhere"), "UnknownResourceFault: Unknown domain: nowhere"),
    ],
)
def test_what_fails_is_told_in_one_sentence(run, words, sentence):
    """Exit code 1, with AWS's name of the fault where there is one."""
    assert sentence in run(*words, code=1).stderr


@pytest.mark.parametrize("command", ["list", "verify", "show x", "history x", "signal x y", "db check", "db current"])
def test_a_database_that_is_not_there_is_not_made(run, tmp_path, command):
    """A slip of the pen does not leave an empty file."""
    path = tmp_path / "typo.db"
    assert run(*command.split(), "--db", str(path), code=1).stderr == f"swfstore: there is no database {path}\n"
    assert not path.exists()


def test_list(run):
    """Open executions by default, the latest start first."""
    lines = run("list").stdout.splitlines()
    assert lines[0].split("  ")[0] == "workflow id"
    assert [line.split()[0] for line in lines[1:]] == ["child", "open"]
    assert "Order/1" in lines[1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--closed"], ["done"]),
        (["--status", "COMPLETED"], ["done"]),
        (["--status", "FAILED"], []),
        (["--tag", "books"], ["open"]),
        (["--type", "Order"], ["child", "open"]),
        (["--type", "Order/2"], []),
        (["--workflow-id", "child"], ["child"]),
        (["--limit", "1"], ["child"]),
        (["--until", "2020-01-01"], []),
        (["--since", "2020-01-01T12:00"], ["child", "open"]),
    ],
)
def test_list_with_a_filter(run, words, found):
    """The API's filters, as options; --json prints what the API answers."""
    infos = json.loads(run("list", "--json", *words).stdout)["executionInfos"]
    assert [info["execution"]["workflowId"] for info in infos] == found
    lines = run("list", *words).stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == found


def test_show_says_why_nothing_moves(run):
    """Who is expected to do something, and what happens by itself."""
    text = run("show", "open").stdout
    counts = next(line for line in text.splitlines() if line.startswith("open:")).removeprefix("open:").strip()
    assert sorted(counts.split(", ")) == [
        "1 ChildWorkflowExecutions",
        "1 DecisionTasks",
        "1 LambdaFunctions",
        "1 Timers",
        "2 ActivityTasks",
    ]
    assert "  activity task charge runs since " in text
    assert "  activity task later waits since " in text
    assert " until a worker polls the task list workers\n" in text
    assert " until a decider polls the task list deciders\n" in text
    assert "Z  timer remind fires\n" in text
    assert "Z  execution times out\n" in text


def test_show_of_a_closed_execution(run):
    """How it ended."""
    text = run("show", "done").stdout
    assert "status:           COMPLETED\n" in text
    assert "waits for" not in text


def test_history(run):
    """A table, a line for each event."""
    lines = run("history", "done").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["id", "1", "2", "3", "4", "5"]
    assert lines[1].split()[2] == "WorkflowExecutionStarted"
    assert "input=two books" in lines[1]
    assert lines[5].endswith("WorkflowExecutionCompleted  result=sent decisionTaskCompletedEventId=4")


def test_history_as_json_is_the_apis(run, db):
    """Members, their order and their types are those of GetWorkflowExecutionHistory; times are seconds."""
    events = json.loads(run("history", "done", "--json").stdout)["events"]
    with swfstore.open(db) as store:
        client: Any = store.client()
        run_id = json.loads(run("list", "--closed", "--json").stdout)["executionInfos"][0]["execution"]["runId"]
        execution = {"workflowId": "done", "runId": run_id}
        wanted = client.get_workflow_execution_history(domain="orders", execution=execution)["events"]
    for event in wanted:
        event["eventTimestamp"] = event["eventTimestamp"].timestamp()
    assert events == wanted


def test_history_follows_until_the_execution_closes(run, db):
    """Events that another process or thread writes appear; the command ends with the execution."""
    with swfstore.open(db) as store:

        def later():
            client: Any = store.client()
            client.signal_workflow_execution(domain="orders", workflowId="child", signalName="one")
            client.terminate_workflow_execution(domain="orders", workflowId="child", reason="enough")

        timer = threading.Timer(0.5, later)
        timer.start()
        lines = run("history", "child", "--follow").stdout.splitlines()
        timer.join()
    assert [line.split()[2] for line in lines] == [
        "WorkflowExecutionStarted",
        "DecisionTaskScheduled",
        "WorkflowExecutionSignaled",
        "WorkflowExecutionTerminated",
    ]
    followed = run("history", "child", "--follow", "--json").stdout.splitlines()
    assert [json.loads(line)["eventId"] for line in followed] == [1, 2, 3, 4]


def test_signal(run):
    """It is in the history when the command is done."""
    assert run("signal", "open", "approved", "--input", "by\tAnn").stdout == "signalled open: approved\n"
    last = run("history", "open").stdout.splitlines()[-1]
    assert last.split()[2] == "WorkflowExecutionSignaled"
    assert "input=by\\tAnn" in last


def test_the_domain_may_be_left_out_only_where_there_is_one(run, db):
    """Otherwise the choice is named."""
    with swfstore.open(db) as store:
        client: Any = store.client()
        client.register_domain(name="books", workflowExecutionRetentionPeriodInDays="1")
    assert "name one with --domain: books, orders" in run("list", code=2).stderr
    assert len(run("list", "--domain", "orders").stdout.splitlines()) == 3
    assert len(run("list", "--account", "999999999999", "--domain", "x", code=1).stderr.splitlines()) == 1


def test_verify(run, db):
    """Says what was compared; exit code 1 and the first difference where history and state do not agree."""
    assert "history equals state" in run("verify").stdout
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE executions SET open_timers = 7 WHERE workflow_id = 'open'")
    result = run("verify", code=1)
    assert "open_timers" in result.stdout
    assert "open_timers" in result.stderr


def test_db_commands(run, tmp_path):
    """Make, look, check, copy."""
    path = str(tmp_path / "new.db")
    assert run("db", "upgrade", "--db", path).stdout == f"made, {HEAD}\n"
    assert run("db", "upgrade", "--db", path).stdout == f"{HEAD} already\n"
    assert run("db", "current", "--db", path).stdout == f"{HEAD} (the newest), written by swfstore {VERSION}\n"
    assert run("db", "check", "--db", path).stdout == f"{HEAD}: whole, and as swfstore {VERSION} makes it\n"
    copy = str(tmp_path / "copy.db")
    assert run("db", "backup", copy).stdout == f"copied to {copy}\n"
    assert run("db", "backup", copy, code=1).stderr == f"swfstore: {copy} exists already\n"
    assert run("verify", "--db", copy).stdout == run("verify").stdout
    assert f"VALUES ('{HEAD}')" in run("db", "sql", "--dialect", "postgresql").stdout


def test_db_check_fails_where_something_is_missing(run, db):
    """Exit code 1, and what it is."""
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DROP TRIGGER events_no_update")
    assert "events_no_update is missing" in run("db", "check", code=1).stderr


def test_what_is_no_database_is_refused(run, tmp_path):
    """By every command, in the same words."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 50)
    for words in (["list"], ["verify"], ["db", "upgrade"], ["db", "check"], ["db", "backup", str(tmp_path / "c")]):
        assert run(*words, "--db", str(path), code=1).stderr == f"swfstore: {path} is not a SQLite database\n"


def test_the_output_is_plain_in_a_pipe(db):
    """No colours, no frames, and a reader who has seen enough does not make a traceback."""
    command = [sys.executable, "-m", "swfstore", "history", "open", "--db", str(db)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    assert "\x1b" not in done.stdout
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(timeout=30) in (0, 1)
    assert process.stderr.read() == ""
    process.stderr.close()
