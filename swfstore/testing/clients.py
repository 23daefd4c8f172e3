"""botocore's clients for one store or one server, whatever else is mocked; botocore is imported when one is made."""

from functools import cache
from typing import Any

from swfstore.client.store import Store
from swfstore.engine.call import ACCOUNT, REGION
from swfstore.errors import SwfstoreError
from swfstore.testing.botocore_bridge import EVENT, Bridge
from swfstore.testing.interception import NEEDED, SECRET, genuine_create_client


def boto3_client(store: Store[Any], *, account: str = ACCOUNT, region_name: str = REGION, **options: Any) -> Any:
    """What `boto3.client("swf")` gives, talking to this store without a socket; `account` is whose domains it sees.

    `options` are those of `boto3.client`. Without a `config` a fault is raised at once: nothing is tried again.
    Raises SwfstoreError where botocore is not installed.
    """
    client = _client(account, region_name, options)
    client.meta.events.register_first(EVENT, Bridge(store))
    return client


def client_at(url: str, *, account: str = ACCOUNT, region_name: str = REGION, **options: Any) -> Any:
    """What `boto3.client("swf", endpoint_url=url)` gives; everything else is as for `boto3_client`."""
    return _client(account, region_name, {"endpoint_url": url} | options)


def _client(account: str, region_name: str, options: dict[str, Any]) -> Any:
    session = _session()
    given = {"aws_access_key_id": account, "aws_secret_access_key": SECRET, "config": _at_once()} | options
    return genuine_create_client()(session, "swf", region_name=region_name, **given)


def _at_once() -> Any:
    from botocore.config import Config

    return Config(retries={"mode": "standard", "total_max_attempts": 1})


@cache
def _session() -> Any:
    """One session for all clients of this process: reading AWS's models takes most of the time that a client takes."""
    try:
        from botocore.session import Session
    except ModuleNotFoundError as error:
        raise SwfstoreError(NEEDED) from error
    return Session()
