"""Everything that is not an operation of SWF: is it there, how is it, what time is it, and what tests say to it.

All of it is JSON, but for the metrics and the page at `/`; docs/server.md has the list. A refusal is an object with a
`message`. A page of another site can make a browser send requests here, so a request with an Origin changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeAlias

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from swfstore.config import VERSION
from swfstore.engine.faults.faults import Faults
from swfstore.errors import Fault
from swfstore.server import faulty, virtual_time
from swfstore.server.metrics import Metrics, page
from swfstore.server.scripted import ScriptedFunctions, answers_of
from swfstore.server.service import Service
from swfstore.server.welcome import WELCOME
from swfstore.store import gauges
from swfstore.store.erasing import erase

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Admin:
    """The endpoints of one server. `service` is there once the store is open; until then they answer 503.

    Where requests are signed, `local_only` lets only this machine's own clients in, but for the questions of a probe.
    """

    metrics: Metrics
    functions: ScriptedFunctions
    where: str
    allow_reset: bool = False
    local_only: bool = False
    service: Service | None = None

    def application(self) -> Starlette:
        """The endpoints as an ASGI application."""
        routes = [
            Route("/", self.welcome, methods=["GET"]),  # and with it HEAD
            Route("/_swfstore/health", self.health),
            Route("/_swfstore/ready", self.ready),
            Route("/_localstack/health", self.localstack),
            Route("/_swfstore/metrics", self._guarded(self.read_metrics)),
            Route("/_swfstore/clock", self._guarded(self.clock)),
            Route("/_swfstore/clock/advance", self._guarded(self.advance), methods=["POST"]),
            Route("/_swfstore/clock/pause", self._guarded(self.pause), methods=["POST"]),
            Route("/_swfstore/clock/resume", self._guarded(self.resume), methods=["POST"]),
            Route("/_swfstore/lambda", self._guarded(self.list_functions), methods=["GET"]),
            Route("/_swfstore/lambda", self._guarded(self.script_functions), methods=["POST"]),
            Route("/_swfstore/lambda", self._guarded(self.forget_functions), methods=["DELETE"]),
            Route("/_swfstore/faults", self._guarded(self.read_faults), methods=["GET"]),
            Route("/_swfstore/faults", self._guarded(self.add_faults), methods=["POST"]),
            Route("/_swfstore/faults", self._guarded(self.clear_faults), methods=["DELETE"]),
            Route("/_swfstore/faults/timeout", self._guarded(self.force_timeout), methods=["POST"]),
            Route("/_swfstore/reset", self._guarded(self.reset), methods=["POST"]),
        ]
        handlers = {HTTPException: _refused, Fault: _failed}
        return Starlette(routes=routes, exception_handlers=handlers)

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """Keep strangers out, and pages of other sites."""

        async def guarded(request: Request) -> Response:
            if self.local_only and not _is_local(request):
                raise HTTPException(403, "with --auth this is for clients on the same machine only")
            if request.method != "GET" and "origin" in request.headers:
                raise HTTPException(403, "a web page may not do this")
            return await endpoint(request)

        return guarded

    @property
    def opened(self) -> Service:
        """The service, if it is there already."""
        if self.service is None:
            raise HTTPException(503, "the database is being opened")
        return self.service

    async def welcome(self, request: Request) -> Response:
        """A page for people who look with a browser what this is."""
        return HTMLResponse(WELCOME.format(url=str(request.base_url).rstrip("/"), version=VERSION))

    async def health(self, request: Request) -> Response:
        """The process lives."""
        del request
        return _json({"status": "ok", "version": VERSION})

    async def ready(self, request: Request) -> Response:
        """The database is open, migrated and recovered, and calls are answered."""
        del request
        service = self.opened
        await service.write(lambda: service.engine.read(gauges.latest_event))
        return _json({"status": "ready", "database": self.where})

    async def localstack(self, request: Request) -> Response:
        """What scripts look for that wait for LocalStack."""
        del request
        state = "starting" if self.service is None else "running"
        return _json({"services": {"swf": state}, "edition": "swfstore", "version": VERSION})

    async def read_metrics(self, request: Request) -> Response:
        """The metrics in Prometheus's text format."""
        del request
        service, waiting = self.opened, self.opened.polls.waiting()
        database, clock, pump = service.engine.database, service.engine.clock, service.engine.pump

        def look() -> bytes:
            names = database.read(gauges.domain_names)
            polls = {
                (kind, *names.get(domain_id or 0, ("", "")), task_list): count
                for (kind, domain_id, task_list), count in waiting.items()
            }
            return page(self.metrics, polls, database.read(gauges.pending), pump.expired, clock.now())

        return Response(await service.look(look), media_type=METRICS_TYPE)

    async def clock(self, request: Request) -> Response:
        """The engine's time."""
        del request
        service = self.opened
        return _json(await service.look(lambda: virtual_time.told(service.engine)))

    async def advance(self, request: Request) -> Response:
        """Move the virtual time."""
        service, body = self.opened, await _body(request)
        try:
            move = virtual_time.mover(service.engine.clock, body)
        except virtual_time.NotVirtual as error:
            raise HTTPException(409, str(error)) from None

        def work() -> Mapping[str, object]:
            move()
            return virtual_time.told(service.engine)

        return _json(await service.write(work))

    async def pause(self, request: Request) -> Response:
        """Let a clock that skips by itself stand still."""
        del request
        return await self._pause(True)

    async def resume(self, request: Request) -> Response:
        """Let it skip again."""
        del request
        return await self._pause(False)

    async def _pause(self, paused: bool) -> Response:
        engine = self.opened.engine
        try:
            virtual_time.pause(engine.clock, paused)
        except virtual_time.NotVirtual as error:
            raise HTTPException(409, str(error)) from None
        return _json(await self.opened.write(lambda: virtual_time.told(engine)))  # what was being skipped is done then

    async def list_functions(self, request: Request) -> Response:
        """How Lambda functions answer, by domain."""
        del request
        return _json({"domains": self.functions.said()})

    async def script_functions(self, request: Request) -> Response:
        """Say how Lambda functions of a domain answer."""
        answers = answers_of(await _body(request))
        self.functions.say(answers)
        return _json({"domains": self.functions.said()})

    async def forget_functions(self, request: Request) -> Response:
        """Forget how Lambda functions answer."""
        del request
        self.functions.forget()
        return _json({"domains": {}})

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose, if that was allowed when the server was started."""
        faults = self.opened.engine.faults
        if faults is None:
            raise HTTPException(403, "start the server with --allow-faults to allow this")
        return faults

    async def read_faults(self, request: Request) -> Response:
        """The plans, and how often each has happened."""
        del request
        return _json(faulty.told(self.faults))

    async def add_faults(self, request: Request) -> Response:
        """Let something go wrong from now on."""
        return _json(faulty.change(self.faults, await _body(request)))

    async def clear_faults(self, request: Request) -> Response:
        """Let nothing go wrong any more."""
        del request
        self.faults.clear()
        return _json(faulty.told(self.faults))

    async def force_timeout(self, request: Request) -> Response:
        """Move the virtual time to a deadline of an execution."""
        faults, body = self.faults, await _body(request)
        return _json(await self.opened.write(lambda: faulty.force(faults, body)))

    async def reset(self, request: Request) -> Response:
        """Erase the database, if that was allowed when the server was started."""
        del request
        if not self.allow_reset:
            raise HTTPException(403, "start the server with --allow-reset to allow this")
        service = self.opened

        def work() -> None:
            service.engine.database.write(erase)
            service.engine.domains.forget()
            service.engine.pump.forget()

        await service.write(work)
        self.functions.forget()
        return _json({"status": "empty"})


def _is_local(request: Request) -> bool:
    return request.client is not None and ip_address(request.client.host.partition("%")[0]).is_loopback


async def _body(request: Request) -> object:
    """The JSON of a request."""
    try:
        found: object = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None
    return found


def _json(members: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(members), status, headers, "application/json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "it is registered for this class"
    headers = error.headers
    if error.status_code == 405 and request.url.path == "/":
        headers = {"allow": "GET, HEAD, POST"}
    return _json({"message": error.detail}, error.status_code, headers)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, Fault), "it is registered for this class"
    del request
    return _json({"message": error.message}, error.status)


__all__: Sequence[str] = ("Admin",)
