"""Policy documents: what is read from JSON or a dict, checked, and made ready to be asked.

Source: the IAM User Guide, "Grammar of the IAM JSON policy language". What the grammar does not have is refused: a word
that is misspelt must not change what somebody may do.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from swfstore.auth.matching import Context, Test, arn_test, text_test, written_out
from swfstore.auth.operators import Condition, condition
from swfstore.errors import SwfstoreError

Document: TypeAlias = str | Mapping[str, object]
"""A policy document: JSON, or what JSON becomes in Python."""

_VERSIONS = ("2008-10-17", "2012-10-17")
_WITH_VARIABLES = "2012-10-17"
_DOCUMENT = {"Version", "Id", "Statement"}
_STATEMENT = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Actions or resources that a statement names, or, with `excluded`, all but those that it names."""

    tests: Sequence[Test]
    excluded: bool

    def cover(self, value: str, context: Context) -> bool:
        """Whether the statement is about this action or resource."""
        return any(test(value, context) for test in self.tests) != self.excluded


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy, ready to be asked."""

    allows: bool
    actions: Patterns
    resources: Patterns
    conditions: Sequence[Condition]

    def applies(self, action: str, resource: str, context: Context) -> bool:
        """Whether the statement says something about this action on this resource in this context."""
        return (
            self.actions.cover(action, context)
            and self.resources.cover(resource, context)
            and all(condition.holds(context) for condition in self.conditions)
        )


def statements(document: Document, name: str) -> list[Statement]:
    """The statements of a document, called `name` in errors; raises SwfstoreError, naming the statement."""
    try:
        read = _read(document)
        variables = read.get("Version", _VERSIONS[0]) == _WITH_VARIABLES
        given = _listed(read["Statement"])
    except ValueError as error:
        raise SwfstoreError(f"{name}: {error}") from None
    found, ids = [], set[object]()
    for number, statement in enumerate(given, 1):
        sid = statement.get("Sid") if isinstance(statement, Mapping) else None
        label = f"statement {number}" if not isinstance(sid, str) else f"statement {number} ({sid})"
        try:
            found.append(_statement(statement, variables))
            if sid is not None and sid in ids:
                raise ValueError("another statement has this Sid")
            ids.add(sid)
        except ValueError as error:
            raise SwfstoreError(f"{name}, {label}: {error}") from None
    return found


def _read(document: Document) -> Mapping[str, object]:
    read: object = document
    if isinstance(document, str):
        try:
            read = json.loads(document, object_pairs_hook=_once)
        except ValueError as error:
            raise ValueError(f"it is not JSON: {error}") from None
    if not isinstance(read, Mapping):
        raise ValueError("it is not an object with a Statement")
    _only(read, _DOCUMENT)
    if read.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise ValueError(f"Version is {read['Version']!r}, it can be {' or '.join(_VERSIONS)}")
    if "Statement" not in read:
        raise ValueError("it has no Statement")
    return read


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON, refused where a name comes twice: one of the two would be forgotten."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} comes twice in one object")
    return found


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _only(given: Mapping[object, object] | Mapping[str, object], known: set[str]) -> None:
    unknown = [key for key in given if key not in known]
    if unknown:
        raise ValueError(f"there is no element {unknown[0]!r} here, only {', '.join(sorted(known))}")


def _statement(given: object, variables: bool) -> Statement:
    if not isinstance(given, Mapping):
        raise ValueError("it is not an object")
    if "Principal" in given or "NotPrincipal" in given:
        raise ValueError("a policy of a user names no Principal: it is the user")
    _only(given, _STATEMENT)
    if not isinstance(given.get("Sid", ""), str):
        raise ValueError("Sid is not a text")
    effect = given.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise ValueError(f"Effect is {effect!r}, it can be 'Allow' or 'Deny'")
    return Statement(
        allows=effect == "Allow",
        actions=_patterns(given, "Action", _action),
        resources=_patterns(given, "Resource", lambda text: _resource(text, variables)),
        conditions=_conditions(given.get("Condition", {}), variables),
    )


def _patterns(given: Mapping[str, object], element: str, test: Callable[[str], Test]) -> Patterns:
    negative = f"Not{element}"
    if (element in given) == (negative in given):
        raise ValueError(f"it needs {element} or {negative}, and not both")
    named = element if element in given else negative
    texts = _listed(given[named])
    if not texts:
        raise ValueError(f"{named} is empty")
    return Patterns([test(_text(text, named)) for text in texts], named == negative)


def _text(value: object, element: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{element} has {value!r}, which is not a text")
    return value


def _action(text: str) -> Test:
    service, colon, name = text.partition(":")
    if text != "*" and not (service and colon and name):
        raise ValueError(f"Action {text!r} does not name a service and an action, as 'swf:StartTimer' does")
    return text_test(text, wildcards=True, variables=False, ignore_case=True)


def _resource(text: str, variables: bool) -> Test:
    if text != "*" and not text.startswith("arn:"):
        raise ValueError(f"Resource {text!r} is not '*' or an ARN, as 'arn:aws:swf:*:*:/domain/orders' is")
    return arn_test(written_out(text), variables=variables)


def _conditions(given: object, variables: bool) -> list[Condition]:
    if not isinstance(given, Mapping):
        raise ValueError("Condition is not an object")
    found = []
    for operator, keys in given.items():
        if not isinstance(keys, Mapping):
            raise ValueError(f"Condition {operator!r} is not an object of keys and values")
        for key, values in keys.items():
            texts = [_value(value, key) for value in _listed(values)]
            found.append(condition(str(operator), str(key), texts, variables=variables))
    return found


def _value(value: object, key: object) -> str:
    """A value of a condition as a text; JSON's and TOML's numbers and truths are written as IAM writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"Condition of {key}: {value!r} is not a text, a number, true or false")
