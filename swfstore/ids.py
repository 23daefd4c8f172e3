"""Run ids, keys and tokens: the only module that draws random numbers.

A token is opaque, signed with a key that the database keeps, and so survives a restart and cannot be forged. It has the
look of the real service's: base64 of a few fixed bytes, then the payload, then the signature.
"""

import base64
import binascii
import hmac
import random
import secrets
import uuid
from collections.abc import Sequence
from hashlib import blake2b
from itertools import count
from typing import Protocol

import orjson

from swfstore.errors import ValidationException

INVALID = "Invalid token"
EXPIRED = "Specified token has exceeded its maximum lifetime"

_HEAD = bytes([0, 0, 0, 0x2A, 0, 0, 0, 1, 0, 0, 0, 0])
_SIGNATURE = 16


class Ids(Protocol):
    """Where new identifiers come from."""

    def run_id(self) -> str:
        """A run id: two digits and the base64 text of 32 bytes, 46 characters."""

    def key(self) -> bytes:
        """A key of 32 bytes to sign tokens with."""


class RandomIds:
    """Identifiers that nobody can guess."""

    def run_id(self) -> str:
        """A run id as the real service's look: `22` and 44 characters."""
        return "22" + base64.b64encode(secrets.token_bytes(32)).decode()

    def key(self) -> bytes:
        """A key of 32 bytes."""
        return secrets.token_bytes(32)


class SeededIds:
    """Identifiers that are the same in each run with the same seed, for tests that compare whole histories."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)

    def run_id(self) -> str:
        """A run id: the next of the sequence."""
        return "22" + base64.b64encode(self._random.randbytes(32)).decode()

    def key(self) -> bytes:
        """A key of 32 bytes: the next of the sequence."""
        return self._random.randbytes(32)


class Chance:
    """A sequence of chances that is the same in each run with the same seed: for faults that are made on purpose."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def happens(self, rate: float) -> bool:
        """Draw once: whether what happens at that rate, from 0 to 1, happens now."""
        return self._random.random() < rate


_PROCESS = str(uuid.uuid4())[:24]
_answers = count()


def request_id() -> str:
    """A UUID, what an answer is known by: random for the process, and the number of the answer."""
    return f"{_PROCESS}{next(_answers):012x}"


class Tokens:
    """Makes and reads the tokens of one database."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, kind: str, payload: Sequence[object]) -> str:
        """The token of that kind for a payload of JSON values."""
        body = orjson.dumps([kind, *payload])
        return base64.b64encode(_HEAD + self._sign(body) + body).decode()

    def unseal(self, kind: str, token: str) -> list[object]:
        """The payload of a token; raises ValidationException if we did not make it, or made it for something else."""
        try:
            raw = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            raise ValidationException(INVALID) from None
        signature, body = raw[len(_HEAD) : len(_HEAD) + _SIGNATURE], raw[len(_HEAD) + _SIGNATURE :]
        written = base64.b64encode(_HEAD + signature + body).decode()
        if written != token or not hmac.compare_digest(signature, self._sign(body)):
            raise ValidationException(INVALID)
        payload: list[object] = orjson.loads(body)
        if payload[0] != kind:
            raise ValidationException(INVALID)
        return payload[1:]

    def _sign(self, body: bytes) -> bytes:
        return blake2b(_HEAD + body, key=self._key, digest_size=_SIGNATURE).digest()
