"""Connections on which another protocol is offered: the offer is ignored, and the request answered in HTTP/1.1.

Some clients offer HTTP/2 with every request; Java's own is one of them. httptools gives such a request no body, because
what follows an upgrade would not be HTTP/1.1 any more. h11 leaves that to the server: so it gets the connection.
"""

import asyncio
import re

from uvicorn.protocols.http.h11_impl import H11Protocol

_OFFER = re.compile(rb"^upgrade[ \t]*:", re.IGNORECASE | re.MULTILINE)


class WithoutUpgrades(H11Protocol):
    """h11, which says nothing of an offer."""

    def _unsupported_upgrade_warning(self) -> None:
        """There is nothing that anybody should do about it."""


protocol: type[asyncio.Protocol] = WithoutUpgrades
"""What speaks HTTP; httptools is several times faster, and does not install everywhere."""

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
except ImportError:
    pass
else:

    class UntilAnUpgrade(HttpToolsProtocol):
        """httptools, until something else is offered."""

        def data_received(self, data: bytes) -> None:
            """Take what the client has sent: the beginning of a request, or more of it."""
            # Both are looked for at memory's speed; a request seldom has either.
            if (b"pgrade" in data or b"PGRADE" in data) and self._offers_upgrade(data):
                self._hand_over(data)
            else:
                super().data_received(data)

        def _offers_upgrade(self, data: bytes) -> bool:
            before = self.cycle is None  # there is none before the first request, whatever its type says
            begins = before or self.cycle.response_complete
            return begins and _OFFER.search(data.partition(b"\r\n\r\n")[0]) is not None

        def _hand_over(self, data: bytes) -> None:
            self._unset_keepalive_if_required()
            self.connections.discard(self)
            successor = WithoutUpgrades(self.config, self.server_state, self.app_state)
            successor.connection_made(self.transport)
            self.transport.set_protocol(successor)
            successor.data_received(data)

    protocol = UntilAnUpgrade
