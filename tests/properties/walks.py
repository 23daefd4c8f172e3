"""Long walks: the actors driven by a seeded random, which is quick and gets far into what is rare."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.properties.actors import Actors
from tests.properties.decisions import BROKEN, NO_RUN, OF_A_RUN, POLICIES, TARGETS, TEXT, pick_batch, pick_some
from tests.properties.machine import ENDS, OUTCOMES, OVERRIDES, STEPS
from tests.properties.scene import TASK_LISTS, VERSIONS


class Walk:
    """One walk; the same seed takes the same steps."""

    def __init__(self, store: Any, seed: int) -> None:
        self.actors = Actors(store)
        self.random = Random(seed)
        self._decision_tasks: list[str] = []
        self._activity_tasks: list[str] = []
        self._steps: list[tuple[int, Callable[[], None]]] = [
            (3, self._start),
            (5, self._signal),
            (1, self._end),
            (10, self._decide_at_once),
            (5, self._decide_later),
            (6, self._work_at_once),
            (5, self._work_later),
            (3, lambda: self.actors.advance(self.random.choice(STEPS))),
            (1, self.actors.advance_to_next),
            (1, self._change_type),
        ]

    def go(self, steps: int) -> None:
        """Take so many steps, look at all promises after every tenth, and see to it that all ends well."""
        weights = [weight for weight, _ in self._steps]
        for number in range(steps):
            self.random.choices(self._steps, weights)[0][1]()
            if number % 10 == 0:
                self.actors.check()
        self.actors.check_the_end()

    def _start(self) -> None:
        members = pick_some(self.random, OF_A_RUN)
        self.actors.start(self.random.choice(TARGETS), self.random.choice(VERSIONS), members)

    def _signal(self) -> None:
        self.actors.signal(self.random.choice(TARGETS), pick_some(self.random, {"runId": [NO_RUN]}, 0.1))

    def _end(self) -> None:
        self.actors.end(self.random.choice(TARGETS), self.random.choice(ENDS), self.random.choice(POLICIES))

    def _answer(self) -> dict[str, Any]:
        if self.random.random() < 0.9:
            return {}
        return self.random.choice([{"executionContext": self.random.choice(TEXT)}, self.random.choice(OVERRIDES)])

    def _decide_at_once(self) -> None:
        self.actors.decide_at_once(pick_batch(self.random), self._answer(), self.random.random() < 0.15)

    def _decide_later(self) -> None:
        token = self.actors.take_decision_task(self.random.choice(TASK_LISTS), self.random.choice([0, 1, 7]))
        self._decision_tasks += [] if token is None else [token]
        if self._decision_tasks and self.random.random() < 0.7:
            token = self.random.choice(self._decision_tasks[-4:])
            if self.random.random() < 0.2:
                self.actors.decide_badly(token, self.random.choice(BROKEN))
            self.actors.decide(token, pick_batch(self.random), self._answer())

    def _work_at_once(self) -> None:
        self.actors.work_at_once(*self.random.choice(OUTCOMES))

    def _work_later(self) -> None:
        token = self.actors.take_activity_task(self.random.choice(TASK_LISTS))
        self._activity_tasks += [] if token is None else [token]
        if self._activity_tasks:
            self.actors.beat(self.random.choice(self._activity_tasks[-4:]), pick_some(self.random, {"details": TEXT}))
        if self._activity_tasks and self.random.random() < 0.4:
            self.actors.work(self.random.choice(self._activity_tasks[-4:]), *self.random.choice(OUTCOMES))

    def _change_type(self) -> None:
        verb, kind = self.random.choice(["deprecate", "undeprecate"]), self.random.choice(["workflow", "activity"])
        self.actors.change_type(verb, kind)
