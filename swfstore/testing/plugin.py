"""The pytest plugin: stores, clients, clocks and servers of a test's own, and what a failed test shows of them.

Every run of pytest loads it where swfstore is installed, so it imports nothing but pytest until a fixture is used.
`pytest --fixtures` prints the docstrings of the fixtures; docs/testing.md tells how to use them.
"""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from swfstore.client.client import Client
    from swfstore.client.store import Store
    from swfstore.engine.faults.faults import Faults
    from swfstore.store.database import Database
    from swfstore.testing.server_process import ServerProcess

MARKERS = (
    "swf_memory: the fixture swf_store is in memory instead of in a file",
    "swf_store(**options): options of swfstore.open for the fixture swf_store",
    "swf_server(*arguments): more arguments of `swfstore serve` for the fixture swf_server",
)
PROPERTY = "swfstore_file"
"""The property of a test's report that names a file which was kept."""

Show: TypeAlias = Callable[[], str]

_KEEP = pytest.StashKey[Path]()
_SHOW = pytest.StashKey[list[Show]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --swf-keep."""
    told = "keep the files of swf_store and swf_server, and print where they are"
    parser.getgroup("swfstore").addoption("--swf-keep", action="store_true", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; with --swf-keep make the directory, which the workers of xdist share."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("--swf-keep"):
        given: Mapping[str, Any] = getattr(config, "workerinput", {})  # there in a worker of xdist
        config.stash[_KEEP] = Path(given.get("swf_keep") or mkdtemp(prefix="swfstore-kept-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # of xdist, which need not be installed
    """Tell a worker of xdist where files are kept."""
    if _KEEP in node.config.stash:
        node.workerinput["swf_keep"] = str(node.config.stash[_KEEP])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the histories of the open executions to the report of a test that fails."""
    report = yield
    if call.when != "teardown" and report.failed:  # the stores are closed by then
        for show in item.stash.get(_SHOW, []):
            report.sections.append(("swfstore: open executions", _shown(show)))
    return report


def _shown(show: Show) -> str:
    try:
        return show() or "none"
    except Exception as error:  # noqa: BLE001  # the test's failure is what counts; pytest would stop at ours
        return f"they cannot be read: {error}"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print where the kept files are."""
    if _KEEP not in config.stash:
        return
    reports = [report for found in terminalreporter.stats.values() for report in found]
    properties = {(report.nodeid, *pair) for report in reports for pair in getattr(report, "user_properties", ())}
    terminalreporter.section(f"swfstore: files kept in {config.stash[_KEEP]}")
    for nodeid, name, path in sorted(properties, key=str):
        if name == PROPERTY:
            terminalreporter.line(f"{nodeid}: {path}")


@pytest.fixture
def swf_options() -> Mapping[str, Any]:
    """Options of swfstore.open for swf_store, none by default: to be defined by those who want some everywhere.

    A `clock` has to be a class here or a function that makes one; a clock moves one store only.
    """
    return {}


@pytest.fixture
def swf_store(request: pytest.FixtureRequest, swf_options: Mapping[str, Any]) -> "Iterator[Store[Any]]":
    """A store in a fresh file, on a virtual clock, closed and verified after the test.

    `@pytest.mark.swf_memory` has it in memory, `@pytest.mark.swf_store(throttle=True)` gives options of swfstore.open.
    A test that fails shows the histories of the executions that are still open.
    """
    from swfstore.testing.opening import MEMORY, open_for_test

    options = dict(swf_options)
    for marker in reversed(list(request.node.iter_markers("swf_store"))):  # the nearest last: it counts
        options |= marker.kwargs
    in_memory = request.node.get_closest_marker("swf_memory") is not None and _KEEP not in request.config.stash
    store = open_for_test(MEMORY if in_memory else _file(request, "workflows.db"), options)
    try:
        _show(request, store.engine.database)
        yield store
        _verify(store.engine.database)
    finally:
        store.close()


@pytest.fixture
def swf(swf_store: "Store[Any]") -> "Client":
    """A client of swf_store, with the methods, arguments, dicts and faults of boto3's."""
    return swf_store.client()


@pytest.fixture
def swf_clock(swf_store: "Store[Any]") -> Any:  # the clock that the options have asked for
    """The clock of swf_store: advance(days=30), advance_to_next(), run_until_quiet()."""
    return swf_store.clock


@pytest.fixture
def swf_faults(swf_store: "Store[Any]") -> "Faults":
    """What goes wrong in swf_store on purpose: swf_faults.add(Throttled("SignalWorkflowExecution", rate=0.1))."""
    return swf_store.faults


@pytest.fixture
def boto3_swf(swf_store: "Store[Any]") -> Any:  # boto3 has no types
    """What boto3.client("swf") gives, talking to swf_store in this process: no socket, no credentials."""
    from swfstore.testing.clients import boto3_client

    return boto3_client(swf_store)


@pytest.fixture
def swf_server(request: pytest.FixtureRequest) -> "Iterator[ServerProcess]":
    """A `swfstore serve` in a process of its own, on a free port, with a fresh file and a virtual clock.

    `.url`, `.client()` and `.environment` are the ways to it, `.clock` is its time; it can be stopped, killed and
    started again. `@pytest.mark.swf_server("--throttle")` gives arguments. After the test its file is verified.
    """
    from swfstore.store.database import Database
    from swfstore.testing.server_process import ServerProcess

    marker = request.node.get_closest_marker("swf_server")
    server = ServerProcess(_file(request, "server.db"), marker.args if marker else ())
    url = f"sqlite:///{server.path}"
    server.start()
    beside = Database(url, read_only=True)
    try:
        _show(request, beside)
        yield server
    finally:
        beside.close()
        server.stop()
    _verify_again(url)


def _file(request: pytest.FixtureRequest, name: str) -> Path:
    """Where the file of that name goes: to the test's tmp_path, or where files are kept."""
    keep = request.config.stash.get(_KEEP, None)
    if keep is None:
        tmp_path: Path = request.getfixturevalue("tmp_path")
        return tmp_path / name
    prefix = re.sub(r"[^\w.-]+", "_", request.node.nodeid)[-100:] + "-"
    path = Path(mkdtemp(prefix=prefix, dir=keep)) / name
    request.node.user_properties.append((PROPERTY, str(path)))
    return path


def _show(request: pytest.FixtureRequest, database: "Database") -> None:
    """Have the report of the test show the open executions of this database if it fails."""

    def show() -> str:
        from swfstore.testing.report import open_histories

        return open_histories(database)

    request.node.stash.setdefault(_SHOW, []).append(show)


def _verify(database: "Database") -> None:
    """Fail unless every history equals the state beside it; a file also when the test has closed its store."""
    if database.closed:
        if not database.is_memory:
            _verify_again(str(database.url))
        return
    from swfstore.engine.verify import verify
    from swfstore.testing.report import open_histories

    report = verify(database)
    if not report.ok:
        told = ["swfstore verify: " + str(report), *report.differences]
        pytest.fail("\n".join([*told, "", open_histories(database) or "no execution is open"]), pytrace=False)


def _verify_again(url: str) -> None:
    """Verify a file that nobody has open."""
    from swfstore.store.database import Database

    database = Database(url)
    try:
        _verify(database)
    finally:
        database.close()
