"""`swfstore.mock_swf`, with real boto3: what talks to the store, what does not, and for how long."""

import asyncio
import os
import unittest

import boto3
import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

import swfstore
from swfstore.errors import SwfstoreError
from swfstore.testing import mocked_store

pytestmark = pytest.mark.usefixtures("no_aws")

KEYS = {"aws_access_key_id": "somebody", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}
RETENTION = {"workflowExecutionRetentionPeriodInDays": "7"}


def domains(client):
    """The names of the domains that a client sees."""
    return [info["name"] for info in client.list_domains(registrationStatus="REGISTERED")["domainInfos"]]


def test_no_credentials_and_no_region_are_needed():
    """boto3's and botocore's clients that are made inside talk to the store, and no variable is set for that."""
    before = dict(os.environ)
    with swfstore.mock_swf() as store:
        assert dict(os.environ) == before
        boto3.client("swf").register_domain(name="orders", **RETENTION)
        session = botocore.session.Session()
        assert domains(session.create_client("swf")) == domains(store.client()) == ["orders"]
        response = boto3.client("swf").describe_domain(name="orders")
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert response["domainInfo"]["arn"] == "arn:aws:swf:us-east-1:123456789012:/domain/orders"


def test_a_session_that_was_made_before_makes_clients_of_the_store():
    """It does not matter when the session was made, nor when boto3 was imported."""
    session = boto3.Session(region_name="eu-west-1")
    with swfstore.mock_swf():
        client = session.client("swf")
        client.register_domain(name="orders", **RETENTION)
        assert client.meta.region_name == "eu-west-1"
        assert client.describe_domain(name="orders")["domainInfo"]["arn"].startswith("arn:aws:swf:eu-west-1:")


def test_a_client_that_was_made_before_does_not_reach_amazon():
    """A client of a module that was imported earlier is answered by the store, for as long as the mock lasts."""
    early = boto3.client("swf", **KEYS)
    with swfstore.mock_swf() as store:
        early.register_domain(name="orders", **RETENTION)
        assert domains(store.client()) == ["orders"]


def test_a_server_of_ones_own_can_still_be_reached():
    """A client that was made before for another endpoint goes there."""
    config = botocore.config.Config(retries={"total_max_attempts": 1})
    early = boto3.client("swf", endpoint_url="http://127.0.0.1:1", config=config, **KEYS)
    with swfstore.mock_swf(), pytest.raises(EndpointConnectionError):
        domains(early)


def test_a_client_does_not_outlive_its_mock():
    """It raises instead of asking Amazon; and botocore is as it was."""
    methods = botocore.session.Session.create_client, URLLib3Session.send
    with swfstore.mock_swf():
        client = boto3.client("swf")
    with pytest.raises(SwfstoreError, match="has ended"):
        domains(client)
    with swfstore.mock_swf(), pytest.raises(SwfstoreError, match="has ended"):
        domains(client)
    assert methods == (botocore.session.Session.create_client, URLLib3Session.send)
    with pytest.raises(botocore.exceptions.NoRegionError):
        boto3.client("swf")


def test_other_services_are_not_touched(monkeypatch):
    """Another service's client has no credentials inside either, and sends its requests itself."""
    with swfstore.mock_swf():
        sqs = boto3.client("sqs", region_name="us-east-1")
        with pytest.raises(botocore.exceptions.NoCredentialsError):
            sqs.list_queues()
        sent = []
        monkeypatch.setattr("botocore.endpoint.URLLib3Session.send", lambda _, request: sent.append(request.url))
        sqs = boto3.client("sqs", endpoint_url="http://127.0.0.1:1", **KEYS)
        with pytest.raises(AttributeError):
            sqs.list_queues()
        assert sent == ["http://127.0.0.1:1/"]
        monkeypatch.undo()
    assert "swfstore" not in URLLib3Session.send.__module__


def test_moto_can_mock_the_other_services():
    """Inside both, swf is the store's, and what moto mocks is moto's."""
    moto = pytest.importorskip("moto", reason="moto is in the extra `bench` only")
    with moto.mock_aws(), swfstore.mock_swf() as store:
        boto3.client("swf", region_name="us-east-1").register_domain(name="orders", **RETENTION)
        assert domains(store.client()) == ["orders"]
        assert boto3.client("sts", region_name="us-east-1").get_caller_identity()["Account"] == "123456789012"


