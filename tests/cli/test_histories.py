"""Histories by the command line: export, import, diff and replay."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import swfstore
from swfstore.cli import main
from tests.histories.orders import AWS, told
from tests.histories.orders import registered as orders
from tests.support.stories import DOMAIN

DECIDE = "tests.histories.orders:decide"
AT = ("--domain", "real", "--workflow-id", "order-42", "--run-id", "22abc/d=")


def _run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.stdout if not code else result.stderr


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A file with an order that is completed."""
    path = tmp_path / "orders.db"
    with orders(f"sqlite:///{path}") as store:
        told(store.client())
    return path


def test_a_history_of_aws_goes_in_and_out(tmp_path):
    """Imported into a new database, exported again, compared: nothing has changed."""
    db = tmp_path / "real.db"
    assert _run("import", "--db", db, *AT, AWS) == "order-42 22abc/d= into real: 17 events, closed\n"
    out = tmp_path / "out.json"
    assert _run("export", "--db", db, "order-42", "-o", out) == ""
    assert json.loads(out.read_text())["execution"] == {"workflowId": "order-42", "runId": "22abc/d="}
    assert _run("diff", "--times", AWS, out) == "the histories are equal\n"
    assert _run("diff", "--times", AWS, f"{db}:order-42/22abc/d=") == "the histories are equal\n"
    assert _run("verify", "--db", db).startswith("1 execution with 17 events")
    assert "is in the domain real already" in _run("import", "--db", db, *AT, AWS, code=1)


def test_every_run_is_exported(filled, tmp_path):
    """Into one file, onto standard output, or into a file each; all of these are imported again."""
    one = tmp_path / "all.json"
    _run("export", "--db", filled, "--all", "-o", one)
    assert [len(run["events"]) for run in json.loads(one.read_text())["runs"]] == [17]
    assert _run("export", "--db", filled, "--all") == one.read_text()
    assert (
        _run("export", "--db", filled, "--directory", tmp_path / "runs") == f"exported 1 runs to {tmp_path / 'runs'}\n"
    )
    (each,) = (tmp_path / "runs").iterdir()
    assert each.name.startswith("order-42-22")
    for path in (one, each):
        copy = path.with_suffix(".db")
        with swfstore.open(copy, clock=swfstore.VirtualClock()):
            pass
        assert _run("import", "--db", copy, path).endswith(f"into {DOMAIN}: 17 events, closed\n")


def test_where_histories_part_is_printed(filled):
    """The first difference in words, and exit code 1."""
    result = CliRunner().invoke(main, ["diff", str(AWS), f"{filled}:order-42"])
    assert result.exit_code == 1
    assert result.stderr.startswith("swfstore: the histories differ at event 1: input: ")
    assert "- 1 WorkflowExecutionStarted" in result.stdout
    ignored = [word for name in ("input", "tagList", "identity") for word in ("--ignore", name)]
    assert _run("diff", *ignored, AWS, f"{filled}:order-42") == "the histories are equal\n"


def test_a_decider_is_replayed(filled):
    """On files and on every run of a database; what differs is printed with both sides, exit code 1."""
    assert _run("replay", AWS, "--decider", DECIDE) == "1 run, 3 decision tasks: decided as recorded\n"
    assert _run("replay", "--all", filled, "--type", "Order/1", "--decider", DECIDE).startswith("1 run, 3 decision")
    result = CliRunner().invoke(main, ["replay", str(AWS), "--decider", "builtins:list"])
    assert result.exit_code == 1
    assert "  recorded: ScheduleActivityTask" in result.stdout
    assert result.stderr == "swfstore: 1 of 1 runs are decided otherwise now\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("replay", "--decider", DECIDE), "name FILES of histories, or a database with --all"),
        (("replay", AWS, "--decider", "nowhere"), "--decider is MODULE:FUNCTION, not nowhere"),
        (("replay", AWS, "--decider", "nowhere:f"), "there is no module nowhere"),
        (("replay", AWS, "--decider", "json:nothing"), "the module json has no function nothing"),
        (("export", "--db", "x.db"), "name a WORKFLOW_ID, or ask for --all or a --directory"),
        (("export", "--db", "x.db", "--all", "w"), "name a WORKFLOW_ID, or ask for --all or a --directory"),
    ],
)
def test_bad_usage_of_these_commands_is_told_in_one_sentence(words, sentence):
    """Exit code 2."""
    assert sentence in _run(*words, code=2)


def test_an_impossible_history_is_refused_in_one_sentence(tmp_path):
    """With its file and its first offending event; the database has nothing of it."""
    events = json.loads(AWS.read_text())["events"]
    del events[3]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"events": events}))
    said = _run("import", "--db", tmp_path / "x.db", "--domain", "d", path, code=1)
    assert said == "swfstore: broken: event 4 cannot be: its place has the event id 5\n"
