"""Which of botocore's SWF clients are answered by a store while one is asked to be: see `mock_swf`.

Two public methods of botocore are replaced while any mock is active, and put back after the last one:
`Session.create_client`, so that an SWF client that is made asks the store that is innermost then; and
`URLLib3Session.send`, so that no request of a client that was made before gets to Amazon. No environment variable is
set and no other service is touched: dummy credentials and the region are given to SWF's clients only.
"""

import inspect
import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from swfstore.client.store import Store
from swfstore.engine.call import ACCOUNT, REGION
from swfstore.errors import SwfstoreError
from swfstore.server.protocol import TARGETS
from swfstore.testing.botocore_bridge import EVENT, Bridge

SECRET = "swfstore"
"""The secret key of clients that nobody has given one: requests are signed, and no signature is looked at."""

NEEDED = "this needs botocore, which comes with boto3: pip install boto3"
OVER = "this client was made inside a swfstore.mock_swf() that has ended: make a client inside the one that is active"

_lock = threading.RLock()
_active: list["Mocked"] = []
_patches: list["_Patch"] = []


class Mocked(Bridge):
    """One mock that is active, or was."""

    over = False

    def __call__(self, request: Any, **_: object) -> Any:
        """The answer of the store; raises SwfstoreError once the mock has ended, so that nothing goes to Amazon."""
        if self.over:
            raise SwfstoreError(OVER)
        return super().__call__(request)


def begin(store: Store[Any]) -> Mocked:
    """Let the SWF clients that are made from now on talk to this store. Raises SwfstoreError without botocore."""
    mocked = Mocked(store)
    with _lock:
        if not _patches:
            _patches.extend(_replace())
        _active.append(mocked)
    return mocked


def end(mocked: Mocked) -> None:
    """Take `begin` back; the clients that were made meanwhile raise SwfstoreError from now on."""
    with _lock:
        mocked.over = True
        _active.remove(mocked)
        if not _active and all(patch.is_outermost() for patch in _patches):
            for patch in _patches:
                patch.undo()
            _patches.clear()


def innermost() -> Mocked | None:
    """The mock that was begun last and has not ended, in whatever thread."""
    with _lock:
        return _active[-1] if _active else None


def mocked_store() -> Store[Any]:
    """The store of the innermost `mock_swf` that is active; raises SwfstoreError where none is."""
    mocked = innermost()
    if mocked is None:
        raise SwfstoreError("no swfstore.mock_swf() is active")
    return mocked.store


class _Patch:
    """A method of a class, replaced by one that is made of it."""

    def __init__(self, owner: type, name: str, make: Callable[[Any], Any]) -> None:
        self.owner, self.name = owner, name
        self.genuine: Any = getattr(owner, name)
        self._ours = wraps(self.genuine)(make(self.genuine))
        setattr(owner, name, self._ours)

    def is_outermost(self) -> bool:
        """Whether nobody has replaced our method meanwhile; if so, it stays and passes everything on."""
        return getattr(self.owner, self.name) is self._ours

    def undo(self) -> None:
        """Put the genuine method back."""
        setattr(self.owner, self.name, self.genuine)


def _replace() -> list[_Patch]:
    try:
        from botocore.httpsession import URLLib3Session
        from botocore.session import Session
    except ModuleNotFoundError as error:
        raise SwfstoreError(NEEDED) from error
    return [_Patch(Session, "create_client", _creating), _Patch(URLLib3Session, "send", _sending)]


def genuine_create_client() -> Callable[..., Any]:
    """botocore's `Session.create_client`, as it is when no mock is active."""
    from botocore.session import Session

    with _lock:
        found: Callable[..., Any] = _patches[0].genuine if _patches else Session.create_client
        return found


def _creating(genuine: Callable[..., Any]) -> Callable[..., Any]:
    """`Session.create_client` that makes SWF clients of the innermost store."""
    signature = inspect.signature(genuine)

    def create_client(self: Any, *args: Any, **options: Any) -> Any:
        mocked = innermost()
        given = signature.bind(self, *args, **options).arguments
        if mocked is None or given["service_name"] != "swf":
            return genuine(self, *args, **options)
        client = genuine(**_with_defaults(given))
        moto = getattr(sys.modules.get("moto.core.models"), "botocore_stubber", None)
        if moto is not None:  # every handler is called: moto's would do the request in its own memory as well
            client.meta.events.unregister("before-send", moto)
        client.meta.events.register_first(EVENT, mocked)
        return client

    return create_client


def _with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `create_client`, with a region and with keys where nobody has given any."""
    session = given["self"]
    if given.get("region_name") is None and session.get_config_variable("region") is None:
        given["region_name"] = REGION
    # Keys of the session's own, boto3.Session(aws_access_key_id=...), say which account it is. Asking it for others
    # would search the machine and the network for them.
    keys = [given.get("aws_access_key_id"), given.get("aws_secret_access_key"), getattr(session, "_credentials", None)]
    if keys == [None, None, None]:
        given |= {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
    return given


def _sending(genuine: Callable[..., Any]) -> Callable[..., Any]:
    """`URLLib3Session.send` that sends no SWF request to Amazon; a server of one's own can still be reached."""

    def send(self: Any, request: Any) -> Any:
        mocked = innermost()
        if mocked is not None and _is_for_amazon(request):
            return mocked(request)
        return genuine(self, request)

    return send


def _is_for_amazon(request: Any) -> bool:
    target = request.headers.get("X-Amz-Target", "")
    text = target.decode("latin-1") if isinstance(target, bytes) else target
    host = urlsplit(request.url).hostname or ""
    return text.startswith(TARGETS) and host.startswith(("swf.", "swf-fips."))
