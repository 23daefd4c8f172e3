"""Plays a story on a store: each line of it is one call, one move of the clock, or one check."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.scenarios.language import Line, Scenario, groups, member, members, milliseconds
from tests.support.history import assert_history, latest_run, short
from tests.support.stories import DOMAIN

Answer = Mapping[str, Any] | None


class Player:
    """One play: the client, the clock, and the tokens that deciders and workers hold."""

    def __init__(self, store: Any, swf: Any) -> None:
        self.store = store
        self.swf = swf
        self.first_runs: dict[str, str] = {}
        self.decision_tokens: dict[str, str] = {}
        self.activity_tokens: dict[str, str] = {}
        self.last = ""

    def play(self, scenario: Scenario) -> None:
        """Do all lines; AssertionError, naming the line, where something is not as it says."""
        for line in scenario.lines:
            try:
                self._do(line)
            except AssertionError as failure:
                raise AssertionError(f"line {line.number}: {line.text}\n{failure}") from failure

    def _do(self, line: Line) -> None:
        step: Callable[..., Answer] = getattr(self, f"do_{line.words[0]}")
        if line.words[0] == "history":
            self.do_history(line)
        elif line.fault:
            self._refused(line, step)
        else:
            check(step(*line.words[1:]), line.answer)

    def _refused(self, line: Line, step: Callable[..., Answer]) -> None:
        fault = getattr(self.swf.exceptions, line.fault, None) or self.swf.exceptions.ClientError
        try:
            step(*line.words[1:])
        except fault as refusal:
            found = refusal.response["Error"]
            assert found["Code"] == line.fault, f"it was refused with {found}"
            assert line.message in ("", found["Message"]), f"the message is {found['Message']!r}"
            return
        raise AssertionError("it was not refused")

    # executions

    def do_start(self, workflow_id: str, *words: str) -> Answer:
        """`start ID [name=value ...]`."""
        request = {"workflowType": {"name": "Order", "version": "1"}} | members(words)
        answer: Answer = self.swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, **request)
        assert answer is not None
        self.first_runs.setdefault(workflow_id, answer["runId"])
        return answer

    def do_signal(self, workflow_id: str, name: str, *words: str) -> Answer:
        """`signal ID NAME [input=text] [runId=@ID]`."""
        request = self._members(words)
        return self.swf.signal_workflow_execution(domain=DOMAIN, workflowId=workflow_id, signalName=name, **request)

    def do_cancel(self, workflow_id: str, *words: str) -> Answer:
        """`cancel ID`."""
        request = self._members(words)
        return self.swf.request_cancel_workflow_execution(domain=DOMAIN, workflowId=workflow_id, **request)

    def do_terminate(self, workflow_id: str, *words: str) -> Answer:
        """`terminate ID [reason=] [details=] [childPolicy=]`."""
        request = self._members(words)
        return self.swf.terminate_workflow_execution(domain=DOMAIN, workflowId=workflow_id, **request)

    def do_describe(self, workflow_id: str, which: str = "latest") -> Answer:
        """`describe ID [first] => openCounts.openTimers=1 !latestExecutionContext`."""
        return self.swf.describe_workflow_execution(domain=DOMAIN, execution=self._execution(workflow_id, which))

    def do_history(self, line: Line) -> None:
        """`history ID [first]` and, indented below it, its events."""
        workflow_id, which = line.words[1], (*line.words, "latest")[2]
        assert_history(self.swf, self._execution(workflow_id, which), line.block)

    # tasks

    def do_poll(self, kind: str, *words: str) -> Answer:
        """`poll decision [LIST] [identity=]`, `poll activity [LIST] [identity=]`."""
        lists = [word for word in words if "=" not in word]
        request = members(tuple(word for word in words if "=" in word))
        poll = self.swf.poll_for_decision_task if kind == "decision" else self.swf.poll_for_activity_task
        name = lists[0] if lists else {"decision": "deciders", "activity": "workers"}[kind]
        task: dict[str, Any] = poll(domain=DOMAIN, taskList={"name": name}, **request)
        if not task.get("taskToken"):
            return {"nothing": True}
        if kind == "decision":
            self.last = task["workflowExecution"]["workflowId"]
            self.decision_tokens[self.last] = task["taskToken"]
        else:
            self.activity_tokens[task["activityId"]] = task["taskToken"]
        return task

    def do_complete(self, *words: str) -> Answer:
        """`complete [for ID] [executionContext=] [taskList=] [DECISION name=value ... ; DECISION ...]`."""
        who = self.last
        if words and words[0] == "for":
            who, words = words[1], words[2:]
        begin = next((n for n, word in enumerate(words) if word[0].isupper()), len(words))
        decisions = [self._decision(group) for group in groups(words[begin:])]
        request = members(words[:begin]) | {"taskToken": self.decision_tokens[who], "decisions": decisions}
        return self.swf.respond_decision_task_completed(**request)

    def do_activity(self, activity_id: str, what: str, *words: str) -> Answer:
        """`activity ID completed|failed|canceled|heartbeat [result=] [reason=] [details=]`."""
        request = {"taskToken": self.activity_tokens[activity_id]} | members(words)
        if what == "heartbeat":
            return self.swf.record_activity_task_heartbeat(**request)
        return getattr(self.swf, f"respond_activity_task_{what}")(**request)

    def do_pending(self, kind: str, task_list: str) -> Answer:
        """`pending decision|activity LIST => count=1`."""
        count = getattr(self.swf, f"count_pending_{kind}_tasks")
        answer: Answer = count(domain=DOMAIN, taskList={"name": task_list})
        return answer

    # types and time

    def do_register(self, kind: str, name: str, *words: str) -> Answer:
        """`register workflow|activity NAME/VERSION [default...=value]`."""
        return getattr(self.swf, f"register_{kind}_type")(domain=DOMAIN, **_type(name), **members(words))

    def do_deprecate(self, kind: str, name: str) -> Answer:
        """`deprecate workflow|activity NAME/VERSION`."""
        return getattr(self.swf, f"deprecate_{kind}_type")(domain=DOMAIN, **{f"{kind}Type": _type(name)})

    def do_delete(self, kind: str, name: str) -> Answer:
        """`delete workflow|activity NAME/VERSION`."""
        return getattr(self.swf, f"delete_{kind}_type")(domain=DOMAIN, **{f"{kind}Type": _type(name)})

    def do_advance(self, length: str) -> Answer:
        """`advance 5m`."""
        self.store.clock.advance(seconds=milliseconds(length) / 1000)
        return None

    def do_next(self) -> Answer:
        """`next`: on to the next deadline."""
        self.store.clock.advance_to_next()
        return None

    # words

    def _execution(self, workflow_id: str, which: str) -> Mapping[str, str]:
        if which == "first":
            return {"workflowId": workflow_id, "runId": self.first_runs[workflow_id]}
        latest = latest_run(self.swf, DOMAIN, workflow_id)
        self.first_runs.setdefault(workflow_id, latest["runId"])
        return latest

    def _members(self, words: tuple[str, ...]) -> dict[str, Any]:
        given = members(words)
        if str(given.get("runId", "")).startswith("@"):
            workflow_id, _, which = given["runId"][1:].partition(":")
            given["runId"] = self._execution(workflow_id, which or "latest")["runId"]
        return given

    def _decision(self, words: tuple[str, ...]) -> dict[str, Any]:
        kind = words[0]
        return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": self._members(words[1:])}


def _type(name: str) -> dict[str, str]:
    found: dict[str, str] = member("workflowType", name)
    return found


def check(answer: Answer, expected: tuple[str, ...]) -> None:
    """Compare members of an answer, named by their path, with what a line says of them."""
    for word in expected:
        absent, path, wanted = word.startswith("!"), *word.lstrip("!").partition("=")[::2]
        found = _at(answer, path)
        if absent:
            assert found is None, f"{path} is {found!r}"
        elif word == "nothing":
            assert found, f"there was a task: {answer}"
        else:
            assert found is not None, f"there is no {path} in {answer}"
            pattern = ".*".join(map(re.escape, wanted.split("*")))
            assert re.fullmatch(pattern, short(found)), f"{path} is {short(found)}"


def _at(answer: Answer, path: str) -> Any:
    found: Any = answer
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
