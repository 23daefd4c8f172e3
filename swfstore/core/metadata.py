"""What the Annotated values tell pydantic, which the core does not import; it looks for one method.

The rules for the characters of names, ids and times are documented in words ("must not contain a `:` (colon), `/`
(slash), `|` (vertical bar), or any control characters (\\u0000-\\u001f | \\u007f-\\u009f) ... must not be the literal
string `arn`"); nobody has recorded the message of a violation, so the texts of the patterns are chosen.
"""

from dataclasses import dataclass
from typing import Protocol

Schema = dict[str, object]


class Handler(Protocol):
    """What pydantic offers while it builds a check."""

    def __call__(self, source: object, /) -> Schema:
        """The schema of what is annotated."""

    def resolve_ref_schema(self, schema: Schema, /) -> Schema:
        """The schema itself, if it is only referred to."""


def from_object(source: object, handler: Handler) -> Schema:
    """The schema of one of our structures; strict pydantic takes only instances, this reads the wire's objects too."""
    schema = handler(source)
    handler.resolve_ref_schema(schema).update(strict=False, revalidate_instances="always")
    return schema


class FromArray:
    """Metadata: strict pydantic takes only tuples for tuples; let it read the wire's arrays, that is lists, too."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: Handler) -> Schema:
        """The schema of the tuple, made to take lists and nothing else that is iterable."""
        steps = [{"type": "is-instance", "cls": (list, tuple)}, {**handler(source), "strict": False}]
        return {"type": "chain", "steps": steps}


@dataclass(frozen=True)
class Pattern:
    """A rule for the characters of a text.

    `says` is the rule as a message writes it, a Java regular expression; `matches` is the same rule for pydantic's
    engine, which has no look-around. The length is the business of other metadata.
    """

    says: str
    matches: str

    def __get_pydantic_core_schema__(self, source: object, handler: Handler) -> Schema:
        """The schema of the annotated text, with the pattern."""
        return {**handler(source), "pattern": self.matches}


_NOT = r":/|\x00-\x1f\x7f-\x9f"
_ANY = f"[^{_NOT}]"
_EDGE = rf"[^\s{_NOT}]"

NAME = Pattern(
    says=r"(?!arn$)[^:/|\u0000-\u001f\u007f-\u009f]*",
    matches=rf"^(?:{_ANY}{{0,2}}|[^a{_NOT}]{_ANY}{{2}}|{_ANY}[^r{_NOT}]{_ANY}|{_ANY}{{2}}[^n{_NOT}]|{_ANY}{{4}}{_ANY}*)$",
)
TRIMMED_NAME = Pattern(
    says=r"(?!arn$)(?!\s)[^:/|\u0000-\u001f\u007f-\u009f]*(?<!\s)",
    matches=rf"^(?:{_EDGE}{{0,2}}|[^a\s{_NOT}]{_ANY}{_EDGE}|{_EDGE}[^r{_NOT}]{_EDGE}|{_EDGE}{_ANY}[^n\s{_NOT}]"
    rf"|{_EDGE}{_ANY}{{2}}{_ANY}*{_EDGE})$",
)
TIMEOUT = Pattern(says="NONE|[0-9]+", matches="^(?:NONE|[0-9]+)$")
SECONDS = Pattern(says="[0-9]+", matches="^[0-9]+$")
PRIORITY = Pattern(
    says=r"[+-]?[0-9]{1,10}",
    matches=r"^(?:[+-]?(?:[01]?[0-9]{1,9}|20[0-9]{8}|21[0-3][0-9]{7}|214[0-6][0-9]{6}|2147[0-3][0-9]{5}"
    r"|21474[0-7][0-9]{4}|214748[0-2][0-9]{3}|2147483[0-5][0-9]{2}|21474836[0-3][0-9]|214748364[0-7])|-2147483648)$",
)
