"""Who sends a request: by the signature's own word, or by a signature that is checked."""

from collections.abc import Mapping

from swfstore.auth.callers import Caller, permits
from swfstore.auth.credentials import Credential
from swfstore.auth.signatures import SignedRequest, verify
from swfstore.clock import SystemClock
from swfstore.engine.call import Call
from swfstore.engine.engine import Engine
from swfstore.errors import Fault
from swfstore.server.app import CallerOf, Scope
from swfstore.server.protocol import Headers, believed


def anybody(engine: Engine) -> CallerOf:
    """Believe what every request says of itself."""
    call = believed(engine)
    return lambda _scope, headers, _body: call(headers.authorization)


def signed(engine: Engine, credentials: Mapping[str, Credential], denied: type[Fault]) -> CallerOf:
    """Believe a request that one of these access keys has signed within 15 minutes of the real time.

    What it may do is what the policies of the key's user say; a call that they refuse answers `denied`.
    """
    clock = SystemClock()

    def caller_of(scope: Scope, headers: Headers, body: bytes) -> Call:
        del headers
        told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        path = scope.get("raw_path", b"/").decode("latin-1")
        query = scope.get("query_string", b"").decode("latin-1")
        identity = verify(SignedRequest(scope["method"], path, query, told, body), credentials, clock.now())
        client = scope.get("client")
        agent = next((value for name, value in told if name == "user-agent"), None)
        caller = Caller(
            identity.account,
            identity.region,
            identity.user,
            source_ip=client[0] if client else None,
            user_agent=agent,
            secure_transport=scope.get("scheme") == "https",
        )
        allowed = permits(identity.credential.policies, caller, engine.clock.now)
        return Call(engine, identity.account, identity.region, allowed, identity.user, denied)

    return caller_of
