"""A caller as its policies see it: the global condition keys of a request, and the question that an engine asks.

Source: the IAM User Guide, "AWS global condition context keys"; the Amazon SWF Developer Guide for the keys that the
calls that decisions stand for do not have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from swfstore.auth.policies import Policies
from swfstore.core.decisions import Decision

PSEUDO_CALLS = frozenset(f"swf:{cls.__name__}" for cls in Decision.__subclasses__())
"""The calls that decisions stand for; what the request that brings them came from is no key of theirs."""


def principal_arn(account: str, user: str) -> str:
    """The ARN of a user of an account."""
    return f"arn:aws:iam::{account}:user/{user}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and how the request came, as far as that is known: not at all in the same process."""

    account: str
    region: str
    user: str
    source_ip: str | None = None
    user_agent: str | None = None
    secure_transport: bool | None = None

    @property
    def keys(self) -> Mapping[str, str]:
        """The condition keys of who calls, which every call and every decision has."""
        return {
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalArn": principal_arn(self.account, self.user),
            "aws:PrincipalType": "User",
            "aws:RequestedRegion": self.region,
            "aws:username": self.user,
        }

    @property
    def request_keys(self) -> Mapping[str, str]:
        """The condition keys of how the request came, which decisions do not have."""
        secure = None if self.secure_transport is None else str(self.secure_transport).lower()
        known = {"aws:SourceIp": self.source_ip, "aws:UserAgent": self.user_agent, "aws:SecureTransport": secure}
        return {key: value for key, value in known.items() if value is not None}


def permits(
    policies: Policies, caller: Caller, now: Callable[[], int]
) -> Callable[[str, str, Mapping[str, str]], bool]:
    """The `Permits` of an engine's Call: what these policies say to the caller; `now` is a time in milliseconds."""
    of_all = caller.keys
    of_calls = {**of_all, **caller.request_keys}

    def permitted(action: str, resource: str, keys: Mapping[str, str]) -> bool:
        known = of_all if action in PSEUDO_CALLS else of_calls
        return policies.allows(action, resource, {**keys, **known, **_time(now())})

    return permitted


def _time(now: int) -> Mapping[str, str]:
    seconds, milliseconds = divmod(now, 1000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)
    return {"aws:CurrentTime": moment.isoformat(), "aws:EpochTime": str(seconds)}
