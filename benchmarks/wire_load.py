"""A load of HTTP requests: as many at once as there are connections, each waiting for its answer.

Connections are kept, unless the server closes them. One thread and one selector: what it costs is small beside a
server, and the same for every server.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

_TARGET = "SimpleWorkflowService."
_SIGNED_BY_NOBODY = "AWS4-HMAC-SHA256 Credential=x/20300101/us-east-1/swf/aws4_request, SignedHeaders=host, Signature=0"


def request(operation: str, body: bytes) -> bytes:
    """A request as an AWS SDK sends it, all in one piece; moto wants to see for which service it is signed."""
    head = (
        f"POST / HTTP/1.1\r\nHost: swf.us-east-1.amazonaws.com\r\nX-Amz-Target: {_TARGET}{operation}\r\n"
        f"Content-Type: application/x-amz-json-1.0\r\nAuthorization: {_SIGNED_BY_NOBODY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Connection:
    """What is sent again and again, and how long each answer took, in seconds."""

    port: int
    selector: selectors.BaseSelector
    request: bytes
    link: socket.socket | None = None
    since: float = 0.0
    taken: list[float] = field(default_factory=list)
    received: bytes = b""

    def send(self) -> None:
        """Send the request once more, over a new connection if there is none."""
        self.since, self.received = time.perf_counter(), b""
        if self.link is None:
            self.link = connect(self.port)
            self.selector.register(self.link, selectors.EVENT_READ, self)
        self.link.sendall(self.request)

    def close(self) -> None:
        """Let go of the connection."""
        if self.link is not None:
            self.selector.unregister(self.link)
            self.link.close()
            self.link = None

    def receive(self) -> bool:
        """Read what has come; True if that was the rest of an answer. Raises RuntimeError for any but 200."""
        assert self.link is not None, "something was sent"
        piece = self.link.recv(65536)
        self.received += piece
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not piece or (found and not head.startswith(b"HTTP/1.1 200")):
            raise RuntimeError(f"the server answered {self.received[:300]!r}")
        if not found or len(body) < _length(head):
            return False
        self.taken.append(time.perf_counter() - self.since)
        if b"connection: close" in head.lower():
            self.close()
        return True


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


@dataclass(frozen=True, slots=True)
class Load:
    """What a load has shown."""

    per_second: float
    taken: Sequence[float]
    fairness: float
    """The calls of the slowest connection by those of the fastest."""

    @property
    def median(self) -> float:
        """Seconds of the median call."""
        return median(self.taken)


def load(port: int, requests: Sequence[bytes], seconds: float) -> Load:
    """Send each of the requests over a connection of its own, again and again, for that long."""
    with selectors.DefaultSelector() as selector:
        connections = [Connection(port, selector, one) for one in requests]
        begin = time.perf_counter()
        for connection in connections:
            connection.send()
        waiting = len(connections)
        while waiting:
            for connection in _readable(selector):
                if connection.receive():
                    if time.perf_counter() - begin < seconds:
                        connection.send()
                    else:
                        waiting -= 1
        took = time.perf_counter() - begin
        for connection in connections:
            connection.close()
    counts = [len(connection.taken) for connection in connections]
    taken = [one for connection in connections for one in connection.taken]
    return Load(len(taken) / took, taken, min(counts) / max(counts))


def _readable(selector: selectors.BaseSelector) -> Iterator[Connection]:
    for key, _ in selector.select():
        yield key.data


def connect(port: int) -> socket.socket:
    """A connection to the server at that port."""
    connected = socket.create_connection(("127.0.0.1", port))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected
