"""Lambda functions that answer what a test has said they answer: `POST /_swfstore/lambda`.

An answer may be for one id or one input only; the one that names most wins, the one said last among equals. What was
said for the same domain, name, id and input before is replaced. A function that nobody has scripted goes to the invoker
behind this one.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from swfstore.engine.lambdas import (
    Invoker,
    LambdaError,
    LambdaHangs,
    LambdaTask,
    PythonFunctions,
    TaskInvoker,
    run_task,
)
from swfstore.errors import ValidationException

_MEMBERS = ("name", "id", "input", "result", "error", "hang")
_ANSWERS = ("result", "error", "hang")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a function of a domain answers: with a result, an error, or not at all where it has neither."""

    domain: str
    name: str
    lambda_id: str | None = None
    input: str | None = None
    result: str | None = None
    reason: str | None = None
    details: str | None = None

    @property
    def question(self) -> tuple[str, str, str | None, str | None]:
        """What this is an answer to."""
        return self.domain, self.name, self.lambda_id, self.input

    def fits(self, task: LambdaTask) -> bool:
        """Whether this is for that invocation."""
        same = (self.domain, self.name) == (task.domain, task.name)
        return same and self.lambda_id in (None, task.lambda_id) and self.input in (None, task.payload)

    @property
    def members(self) -> Mapping[str, object]:
        """It as it was said."""
        said: dict[str, object] = {"name": self.name, "id": self.lambda_id, "input": self.input, "result": self.result}
        if self.reason is not None:
            said["error"] = {"reason": self.reason, "details": self.details}
        elif self.result is None:
            said["hang"] = True
        return {name: value for name, value in said.items() if value is not None}


class ScriptedFunctions:
    """The answers that were said, and an invoker for all other functions."""

    def __init__(self, otherwise: Invoker | TaskInvoker | None = None) -> None:
        self._otherwise: Invoker | TaskInvoker = otherwise or PythonFunctions({})
        self._answers: dict[tuple[str, str, str | None, str | None], Answer] = {}
        self._lock = threading.Lock()

    def say(self, answers: Iterable[Answer]) -> None:
        """Answer like this from now on."""
        with self._lock:
            for answer in answers:
                self._answers.pop(answer.question, None)
                self._answers[answer.question] = answer

    def said(self) -> Mapping[str, list[Mapping[str, object]]]:
        """What was said, by domain."""
        domains: dict[str, list[Mapping[str, object]]] = {}
        with self._lock:
            for answer in self._answers.values():
                domains.setdefault(answer.domain, []).append(answer.members)
        return domains

    def forget(self) -> None:
        """Forget what was said."""
        with self._lock:
            self._answers.clear()

    def invoke_task(self, task: LambdaTask) -> str:
        """Answer as was said; raises LambdaError and LambdaHangs."""
        with self._lock:
            fitting = [answer for answer in self._answers.values() if answer.fits(task)]
        if not fitting:
            return run_task(self._otherwise, task)
        # max takes the first of equals, and the last said is the one that counts.
        answer = max(reversed(fitting), key=lambda answer: (answer.lambda_id is not None, answer.input is not None))
        if answer.reason is not None:
            raise LambdaError(answer.reason, answer.details)
        if answer.result is None:
            raise LambdaHangs(task.name)
        return answer.result


def answers_of(body: object) -> list[Answer]:
    """The answers that a request's body says; raises ValidationException, naming what is wrong."""
    if not isinstance(body, dict) or not isinstance(body.get("domain"), str):
        raise ValidationException('the body has to be {"domain": ..., "functions": [...]}')
    functions = body.get("functions")
    if not isinstance(functions, list):
        raise ValidationException("functions has to be a list")
    return [_answer(body["domain"], function, number) for number, function in enumerate(functions, 1)]


def _answer(domain: str, given: object, number: int) -> Answer:
    label = f"function {number}"
    if not isinstance(given, dict):
        raise ValidationException(f"{label} has to be an object")
    unknown = [name for name in given if name not in _MEMBERS]
    if unknown:
        raise ValidationException(f"{label} has no {unknown[0]!r}, only {', '.join(_MEMBERS)}")
    if sum(given.get(name) is not None for name in _ANSWERS) != 1:
        raise ValidationException(f"{label} needs one of {', '.join(_ANSWERS)}")
    reason = details = None
    if given.get("error") is not None:
        if not isinstance(given["error"], dict):
            raise ValidationException(f"{label}: error has to be an object with reason and details")
        reason = _text(given["error"], "reason", label, required=True)
        details = _text(given["error"], "details", label)
    elif given.get("hang") not in (None, True):
        raise ValidationException(f"{label}: hang can only be true")
    name = _text(given, "name", label, required=True)
    assert name is not None, "it is required"
    lambda_id, payload, result = (_text(given, member, label) for member in ("id", "input", "result"))
    return Answer(domain, name, lambda_id, payload, result, reason, details)


def _text(given: Mapping[str, object], name: str, label: str, *, required: bool = False) -> str | None:
    value = given.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str):
        raise ValidationException(f"{label}: {name} has to be a text")
    return value
