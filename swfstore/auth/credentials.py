"""Access keys: who they belong to, and the secret that proves it, which nothing prints."""

from dataclasses import dataclass, field

from swfstore.auth.policies import Policies


@dataclass(frozen=True, slots=True)
class Credential:
    """One access key of a user of an account. A key with a session token is good only together with it."""

    access_key: str
    secret: str = field(repr=False)
    account: str
    user: str
    policies: Policies = field(default=Policies(), repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who has signed a request, and for which region."""

    credential: Credential
    region: str

    @property
    def account(self) -> str:
        """The account whose domains the caller sees."""
        return self.credential.account

    @property
    def user(self) -> str:
        """The name of the user."""
        return self.credential.user
