"""The server over HTTP: against an echo of the same uvicorn, against a commit per call, and against moto_server."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from botocore.config import Config

import swfstore
from benchmarks.cores import one_core_each
from benchmarks.measure import Effort, Result, Target, at_least, at_most, timed, turns
from benchmarks.places import CHARGE, DECIDERS, DOMAIN, WORKERS, register, start
from benchmarks.wire_load import Load, load, request
from benchmarks.wire_servers import Server, running

CALLERS = 64
_FAKE = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}


def _signal(number: int) -> bytes:
    members = {"domain": DOMAIN, "workflowId": f"order-{number}", "signalName": "approved", "input": "by Ann"}
    return request("SignalWorkflowExecution", json.dumps(members).encode())


def _made(directory: str, name: str, durability: str) -> str:
    path = str(Path(directory) / f"{name}.db")
    with swfstore.open(path, durability=durability) as store:
        register(store.client())
        for number in range(CALLERS):
            start(store.client(), f"order-{number}")
    return path


def wire(_effort: Effort, quick: bool) -> Iterator[Result]:
    """Signals over kept connections: the answer's time alone, and the throughput of many at once."""
    rounds, seconds = (3, 0.3) if quick else (30, 0.3)
    for durability, limit in (("full", 4.5), ("normal", 3.5)):
        yield from _against_others(durability, limit, rounds, seconds)


def _against_others(durability: str, limit: float, rounds: int, seconds: float) -> Iterator[Result]:
    kinds = ("swfstore", "echo", "pool", "inline", "floor")
    with TemporaryDirectory(prefix="swfstore-") as directory, ExitStack() as stack:
        servers = {
            kind: stack.enter_context(running(kind, _made(directory, kind, durability), durability)) for kind in kinds
        }

        def alternate(callers: int, *which: str) -> dict[str, list[Load]]:
            requests = [_signal(number) for number in range(callers)]
            found: dict[str, list[Load]] = {kind: [] for kind in which}
            for _ in range(rounds):
                for kind in which:
                    found[kind].append(load(servers[kind].port, requests, seconds))
            return found

        with one_core_each([server.pid for server in servers.values()]):
            alone = alternate(1, "swfstore", "echo", "inline", "floor")
        yield _times(f"HTTP signal, one client, {durability}, by an echo", alone, "echo", at_most(limit))
        yield _times(f"HTTP signal, one client, {durability}, by the hand-written one", alone, "floor")
        if durability != "full":
            return
        yield _times("HTTP signal, one client, full, by no writer thread", alone, "inline", at_most(1.15))
        moved = alternate(1, "swfstore", "echo")
        yield _times("HTTP signal, one client, full, by an echo, moved from core to core", moved, "echo")
        for callers, least in ((16, 2.0), (64, 2.5)):
            crowd = alternate(callers, "swfstore", "pool")
            yield _throughput(f"HTTP signals of {callers} clients, full, by a commit per call", crowd, least)
            yield from _fair(f"{callers} clients", crowd["swfstore"])


def _times(what: str, found: dict[str, list[Load]], floor: str, target: Target | None = None) -> Result:
    mine, other = (median(one.median for one in found[kind]) for kind in ("swfstore", floor))
    return timed(what, (mine, other), target)


def _throughput(what: str, found: dict[str, list[Load]], least: float) -> Result:
    # Seconds for one call of many: the more calls a second, the fewer.
    mine, other = (1 / median(one.per_second for one in found[kind]) for kind in ("swfstore", "pool"))
    return timed(what, (mine, other), at_least(least))


def _fair(who: str, loads: list[Load]) -> Iterator[Result]:
    slowest = median(one.fairness for one in loads)
    yield Result(f"{who}: calls of the fastest by those of the slowest", 1 / slowest, 1, "x", at_most(1 / 0.8))
    longest = median(max(one.taken) for one in loads)
    middle = median(one.median for one in loads)
    yield timed(f"{who}: the longest wait by the median", (longest, middle), at_most(20))


