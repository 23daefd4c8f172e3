"""Who calls, and on which engine: what every operation is given besides its request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from swfstore.auth.callers import principal_arn
from swfstore.errors import Fault, OperationNotPermittedFault

if TYPE_CHECKING:
    from swfstore.engine.engine import Engine

Permits: TypeAlias = Callable[[str, str, Mapping[str, str]], bool]
"""Whether a policy allows an action (`swf:StartTimer`) on a resource (a domain's ARN) with these condition keys."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
USER = "swfstore"


@dataclass(frozen=True, slots=True)
class Call:
    """One caller of one engine: the account whose domains it sees, its region, and what it may do.

    `user` is the name of the account's user who calls; `denied` is the fault of a refused call. `gone` says whether the
    caller has gone: then a poll takes no task.
    """

    engine: "Engine"
    account: str = ACCOUNT
    region: str = REGION
    permits: Permits | None = None
    user: str = USER
    denied: type[Fault] = OperationNotPermittedFault
    gone: Callable[[], bool] | None = None

    @property
    def principal(self) -> str:
        """The ARN of the caller."""
        return principal_arn(self.account, self.user)

    def domain_arn(self, name: str) -> str:
        """The ARN of a domain of the caller's account."""
        return f"arn:aws:swf:{self.region}:{self.account}:/domain/{name}"
