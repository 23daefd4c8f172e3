"""Pages of a list: a token says where the next page begins, and belongs to one query only.

Source: the API reference of every paginated operation ("Keep all other arguments unchanged. Each pagination token
expires after 24 hours."); the token of a decision task's history lives for 60 seconds, as AWS's staff has said.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TypeVar

from swfstore.errors import ValidationException
from swfstore.ids import EXPIRED, INVALID, Tokens

LIFETIME = 24 * 60 * 60 * 1000
"""Milliseconds that a page token is good for."""

POLL_LIFETIME = 60 * 1000
"""Milliseconds that the page token of a polled decision task is good for."""

LARGEST = 1000
"""Items on a page, at the most and if the caller does not say."""

_T = TypeVar("_T")


def page_size(asked: int | None) -> int:
    """The items on a page: what was asked for; 0 and None mean as many as there may be."""
    return asked or LARGEST


def digest(query: Sequence[object]) -> str:
    """What ties a token to its query: operation, domain, filters, order."""
    return blake2b(repr(query).encode(), digest_size=8).hexdigest()


def seal_page(tokens: Tokens, now: int, query: Sequence[object], position: Sequence[int | str]) -> str:
    """The token for the page that begins after `position`."""
    return tokens.seal("page", [now, digest(query), *position])


def unseal_page(
    tokens: Tokens, now: int, query: Sequence[object], token: str, lifetime: int = LIFETIME
) -> list[object]:
    """The position in a token; raises ValidationException where it is foreign to the query or too old."""
    made_at, belongs_to, *position = tokens.unseal("page", token)
    if belongs_to != digest(query):
        raise ValidationException(INVALID)
    if not isinstance(made_at, int) or now - made_at > lifetime:
        raise ValidationException(EXPIRED)
    return position


def unseal_integers(
    tokens: Tokens, now: int, query: Sequence[object], token: str, lifetime: int = LIFETIME
) -> list[int]:
    """The position in a token, where it is made of numbers only; raises as `unseal_page`."""
    return [int(str(number)) for number in unseal_page(tokens, now, query, token, lifetime)]


def cut(items: list[_T], size: int, seal: Callable[[_T], str]) -> tuple[list[_T], str | None]:
    """At most `size` of the `size + 1` items that were asked for, and the token of the next page if there is one."""
    if len(items) <= size:
        return items, None
    del items[size:]  # not a copy: that would touch all of a thousand rows
    return items, seal(items[-1])
