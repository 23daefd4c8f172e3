"""The names of the members of a request and of the structures in it."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from swfstore.core.decisions import Decision
from swfstore.core.values import camel
from swfstore.shapes.decisions import ATTRIBUTES, DECISIONS
from swfstore.shapes.request import Request


def members_of(shape: type) -> dict[str, type]:
    """The members by their wire names, in the order of the model, each with its bare Python type.

    The type of a list is that of its items.
    """
    if shape is Decision:
        return {"decisionType": str, **{ATTRIBUTES[kind]: cls for kind, cls in DECISIONS.items()}}
    if is_dataclass(shape) or issubclass(shape, Request):
        return {camel(name): _plain(hint) for name, hint in get_type_hints(shape).items() if name != "model_config"}
    return {}


def members_at(shape: type, path: Sequence[int | str]) -> list[str]:
    """The names of the members of the structure at `path` in `shape`."""
    for part in path:
        if isinstance(part, str):
            shape = members_of(shape)[part]
    return list(members_of(shape))


def _plain(hint: object) -> type:
    """`str` of `Annotated[str, ...] | None` and of a Literal, `TaskList` of `tuple[TaskList, ...]`."""
    if get_origin(hint) in (Union, UnionType, tuple, Annotated):
        return _plain(next(part for part in get_args(hint) if part is not type(None)))
    return hint if isinstance(hint, type) else str
