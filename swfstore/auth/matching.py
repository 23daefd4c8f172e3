"""Patterns of policies: `*`, `?` and `${variables}`, in texts and in ARNs.

A pattern is taken apart once, when its policy is loaded. What a variable stands for is text, never a wildcard, and
stays within its segment of an ARN. Source: the IAM User Guide, "Resource" and "Policy elements: variables and tags".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

Context: TypeAlias = Mapping[str, Sequence[str]]
"""The values of the condition keys of a request, by the key in lower case; a key that is absent has no entry."""

Test: TypeAlias = Callable[[str, Context], bool]
"""Whether a value of a request is as the policy says; the context is there for the policy's variables."""


class Wild(Enum):
    """A wildcard: any characters, or any one of them."""

    MANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """A condition key that stands in a pattern, in lower case, and what stands for it where it is absent."""

    key: str
    default: str | None


Token: TypeAlias = str | Wild | Variable

_VARIABLE = re.compile(r"\$\{\s*([^},]*?)\s*(?:,\s*'([^']*)'\s*)?\}")
_ESCAPES = {"*", "?", "$"}
_WILD = re.compile(r"([*?])")
SEGMENTS = 6
"""An ARN has six parts, with colons between them; the last one may have colons of its own."""


def tokens(text: str, *, wildcards: bool, variables: bool) -> tuple[Token, ...]:
    """The parts of a pattern, in order."""
    found: list[Token] = []
    at = 0
    for match in _VARIABLE.finditer(text) if variables else ():
        found += _wild(text[at : match.start()], wildcards)
        name = match[1]
        found.append(name if name in _ESCAPES else Variable(name.lower(), match[2]))
        at = match.end()
    return (*found, *_wild(text[at:], wildcards))


def _wild(text: str, wildcards: bool) -> list[Token]:
    parts = _WILD.split(text) if wildcards else [text]
    return [Wild(part) if wildcards and part in ("*", "?") else part for part in parts if part]


def text_test(text: str, *, wildcards: bool, variables: bool, ignore_case: bool = False) -> Test:
    """A test of a whole value."""
    return _test(tokens(text, wildcards=wildcards, variables=variables), ignore_case)


def _test(pattern: tuple[Token, ...], ignore_case: bool = False) -> Test:
    if any(isinstance(token, Variable) for token in pattern):

        def varying(value: str, context: Context) -> bool:
            known = _resolved(pattern, context)
            return known is not None and _regex(known, ignore_case).fullmatch(value) is not None

        return varying
    matches = _regex(tuple(token for token in pattern if not isinstance(token, Variable)), ignore_case).fullmatch
    return lambda value, _context: matches(value) is not None


def _resolved(pattern: tuple[Token, ...], context: Context) -> tuple[str | Wild, ...] | None:
    """The pattern without its variables; None where one has no value, or several: then nothing matches."""
    known: list[str | Wild] = []
    for token in pattern:
        if isinstance(token, Variable):
            values = context.get(token.key, () if token.default is None else (token.default,))
            if len(values) != 1:
                return None
            known.append(values[0])
        else:
            known.append(token)
    return tuple(known)


@lru_cache(maxsize=1024)
def _regex(pattern: tuple[str | Wild, ...], ignore_case: bool) -> re.Pattern[str]:
    """A regular expression that never backtracks over a `*`: each but the last takes the first match of what follows.

    So the time is that of the value's length times the pattern's, whatever the caller sends.
    """
    pieces = [""]
    for token in pattern:
        if token is Wild.MANY:
            pieces.append("")
        else:
            pieces[-1] += "." if token is Wild.ONE else re.escape(str(token))
    first, *rest = pieces
    written = first
    if rest:
        written += "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece) + ".*" + rest[-1]
    return re.compile(written, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def arn_test(text: str, *, variables: bool) -> Test:
    """A test of an ARN, part by part; the parts that the pattern leaves out may be anything, and so may all for `*`."""
    pattern = tokens(text, wildcards=True, variables=variables)
    if pattern and all(token is Wild.MANY for token in pattern):
        return lambda _value, _context: True
    tests = [_test(segment) for segment in _segments(pattern)]

    def test(value: str, context: Context) -> bool:
        parts = value.split(":", SEGMENTS - 1)
        return len(parts) == SEGMENTS and all(
            matches(part, context) for matches, part in zip(tests, parts, strict=True)
        )

    return test


def _segments(pattern: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    found: list[list[Token]] = [[]]
    for token in pattern:
        if isinstance(token, str):
            first, *rest = token.split(":", SEGMENTS - len(found))
            found[-1] += [first] if first else []
            found += [[part] if part else [] for part in rest]
        else:
            found[-1].append(token)
    found += [[Wild.MANY]] * (SEGMENTS - len(found))
    return [tuple(segment) for segment in found]


def written_out(arn: str) -> str:
    """A pattern of a SWF ARN as requests have it: `arn:aws:swf::ACCOUNT:domain/*` is how AWS's older texts write it."""
    parts = arn.split(":", SEGMENTS - 1)
    if len(parts) == SEGMENTS and parts[2] == "swf":
        parts[3] = parts[3] or "*"
        parts[5] = f"/{parts[5]}" if parts[5].startswith("domain/") else parts[5]
    return ":".join(parts)
