"""The servers that are compared, each in a process of its own.

`python -m benchmarks.wire_servers KIND PORT DB DURABILITY`: `echo` answers at once on the same uvicorn; `floor` commits
the hand-written transaction before it does; `pool` commits each call by itself on a pool of threads; `inline` on the
event loop itself, without any thread. `swfstore serve` and `moto_server` are started as they are.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("echo", "pool", "inline", "floor")

_UNLIMITED = ("--limits", "events=1000000")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it listens, and which process it is."""

    port: int
    pid: int

    def resident_bytes(self) -> int:
        """The memory that it has; Linux only."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def processor_seconds(self) -> float:
        """The processor time that it has used, all threads; Linux only."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(kind: str, db: str, durability: str) -> Iterator[Server]:
    """A server of that kind on a database that is there already."""
    port = free_port()
    command = {
        "swfstore": ["swfstore", "serve", "--db", db, "--port", str(port), "--durability", durability, *_UNLIMITED],
        "moto": ["moto.server", "-p", str(port), "-H", "127.0.0.1"],
    }.get(kind, ["benchmarks.wire_servers", kind, str(port), db, durability])
    with _process([sys.executable, "-m", *command]) as process:
        _wait_for(port)
        yield Server(port, process.pid)


@contextmanager
def _process(command: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            time.sleep(0.5)  # it listens before its store is open
            return


def serve(kind: str, port: int, db: str, durability: str) -> None:
    """Serve one of KINDS until a signal comes."""
    import uvicorn

    from benchmarks.floor import Floor
    from benchmarks.places import UNLIMITED, by_hand
    from swfstore.client.store import open as open_store
    from swfstore.engine.call import Call
    from swfstore.operations.registry import invoke
    from swfstore.server.encoding import response_body
    from swfstore.server.protocol import members_of, operation_of, read_headers

    store = open_store(db, durability=durability, limits=UNLIMITED)
    call, pool, stack = Call(store.engine), ThreadPoolExecutor(64), ExitStack()
    floor = Floor(stack.enter_context(by_hand(store, durability)))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, answer = (await receive())["body"], b""
        if kind == "floor":
            floor.signal(str(members_of(body)["workflowId"]))
        elif kind != "echo":
            operation, members = operation_of(read_headers(scope["headers"]).target), members_of(body)

            def work() -> bytes:
                return response_body(invoke(call, operation, members))

            answer = work() if kind == "inline" else await asyncio.get_running_loop().run_in_executor(pool, work)
        headers = [(b"content-type", b"application/x-amz-json-1.0"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    as_ours = {"ws": "none", "access_log": False, "proxy_headers": False, "server_header": False}
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", lifespan="off", **as_ours)
    stack.close()
    store.close()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
