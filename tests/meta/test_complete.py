"""Nothing of the API is forgotten: each operation, event, decision and cause has all that belongs to it."""

import inspect
import re

import botocore.session
import pytest

from swfstore.client.client import Client
from swfstore.core.events import EVENTS
from swfstore.core.evolve import EVOLVE
from swfstore.core.rules.carrying_out import CARRY_OUT, REFUSE
from swfstore.operations.registry import OPERATIONS
from swfstore.shapes import INPUTS
from swfstore.shapes.decisions import DECISIONS
from tests.coverage.shown import shown
from tests.coverage.universe import SECTIONS
from tests.coverage.unreachable import UNREACHABLE
from tests.support.sources import TOP

MODEL = botocore.session.Session().get_service_model("swf")
NAMES = MODEL.operation_names
EVENT_TYPES = MODEL.shape_for("EventType").enum
GOLDEN = TOP / "tests" / "core" / "golden"


def method(operation: str) -> str:
    """The name of the operation in the client: `PollForActivityTask` is `poll_for_activity_task`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", operation).lower()


@pytest.mark.parametrize("operation", NAMES)
def test_an_operation_has_a_shape_a_function_and_a_method(operation: str) -> None:
    """The function says in its docstring what it does; the method of the client has the same docstring."""
    assert operation in INPUTS
    found = OPERATIONS[operation]
    assert found.name == operation
    assert found.function.__name__ == found.method == method(operation)
    assert inspect.getdoc(found.function)
    assert getattr(Client, found.method).__doc__ == found.function.__doc__


@pytest.mark.parametrize("operation", NAMES)
def test_an_operation_has_a_row_in_the_readme(operation: str) -> None:
    """The table of the operations in README.md names each of them."""
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.lstrip().startswith("|")]
    assert [row for row in rows if re.search(rf"\b({operation}|{method(operation)})\b", row)]


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_an_event_type_has_a_class_an_evolver_and_an_example(name: str) -> None:
    """The class is in the table, the state evolves by it, and a text of it is kept for ever."""
    assert EVENTS[name] in EVOLVE
    assert (GOLDEN / f"{name}.json").exists()


@pytest.mark.parametrize("kind", MODEL.shape_for("DecisionType").enum)
def test_a_decision_has_a_handler_and_a_refusal(kind: str) -> None:
    """It can be carried out and refused, and both say in their docstrings what they do."""
    for table in (CARRY_OUT, REFUSE):
        assert inspect.getdoc(table[DECISIONS[kind]])


@pytest.mark.parametrize("section", SECTIONS)
def test_a_test_shows_everything_that_the_model_has(section: str) -> None:
    """Operations, faults, decisions and their causes, events and attributes, limits: what no test can show says why."""
    known = shown()
    assert [item for item in SECTIONS[section]() if item not in known and item not in UNREACHABLE] == []
