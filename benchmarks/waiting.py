"""Polls that wait: what thousands of them cost a server while nothing happens, and a task when they are there."""

import json
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPResponse
from socket import socket
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from benchmarks.measure import Effort, Result, at_most, timed
from benchmarks.places import DOMAIN, decide, start
from benchmarks.wire import client_of, swfstore_server
from benchmarks.wire_load import connect, request
from benchmarks.wire_servers import Server

POLLS = 5_000
PER_LIST = 1_000
"""Polls that may wait at one task list."""

IDLE_SECONDS = 5.0
"""How long it is looked what waiting costs."""

_WAITING = re.compile(r"^swfstore_waiting_polls\{.*\} ([0-9.e+]+)$", re.MULTILINE)


def waiting(_effort: Effort, quick: bool) -> Iterator[Result]:
    """Memory and processor time of polls that are held, and how soon one of them has its task."""
    many, times = (POLLS // 10, 10) if quick else (POLLS, 50)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with TemporaryDirectory(prefix="swfstore-") as directory, swfstore_server(directory) as server, ExitStack() as held:
        rounds = _wakes(server)
        alone = median(rounds() for _ in range(times))
        links = [held.enter_context(connect(server.port)) for _ in range(many)]
        before = server.resident_bytes()
        for number, link in enumerate(links):
            link.sendall(_poll("PollForActivityTask", f"idle-{number // PER_LIST}"))
        _until_so_many_wait(server, many)
        each = (server.resident_bytes() - before) / many / 1e3
        yield Result(f"memory of an idle poll, of {many:,}", each, 32, "KB", at_most(1))
        used = server.processor_seconds()
        time.sleep(IDLE_SECONDS)
        used = server.processor_seconds() - used
        yield timed(f"processor time of {many:,} idle polls, by one core", (used, IDLE_SECONDS), at_most(0.05))
        beside = median(rounds() for _ in range(times))
        yield timed(f"from a signal to a poll that waits, beside {many:,} others, by alone", (beside, alone))


def _poll(operation: str, task_list: str, **members: object) -> bytes:
    asked = {"domain": DOMAIN, "taskList": {"name": task_list}, **members}
    return request(operation, json.dumps(asked).encode())


def _until_so_many_wait(server: Server, many: int) -> None:
    while _waiting(server) < many:
        time.sleep(0.01)


def _waiting(server: Server) -> float:
    with urlopen(f"http://127.0.0.1:{server.port}/_swfstore/metrics") as page:
        return sum(map(float, _WAITING.findall(page.read().decode())))


def _wakes(server: Server) -> Callable[[], float]:
    """A function that has a decider wait, signals its execution, and gives the seconds until it has its task."""
    swf, task_list = client_of(server.port), "woken"
    start(swf, "woken", taskList={"name": task_list})
    decide(swf, [], task_list)
    link, teller = connect(server.port), connect(server.port)
    poll = _poll("PollForDecisionTask", task_list, maximumPageSize=1)
    members = {"domain": DOMAIN, "workflowId": "woken", "signalName": "approved"}
    signal = request("SignalWorkflowExecution", json.dumps(members).encode())

    def wake() -> float:
        others = _waiting(server)
        link.sendall(poll)
        _until_so_many_wait(server, int(others) + 1)
        since = time.perf_counter()
        teller.sendall(signal)
        task = json.loads(_answer(link))
        taken = time.perf_counter() - since
        _answer(teller)
        swf.respond_decision_task_completed(taskToken=task["taskToken"])
        return taken

    return wake


def _answer(link: socket) -> bytes:
    answer = HTTPResponse(link)
    answer.begin()
    return answer.read()
