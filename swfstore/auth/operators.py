"""The operators of a policy's conditions: what a value has to be like, and what a missing key means.

Source: the IAM User Guide, "Condition operators", "Conditions with multiple context keys or values" and "Single-valued
vs. multivalued context keys".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any, TypeAlias, TypeVar

from swfstore.auth.matching import Context, Test, arn_test, text_test

_V = TypeVar("_V")

Prepare: TypeAlias = Callable[[str, bool], Test]
"""Makes the test of one value of a policy, which may have variables or not; raises ValueError for a bad value."""


@dataclass(frozen=True, slots=True)
class Operator:
    """What a value of the policy is compared like; a negated operator holds where no value of the policy matches."""

    prepare: Prepare
    negated: bool = False


def _strings(text: str, variables: bool, *, wildcards: bool = False, ignore_case: bool = False) -> Test:
    return text_test(text, wildcards=wildcards, variables=variables, ignore_case=ignore_case)


def _arns(text: str, variables: bool) -> Test:
    if not text.startswith(("arn:", "*", "${")):
        raise ValueError("is not an ARN")
    return arn_test(text, variables=variables)


def _compared(read: Callable[[str], _V], compare: Callable[[Any, Any], bool], text: str, _variables: bool) -> Test:
    wanted = read(text)

    def test(value: str, _context: Context) -> bool:
        try:
            return compare(read(value), wanted)
        except ValueError:
            return False  # a value of another kind is not equal, not less and not greater

    return test


_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


def _number(text: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError("is not a number")
    return Decimal(text)


def _moment(text: str) -> Decimal:
    """Seconds since 1970, of an ISO 8601 date, in UTC where it names no zone, or of a number of seconds."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date") from None
    elapsed = (date if date.tzinfo else date.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return Decimal(elapsed.days * 86400 + elapsed.seconds) + Decimal(elapsed.microseconds) / 1_000_000


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text.lower() == "true"


def _networks(text: str, _variables: bool) -> Test:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError("is not an IP address or a CIDR block") from None

    def test(value: str, _context: Context) -> bool:
        try:
            return _address(value) in network
        except ValueError:
            return False  # what is no address is in no network

    return test


def _address(text: str) -> IPv4Address | IPv6Address:
    address = ip_address(text)
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _ordered(kind: str, read: Callable[[str], Decimal]) -> Mapping[str, Operator]:
    comparisons = {"LessThan": lt, "LessThanEquals": le, "GreaterThan": gt, "GreaterThanEquals": ge, "Equals": eq}
    found = {f"{kind}{name}": Operator(partial(_compared, read, compare)) for name, compare in comparisons.items()}
    return {**found, f"{kind}NotEquals": Operator(partial(_compared, read, eq), negated=True)}


_SIMILAR = partial(_strings, ignore_case=True)
_LIKE = partial(_strings, wildcards=True)

OPERATORS: Mapping[str, Operator] = {
    "StringEquals": Operator(_strings),
    "StringNotEquals": Operator(_strings, negated=True),
    "StringEqualsIgnoreCase": Operator(_SIMILAR),
    "StringNotEqualsIgnoreCase": Operator(_SIMILAR, negated=True),
    "StringLike": Operator(_LIKE),
    "StringNotLike": Operator(_LIKE, negated=True),
    **_ordered("Numeric", _number),
    **_ordered("Date", _moment),
    "Bool": Operator(partial(_compared, _truth, eq)),
    "IpAddress": Operator(_networks),
    "NotIpAddress": Operator(_networks, negated=True),
    "ArnEquals": Operator(_arns),
    "ArnLike": Operator(_arns),
    "ArnNotEquals": Operator(_arns, negated=True),
    "ArnNotLike": Operator(_arns, negated=True),
}
"""The operators by name; Null, which looks at no value, is `Presence`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator with one key, in lower case, and the tests of the policy's values.

    `over` is all or any where the operator says ForAllValues or ForAnyValue, and None where it says neither: then a
    key of several values is as its operator says where any of them matches, or, negated, where none does.
    """

    key: str
    tests: Sequence[Test]
    negated: bool = False
    if_exists: bool = False
    over: Callable[[Any], bool] | None = None

    def holds(self, context: Context) -> bool:
        """Whether a request with this context is as the condition says."""
        values = context.get(self.key, ())
        if self.over is not None:
            values = [value for value in values if value]  # an empty text is no member of a set
        if not values:
            return self._holds_of_none()
        matching = (any(test(value, context) for test in self.tests) for value in values)
        if self.over is None:
            return any(matching) != self.negated
        return self.over(match != self.negated for match in matching)

    def _holds_of_none(self) -> bool:
        """What an absent key means: not to be anything, so that negated operators hold, and all of no values are."""
        if self.if_exists or self.over is all:
            return True
        return self.negated and self.over is None


@dataclass(frozen=True, slots=True)
class Presence:
    """The operator Null: whether a key, in lower case, is absent, or is present."""

    key: str
    absent: frozenset[bool]

    def holds(self, context: Context) -> bool:
        """Whether a request with this context is as the condition says."""
        return (not any(context.get(self.key, ()))) in self.absent


Condition: TypeAlias = Comparison | Presence

_OVER = {"ForAllValues": all, "ForAnyValue": any}


def condition(operator: str, key: str, values: Sequence[str], *, variables: bool) -> Condition:
    """The condition of a policy; raises ValueError, saying what is wrong with the operator or with a value."""
    if operator == "Null":
        return Presence(key.lower(), frozenset(_read(_truth, operator, key, value) for value in values))
    prefix, _, name = operator.rpartition(":")
    bare = name.removesuffix("IfExists")
    if bare not in OPERATORS or (prefix and prefix not in _OVER) or operator.startswith(":"):
        raise ValueError(f"there is no condition operator {operator!r}")
    known = OPERATORS[bare]
    tests = [_read(lambda text: known.prepare(text, variables), operator, key, value) for value in values]
    return Comparison(key.lower(), tests, known.negated, bare != name, _OVER.get(prefix))


def _read(read: Callable[[str], _V], operator: str, key: str, value: str) -> _V:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{operator} of {key}: {value!r} {error}") from None
