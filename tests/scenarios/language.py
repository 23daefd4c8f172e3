"""Reads the small language of the stories; README.md beside this file describes it."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVIDENCE = ("recorded", "documented", "claimed", "chosen")
_HEADER = re.compile(r"(evidence|covers|limits|deny): *(.*)")
_FAULT = re.compile(r"(?:^|\s)!(\w+(?:Fault|Exception))(?:\s+(.*))?$")
_UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


@dataclass(frozen=True)
class Line:
    """One step: its words, what its answer must hold, or the fault that must refuse it."""

    number: int
    text: str
    words: tuple[str, ...]
    answer: tuple[str, ...] = ()
    fault: str = ""
    message: str = ""
    block: str = ""


@dataclass
class Scenario:
    """A story: what it tells, how well that is known, what it covers, and its steps."""

    name: str
    sentence: str
    evidence: str = ""
    covers: list[str] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    deny: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read(path: Path) -> Scenario:
    """Read a story; ValueError with the line's number where it is not in the language."""
    raw = path.read_text(encoding="utf-8").splitlines()
    if not raw or not raw[0].startswith("# "):
        raise ValueError(f"{path.name}: the first line is '# ' and one sentence")
    scenario = Scenario(path.stem, raw[0][2:])
    for number, text, block in _steps(raw[1:]):
        header = _HEADER.fullmatch(text)
        if header:
            _set(scenario, header[1], header[2])
        else:
            scenario.lines.append(_line(number, text, block))
    if scenario.evidence.split(" ")[0] not in EVIDENCE:
        raise ValueError(f"{path.name}: evidence is one of {', '.join(EVIDENCE)}")
    return scenario


def _steps(raw: list[str]) -> Iterator[tuple[int, str, str]]:
    """Each line that is not indented, with the indented lines that follow it; comments and empty lines are skipped."""
    number, text, block = 0, "", list[str]()
    for position, each in enumerate(raw, start=2):
        if not each.strip() or each.lstrip().startswith("#"):
            continue
        if each.startswith(" "):
            block.append(each)
            continue
        if text:
            yield number, text, "\n".join(block)
        number, text, block = position, each.strip(), []
    if text:
        yield number, text, "\n".join(block)


def _set(scenario: Scenario, name: str, value: str) -> None:
    if name == "evidence":
        scenario.evidence = value
    elif name == "covers":
        scenario.covers.append(value)
    elif name == "deny":
        scenario.deny += value.split()
    else:
        scenario.limits |= {key: int(most) for key, most in (pair.split("=") for pair in value.split())}


def _line(number: int, text: str, block: str) -> Line:
    rest, fault, message = text, "", ""
    if found := _FAULT.search(text):
        rest, fault, message = text[: found.start()], found[1], found[2] or ""
    step, _, answer = rest.partition(" => ")
    return Line(number, text, tuple(shlex.split(step)), tuple(shlex.split(answer)), fault, message, block)


def milliseconds(text: str) -> int:
    """A length of time such as `5m`, `90s` or `1h`."""
    found = re.fullmatch(r"([0-9]+)(ms|s|m|h|d)", text)
    if not found:
        raise ValueError(f"not a length of time: {text!r}")
    return int(found[1]) * _UNITS[found[2]]


def member(name: str, value: str) -> Any:
    """A value as the API takes it: lists by their name, types as name/version, tags with commas between them."""
    lowered = name.lower()
    if lowered.endswith("tasklist"):
        return {"name": value}
    if lowered in ("activitytype", "workflowtype"):
        return dict(zip(("name", "version"), value.split("/"), strict=True))
    if lowered == "taglist":
        return value.split(",")
    return value


def members(words: tuple[str, ...]) -> dict[str, Any]:
    """The members of a request from words such as `timerId=t`."""
    pairs = (word.partition("=")[::2] for word in words)
    return {name: member(name, value) for name, value in pairs}


def groups(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words between semicolons."""
    found: list[list[str]] = [[]]
    for word in words:
        if word == ";":
            found.append([])
        else:
            found[-1].append(word)
    return [tuple(group) for group in found if group]
