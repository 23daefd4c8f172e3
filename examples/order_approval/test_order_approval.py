"""Orders from the first to the last event, a month of them in less than a second.

The first half drives the programs as they are, with boto3; the second half hands the functions inside them to
`swfstore.testing.run`, which needs no boto3 and no polling.
"""

import json
from datetime import timedelta

import pytest

from order_approval.decider import decide, decide_once
from order_approval.worker import Declined, charge, work_once
from order_approval.workflow import CHARGE, DOMAIN, ORDER, approve, place, register
from swfstore.testing import Failed, Mocks, run


def typed(kind):
    """A type as `run` wants it."""
    return kind["name"], kind["version"]


class Bank:
    """Takes the money, unless it is told to decline."""

    def __init__(self, declines=0):
        self.declines = declines
        self.charged = []

    def __call__(self, amount):
        """Charge an amount; the receipt."""
        if self.declines:
            self.declines -= 1
            raise Declined("no funds")
        self.charged.append(amount)
        return f"r{len(self.charged)}"


@pytest.fixture
def shop(boto3_swf):
    """boto3's client, with the domain and the types registered."""
    register(boto3_swf)
    return boto3_swf


def work(swf, bank):
    """Let the decider and the worker do what there is to do."""
    while decide_once(swf) or work_once(swf, bank):
        pass


def closed(swf, number, run_id):
    """How the order has closed, and when after it was placed."""
    execution = {"workflowId": f"order-{number}", "runId": run_id}
    info = swf.describe_workflow_execution(domain=DOMAIN, execution=execution)["executionInfo"]
    return info["closeStatus"], info["closeTimestamp"] - info["startTimestamp"]


def test_an_approved_order_is_charged(shop, swf_clock):
    """Ann approves on the third day."""
    bank, run_id = Bank(), place(shop, 42, 30)
    work(shop, bank)
    swf_clock.advance(days=3)
    approve(shop, 42, "Ann")
    work(shop, bank)
    assert bank.charged == [30]
    assert closed(shop, 42, run_id) == ("COMPLETED", timedelta(days=3))


def test_an_order_expires_after_30_days(shop, swf_clock):
    """Not a second earlier."""
    bank, run_id = Bank(), place(shop, 42, 30)
    work(shop, bank)
    swf_clock.advance(days=30, seconds=-1)
    work(shop, bank)
    assert shop.count_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})["count"] == 1
    swf_clock.advance(seconds=1)
    work(shop, bank)
    assert closed(shop, 42, run_id) == ("FAILED", timedelta(days=30))
    assert bank.charged == []


def test_two_declined_charges_are_tried_again(shop):
    """The third one succeeds."""
    bank, run_id = Bank(declines=2), place(shop, 42, 30)
    approve(shop, 42, "Ann")
    work(shop, bank)
    assert closed(shop, 42, run_id)[0] == "COMPLETED"
    assert bank.charged == [30]


def test_registering_again_does_no_harm(shop):
    """Each process of the shop does it when it starts."""
    register(shop)


@pytest.fixture
def orders(swf_store, swf):
    """A function that drives all orders; by default the bank takes the money."""
    register(swf)

    def drive(bank=None, **options):
        bank = bank or Bank()
        activities = {typed(CHARGE): lambda task: charge(json.loads(task.input), bank)}
        return run(swf_store, DOMAIN, deciders={typed(ORDER): decide}, activities=activities, **options)

    return drive


def test_the_order_waits_for_a_signal(orders, swf):
    """Time stops where the test wants to do something."""
    place(swf, 42, 30)
    outcome = orders(duration=timedelta(days=29))
    assert outcome.why == ["the time is up", "order-42 waits for a timer"]
    approve(swf, 42, "Ann")
    assert json.loads(orders()["order-42"].result) == {"number": 42, "receipt": "r1"}


def test_nobody_approves(orders, swf):
    """Without a duration time goes to the end by itself."""
    place(swf, 42, 30)
    assert orders()["order-42"].reason == "EXPIRED"


def test_a_bank_that_declines_for_ever(orders, swf):
    """After three charges the order fails."""
    place(swf, 42, 30)
    approve(swf, 42, "Ann")
    order = orders(Bank(declines=9))["order-42"]
    assert (order.reason, order.event_types.count("ActivityTaskFailed")) == ("NOT_CHARGED", 3)


def test_a_worker_that_never_answers(swf_store, swf):
    """A mock holds the task until it times out; the next attempt fails, the last one succeeds."""
    register(swf)
    place(swf, 42, 30)
    approve(swf, 42, "Ann")
    mocks = Mocks.parse('[[activity]]\nname = "ChargeCard"\nnever = true')
    assert run(swf_store, DOMAIN, deciders={typed(ORDER): decide}, mocks=mocks)["order-42"].reason == "NOT_CHARGED"


@pytest.mark.parametrize(("signal", "reason"), [("rejected", "REJECTED"), ("gift-wrap", "EXPIRED")])
def test_other_signals(orders, swf, signal, reason):
    """A rejection ends the order; a signal that the decider does not know changes nothing."""
    place(swf, 42, 30)
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName=signal)
    assert orders()["order-42"].reason == reason


def test_an_order_is_canceled(orders, swf):
    """While it waits."""
    place(swf, 42, 30)
    orders(duration=timedelta(0))
    swf.request_cancel_workflow_execution(domain=DOMAIN, workflowId="order-42")
    assert orders()["order-42"].status == "CANCELED"


def test_a_hundred_orders_at_once(orders, swf):
    """Every second one is approved; each is charged once."""
    bank = Bank()
    for number in range(100):
        place(swf, number, number)
        if number % 2:
            approve(swf, number, "Ann")
    outcome = orders(bank)
    assert [of.status for of in outcome] == ["FAILED", "COMPLETED"] * 50
    assert sorted(bank.charged) == list(range(1, 100, 2))


def test_an_unexpected_failure_counts_as_one(swf_store, swf):
    """Whatever a worker says: the order is tried three times."""
    register(swf)
    place(swf, 42, 30)
    approve(swf, 42, "Ann")

    def broken(task):
        raise Failed("BROKEN", task["activityId"])

    outcome = run(swf_store, DOMAIN, deciders={typed(ORDER): decide}, activities={typed(CHARGE): broken})
    assert outcome["order-42"].reason == "NOT_CHARGED"
