"""Lambda functions that answer what the record says, and hang where it says nothing."""

from collections import deque
from collections.abc import Iterable

import swfstore
from tests.reenact.model import History, RecordedEvent

OUTCOMES = ("LambdaFunctionCompleted", "LambdaFunctionFailed", "LambdaFunctionTimedOut")


class ScriptedLambdas:
    """An invoker for all executions of a story; calls of one function with one payload answer in recorded order."""

    def __init__(self, histories: Iterable[History]) -> None:
        self._answers: dict[tuple[str, str], deque[RecordedEvent | None]] = {}
        for history in histories:
            outcomes = {e["scheduledEventId"]: e for e in history.events if e.type in OUTCOMES}
            for event in history.events:
                if event.type == "LambdaFunctionScheduled":
                    key = (event["name"], event.get("input", "{}"))
                    self._answers.setdefault(key, deque()).append(outcomes.get(event.id))

    def invoke(self, name: str, payload: str, role: str) -> str:
        """Answer one call; LambdaError or LambdaHangs where that was the outcome."""
        answers = self._answers.get((name, payload))
        outcome = answers.popleft() if answers else None
        if outcome is None or outcome.type == "LambdaFunctionTimedOut":
            raise swfstore.LambdaHangs(f"{name} does not answer")
        if outcome.type == "LambdaFunctionFailed":
            raise swfstore.LambdaError(outcome.get("reason"), outcome.get("details"))
        return str(outcome.get("result", ""))
