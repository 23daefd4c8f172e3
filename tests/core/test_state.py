"""A State that was loaded in part does not pass for a whole one."""

from collections.abc import Callable

import pytest

from swfstore.core.state import Header, NotLoaded, Open, State, Timer

TIMER = Timer(started_event_id=5, timer_id="t", due_at=0)


def timers() -> Open[Timer]:
    """A collection of which nothing was loaded."""
    return State(Header("w", "run-1")).timers


@pytest.mark.parametrize(
    "read", [lambda open_: open_.get(5), lambda open_: open_.named("t"), lambda open_: list(open_.items())]
)
def test_what_was_not_asked_for_cannot_be_read(read: Callable[[Open[Timer]], object]) -> None:
    """By event id, by name or altogether: NotLoaded, never "there is none"."""
    with pytest.raises(NotLoaded):
        read(timers())


def test_what_is_not_there_was_asked_for() -> None:
    """Loaded and absent is None, by event id and by name."""
    collection = timers()
    collection.load(5, None)
    collection.load_absent_name("t")
    assert collection.get(5) is None
    assert collection.named("t") is None


def test_a_name_is_free_when_its_thing_is_gone() -> None:
    """What is added is found by its name; what is removed is not, and the name can be used again."""
    collection = timers()
    collection.load_absent_name("t")
    collection.add(5, TIMER)
    assert collection.named("t") == (5, TIMER)
    collection.remove(5)
    assert collection.named("t") is None
    assert (collection.added, collection.removed) == ({}, set())


def test_a_collection_knows_what_has_changed() -> None:
    """Added, changed and removed are told apart; what is added and then changed is added."""
    collection = timers()
    for event_id in (1, 2):
        collection.load(event_id, Timer(started_event_id=event_id, timer_id=f"t{event_id}", due_at=0))
    later = Timer(started_event_id=1, timer_id="t1", due_at=9)
    collection.change(1, later)
    collection.remove(2)
    collection.add(5, TIMER)
    collection.change(5, later)
    assert (collection.added, collection.changed, collection.removed) == ({5: later}, {1: later}, {2})


def test_a_closed_execution_has_nothing_open() -> None:
    """After `clear` everything is known, and nothing is there."""
    collection = timers()
    collection.load(5, TIMER)
    collection.clear()
    assert collection.get(5) is None
    assert collection.named("t") is None
    assert list(collection.items()) == []
