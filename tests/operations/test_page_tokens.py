"""Page tokens: they are tied to their list, they live for a day, and they survive a restart."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import open_store
from tests.operations.conftest import ALL
from tests.support.stories import DOMAIN, register


@pytest.fixture
def token(swf: Any) -> str:
    """The token of the second page of the registered domains."""
    for name in "ab":
        swf.register_domain(name=name, workflowExecutionRetentionPeriodInDays="1")
    page = swf.list_domains(registrationStatus="REGISTERED", maximumPageSize=1)
    return str(page["nextPageToken"])


def refused(swf: Any, operation: str, **members: Any) -> str:
    """The text of the ValidationException that this call gets."""
    with pytest.raises(swf.exceptions.ClientError) as caught:
        getattr(swf, operation)(**members)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return str(caught.value.response["Error"]["Message"])


def test_a_token_is_for_the_list_that_it_came_from(swf: Any, token: str) -> None:
    """With other arguments, or in another operation, it is no token; the size of the page may change."""
    page = swf.list_domains(registrationStatus="REGISTERED", nextPageToken=token, maximumPageSize=5)
    assert [info["name"] for info in page["domainInfos"]] == ["b", DOMAIN]
    for operation, members in (
        ("list_domains", {"registrationStatus": "DEPRECATED"}),
        ("list_domains", {"registrationStatus": "REGISTERED", "reverseOrder": True}),
        ("list_workflow_types", {"domain": DOMAIN, "registrationStatus": "REGISTERED"}),
        ("list_open_workflow_executions", {"domain": DOMAIN, "startTimeFilter": ALL}),
        ("list_closed_workflow_executions", {"domain": DOMAIN, "startTimeFilter": ALL}),
    ):
        assert refused(swf, operation, nextPageToken=token, **members) == "Invalid token"


@pytest.mark.parametrize("forged", ["", "x", "AAAAKgAAAAEAAAAA", "Z" * 80])
def test_a_forged_token_is_refused(swf: Any, forged: str) -> None:
    """What we did not sign is not a token."""
    assert refused(swf, "list_domains", registrationStatus="REGISTERED", nextPageToken=forged) == "Invalid token"


def test_a_token_lives_for_a_day(swf: Any, clock: Any, token: str) -> None:
    """It is good for 24 hours, and a millisecond later it is too old."""
    clock.advance(days=1)
    swf.list_domains(registrationStatus="REGISTERED", nextPageToken=token)
    clock.advance(milliseconds=1)
    text = refused(swf, "list_domains", registrationStatus="REGISTERED", nextPageToken=token)
    assert text == "Specified token has exceeded its maximum lifetime"


def test_a_token_survives_a_restart(tmp_path: Path) -> None:
    """The key that signs tokens is in the database."""
    url = f"sqlite:///{tmp_path / 'workflows.db'}"
    with open_store(url) as store:
        swf = store.client()
        register(swf)
        swf.register_domain(name="a", workflowExecutionRetentionPeriodInDays="1")
        token = swf.list_domains(registrationStatus="REGISTERED", maximumPageSize=1)["nextPageToken"]
    with open_store(url) as store:
        page = store.client().list_domains(registrationStatus="REGISTERED", nextPageToken=token)
        assert [info["name"] for info in page["domainInfos"]] == [DOMAIN]
