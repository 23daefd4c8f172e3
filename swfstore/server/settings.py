"""What a server is started with, and what of it is refused."""

import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address
from pathlib import Path

from swfstore.config import DURABILITY
from swfstore.core.limits import DOCUMENTED, Limits
from swfstore.errors import Fault, OperationNotPermittedFault, SwfstoreError

HOST = "127.0.0.1"
PORT = 4793
POLL_SECONDS = 58.0
"""A little less than the 60 seconds after which SDKs give up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that `swfstore serve` can be told; see there."""

    db: str
    host: str = HOST
    port: int = PORT
    durability: str = DURABILITY
    clock: str = "system"
    mocks: Path | None = None
    limits: Limits = DOCUMENTED
    throttle: bool = False
    poll_seconds: float = POLL_SECONDS
    auth: Path | None = None
    denied: type[Fault] = OperationNotPermittedFault
    insecure: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    lambda_endpoint: str | None = None
    allow_reset: bool = False
    allow_faults: bool = False
    log_level: str = "warning"

    def check(self) -> None:
        """Raise SwfstoreError for what must not be."""
        if (self.tls_cert is None) != (self.tls_key is None):
            raise SwfstoreError("--tls-cert and --tls-key belong together")
        if self.auth is None and not self.insecure and not is_loopback(self.host):
            told = f"{self.host} can be reached from other machines, and anybody there could do anything"
            raise SwfstoreError(f"{told}: give --auth FILE, or say --insecure")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host; raises SwfstoreError for one that nobody knows."""
    if not host:
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SwfstoreError(f"there is no host {host}: {error.strerror}") from None
    return all(ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


def limits_of(text: str) -> Limits:
    """The quotas of `name=number,name=number`, or of a TOML file; raises SwfstoreError.

    In the file the names stand at the top, or in a table [limits].
    """
    if "=" in text:
        given: Mapping[str, object] = dict(_pair(part) for part in text.split(",") if part.strip())
    else:
        given = _file(Path(text))
    known = [field.name for field in fields(Limits)]
    for name, value in given.items():
        if name not in known:
            raise SwfstoreError(f"there is no limit {name!r}, only {', '.join(known)}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise SwfstoreError(f"the limit {name} is {value!r}, it has to be a number")
    return Limits(**{name: value for name, value in given.items() if isinstance(value, int)})


def _pair(part: str) -> tuple[str, object]:
    name, _, value = (word.strip() for word in part.partition("="))
    return name, int(value) if value.isascii() and value.isdecimal() else value


def _file(path: Path) -> Mapping[str, object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SwfstoreError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SwfstoreError(f"{path} is not TOML: {error}") from None
    limits = content.get("limits", content)
    if not isinstance(limits, dict):
        raise SwfstoreError(f"{path}: [limits] is not a table")
    return limits
