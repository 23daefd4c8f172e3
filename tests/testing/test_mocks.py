"""Mock workers from a file: what they answer, in `run` and as part of an engine, and what is wrong with a file."""

import re
from datetime import timedelta

import pytest

import swfstore
from swfstore.testing import Mocks, MocksError, run
from swfstore.testing import decisions as d
from tests.support.sources import TOP
from tests.support.stories import DOMAIN, register
from tests.testing.test_run import CHARGING, ORDERING, charge_once, happened, new, start


@pytest.fixture
def database_url(tmp_path):
    """A file is enough."""
    return f"sqlite:///{tmp_path / 'workflows.db'}"


def mocked(store, text, decider=charge_once, **options):
    """Run the orders of the domain with mocks."""
    return run(store, DOMAIN, deciders={ORDERING: decider}, mocks=Mocks.parse(text), **options)


def three_times(task):
    """Try the charge up to three times, and complete with what happened."""
    tries = happened(task).count("ActivityTaskScheduled")
    for kind, attributes in new(task):
        if kind == "WorkflowExecutionStarted" or (kind == "ActivityTaskFailed" and tries < 3):
            return [d.schedule_activity_task(CHARGING, f"charge-{tries}")]
        if kind == "ActivityTaskFailed":
            return [d.fail_workflow_execution(attributes["reason"])]
        if kind == "ActivityTaskCompleted":
            return [d.complete_workflow_execution(f"{attributes.get('result')} after {tries}")]
    return []


def test_an_activity_returns(store, swf, tmp_path):
    """From a file, for every version of the type."""
    start(swf)
    path = tmp_path / "mocks.toml"
    path.write_text('[[activity]]\nname = "Charge"\nreturns = "charge-7"\n')
    outcome = run(store, DOMAIN, deciders={ORDERING: charge_once}, mocks=path)
    assert outcome["order-42"].result == "charge-7"


def test_what_is_no_text_is_returned_as_json(store, swf):
    """A table of TOML is an object."""
    start(swf)
    outcome = mocked(store, '[[activity]]\nname = "Charge"\nreturns = { id = 7, paid = true }')
    assert outcome["order-42"].result == '{"id":7,"paid":true}'


def test_an_activity_fails_twice_in_each_run(store, swf):
    """Then it returns; attempts are counted in each run by itself."""
    start(swf, "order-1")
    start(swf, "order-2")
    text = '[[activity]]\nname = "Charge"\nversion = "1"\nfails = { times = 2, reason = "DECLINED" }\nreturns = "X"'
    assert [of.result for of in mocked(store, text, three_times)] == ["X after 3", "X after 3"]


def test_an_activity_always_fails(store, swf):
    """With a reason only."""
    start(swf)
    outcome = mocked(store, '[[activity]]\nname = "Charge"\nfails = "DECLINED"', three_times)
    assert (outcome["order-42"].status, outcome["order-42"].reason) == ("FAILED", "DECLINED")


def test_an_activity_takes_five_minutes(store, swf):
    """Of virtual time, and it sends heartbeats if it is told so."""
    start(swf)
    before = store.clock.now()
    text = '[[activity]]\nname = "Charge"\ntakes = "5 minutes"\nheartbeat = "30s"\nreturns = "X"'
    assert mocked(store, text)["order-42"].result == "X"
    assert store.clock.now() - before == 300_000


def test_an_activity_never_answers(store, swf):
    """It is held until it times out."""
    start(swf)
    assert mocked(store, '[[activity]]\nname = "Charge"\nnever = true')["order-42"].reason == "HEARTBEAT"


def test_a_function_of_the_test_comes_before_a_mock(store, swf):
    """A file can say what most tests want, and one test says otherwise."""
    start(swf)
    text = '[[activity]]\nname = "Charge"\nversion = "1"\nreturns = "mock"'
    outcome = mocked(store, text, activities={CHARGING: lambda _: "mine"})
    assert outcome["order-42"].result == "mine"


def test_an_entry_of_a_version_comes_before_the_one_for_all(store, swf):
    """The order of the file counts where both fit."""
    start(swf)
    text = (
        '[[activity]]\nname = "Charge"\nversion = "1"\nreturns = "one"\n[[activity]]\nname = "Charge"\nreturns = "any"'
    )
    assert mocked(store, text)["order-42"].result == "one"


