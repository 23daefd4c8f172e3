"""The file of access keys that `swfstore serve --auth FILE` reads.

    [[keys]]
    access_key = "AKIAIOSFODNN7EXAMPLE"
    secret = "..."
    account = "123456789012"
    user = "worker"
    policies = ["workers", "policies/signals.json", '{"Version": "2012-10-17", "Statement": []}']
    session_token = "..."                  # only for a key that is good together with its token alone

    [policies.workers]
    Version = "2012-10-17"
    [[policies.workers.Statement]]
    Effect = "Allow"
    Action = ["swf:PollForActivityTask", "swf:RespondActivityTask*"]
    Resource = "arn:aws:swf:*:123456789012:/domain/orders"

A policy of a key is the name of one in the file, JSON, a table that is the document, or else the path of a JSON file,
relative to this one. A key without policies may do nothing. Errors name the key by its number, and no secret.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from swfstore.auth.credentials import Credential
from swfstore.auth.documents import Statement, statements
from swfstore.auth.policies import Policies
from swfstore.errors import SwfstoreError

_REQUIRED = ("access_key", "secret", "account", "user")
_OPTIONAL = ("policies", "session_token")
_FORMS = {
    "access_key": (re.compile(r"\w{3,128}", re.ASCII), "3 to 128 letters and digits"),
    "account": (re.compile(r"[0-9]{12}"), "12 digits"),
    "user": (re.compile(r"[\w+=,.@-]{1,64}", re.ASCII), "1 to 64 letters, digits and +=,.@-_"),
}


def load_accounts(path: str | Path) -> Mapping[str, Credential]:
    """The access keys of a file, by their ids; raises SwfstoreError, saying what is wrong with which key."""
    file = Path(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SwfstoreError(f"{file} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SwfstoreError(f"{file} is not TOML: {_without_text(error)}") from None
    return _File(file, content).credentials()


def _without_text(error: tomllib.TOMLDecodeError | UnicodeDecodeError) -> str:
    """What is wrong, and never the text around it, which may be a secret."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    place = re.search(r"\(at [^()]*\)$", str(error))
    return f"it cannot be parsed {place[0] if place else ''}".rstrip()


@dataclass(frozen=True, slots=True)
class _File:
    """A file of access keys, parsed, and what is checked and read of it."""

    path: Path
    content: Mapping[str, object] = field(repr=False)

    def credentials(self) -> Mapping[str, Credential]:
        self._only(self.content, ("keys", "policies"), "")
        keys = self.content.get("keys")
        if not isinstance(keys, list) or not keys:
            raise self._wrong("it has no [[keys]]")
        named = self._named()
        found: dict[str, Credential] = {}
        for number, key in enumerate(keys, 1):
            credential = self._credential(key, f"key {number}", named)
            if credential.access_key in found:
                raise self._wrong(f"key {number}: another key has this access_key")
            found[credential.access_key] = credential
        return MappingProxyType(found)

    def _named(self) -> Mapping[str, list[Statement]]:
        given = self.content.get("policies", {})
        if not isinstance(given, dict):
            raise self._wrong("[policies] is not a table of policies by name")
        return {name: self._statements(document, f"policy {name!r}") for name, document in given.items()}

    def _statements(self, document: object, name: str) -> list[Statement]:
        if not isinstance(document, str | dict):
            raise self._wrong(f"{name} is not a document")
        return statements(document, f"{self.path}: {name}")

    def _credential(self, key: object, label: str, named: Mapping[str, list[Statement]]) -> Credential:
        if not isinstance(key, dict):
            raise self._wrong(f"{label} is not a table")
        self._only(key, (*_REQUIRED, *_OPTIONAL), f"{label}: ")
        texts = {name: self._text(key, name, label) for name in _REQUIRED}
        policies = key.get("policies", [])
        if not isinstance(policies, list):
            raise self._wrong(f"{label}: policies is not a list")
        found: list[Statement] = []
        for number, policy in enumerate(policies, 1):
            found += self._policy(policy, f"{label}, policy {number}", named)
        token = self._text(key, "session_token", label) if "session_token" in key else None
        return Credential(**texts, policies=Policies(tuple(found)), session_token=token)

    def _text(self, key: Mapping[str, object], name: str, label: str) -> str:
        if name not in key:
            raise self._wrong(f"{label} has no {name}")
        value = key[name]
        if not isinstance(value, str) or not value:
            raise self._wrong(f"{label}: {name} is not a text")
        form, words = _FORMS.get(name, (None, ""))
        if form is not None and form.fullmatch(value) is None:
            raise self._wrong(f"{label}: {name} is not {words}")
        return value

    def _policy(self, policy: object, label: str, named: Mapping[str, list[Statement]]) -> list[Statement]:
        if not isinstance(policy, str) or policy.lstrip().startswith("{"):
            return self._statements(policy, label)
        if policy in named:
            return named[policy]
        file = self.path.parent / policy
        try:
            return statements(file.read_text(encoding="utf-8"), str(file))
        except (OSError, ValueError):
            told = f"{label}: {policy!r} is no policy of this file, no JSON, and no file that can be read"
            raise self._wrong(told) from None

    def _only(self, given: Mapping[str, object], known: tuple[str, ...], label: str) -> None:
        unknown = [name for name in given if name not in known]
        if unknown:
            raise self._wrong(f"{label}there is no setting {unknown[0]!r}, only {', '.join(known)}")

    def _wrong(self, told: str) -> SwfstoreError:
        return SwfstoreError(f"{self.path}: {told}")
