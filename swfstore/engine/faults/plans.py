"""What can be made to go wrong: frozen values, one class per kind, that are added to a store's `faults`.

Every plan says when it happens. Calls that match it are counted from the moment when it is added: with `nth` it happens
to that one only (1 is the next), with `times` to that many at the most, and with `rate` to that share of them, drawn
from the seed. `operation` is AWS's name, or a pattern as `Respond*`; `*` is every operation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from swfstore.errors import FAULTS, SwfstoreError
from swfstore.shapes import INPUTS, READS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When something happens. Raises SwfstoreError for what can never happen."""

    rate: float = 1.0
    nth: int | None = None
    times: int | None = None

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise SwfstoreError(f"{type(self).__name__}: {problem}")


@dataclass(frozen=True, slots=True)
class Throttled(Plan):
    """The call is answered ThrottlingException, `Rate exceeded`; nothing is changed."""

    operation: str = "*"


@dataclass(frozen=True, slots=True)
class ErrorAnswer(Plan):
    """The call is answered with the fault of that code (`UnknownResourceFault`, ...); nothing is changed."""

    operation: str
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Latency(Plan):
    """The call begins that many milliseconds later: the caller sleeps, or a virtual clock is moved on by them."""

    ms: int
    operation: str = "*"


@dataclass(frozen=True, slots=True)
class LostResponse(Plan):
    """The call is carried out and committed, and its answer does not arrive: the connection breaks."""

    operation: str = "*"


@dataclass(frozen=True, slots=True)
class CrashBeforeCommit(Plan):
    """The process dies before the call is committed: it has never happened. Calls that commit nothing do not count."""

    operation: str = "*"


@dataclass(frozen=True, slots=True)
class CrashAfterCommit(Plan):
    """The process dies when the call is committed and before it is answered: it has happened, and nobody was told."""

    operation: str = "*"


@dataclass(frozen=True, slots=True)
class WorkerDies(Plan):
    """A poll takes a task, and its answer is lost with the worker: the task is held until it times out.

    `task_list` and `activity` (the name of an activity type) say which tasks; without them it is any task, a decision
    task too. Polls that bring no such task do not count.
    """

    task_list: str | None = None
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class DelayedVisibility(Plan):
    """Lists and counts do not show yet what has happened in the last `ms` milliseconds, as the real service's may not.

    An execution that began since then is not among the open ones, and one that closed since then in neither list of
    closed ones. Only counts of closed executions by their start look at the start. Describing is up to date.
    """

    ms: int


KINDS: dict[str, type[Plan]] = {cls.__name__: cls for cls in Plan.__subclasses__()}
"""The kinds of plans by name."""


def concerns(plan: Plan, operation: str) -> bool:
    """Whether a plan that names operations names this one."""
    return fnmatchcase(operation, getattr(plan, "operation", "*"))


def _problems(plan: Plan) -> Iterator[str]:
    if not 0 <= plan.rate <= 1:
        yield f"rate is {plan.rate}, it has to be a share from 0 to 1"
    for name in ("nth", "times"):
        number = getattr(plan, name)
        if number is not None and number < 1:
            yield f"{name} is {number}, it has to be 1 or more"
    named = [name for name in INPUTS if concerns(plan, name)]
    if not named:
        yield f"there is no operation {getattr(plan, 'operation', '')!r}"
    if isinstance(plan, CrashBeforeCommit | CrashAfterCommit) and READS.issuperset(named):
        yield f"{plan.operation} commits nothing"
    if isinstance(plan, ErrorAnswer) and plan.code not in FAULTS:
        yield f"there is no fault {plan.code!r}, only {', '.join(FAULTS)}"
    if isinstance(plan, Latency | DelayedVisibility) and plan.ms < 0:
        yield f"ms is {plan.ms}, time does not go back"
