"""Every story beside this file gives the history that it says, on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import swfstore
from tests.conftest import open_store
from tests.scenarios.language import Scenario, read
from tests.scenarios.player import Player
from tests.support.stories import register

STORIES = [read(path) for path in sorted(Path(__file__).parent.glob("*.txt"))]


def _fails(payload: str) -> str:
    raise swfstore.LambdaError("UnhandledError", '{"errorMessage": "no"}')


def _hangs(payload: str) -> str:
    raise swfstore.LambdaHangs("it never answers")


LAMBDAS: dict[str, Callable[[str], str]] = {"echo": lambda payload: payload, "fails": _fails, "hangs": _hangs}
"""The Lambda functions of the stories; `missing` is not among them."""


@pytest.fixture
def stage(request: pytest.FixtureRequest, database_url: str) -> Iterator[Any]:
    """A store with the limits of the story; in the end every history must equal the state beside it."""
    story: Scenario = request.param
    store = open_store(database_url, limits=swfstore.Limits(**story.limits), lambdas=LAMBDAS)
    yield store
    try:
        report = store.verify()
        assert report.ok, "\n".join(map(str, report.differences))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("stage", "story"), [(s, s) for s in STORIES], ids=[s.name for s in STORIES], indirect=["stage"]
)
def test_a_story_gives_its_history(stage: Any, story: Scenario) -> None:
    """What the story says happens, is refused and is recorded, and nothing else is recorded."""
    register(stage.client())
    Player(stage, stage.client(**permits(story))).play(story)


def permits(story: Scenario) -> dict[str, Any]:
    """What a client of the story is made with: policies that allow all but what the story denies."""
    denied = set(story.deny)
    return {"permits": lambda action, *_: action.removeprefix("swf:") not in denied} if denied else {}
