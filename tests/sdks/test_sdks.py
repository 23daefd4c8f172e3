"""One order, told with AWS's SDKs for JavaScript, Go, Ruby and Java, and as Java's own HTTP client would send it.

Each program prints the same lines, which are compared with what the store holds afterwards. They run where their tools
are; with SWFSTORE_SDKS=1 the SDK for JavaScript is installed from npm, and SWFSTORE_JAVA_SDK names the jar of Java's.
"""

from pathlib import Path

import pytest

import swfstore
from tests.sdks.tools import SDKS
from tests.support.history import assert_history, events_of
from tests.support.stories import DOMAIN
from tests.wire.process import ACCOUNT, Server

ACCESS_KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = f"""
[[keys]]
access_key = "{ACCESS_KEY}"
secret = "{SECRET}"
account = "{ACCOUNT}"
user = "teller"
policies = ['{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "swf:*", "Resource": "*"}}}}']
"""

SAID = """\
refused TypeAlreadyExistsFault: ActivityType=[name=Charge, version=1]
refused UnknownResourceFault: Unknown domain: nowhere
refused ValidationException: 1 validation error detected: Value '{too_long}' at 'name' failed to satisfy constraint: \
Member must have length less than or equal to 256
refused WorkflowExecutionAlreadyStartedFault: {without_message}
first 3 0 true gift,books
held true 7 3 WorkflowExecutionSignaled
work charge Charge 42 EUR 11
cancel false
refused UnknownResourceFault: Unknown activity, scheduledEventId = 9
open 1 false 1 false
counts 0 1 1 to approve
latest DecisionTaskStarted
pages 7,7,2
at {at}
last 16 WorkflowExecutionCompleted
closed COMPLETED {closed} 1
none 0 true
empty true 0"""

HISTORY = """
 1 WorkflowExecutionStarted workflowType=Order/1 input='two "books" for Zoë 📚' tagList='["gift", "books"]'
 2 DecisionTaskScheduled taskList=deciders startToCloseTimeout=300
 3 DecisionTaskStarted scheduledEventId=2 !identity
 4 DecisionTaskCompleted startedEventId=3 executionContext='to approve'
 5 WorkflowExecutionSignaled signalName=approved input='by Ann'
 6 DecisionTaskScheduled
 7 DecisionTaskStarted
 8 DecisionTaskCompleted !executionContext
 9 ActivityTaskScheduled activityId=charge activityType=Charge/1 input='42 EUR' heartbeatTimeout=60 !control
10 TimerStarted timerId=reminder startToFireTimeout=3600
11 ActivityTaskStarted scheduledEventId=9 !identity
12 ActivityTaskCompleted scheduledEventId=9 startedEventId=11 result=paid
13 DecisionTaskScheduled
14 DecisionTaskStarted
15 DecisionTaskCompleted
16 WorkflowExecutionCompleted result=sent
"""


@pytest.fixture
def signing_server(server, tmp_path: Path):
    """Start a server that answers polls after two seconds, and checks signatures or not."""

    def start(signs: bool) -> Server:
        keys = tmp_path / "keys.toml"
        keys.write_text(KEYS)
        one: Server = server("--poll-seconds", "2", *(["--auth", str(keys)] if signs else []))
        return one

    return start


@pytest.mark.parametrize("name", SDKS)
def test_an_sdk_tells_a_whole_order(name: str, signing_server, tmp_path: Path) -> None:
    """Answers, faults, instants, pages and held polls arrive as they are, and the store has what the SDK has sent."""
    sdk = SDKS[name]
    if not sdk.found():
        pytest.skip(sdk.needs)  # the sentence says which tools are not there
    one = signing_server(sdk.signs)
    said = sdk.tell(
        tmp_path,
        AWS_ENDPOINT_URL_SWF=one.url,
        AWS_REGION="us-east-1",
        AWS_ACCESS_KEY_ID=ACCESS_KEY,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_CONFIG_FILE=str(tmp_path / "none"),
    )
    assert one.stop() == 0
    assert "Traceback" not in one.errors()
    with swfstore.open(one.db) as store:
        swf = store.client(account=ACCOUNT)
        assert_history(swf, "order-42", HISTORY)
        instants = [round(event["eventTimestamp"].timestamp() * 1000) for event in events_of(swf, DOMAIN, "order-42")]
    wanted = SAID.format(
        too_long="n" * 257, without_message=sdk.without_message, at=",".join(map(str, instants)), closed=instants[-1]
    )
    assert [line.rstrip() for line in said.splitlines()] == [line.rstrip() for line in wanted.splitlines()]
