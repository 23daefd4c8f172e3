"""What pydantic found, in SWF's own words.

Of several kinds of trouble only the first is told: another JSON type than the service model's, an unknown member, a
closing decision that is not the last, then all broken constraints together, in the order of the model's members.
"""

import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from swfstore.core import metadata
from swfstore.errors import Fault, SerializationException, ValidationException
from swfstore.shapes.catalogue import INPUTS
from swfstore.shapes.decisions import CLOSE_LAST, CLOSING
from swfstore.shapes.members import members_at

_SAYS: Mapping[str, str] = {
    pattern.matches: pattern.says for pattern in vars(metadata).values() if isinstance(pattern, metadata.Pattern)
}
_UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument", "invalid_key"})
_TARGETS = {
    "string_type": "String",
    "literal_error": "String",
    "int_type": "Integer",
    "bool_type": "Boolean",
    "timestamp_type": "Date",
    "is_instance_of": "List",
    "dict_type": "Decision",
}
_CONSTRAINTS = {
    "string_too_short": "have length greater than or equal to {min_length}",
    "string_too_long": "have length less than or equal to {max_length}",
    "too_long": "have length less than or equal to {max_length}",
    "greater_than_equal": "have value greater than or equal to {ge}",
    "less_than_equal": "have value less than or equal to {le}",
}
Path = tuple[int | str, ...]


def refusal(operation: str, members: Mapping[str, object], failure: ValidationError) -> Fault:
    """The fault that says what is wrong with these members."""
    found = failure.errors(include_url=False)
    for error in found:
        trouble = _serialization(error)
        if trouble is not None:
            return SerializationException(trouble, operation)
    unknown = [_unknown_member(operation, error["loc"]) for error in found if error["type"] in _UNKNOWN]
    if unknown:
        return ValidationException("\n".join(unknown), operation)
    if _closes_early(members.get("decisions")):
        return ValidationException(CLOSE_LAST, operation)
    return violations(operation, [_violation(error) for error in found])


def violations(operation: str, told: Sequence[str]) -> ValidationException:
    """The fault that tells broken constraints, each in the form of `violation`."""
    errors = "error" if len(told) == 1 else "errors"
    return ValidationException(f"{len(told)} validation {errors} detected: {'; '.join(told)}", operation)


def violation(value: object, path: Path, constraint: str) -> str:
    """`Value 'x' at 'decisions.1.member.decisionType' failed to satisfy constraint: Member must ...`."""
    shown = "null" if value is None else f"'{_text(value)}'"
    where = ".".join(f"{part + 1}.member" if isinstance(part, int) else part for part in path)
    return f"Value {shown} at '{where}' failed to satisfy constraint: Member must {constraint}"


def java_class(value: object) -> str:
    """What the service calls the type of a JSON value: `class java.lang.Short`."""
    if isinstance(value, bool):
        return "class java.lang.Boolean"
    if isinstance(value, int):
        for bits, name in ((15, "java.lang.Short"), (31, "java.lang.Integer"), (63, "java.lang.Long")):
            if -(1 << bits) <= value < 1 << bits:
                return f"class {name}"
        return "class java.math.BigInteger"
    for cls, name in (
        (str, "java.lang.String"),
        (float, "java.lang.Double"),
        (list | tuple, "java.util.ArrayList"),
        (dict, "java.util.HashMap"),
    ):
        if isinstance(value, cls):
            return f"class {name}"
    return f"class {type(value).__module__}.{type(value).__qualname__}"


def _text(value: object) -> str:
    """A value as Java writes it: `true`, `[a, null]`."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return f"[{', '.join(map(_text, value))}]" if isinstance(value, list | tuple) else str(value)


def _serialization(error: ErrorDetails) -> str | None:
    """The text for a JSON value of another type than the model's; None if it is something else that is wrong."""
    kind, value = error["type"], error["input"]
    if kind == "string_unicode":
        return f"The text at '{error['loc'][-1]}' is not valid Unicode: it has a lone surrogate"
    if value is None or kind in _UNKNOWN or kind == "missing" or (kind == "literal_error" and isinstance(value, str)):
        return None
    target = _TARGETS.get(kind)
    if target is None and kind.endswith("_type"):
        name = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "request")
        target = name[0].upper() + name[1:]
    return target and f"{java_class(value)} can not be converted to an {target}"


def _unknown_member(operation: str, path: Path) -> str:
    """The text that boto3 has for a member that is not in the model."""
    *parents, name = path
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parents)
    known = ", ".join(members_at(INPUTS[operation], parents))
    return f'Unknown parameter in {where[1:] or "input"}: "{name}", must be one of: {known}'


def _violation(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    value = None if kind == "missing" else error["input"]
    if value is None:
        return violation(None, error["loc"], "not be null")
    if kind == "string_pattern_mismatch":
        return violation(value, error["loc"], f"satisfy regular expression pattern: {_SAYS[context['pattern']]}")
    if kind == "literal_error":
        values = ", ".join(re.findall(r"'(\w+)'", context["expected"]))
        return violation(value, error["loc"], f"satisfy enum value set: [{values}]")
    return violation(value, error["loc"], _CONSTRAINTS[kind].format(**context))


def _closes_early(decisions: object) -> bool:
    """Whether a decision that closes the execution is followed by another one."""
    if not isinstance(decisions, list | tuple):
        return False
    return any(isinstance(d, dict) and str(d.get("decisionType")) in CLOSING for d in decisions[:-1])
