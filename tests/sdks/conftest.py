"""The SDKs talk to servers of the same kind as the tests of the wire do."""

from tests.wire.conftest import server

__all__ = ["server"]
