"""A real `swfstore serve` in a process of its own, and what tests say to it."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from tests.support.sources import TOP

START_SECONDS = 30
STOP_SECONDS = 30
ACCOUNT = "123456789012"


def environment(**more: str) -> dict[str, str]:
    """The environment of a child process: nothing of AWS's and nothing of ours from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SWFSTORE_"))}
    return {**kept, "PYTHONPATH": str(TOP), **more}


class Server:
    """A running server; `url` is where, `banner` what it has printed, `log` the file of its standard error."""

    def __init__(
        self, db: str | Path, *options: str, env: Mapping[str, str] | None = None, log_file: Path | None = None
    ) -> None:
        self.db = str(db)
        self.log = log_file or (Path(f"{db}.log") if str(db) != ":memory:" else Path(os.devnull))
        command = [sys.executable, "-m", "swfstore", "serve", "--db", self.db, "--port", "0", *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, env=environment(**(env or {})), text=True
            )
        try:
            self.banner = self._read_banner()
        except BaseException:  # whatever it was, it is raised again, and no process stays behind
            self.kill()
            raise
        self.url = self.banner[-1].removeprefix("export AWS_ENDPOINT_URL_SWF=")
        self.host, self.port = urlsplit(self.url).hostname or "", urlsplit(self.url).port or 0

    def _read_banner(self) -> list[str]:
        """What is printed up to the line to export, read by a thread so that waiting for it has an end."""
        lines: queue.Queue[str] = queue.Queue()
        output = self.process.stdout
        assert output is not None

        def read() -> None:
            with output:
                for line in output:
                    lines.put(line)
            lines.put("")

        threading.Thread(target=read, daemon=True).start()
        banner: list[str] = []
        deadline = time.monotonic() + START_SECONDS
        while not banner or not banner[-1].startswith("export "):
            line = lines.get(timeout=max(0.01, deadline - time.monotonic()))
            assert line, f"the server has ended: {self.errors()}"
            banner.append(line.rstrip("\n"))
        return banner

    def errors(self) -> str:
        """What the server has written to standard error."""
        return self.log.read_text() if self.log.is_file() else ""

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it gracefully (or as the signal does); its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def kill(self) -> None:
        """End it as a power failure would end it."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def client(self, account: str = ACCOUNT, *, region: str = "us-east-1", secret: str = "any", **config: Any) -> Any:
        """boto3's client of this server, without retries and with pages read at once unless the config says else."""
        config.setdefault("retries", {"max_attempts": 0})
        config.setdefault("read_timeout", 70)
        return boto3.client(
            "swf",
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key=secret,
            config=Config(**config),
        )

    def admin(self, path: str, body: object = None, method: str | None = None, **headers: str) -> tuple[int, Any]:
        """The status and JSON of an admin endpoint; a body makes it a POST."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, _json_or_text(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _json_or_text(error.read())

    def connect(self) -> socket.socket:
        """A connection, for what HTTP clients do not do."""
        return socket.create_connection((self.host, self.port), timeout=30)


def _json_or_text(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()


@dataclass(frozen=True)
class Answer:
    """An answer as it came, byte for byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


def request_bytes(
    body: bytes | str | object,
    target: str | None = "SimpleWorkflowService.ListDomains",
    method: str = "POST",
    path: str = "/",
    **headers: str,
) -> bytes:
    """A request as a client writes it; what is neither bytes nor text is written as JSON."""
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    data = text.encode() if isinstance(text, str) else text
    given = {"Host": "swf", "Content-Type": "application/x-amz-json-1.0", "Content-Length": str(len(data))}
    if target is not None:
        given["X-Amz-Target"] = target
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return "\r\n".join(lines).encode() + data


def read_answer(connection: socket.socket, *, head: bool = False) -> Answer:
    """The next answer on a connection, not a byte more."""
    start = b""
    while not start.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, f"the connection has ended after {start!r}"
        start += byte
    first, *lines = start.decode().rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body, length = b"", 0 if head else int(headers.get("content-length", 0))
    while len(body) < length:
        part = connection.recv(length - len(body))
        assert part, "the connection has ended within a body"
        body += part
    return Answer(int(first.split()[1]), headers, body)


def exchange(server: Server, request: bytes, *, head: bool = False) -> Answer:
    """Send a request on a new connection, and its answer."""
    with server.connect() as connection:
        connection.sendall(request)
        return read_answer(connection, head=head)