def parent(task):
    """Start the child Shipment, again where it has failed, and complete with its result."""
    tries = happened(task).count("StartChildWorkflowExecutionInitiated")
    for kind, attributes in new(task):
        if kind in ("WorkflowExecutionStarted", "ChildWorkflowExecutionFailed"):
            return [d.start_child_workflow_execution(("Shipment", "1"), f"shipment-{tries}", child_policy="ABANDON")]
        if kind == "ChildWorkflowExecutionCompleted":
            return [d.complete_workflow_execution(f"{attributes.get('result')} after {tries}")]
    return []


def register_shipment(swf):
    """The workflow type Shipment/1."""
    swf.register_workflow_type(
        domain=DOMAIN,
        name="Shipment",
        version="1",
        defaultTaskList={"name": "shipping"},
        defaultTaskStartToCloseTimeout="60",
        defaultExecutionStartToCloseTimeout="864000",
        defaultChildPolicy="TERMINATE",
    )


def test_a_child_workflow_completes(store, swf):
    """After two days and one failure, which is another child."""
    register_shipment(swf)
    start(swf)
    before = store.clock.now()
    text = '[[child]]\nname = "Shipment"\ntakes = "2 days"\nfails = { times = 1, reason = "LOST" }\nreturns = "here"'
    outcome = mocked(store, text, parent)
    assert outcome["order-42"].result == "here after 2"
    assert [of.status for of in outcome] == ["COMPLETED", "FAILED", "COMPLETED"]
    assert store.clock.now() - before == 4 * 86_400_000


def test_a_mock_of_a_child_leaves_others_of_the_type_alone(store, swf):
    """What the test itself starts is decided by the test's decider."""
    register_shipment(swf)
    swf.start_workflow_execution(
        domain=DOMAIN, workflowId="shipment", workflowType={"name": "Shipment", "version": "1"}
    )
    (why,) = mocked(store, '[[child]]\nname = "Shipment"\nreturns = "here"').why
    assert why.startswith("the decision task of shipment (Shipment 1) has no decider")


def call_lambda(task):
    """Invoke the function and complete with what it says."""
    for kind, attributes in new(task):
        if kind == "WorkflowExecutionStarted":
            return [d.schedule_lambda_function("tax-1", "tax", input="{}")]
        if kind == "LambdaFunctionCompleted":
            return [d.complete_workflow_execution(attributes["result"])]
        if kind in ("LambdaFunctionFailed", "LambdaFunctionTimedOut"):
            return [d.fail_workflow_execution(attributes.get("reason", kind))]
    return []


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("returns = { rate = 0.2 }", "COMPLETED", '{"rate":0.2}'),
        ('fails = "TOO_BUSY"', "FAILED", "TOO_BUSY"),
        ("never = true", "FAILED", "LambdaFunctionTimedOut"),
    ],
)
def test_a_lambda_function_answers(store, swf, text, status, said):
    """It returns, fails, or times out."""
    start(swf)
    ended = mocked(store, f'[[lambda]]\nname = "tax"\n{text}', call_lambda)["order-42"]
    assert (ended.status, ended.result or ended.reason) == (status, said)


def test_a_lambda_function_that_is_not_mocked_is_invoked_as_before(tmp_path):
    """And after the run, the mocked one is, too."""
    functions = {"tax": lambda _: '"real"'}
    with swfstore.open(tmp_path / "x.db", clock=swfstore.VirtualClock(), lambdas=functions) as store:
        swf = store.client()
        register(swf)
        start(swf)
        assert mocked(store, '[[lambda]]\nname = "other"\nreturns = "1"', call_lambda)["order-42"].result == '"real"'
        start(swf)
        assert mocked(store, '[[lambda]]\nname = "tax"\nreturns = "1"', call_lambda)["order-42"].result == "1"
        start(swf)
        assert run(store, DOMAIN, deciders={ORDERING: call_lambda})["order-42"].result == '"real"'