def client_of(port: int) -> Any:
    """A boto3 client of the server at that port, which does not try again."""
    config = Config(parameter_validation=False, retries={"max_attempts": 0})
    return boto3.client("swf", endpoint_url=f"http://127.0.0.1:{port}", config=config, **_FAKE)


def moto_server(effort: Effort, quick: bool) -> Iterator[Result]:
    """The same calls to moto_server: signals over HTTP, through boto3 among others, and a cycle late in a history."""
    crowd, length = (100, 300) if quick else (1_000, 5_000)
    with TemporaryDirectory(prefix="swfstore-") as directory, ExitStack() as stack:
        path = str(Path(directory) / "mine.db")
        mine, other = (stack.enter_context(running(kind, path, "full")).port for kind in ("swfstore", "moto"))
        clients = (client_of(mine), client_of(other))
        for swf in clients:
            register(swf)
            start(swf, "order-0", taskList={"name": "aside"})
        seconds = 0.3 if quick else 1.0
        found: dict[str, list[Load]] = {"swfstore": [], "moto": []}
        for _ in range(3 if quick else 7):
            for kind, port in (("swfstore", mine), ("moto", other)):
                found[kind].append(load(port, [_signal(0)], seconds))
        rates = [1 / median(one.per_second for one in found[kind]) for kind in ("swfstore", "moto")]
        yield timed("HTTP signals of one client, full, against moto_server", rates, at_least(5))
        yield _late_cycle(effort, clients, length)
        for swf in clients:
            for number in range(1, crowd + 1):
                start(swf, f"order-{number}", taskList={"name": "aside"})
        few = Effort(max(5, effort.rounds // 6), 2)
        taken = turns(few, _signals(clients[0]), _signals(clients[1]))
        yield timed(f"boto3 signal, {crowd:,} other open executions, full, against moto_server", taken, at_least(20))


def memory(_effort: Effort, quick: bool) -> Iterator[Result]:
    """What a server has in memory after many signals, by what it had after a tenth of them."""
    many = 10_000 if quick else 100_000
    with TemporaryDirectory(prefix="swfstore-") as directory, swfstore_server(directory) as server:
        requests = [_signal(number) for number in range(16)]
        sent, early = 0, 0
        while sent < many:
            sent += len(load(server.port, requests, 0.2).taken)
            if not early and sent >= many / 10:
                early = server.resident_bytes()
        yield Result(
            f"memory of the server after {many:,} signals, by a tenth of them",
            server.resident_bytes() / 1e6,
            early / 1e6,
            "MB",
            at_most(1.1),
        )


def swfstore_server(directory: str) -> AbstractContextManager[Server]:
    """`swfstore serve` on a database with the executions that are signalled, at durability normal."""
    return running("swfstore", _made(directory, "memory", "normal"), "normal")


def _signals(swf: Any) -> Callable[[], object]:
    return lambda: swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-0", signalName="s", input="x")


def _late_cycle(effort: Effort, clients: tuple[Any, Any], length: int) -> Result:
    for swf in clients:
        start(swf, "late")
        for _ in range(length - 2):
            swf.signal_workflow_execution(domain=DOMAIN, workflowId="late", signalName="s", input="x")
    few = Effort(max(4, effort.rounds // 10), 1)
    taken = turns(few, _cycle(clients[0]), _cycle(clients[1]))
    return timed(
        f"boto3 decision and activity cycle at {length:,} events, full, against moto_server", taken, at_least(20)
    )


def _cycle(swf: Any) -> Callable[[], object]:
    count = iter(range(10**9))
    names = {"taskList": {"name": DECIDERS}, "domain": DOMAIN}
    attributes = {"activityType": CHARGE, "taskList": {"name": WORKERS}}

    def cycle() -> None:
        decision = swf.poll_for_decision_task(**names, maximumPageSize=10, reverseOrder=True)
        schedule = {**attributes, "activityId": f"a{next(count)}"}
        swf.respond_decision_task_completed(
            taskToken=decision["taskToken"],
            decisions=[{"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": schedule}],
        )
        activity = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": WORKERS})
        swf.respond_activity_task_completed(taskToken=activity["taskToken"], result="done")

    return cycle