def test_the_keys_say_which_account_it_is():
    """An access key id of 12 digits is the account, of the client or of its session: each sees its own domains."""
    theirs = {"aws_access_key_id": "210987654321", "aws_secret_access_key": "any"}
    with swfstore.mock_swf():
        boto3.client("swf").register_domain(name="ours", **RETENTION)
        boto3.client("swf", **theirs).register_domain(name="theirs", **RETENTION)
        assert domains(boto3.Session(**theirs).client("swf")) == ["theirs"]
        assert domains(boto3.client("swf", **KEYS)) == ["ours"]


def test_mocks_can_be_nested():
    """A client talks to the store that was innermost when it was made."""
    with swfstore.mock_swf() as outer:
        first = boto3.client("swf")
        with swfstore.mock_swf() as inner:
            assert mocked_store() is inner
            boto3.client("swf").register_domain(name="inner", **RETENTION)
            first.register_domain(name="outer", **RETENTION)
        assert mocked_store() is outer
        assert domains(first) == ["outer"]
        assert domains(boto3.client("swf")) == ["outer"]


def test_options_are_those_of_open(tmp_path):
    """A path, a clock, limits and so on; a file is whole when the mock has ended."""
    path = tmp_path / "orders.db"
    with swfstore.mock_swf(path, clock=swfstore.SystemClock(), limits=swfstore.Limits(open_timers=7)) as store:
        boto3.client("swf").register_domain(name="orders", **RETENTION)
        assert (store.clock.virtual, store.engine.limits.open_timers) == (False, 7)
    assert [found.name for found in tmp_path.iterdir()] == ["orders.db"]
    with swfstore.mock_swf(path):
        assert domains(boto3.client("swf")) == ["orders"]


def test_it_starts_and_stops_by_calls():
    """`start` gives the store, `stop` ends it: for setUp and tearDown of one's own."""
    mock = swfstore.mock_swf()
    store = mock.start()
    boto3.client("swf").register_domain(name="orders", **RETENTION)
    assert domains(store.client()) == ["orders"]
    mock.stop()
    with pytest.raises(SwfstoreError, match="no swfstore"):
        mocked_store()


def register_once(*arguments):
    """Register a domain, which only works in a store that is new; what the function was given."""
    boto3.client("swf").register_domain(name="orders", **RETENTION)
    assert domains(mocked_store().client()) == ["orders"]
    return arguments


@pytest.mark.parametrize("decorate", [swfstore.mock_swf, swfstore.mock_swf()], ids=["bare", "called"])
def test_it_decorates_functions(decorate):
    """Functions, coroutines, generators; each call has a store of its own, and gets its arguments."""

    @decorate
    def function(*arguments):
        return register_once(*arguments)

    @decorate
    async def coroutine(*arguments):
        return register_once(*arguments)

    @decorate
    def generator(*arguments):
        yield register_once(*arguments)

    @decorate
    async def async_generator(*arguments):
        yield register_once(*arguments)

    async def collect(values):
        return [value async for value in values]

    for number in (1, 2):
        assert function(number) == (number,)
        assert asyncio.run(coroutine(number)) == (number,)
        assert list(generator(number)) == [(number,)]
        assert asyncio.run(collect(async_generator(number))) == [(number,)]
    assert function.__name__ == "function"


@swfstore.mock_swf
class TestOfPytest:
    """Setting up and the test are in one mock; each test has its own."""

    def setup_method(self, method):
        """Register a domain inside."""
        register_once()
        self.method = method.__name__

    @pytest.mark.parametrize("number", [1, 2])
    def test_it_is_set_up_inside(self, number):
        """The domain is there, and only once for each test."""
        assert domains(boto3.client("swf")) == ["orders"]
        assert self.method == "test_it_is_set_up_inside"


@swfstore.mock_swf()
class TestOfUnittest(unittest.TestCase):
    """The same for unittest, which has other names for it."""

    def setUp(self):
        """Register a domain inside."""
        register_once()
        self.addCleanup(mocked_store)

    def test_it_is_set_up_inside(self):
        """The domain is there."""
        assert domains(boto3.client("swf")) == ["orders"]

    def test_each_test_has_its_own(self):
        """Here, too, for the first time."""
        assert domains(boto3.client("swf")) == ["orders"]


def test_nothing_of_botocore_is_imported_before_it_is_needed(monkeypatch):
    """Without botocore there is one sentence, and no store is left open."""
    monkeypatch.setitem(__import__("sys").modules, "botocore.httpsession", None)
    with pytest.raises(SwfstoreError, match="pip install boto3"):
        swfstore.mock_swf().start()
