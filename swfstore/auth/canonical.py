"""The canonical form of a request: the one text that signer and service both make of it.

Source: the IAM User Guide, "Create a signed AWS API request", step 1.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

_UNRESERVED = "-_.~"
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def collected(headers: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The headers by their names in lower case: those that come twice joined, white space made one space."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.strip().lower(), []).append(_SPACES.sub(" ", value).strip(" "))
    return {name: ",".join(values) for name, values in found.items()}


def canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], signed: Sequence[str], payload: str
) -> str:
    """The canonical form, of collected headers, of which those in `signed` count; `payload` is the body's hash."""
    lines = [f"{name}:{headers.get(name, '')}" for name in sorted(signed)]
    return "\n".join(
        (method.upper(), canonical_path(path), canonical_query(query), *lines, "", ";".join(sorted(signed)), payload)
    )


def canonical_path(path: str) -> str:
    """The path without `.`, `..` and empty parts, encoded once more than it came."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    end = "/" if parts and path.endswith("/") else ""
    return quote("/" + "/".join(parts) + end, safe="/" + _UNRESERVED)


def canonical_query(query: str) -> str:
    """The parameters, encoded alike whoever encoded them, in the order of their names and values."""
    if not query:
        return ""
    split = (pair.partition("=") for pair in query.split("&"))
    pairs = sorted((_encoded(name), _encoded(value)) for name, _, value in split)
    return "&".join(f"{name}={value}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(unquote(text), safe=_UNRESERVED)
