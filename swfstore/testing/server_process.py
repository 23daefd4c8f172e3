"""A real `swfstore serve` for one test, in a process of its own."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import orjson

import swfstore
from swfstore.engine.call import ACCOUNT, REGION
from swfstore.errors import SwfstoreError
from swfstore.testing.interception import SECRET

START_SECONDS = 30
"""How long a server may take until it has announced its address; a loaded machine needs some of them."""

STOP_SECONDS = 15
DEFAULTS = ("--clock", "virtual", "--durability", "off", "--poll-seconds", "1")
"""What is told to a server that serves one test; what is given after them counts."""

_ANNOUNCED = re.compile(r"https?://\S+")


class ServerProcess:
    """A server on a free port of this machine, with its own file. `url` is where SDKs find it once it has started."""

    def __init__(self, path: Path, arguments: Sequence[str] = ()) -> None:
        self.path = path
        self.log = path.with_suffix(".log")
        self.url = ""
        self.clock = ServerClock(self._request)
        self._arguments = [*DEFAULTS, *arguments]
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and return when calls are answered; after a stop on the same port. Raises SwfstoreError."""
        if self._process is not None and self._process.poll() is None:
            raise SwfstoreError(f"the server runs already, on {self.url}")
        command = [sys.executable, "-m", "swfstore", "serve", "--db", str(self.path), "--port", self._port]
        with self.log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [*command, *self._arguments], stdout=subprocess.PIPE, stderr=log, text=True, env=_environment()
            )
        self._process = process
        try:
            self.url = self._announced(process)
        except BaseException:  # whatever it was, it is raised again, and no server is left behind
            self.kill()
            raise
        self._port = self.url.rpartition(":")[2]

    def _announced(self, process: "subprocess.Popen[str]") -> str:
        """The address in the first line that the server prints, which it does once it answers."""
        lines: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=_read, args=(process, lines), daemon=True).start()
        try:
            line = lines.get(timeout=START_SECONDS)
        except Empty:
            raise SwfstoreError(f"swfstore serve did not start in {START_SECONDS} seconds{self._logged()}") from None
        found = _ANNOUNCED.search(line)
        if found is None:
            raise SwfstoreError(f"swfstore serve did not start: {line.strip()}{self._logged()}")
        return found[0]

    def _logged(self) -> str:
        text = self.log.read_text(encoding="utf-8").strip()
        return f"\n{text}" if text else ""

    def stop(self) -> None:
        """Stop it with SIGTERM, and by force if it does not. Raises SwfstoreError where it had to be forced."""
        if self._process is None or self._process.poll() is not None:
            self._forget()
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise SwfstoreError(f"swfstore serve did not stop in {STOP_SECONDS} seconds{self._logged()}") from None
        self._forget()

    def kill(self) -> None:
        """Kill it, as a power failure of its machine would: nothing that was acknowledged may be lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
        self._forget()

    def _forget(self) -> None:
        self._process = None

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables by which an SDK or the AWS CLI in another process finds this server."""
        return {
            "AWS_ENDPOINT_URL_SWF": self.url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
        }

    def client(self, *, account: str = ACCOUNT, region_name: str = REGION, **options: Any) -> Any:
        """What `boto3.client("swf")` gives, talking to this server; `options` are those of `boto3.client`."""
        from swfstore.testing.clients import client_at

        return client_at(self.url, account=account, region_name=region_name, **options)

    def get(self, path: str) -> Any:
        """The JSON at one of the server's own paths, such as `/_swfstore/clock`. Raises SwfstoreError."""
        return self._request(path, None)

    def post(self, path: str, body: object) -> Any:
        """What the server answers to this JSON at one of its own paths. Raises SwfstoreError."""
        return self._request(path, body)

    def _request(self, path: str, body: object) -> Any:
        data = None if body is None else orjson.dumps(body)
        request = Request(self.url + path, data, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=START_SECONDS) as answer:
                return orjson.loads(answer.read())
        except HTTPError as error:
            raise SwfstoreError(f"{path}: {error.code} {error.read().decode()}") from error


class ServerClock:
    """The server's virtual time, with the methods of a VirtualClock."""

    def __init__(self, request: Callable[[str, object], Any]) -> None:
        self._request = request

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return round(float(self._request("/_swfstore/clock", None)["now"]) * 1000)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, milliseconds: int = 0
    ) -> None:
        """Move the time forward; raises SwfstoreError if that is backwards, or if the clock is the system's."""
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self._advance({"seconds": total + milliseconds / 1000})

    def advance_to(self, instant: int) -> None:
        """Move the time forward to the instant (milliseconds, UTC), doing what is due on the way, in order."""
        self._advance({"to": instant / 1000})

    def advance_to_next(self) -> int | None:
        """Move the time to the next deadline and do what is due; the time then, or None if nothing is ever due."""
        if self._request("/_swfstore/clock", None)["next_deadline"] is None:
            return None
        return round(float(self._advance({"next": True})["now"]) * 1000)

    def run_until_quiet(self, most: int = 1_000_000) -> int:
        """Move from deadline to deadline until nothing is due any more; how many there were, `most` at the most."""
        for count in range(most):
            if self.advance_to_next() is None:
                return count
        return most

    def pause(self) -> None:
        """Let no time be skipped until `resume`; for `--clock auto` only."""
        self._request("/_swfstore/clock/pause", {})

    def resume(self) -> None:
        """Skip again."""
        self._request("/_swfstore/clock/resume", {})

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let no time be skipped in the block."""
        self.pause()
        try:
            yield
        finally:
            self.resume()

    def why(self) -> list[str]:
        """What keeps a clock that skips by itself from skipping, in sentences."""
        found: list[str] = self._request("/_swfstore/clock", None)["why"]
        return found

    def _advance(self, how: Mapping[str, object]) -> Any:
        return self._request("/_swfstore/clock/advance", how)


def _environment() -> dict[str, str]:
    """This process's environment, with the same swfstore to import, and without swfstore's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SWFSTORE_")}
    top = str(Path(swfstore.__file__).parents[1])
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, [top, kept.get("PYTHONPATH")]))
    return kept


def _read(process: "subprocess.Popen[str]", lines: "SimpleQueue[str]") -> None:
    """Put the lines that the process prints into the queue, and an empty one when it ends."""
    assert process.stdout is not None, "it was asked for"
    with process.stdout as output:
        for line in output:
            lines.put(line)
    lines.put("")
