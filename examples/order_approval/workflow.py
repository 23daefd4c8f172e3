"""What the decider, the worker and whoever places an order have to agree on."""

import json

DOMAIN = "shop"
ORDER = {"name": "Order", "version": "1"}
CHARGE = {"name": "ChargeCard", "version": "1"}
DECIDERS = {"name": "order-deciders"}
WORKERS = {"name": "payment-workers"}


def register(swf):
    """Register the domain and the types; what is registered already is left alone."""
    _register(swf, swf.register_domain, name=DOMAIN, workflowExecutionRetentionPeriodInDays="30")
    _register(
        swf,
        swf.register_workflow_type,
        domain=DOMAIN,
        **ORDER,
        defaultTaskList=DECIDERS,
        defaultChildPolicy="TERMINATE",
        defaultTaskStartToCloseTimeout="30",
        defaultExecutionStartToCloseTimeout=str(60 * 24 * 3600),
    )
    _register(
        swf,
        swf.register_activity_type,
        domain=DOMAIN,
        **CHARGE,
        defaultTaskList=WORKERS,
        defaultTaskHeartbeatTimeout="NONE",
        defaultTaskScheduleToStartTimeout="3600",
        defaultTaskStartToCloseTimeout="60",
        defaultTaskScheduleToCloseTimeout="NONE",
    )


def _register(swf, operation, **members):
    taken = (swf.exceptions.DomainAlreadyExistsFault, swf.exceptions.TypeAlreadyExistsFault)
    try:
        operation(**members)
    except taken:
        return


def place(swf, number, amount):
    """Place an order; its run id."""
    order = json.dumps({"number": number, "amount": amount})
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId=f"order-{number}", workflowType=ORDER, input=order)
    return run["runId"]


def approve(swf, number, who):
    """Somebody approves an order."""
    swf.signal_workflow_execution(domain=DOMAIN, workflowId=f"order-{number}", signalName="approved", input=who)
