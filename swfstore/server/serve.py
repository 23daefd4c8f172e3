"""`swfstore serve`: a socket, a store, and uvicorn between the two, until somebody says stop.

The socket is bound first, so that a port that is taken is said before anything is opened; then the server answers its
probes while the store is opened and migrated; then the operations. At the end the polls that wait are answered empty,
what was begun is finished, and the store is closed.
"""

import asyncio
import gc
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import uvicorn

from swfstore.auth.accounts import load_accounts
from swfstore.client.store import Store
from swfstore.client.store import open as open_store
from swfstore.clock import Clock, SystemClock, VirtualClock
from swfstore.config import VERSION
from swfstore.engine.auto import AutoClock
from swfstore.engine.lambdas import PythonFunctions
from swfstore.errors import Fault, SwfstoreError
from swfstore.server import faulty
from swfstore.server.admin import Admin
from swfstore.server.app import App, CallerOf, Receive, Scope, Send, application
from swfstore.server.callers import anybody, signed
from swfstore.server.lambda_http import LambdaEndpoint
from swfstore.server.metrics import Metrics
from swfstore.server.scripted import ScriptedFunctions
from swfstore.server.service import Service
from swfstore.server.settings import Settings
from swfstore.server.upgrades import protocol
from swfstore.store import gauges
from swfstore.store.inspect import name_of
from swfstore.testing.mock_workers import MockLambdas
from swfstore.testing.mocks import Mocks

BACKLOG = 4096
KEEP_ALIVE_SECONDS = 120
"""How long an idle connection is kept; longer than clients keep theirs, so that they never send into a closed one."""

STOP_SECONDS = 10
"""How long calls that are under way may take when the server stops."""

STARTING = orjson.dumps({"__type": "com.amazon.coral.service#ServiceUnavailable", "message": "The server is starting"})

logger = logging.getLogger("swfstore")


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `announce` is given the banner once calls are answered.

    Raises SwfstoreError where it cannot start.
    """
    settings.check()
    _log_to_stderr(settings.log_level)
    _allow_many_connections()
    server = StoreServer(settings, announce)
    with bound(settings.host, settings.port) as listener:
        for number in (signal.SIGINT, signal.SIGTERM):
            # uvicorn has handlers of its own while it runs, and raises the signal once more when it has ended.
            signal.signal(number, lambda *_: None)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(server.run_on(listener))


class StoreServer(uvicorn.Server):
    """uvicorn, which answers the polls that wait when it is told to stop."""

    def __init__(self, settings: Settings, announce: Callable[[str], None]) -> None:
        self._settings = settings
        self._announce = announce
        self._credentials = None if settings.auth is None else load_accounts(settings.auth)
        endpoint = settings.lambda_endpoint
        self._mocks = Mocks() if settings.mocks is None else Mocks.load(settings.mocks)
        invoker = LambdaEndpoint(endpoint) if endpoint else PythonFunctions({})
        self._functions = ScriptedFunctions(MockLambdas(self._mocks.lambdas, invoker))
        self._metrics = Metrics()
        self._admin = Admin(
            self._metrics, self._functions, settings.db, settings.allow_reset, local_only=settings.auth is not None
        )
        self._others: App = self._admin.application()
        self._app: App = self._not_yet
        super().__init__(_configuration(settings, self._answer))

    async def run_on(self, listener: socket.socket) -> None:
        """Serve on a bound socket until a signal comes; raises SwfstoreError if the store cannot be opened."""
        serving = asyncio.ensure_future(self.serve(sockets=[listener]))
        address = _address(self._settings, listener)
        try:
            store = await asyncio.get_running_loop().run_in_executor(None, self._open)
        except BaseException:  # whatever it was, it is raised again when the server has stopped
            self.should_exit = True
            await serving
            raise
        service = Service(store, self._settings.poll_seconds, self._metrics)
        service.open()
        self._app = application(service, self._caller_of(store), self._metrics, self._others)
        self._admin.service = service
        gc.collect()
        gc.freeze()  # what is there now stays: no collection has to look at it again
        self._announce(_banner(self._settings, store, address))
        try:
            await serving
        finally:
            await service.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: polls first, for uvicorn waits for them."""
        if self._admin.service is not None:
            self._admin.service.end_polls()
        await super().shutdown(sockets)

    def _answer(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return self._app(scope, receive, send)

    async def _not_yet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer while the store is not open: SDKs try again by themselves."""
        if (scope["method"], scope["path"]) != ("POST", "/"):
            await self._others(scope, receive, send)
            return
        headers = [(b"content-type", b"application/x-amz-json-1.0"), (b"content-length", b"%d" % len(STARTING))]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": STARTING})

    def _open(self) -> Store[Any]:
        """Open the store. A virtual clock starts at the real time, or at the latest event if that is later."""
        settings = self._settings
        store: Store[Any] = open_store(
            settings.db,
            clock=_clock(settings.clock),
            durability=settings.durability,
            limits=settings.limits,
            throttle=settings.throttle,
            lambdas=self._functions,
            long_poll_seconds=0,  # polls are held here, without a thread each
        )
        latest = store.engine.database.read(gauges.latest_event)
        if store.clock.virtual and latest is not None and latest > store.clock.now():
            store.clock.advance_to(latest)
        self._mocks.attach(store.engine, lambdas=False)
        if settings.allow_faults:
            faulty.allow(store.engine)
        try:
            store.pump()
        except Fault as failure:
            logger.warning("what is due has to wait: %s", failure.message)
        return store

    def _caller_of(self, store: Store[Any]) -> CallerOf:
        if self._credentials is None:
            return anybody(store.engine)
        return signed(store.engine, self._credentials, self._settings.denied)


def _clock(kind: str) -> Clock:
    """A virtual clock starts at the real time."""
    if kind == "system":
        return SystemClock()
    return AutoClock(SystemClock().now()) if kind == "auto" else VirtualClock(SystemClock().now())


def _configuration(settings: Settings, app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=protocol,
        interface="asgi3",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # who connects is the client: a header could say anything
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise SwfstoreError(f"the certificate or its key cannot be used: {error}") from error
    return config


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 picks a free one. Raises SwfstoreError."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SwfstoreError(f"there is no host {host}: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SwfstoreError(f"{host}:{port} cannot be used: {error.strerror}") from None
    return listener


def _address(settings: Settings, listener: socket.socket) -> str:
    """The URL of the server."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host or "0.0.0.0"
    return f"{'https' if settings.tls_cert else 'http'}://{host}:{listener.getsockname()[1]}"


def _banner(settings: Settings, store: Store[Any], address: str) -> str:
    signatures = f"signed by the keys of {settings.auth}" if settings.auth else "from anybody who can reach this port"
    lines = [
        f"swfstore {VERSION}: Amazon SWF on {address}",
        f"data: {name_of(store.engine.database)} (durability {settings.durability}, {settings.clock} clock)",
        f"requests: {signatures}",
        f"export AWS_ENDPOINT_URL_SWF={address}",
    ]
    return "\n".join(lines)


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("time=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel(max(logging.WARNING, root.level))
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, root.level))


def _allow_many_connections() -> None:
    """Raise the soft limit of open files as far as this process may: each poll that waits has a connection."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
