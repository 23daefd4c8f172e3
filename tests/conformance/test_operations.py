"""Every operation answers a sound request as the model says, and is refused without a permission."""

from typing import Any

import pytest

from swfstore.core.values import snake
from tests.conformance.requests import REQUESTS
from tests.coverage.universe import model


def each(item: str) -> list[Any]:
    """The operations, each as a test that covers an item of it."""
    return [
        pytest.param(name, id=name, marks=pytest.mark.covers(item.format(name), evidence="documented"))
        for name in REQUESTS
    ]


@pytest.mark.parametrize("operation", each("operation {}"))
def test_an_operation_answers_as_the_model_says(swf: Any, operation: str) -> None:
    """The answer has the required members, only members of the model, and is None where the model has no answer."""
    answer = getattr(swf, snake(operation))(**REQUESTS[operation](swf))
    shape = model().operation_model(operation).output_shape
    if shape is None:
        assert answer is None
    elif "taskToken" in shape.members and "taskToken" not in answer:
        assert answer == {"startedEventId": 0}  # an empty poll
    else:
        assert set(shape.required_members) <= set(answer) <= set(shape.members)


@pytest.mark.parametrize("operation", each("fault {} OperationNotPermittedFault"))
def test_an_operation_may_be_forbidden(swf: Any, store: Any, operation: str) -> None:
    """The caller's policies are asked for the action on the domain; where they say no, nothing happens."""
    request, asked = REQUESTS[operation](swf), []

    def permits(action: str, resource: str, conditions: object) -> bool:
        asked.append((action, resource.rpartition("/")[2]))
        return False

    forbidden = store.client(permits=permits)
    with pytest.raises(swf.exceptions.OperationNotPermittedFault) as caught:
        getattr(forbidden, snake(operation))(**request)
    domain = {"ListDomains": "*", "RegisterDomain": "other"}.get(operation, "orders")
    assert asked == [(f"swf:{operation}", domain)]
    assert f"swf:{operation}" in caught.value.response["Error"]["Message"]
    getattr(swf, snake(operation))(**request)  # nothing has changed: the request is as good as before
