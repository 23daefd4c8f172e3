"""The activity worker that charges cards."""

import json

import boto3

from order_approval.workflow import DOMAIN, WORKERS


class Declined(Exception):
    """The bank says no."""


def charge(order, bank):
    """Charge the card for an order; the receipt. Raises what the bank raises."""
    return json.dumps({"number": order["number"], "receipt": bank(order["amount"])})


def work_once(swf, bank):
    """Wait for an activity task and do it; whether there was one."""
    task = swf.poll_for_activity_task(domain=DOMAIN, taskList=WORKERS)
    if not task.get("taskToken"):
        return False
    try:
        result = charge(json.loads(task["input"]), bank)
    except Declined as error:
        swf.respond_activity_task_failed(taskToken=task["taskToken"], reason="DECLINED", details=str(error))
    else:
        swf.respond_activity_task_completed(taskToken=task["taskToken"], result=result)
    return True


def main(bank):
    """Work until the process is stopped."""
    swf = boto3.client("swf")
    while True:
        work_once(swf, bank)
