"""One page of a list: read from where the token says, with a token for the next one if there is one."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from swfstore.engine.call import Call
from swfstore.engine.pages import cut, page_size, seal_page, unseal_page

_T = TypeVar("_T")

Position = tuple[Any, ...]
"""Where a page begins: what `position` made of the last item before it, and a signed token has kept since."""


def page(
    call: Call,
    query: Sequence[object],
    token: str | None,
    asked: int | None,
    read: Callable[[Position | None, int], list[_T]],
    position: Callable[[_T], tuple[int | str, ...]],
) -> tuple[list[_T], str | None]:
    """The items of a page and the token of the next one.

    `query` is all that ties a token to its list, `read` gets so many items after a position. Raises
    ValidationException for a token that is foreign or too old.
    """
    tokens, now = call.engine.tokens, call.engine.clock.now()
    after = None if token is None else tuple(unseal_page(tokens, now, query, token))
    size = page_size(asked)
    return cut(read(after, size + 1), size, lambda item: seal_page(tokens, now, query, position(item)))
