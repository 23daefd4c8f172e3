"""Workflow types and activity types: the same story for both kinds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.stories import CHARGE, CHARGE_DEFAULTS, DOMAIN, ORDER, ORDER_DEFAULTS

CREATED = datetime(2030, 1, 1, tzinfo=UTC)


class Kind:
    """The operations of one kind of types, by the same names for both."""

    def __init__(self, swf: Any, word: str) -> None:
        self.swf = swf
        self.word = word
        self.member = f"{word}Type"
        self.text = f"{word.title()}Type"
        self.registered = dict(ORDER if word == "workflow" else CHARGE)
        self.defaults = dict(ORDER_DEFAULTS if word == "workflow" else CHARGE_DEFAULTS)

    def register(self, name: str, version: str = "1", **members: Any) -> None:
        """Register a type in the domain."""
        call = getattr(self.swf, f"register_{self.word}_type")
        call(**{"domain": DOMAIN, "name": name, "version": version, **members})

    def call(self, verb: str, name: str | None = None, version: str = "1", domain: str = DOMAIN) -> Any:
        """Deprecate, undeprecate, delete or describe a type, by default the registered one."""
        type_ = self.registered if name is None else {"name": name, "version": version}
        return getattr(self.swf, f"{verb}_{self.word}_type")(domain=domain, **{self.member: type_})

    def list(self, status: str = "REGISTERED", **members: Any) -> Any:
        """A page of the types."""
        call = getattr(self.swf, f"list_{self.word}_types")
        return call(**{"domain": DOMAIN, "registrationStatus": status, **members})

    def names(self, *arguments: str, **members: Any) -> Any:
        """Name and version of each type on a page."""
        infos = self.list(*arguments, **members)["typeInfos"]
        return [(info[self.member]["name"], info[self.member]["version"]) for info in infos]


@pytest.fixture(params=["workflow", "activity"])
def kind(request: pytest.FixtureRequest, swf: Any) -> Kind:
    """Workflow types, then activity types."""
    return Kind(swf, request.param)


def message(caught: pytest.ExceptionInfo[Any]) -> str:
    """The text of the fault."""
    return str(caught.value.response["Error"]["Message"])


def test_a_type_is_described_with_its_defaults(kind: Kind) -> None:
    """Every default comes back as it was given; there is no description and no deprecation date."""
    assert kind.call("describe") == {
        "configuration": kind.defaults,
        "typeInfo": {kind.member: kind.registered, "creationDate": CREATED, "status": "REGISTERED"},
    }


def test_what_was_not_given_is_absent(kind: Kind) -> None:
    """A type without defaults has an empty configuration; an empty description is kept."""
    kind.register("Bare", description="")
    described = kind.call("describe", "Bare")
    assert described["configuration"] == {}
    assert described["typeInfo"]["description"] == ""


@pytest.mark.parametrize("deprecated", [False, True])
def test_a_name_and_version_is_registered_once(kind: Kind, deprecated: bool) -> None:
    """Another version is another type; the same one, deprecated or not, exists already."""
    kind.register("New")
    kind.register("New", "2")
    if deprecated:
        kind.call("deprecate", "New")
    with pytest.raises(kind.swf.exceptions.TypeAlreadyExistsFault) as caught:
        kind.register("New")
    assert message(caught) == f"{kind.text}=[name=New, version=1]"


def test_a_type_is_deprecated_once(kind: Kind, clock: Any) -> None:
    """A deprecated type says since when, and cannot be deprecated again."""
    clock.advance(seconds=90)
    assert kind.call("deprecate") is None
    info = kind.call("describe")["typeInfo"]
    assert info["status"] == "DEPRECATED"
    assert (info["deprecationDate"] - CREATED).total_seconds() == 90
    with pytest.raises(kind.swf.exceptions.TypeDeprecatedFault) as caught:
        kind.call("deprecate")
    assert message(caught) == f"{kind.text}=[name={kind.registered['name']}, version=1]"


def test_a_deprecated_type_can_come_back(kind: Kind) -> None:
    """An undeprecated type has no deprecation date any more; a registered one exists already."""
    kind.call("deprecate")
    assert kind.call("undeprecate") is None
    info = kind.call("describe")["typeInfo"]
    assert info["status"] == "REGISTERED"
    assert "deprecationDate" not in info
    with pytest.raises(kind.swf.exceptions.TypeAlreadyExistsFault) as caught:
        kind.call("undeprecate")
    assert message(caught) == f"{kind.text}=[name={kind.registered['name']}, version=1]"


def test_only_a_deprecated_type_is_deleted(kind: Kind) -> None:
    """A registered type stays; a deprecated one goes, and can be registered anew."""
    with pytest.raises(kind.swf.exceptions.TypeNotDeprecatedFault) as caught:
        kind.call("delete")
    assert message(caught) == "The type is currently registered and cannot be deleted in its current state"
    kind.call("deprecate")
    assert kind.call("delete") is None
    with pytest.raises(kind.swf.exceptions.UnknownResourceFault):
        kind.call("describe")
    kind.register(kind.registered["name"])
    assert kind.call("describe")["configuration"] == {}


@pytest.mark.parametrize("verb", ["describe", "deprecate", "undeprecate", "delete"])
def test_an_unknown_type_is_refused(kind: Kind, verb: str) -> None:
    """The fault names the type; an unknown domain is told first."""
    with pytest.raises(kind.swf.exceptions.UnknownResourceFault) as caught:
        kind.call(verb, "Nothing", "7")
    assert message(caught) == f"Unknown type: {kind.text}=[name=Nothing, version=7]"
    with pytest.raises(kind.swf.exceptions.UnknownResourceFault) as caught:
        kind.call(verb, "Nothing", "7", domain="nobody")
    assert message(caught) == "Unknown domain: nobody"


def test_types_belong_to_a_domain(kind: Kind) -> None:
    """Registering and listing ask for a domain that exists."""
    for refused in (lambda: kind.register("New", domain="nobody"), lambda: kind.list(domain="nobody")):
        with pytest.raises(kind.swf.exceptions.UnknownResourceFault) as caught:
            refused()
        assert message(caught) == "Unknown domain: nobody"


def test_types_are_listed_in_the_order_of_name_and_version(kind: Kind) -> None:
    """The order is that of the bytes; reverseOrder turns it round; each status has its own list."""
    for name, version in (("b", "1"), ("a", "2"), ("a", "1"), ("B", "1"), ("gone", "1")):
        kind.register(name, version)
    kind.call("deprecate")
    kind.call("deprecate", "gone")
    expected = [("B", "1"), ("a", "1"), ("a", "2"), ("b", "1")]
    assert kind.names() == expected
    assert kind.names(reverseOrder=True) == expected[::-1]
    assert kind.names("DEPRECATED") == [(kind.registered["name"], "1"), ("gone", "1")]


def test_types_are_listed_by_name(kind: Kind) -> None:
    """With a name, its versions are listed and nothing else."""
    for name, version in (("a", "2"), ("a", "1"), ("ab", "1")):
        kind.register(name, version)
    assert kind.names(name="a") == [("a", "1"), ("a", "2")]
    assert kind.names(name="a", reverseOrder=True) == [("a", "2"), ("a", "1")]
    assert kind.names(name="A") == []


@pytest.mark.parametrize("reverse", [False, True])
def test_types_come_in_pages(kind: Kind, reverse: bool) -> None:
    """The pages put together are the whole list; the last one has no token, even if it is exactly full."""
    for version in "12345":
        kind.register("Many", version)
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page = kind.list(name="Many", maximumPageSize=2 if len(pages) < 2 else 1, reverseOrder=reverse, **token)
        pages.append([info[kind.member]["version"] for info in page["typeInfos"]])
        if "nextPageToken" not in page:
            break
        token = {"nextPageToken": page["nextPageToken"]}
    assert pages == ([["5", "4"], ["3", "2"], ["1"]] if reverse else [["1", "2"], ["3", "4"], ["5"]])


def test_a_domain_has_so_many_types(limited: Callable[..., Any]) -> None:
    """Each kind has its own quota; deprecated types count, deleted ones do not."""
    swf = limited(workflow_types=2, activity_types=1)
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="1")
    for word, most in (("workflow", 2), ("activity", 1)):
        kind = Kind(swf, word)
        for version in range(most):
            kind.register("Type", str(version))
        kind.call("deprecate", "Type", "0")
        with pytest.raises(swf.exceptions.LimitExceededFault) as caught:
            kind.register("Other")
        assert message(caught) == f"The domain has {most} {word} types already"
        kind.call("delete", "Type", "0")
        kind.register("Other")


def test_executions_outlive_their_type(swf: Any, start: Callable[..., dict[str, str]]) -> None:
    """An open execution of a deleted type goes on; a new one is refused."""
    run = start("a")
    swf.deprecate_workflow_type(domain=DOMAIN, workflowType=dict(ORDER))
    with pytest.raises(swf.exceptions.TypeDeprecatedFault):
        start("b")
    swf.delete_workflow_type(domain=DOMAIN, workflowType=dict(ORDER))
    with pytest.raises(swf.exceptions.UnknownResourceFault):
        start("b")
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=run)
    assert described["executionInfo"]["workflowType"] == dict(ORDER)
