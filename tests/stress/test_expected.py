"""What several threads make due at once: the earliest deadline is the one that is remembered."""

from swfstore.engine.pump import LOOK_AGAIN


def test_a_deadline_that_comes_up_while_the_next_one_is_looked_for_is_not_forgotten(store, monkeypatch):
    """A call on another thread commits when the pump has read what is due next, and has not yet kept it."""
    pump, now = store.engine.pump, store.clock.now()
    pump.pump()
    assert pump.next_look == now + LOOK_AGAIN

    def read_and_be_overtaken():
        pump.expect(now + 5)

    monkeypatch.setattr(pump, "next_due", read_and_be_overtaken)
    pump.pump()
    assert pump.next_look == now + 5