def test_mocks_work_as_part_of_a_store(store, swf):
    """Attached, they take their tasks before a poll can, and answer as time goes on."""
    Mocks.parse('[[activity]]\nname = "Charge"\ntakes = "50s"\nreturns = "X"').attach(store.engine)
    start(swf)
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=charge_once(task))
    assert "taskToken" not in swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    store.clock.advance(seconds=49)
    assert "taskToken" not in swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    store.clock.advance(seconds=1)
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    (completed,) = [event for event in task["events"] if event["eventType"] == "ActivityTaskCompleted"]
    assert completed["activityTaskCompletedEventAttributes"]["result"] == "X"
    (started,) = [event for event in task["events"] if event["eventType"] == "ActivityTaskStarted"]
    assert started["activityTaskStartedEventAttributes"]["identity"] == "swfstore mocks"
    assert (completed["eventTimestamp"] - started["eventTimestamp"]) == timedelta(seconds=50)


def test_attached_mocks_help_a_run(store, swf):
    """`run` waits for what they hold."""
    Mocks.parse('[[activity]]\nname = "Charge"\ntakes = "50s"\nreturns = "X"').attach(store.engine)
    start(swf)
    assert run(store, DOMAIN, deciders={ORDERING: charge_once})["order-42"].result == "X"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = ", "mocks: this is not TOML"),
        ("[activity]", r"mocks: write \[\[activity\]\], with two brackets"),
        ("[[worker]]", r"there is no \[\[worker\]\], only"),
        ("activity = [1]", r"\[\[activity\]\] 1 has to be a table"),
        ("[[activity]]", r"\[\[activity\]\] 1 needs a name"),
        ("[[activity]]\nname = 1", r"name is 1, it has to be a text"),
        ('[[activity]]\nname = "A"\nreturn = "X"', r"\[\[activity\]\] 1 \(A\) has 'return'; there are name, version"),
        ('[[lambda]]\nname = "A"\ntakes = "5m"', r"\(A\) has 'takes'"),
        ('[[activity]]\nname = "A"\nnever = true\nreturns = "X"', "cannot both return something and never answer"),
        ('[[activity]]\nname = "A"\nnever = 1', "never is true or false"),
        ('[[activity]]\nname = "A"\nfails = "R"\nreturns = "X"', "say how many times"),
        ('[[activity]]\nname = "A"\nfails = 2', "fails is a reason, or a table"),
        ('[[activity]]\nname = "A"\nfails = { times = 0 }', "times is 0, it has to be a number from 1"),
        ('[[activity]]\nname = "A"\nfails = { time = 2 }', "fails has 'time'; there are reason, details, times"),
        ('[[activity]]\nname = "A"\ntakes = "5 parsecs"', "takes is '5 parsecs', it has to be a time like"),
        ('[[activity]]\nname = "A"\ntakes = -1', "takes is -1"),
    ],
)
def test_a_mistake_in_a_file_is_named(text, complaint):
    """Which entry, and what is wrong with it."""
    with pytest.raises(MocksError, match=complaint):
        Mocks.parse(text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """And one that is no TOML."""
    with pytest.raises(MocksError, match=r"mocks\.toml cannot be read"):
        Mocks.load(tmp_path / "mocks.toml")
    (tmp_path / "mocks.toml").write_text("x =")
    with pytest.raises(MocksError, match=r"mocks\.toml is not TOML"):
        Mocks.load(tmp_path / "mocks.toml")


@pytest.mark.parametrize(
    ("text", "seconds"), [("'90s'", 90), ("'1.5 hours'", 5400), ("'2d'", 172800), ("'1 minute'", 60), ("30", 30)]
)
def test_times_are_written_as_people_write_them(text, seconds):
    """A number is seconds."""
    (script,) = Mocks.parse(f'[[activity]]\nname = "A"\ntakes = {text}').activities
    assert script.takes == timedelta(seconds=seconds)


def test_the_example_of_the_page_is_one():
    """docs/testing.md shows every kind of entry."""
    page = (TOP / "docs" / "testing.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml\n(# mocks\.toml\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    mocks = Mocks.parse(text)
    assert [script.name for script in mocks.activities] == ["Charge", "Ship", "Pack", "Audit"]
    assert (mocks.children[0].takes, mocks.lambdas[0].returns) == (timedelta(days=2), '{"rate":0.2}')
