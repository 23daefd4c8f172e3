"""What everybody has to agree on."""

DOMAIN = "imports"
IMPORT = {"name": "Import", "version": "1"}
IMPORT_FILE = {"name": "ImportFile", "version": "1"}
LOAD = {"name": "LoadFile", "version": "1"}
DECIDERS = {"name": "import-deciders"}
WORKERS = {"name": "import-workers"}


def register(swf):
    """Register the domain and the types."""
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="7")
    for workflow_type, seconds in ((IMPORT, 7 * 24 * 3600), (IMPORT_FILE, 3600)):
        swf.register_workflow_type(
            domain=DOMAIN,
            **workflow_type,
            defaultTaskList=DECIDERS,
            defaultChildPolicy="TERMINATE",
            defaultTaskStartToCloseTimeout="30",
            defaultExecutionStartToCloseTimeout=str(seconds),
        )
    swf.register_activity_type(
        domain=DOMAIN,
        **LOAD,
        defaultTaskList=WORKERS,
        defaultTaskHeartbeatTimeout="60",
        defaultTaskScheduleToStartTimeout="NONE",
        defaultTaskStartToCloseTimeout="NONE",
        defaultTaskScheduleToCloseTimeout="NONE",
    )
