"""One atomic move of one execution: what it was, what time it is, and what the move has recorded so far.

`record` gives an event the next id and makes the state what it is after the event, at once; the rules that follow in
the same step already see it. All events of a step carry one timestamp.
"""

from typing import TYPE_CHECKING

from swfstore.core.events import Event
from swfstore.core.evolve import evolve
from swfstore.core.facts import NO_FACTS, Facts
from swfstore.core.state import State

if TYPE_CHECKING:
    from swfstore.core.command import Message


class Step:
    """The state, the time (milliseconds, UTC) and the facts; and the events, messages and successor that result."""

    __slots__ = ("decision_failed", "events", "facts", "messages", "now", "state", "successor")

    def __init__(self, state: State, now: int, facts: Facts = NO_FACTS) -> None:
        self.state = state
        self.now = max(now, state.header.latest_event_at)
        """Never before the latest event: a history's time does not go back, whatever the system's clock does."""
        self.facts = facts
        self.events: list[tuple[int, Event]] = []
        self.messages: list[Message] = []
        self.successor: Step | None = None
        """The first step of the run that continues this one; saved by the same commit."""
        self.decision_failed = False
        """Whether a decision was refused: the decider is told by a decision task after its batch."""

    def record(self, event: Event) -> int:
        """Append the event to the history; its id."""
        event_id = self.state.header.next_event_id
        evolve(self.state, event_id, self.now, event)
        self.events.append((event_id, event))
        return event_id

    def send(self, message: "Message") -> None:
        """Leave word for another execution, to be delivered after the commit."""
        self.messages.append(message)
