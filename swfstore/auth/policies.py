"""What the policies of a user allow: nothing, but for what one allows and none denies.

Source: the IAM User Guide, "Policy evaluation logic", for identity policies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from swfstore.auth.documents import Document, Statement, statements
from swfstore.auth.matching import Context
from swfstore.errors import SwfstoreError

Keys: TypeAlias = Mapping[str, str | Sequence[str]]
"""The condition keys of a request, `swf:taskList.name` say, and their values; one key can have several."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of one user. None at all allow nothing."""

    statements: Sequence[Statement] = field(default=(), repr=False)

    @classmethod
    def load(cls, documents: Iterable[Document] | Document) -> "Policies":
        """The policies of these documents, dicts or JSON; raises SwfstoreError for one that is not a policy."""
        several = [documents] if isinstance(documents, str | Mapping) else list(documents)
        found: list[Statement] = []
        for number, document in enumerate(several, 1):
            if not isinstance(document, str | Mapping):
                raise SwfstoreError(f"policy {number}: {type(document).__name__} is neither JSON nor a dict")
            found += statements(document, f"policy {number}")
        return cls(tuple(found))

    def __add__(self, other: "Policies") -> "Policies":
        return Policies((*self.statements, *other.statements))

    def allows(self, action: str, resource: str, context: Keys) -> bool:
        """Whether an action (`swf:StartTimer`) on a resource (an ARN) is allowed with these condition keys."""
        lowered = _context(context)
        allowed = False
        for statement in self.statements:
            if (statement.allows and allowed) or not statement.applies(action, resource, lowered):
                continue
            if not statement.allows:
                return False
            allowed = True
        return allowed


def _context(keys: Keys) -> Context:
    """The keys in lower case, as IAM compares them, each with its values."""
    return {key.lower(): (values,) if isinstance(values, str) else tuple(values) for key, values in keys.items()}
