"""A small database for the commands to look at, and a way to run them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import swfstore
from swfstore.cli import main
from tests.migrations.released import lambdas, tell

Run = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A file with three executions: `done` is completed, `open` and its child `child` are open, at least for a day."""
    path = tmp_path / "orders.db"
    now = swfstore.SystemClock().now()
    options: dict[str, Any] = {"lambdas": {"resize": lambdas}, "ids": swfstore.SeededIds(1), "durability": "off"}
    with swfstore.open(path, clock=swfstore.VirtualClock(now), **options) as store:
        tell(store)
    return path


@pytest.fixture
def run(db: Path) -> Run:
    """Run a command on that file; the exit code must be the one that is expected."""

    def command(*arguments: str, code: int = 0, **options: Any) -> Result:
        options.setdefault("env", {"SWFSTORE_DB": str(db)})
        result = CliRunner().invoke(main, arguments, **options)
        assert result.exit_code == code, result.output
        if code:
            assert result.stderr.count("\n") == 1
            assert result.stderr.startswith("swfstore: ")
        return result

    return command
