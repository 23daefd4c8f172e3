"""Tests of deciders and workers: the pytest plugin, boto3 without a socket, servers for a test.

A name is imported when it is first used: the plugin is loaded by every run of pytest, and most use nothing of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swfstore.testing import decisions
    from swfstore.testing.activities import NOBODY, ActivityTask, Canceled, Failed, later, never
    from swfstore.testing.clients import boto3_client
    from swfstore.testing.harness import Endless, run
    from swfstore.testing.interception import mocked_store
    from swfstore.testing.mock import MockSwf, mock_swf
    from swfstore.testing.mocks import Mocks, MocksError
    from swfstore.testing.outcome import Outcome
    from swfstore.testing.replaying import ReplayReport, assert_replays, replay, replay_all
    from swfstore.testing.report import open_histories
    from swfstore.testing.server_process import ServerProcess

__all__ = [
    "ActivityTask",
    "Canceled",
    "Endless",
    "Failed",
    "MockSwf",
    "Mocks",
    "MocksError",
    "NOBODY",
    "Outcome",
    "ReplayReport",
    "ServerProcess",
    "assert_replays",
    "boto3_client",
    "decisions",
    "later",
    "mock_swf",
    "mocked_store",
    "never",
    "open_histories",
    "replay",
    "replay_all",
    "run",
]

_HOMES = {
    "ActivityTask": "activities",
    "Canceled": "activities",
    "Endless": "harness",
    "Failed": "activities",
    "MockSwf": "mock",
    "Mocks": "mocks",
    "MocksError": "mocks",
    "NOBODY": "activities",
    "Outcome": "outcome",
    "ReplayReport": "replaying",
    "ServerProcess": "server_process",
    "assert_replays": "replaying",
    "boto3_client": "clients",
    "later": "activities",
    "mock_swf": "mock",
    "mocked_store": "interception",
    "never": "activities",
    "open_histories": "report",
    "replay": "replaying",
    "replay_all": "replaying",
    "run": "harness",
}


def __getattr__(name: str) -> object:
    """The public thing of that name, from the module that has it."""
    if name == "decisions":
        return import_module("swfstore.testing.decisions")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'swfstore.testing' has no attribute {name!r}")
    found: object = getattr(import_module(f"swfstore.testing.{home}"), name)
    globals()[name] = found
    return found
