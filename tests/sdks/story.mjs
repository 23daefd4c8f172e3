// One order, told with the AWS SDK for JavaScript, version 3: node story.mjs
// The client finds the server, a region and credentials in the environment, and is told nothing else.

import {setTimeout as sleep} from "node:timers/promises";
import {SWF, paginateGetWorkflowExecutionHistory} from "@aws-sdk/client-swf";

const domain = "orders";
const deciders = {domain, taskList: {name: "deciders"}};
const workers = {domain, taskList: {name: "workers"}};
const ever = {domain, startTimeFilter: {oldestDate: new Date(0)}};
const swf = new SWF();

const say = (what, ...values) => console.log([what, ...values].join(" "));

async function refused(call) {
  const fault = await call.then(() => ({name: "nothing", message: ""}), (error) => error);
  say("refused", `${fault.name}: ${fault.message}`);
}

await swf.registerDomain({name: domain, workflowExecutionRetentionPeriodInDays: "7"});
await swf.registerWorkflowType({
  domain, name: "Order", version: "1", defaultTaskList: {name: "deciders"}, defaultChildPolicy: "TERMINATE",
  defaultTaskStartToCloseTimeout: "300", defaultExecutionStartToCloseTimeout: "86400",
});
const charge = {
  domain, name: "Charge", version: "1", defaultTaskList: {name: "workers"}, defaultTaskHeartbeatTimeout: "60",
  defaultTaskStartToCloseTimeout: "600", defaultTaskScheduleToStartTimeout: "300",
  defaultTaskScheduleToCloseTimeout: "900",
};
await swf.registerActivityType(charge);
await refused(swf.registerActivityType(charge));
await refused(swf.describeDomain({name: "nowhere"}));
await refused(swf.describeDomain({name: "n".repeat(257)}));

// Text beyond ASCII, and quotes, go there and back.
const order = {domain, workflowId: "order-42"};
const type = {name: "Order", version: "1"};
const input = "two \"books\" for Zoë \u{1F4DA}";
const {runId} = await swf.startWorkflowExecution({...order, workflowType: type, input, tagList: ["gift", "books"]});
await refused(swf.startWorkflowExecution({...order, workflowType: type}));
const execution = {workflowId: "order-42", runId};

let task = await swf.pollForDecisionTask(deciders);
const started = task.events[0].workflowExecutionStartedEventAttributes;
say("first", task.startedEventId, task.previousStartedEventId, started.input === input, started.tagList);
await swf.respondDecisionTaskCompleted({taskToken: task.taskToken, executionContext: "to approve"});

// The next poll is held until the signal comes.
let signalled = false;
const held = swf.pollForDecisionTask(deciders).then((found) => [found, signalled]);
await sleep(300);
signalled = true;
await swf.signalWorkflowExecution({...order, runId, signalName: "approved", input: "by Ann"});
const [next, waited] = await held;
say("held", waited, next.startedEventId, next.previousStartedEventId, next.events.at(-3).eventType);
await swf.respondDecisionTaskCompleted({
  taskToken: next.taskToken,
  decisions: [
    {
      decisionType: "ScheduleActivityTask",
      scheduleActivityTaskDecisionAttributes: {
        activityId: "charge", activityType: {name: "Charge", version: "1"}, input: "42 EUR",
      },
    },
    {
      decisionType: "StartTimer",
      startTimerDecisionAttributes: {timerId: "reminder", startToFireTimeout: "3600"},
    },
  ],
});

const work = await swf.pollForActivityTask(workers);
say("work", work.activityId, work.activityType.name, work.input, work.startedEventId);
const beat = await swf.recordActivityTaskHeartbeat({taskToken: work.taskToken, details: "half"});
say("cancel", beat.cancelRequested);
await swf.respondActivityTaskCompleted({taskToken: work.taskToken, result: "paid"});
await refused(swf.respondActivityTaskCompleted({taskToken: work.taskToken, result: "paid"}));

const open = await swf.countOpenWorkflowExecutions(ever);
const pending = await swf.countPendingDecisionTasks(deciders);
say("open", open.count, open.truncated, pending.count, pending.truncated);
const {openCounts: counts, latestExecutionContext} = await swf.describeWorkflowExecution({domain, execution});
say("counts", counts.openActivityTasks, counts.openDecisionTasks, counts.openTimers, latestExecutionContext);

task = await swf.pollForDecisionTask({...deciders, reverseOrder: true});
say("latest", task.events[0].eventType);
await swf.respondDecisionTaskCompleted({
  taskToken: task.taskToken,
  decisions: [{
    decisionType: "CompleteWorkflowExecution",
    completeWorkflowExecutionDecisionAttributes: {result: "sent"},
  }],
});

const events = [];
for await (const page of paginateGetWorkflowExecutionHistory({client: swf}, {domain, execution, maximumPageSize: 7})) {
  events.push(page.events);
}
say("pages", events.map((page) => page.length));
say("at", events.flat().map((event) => event.eventTimestamp.getTime()));
const backwards = await swf.getWorkflowExecutionHistory({domain, execution, reverseOrder: true, maximumPageSize: 1});
say("last", backwards.events[0].eventId, backwards.events[0].eventType);

const {executionInfos} = await swf.listClosedWorkflowExecutions(ever);
const closed = await swf.countClosedWorkflowExecutions({domain, closeTimeFilter: ever.startTimeFilter});
say("closed", executionInfos[0].closeStatus, executionInfos[0].closeTimestamp.getTime(), closed.count);
const none = await swf.listOpenWorkflowExecutions(ever);
say("none", none.executionInfos.length, none.nextPageToken === undefined);

const empty = await swf.pollForActivityTask(workers);
say("empty", empty.taskToken === undefined, empty.startedEventId);
