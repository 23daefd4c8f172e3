"""What the re-enactor derives from a history, it can act out: tried on the histories of our own stories."""

from collections.abc import Mapping
from typing import Any

import pytest

import swfstore
from tests.conftest import open_store
from tests.reenact.__main__ import enact
from tests.reenact.model import History, recorded
from tests.scenarios.language import Scenario
from tests.scenarios.player import Player
from tests.scenarios.test_scenarios import LAMBDAS, STORIES, permits
from tests.support.history import events_of
from tests.support.stories import DOMAIN, register

PLAIN = [story for story in STORIES if "open_executions" not in story.limits]
"""How many executions of a domain were open is not in any history of them."""


@pytest.mark.parametrize("timed", [True, False], ids=["timed", "untimed"])
@pytest.mark.parametrize("story", PLAIN, ids=[story.name for story in PLAIN])
def test_a_re_enacted_story_gives_the_same_histories(story: Scenario, timed: bool) -> None:
    """The histories of a story, re-enacted from nothing but themselves, come out the same."""
    with open_store("sqlite://", lambdas=LAMBDAS, limits=swfstore.Limits(**story.limits)) as store:
        swf = store.client()
        register(swf)
        Player(store, store.client(**permits(story))).play(story)
        histories = [_history(swf, info, timed) for info in _executions(swf)]
    verdicts = {history.name: verdict for history, verdict in enact(histories)}
    assert all(v.word != "DIFFERENT" for v in verdicts.values()), "\n".join(
        f"{n}: {v.detail}" for n, v in verdicts.items()
    )


def _executions(swf: Any) -> list[Mapping[str, Any]]:
    where = {"domain": DOMAIN, "startTimeFilter": {"oldestDate": 0}, "reverseOrder": True}
    closed = swf.list_closed_workflow_executions(**where)["executionInfos"]
    found = [*closed, *swf.list_open_workflow_executions(**where)["executionInfos"]]
    return sorted(found, key=lambda info: (info["startTimestamp"], info["executionStatus"]))


def _history(swf: Any, info: Mapping[str, Any], timed: bool) -> History:
    execution = info["execution"]
    events = events_of(swf, DOMAIN, execution)
    stamped = [e | {"eventTimestamp": e["eventTimestamp"].timestamp() if timed else None} for e in events]
    name = f"{execution['workflowId']} {execution['runId'][:8]}"
    return History(name, "story", execution["workflowId"], [recorded(e) for e in stamped], {})
