// One order, told with the AWS SDK for Java, version 1: java -cp aws-java-sdk-bundle.jar StoryV1.java
// Where the server is, a region and credentials come from the environment.

import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.simpleworkflow.AmazonSimpleWorkflow;
import com.amazonaws.services.simpleworkflow.AmazonSimpleWorkflowClientBuilder;
import com.amazonaws.services.simpleworkflow.model.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

public class StoryV1 {
    static final String DOMAIN = "orders";
    static final ExecutionTimeFilter EVER = new ExecutionTimeFilter().withOldestDate(new Date(0));

    static void say(Object... values) {
        System.out.println(Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(" ")));
    }

    static void refused(Runnable call) {
        try {
            call.run();
        } catch (AmazonSimpleWorkflowException fault) {
            say("refused", fault.getErrorCode() + ":", fault.getErrorMessage());
            return;
        }
        throw new AssertionError("not refused");
    }

    static String join(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    public static void main(String[] arguments) throws Exception {
        EndpointConfiguration endpoint =
            new EndpointConfiguration(System.getenv("AWS_ENDPOINT_URL_SWF"), System.getenv("AWS_REGION"));
        AmazonSimpleWorkflow client =
            AmazonSimpleWorkflowClientBuilder.standard().withEndpointConfiguration(endpoint).build();

        client.registerDomain(
            new RegisterDomainRequest().withName(DOMAIN).withWorkflowExecutionRetentionPeriodInDays("7"));
        client.registerWorkflowType(new RegisterWorkflowTypeRequest()
            .withDomain(DOMAIN).withName("Order").withVersion("1")
            .withDefaultTaskList(new TaskList().withName("deciders"))
            .withDefaultChildPolicy(ChildPolicy.TERMINATE)
            .withDefaultTaskStartToCloseTimeout("300").withDefaultExecutionStartToCloseTimeout("86400"));
        RegisterActivityTypeRequest charge = new RegisterActivityTypeRequest()
            .withDomain(DOMAIN).withName("Charge").withVersion("1")
            .withDefaultTaskList(new TaskList().withName("workers"))
            .withDefaultTaskHeartbeatTimeout("60").withDefaultTaskStartToCloseTimeout("600")
            .withDefaultTaskScheduleToStartTimeout("300").withDefaultTaskScheduleToCloseTimeout("900");
        client.registerActivityType(charge);
        refused(() -> client.registerActivityType(charge));
        refused(() -> client.describeDomain(new DescribeDomainRequest().withName("nowhere")));
        refused(() -> client.describeDomain(new DescribeDomainRequest().withName("n".repeat(257))));

        // Text beyond ASCII, and quotes, go there and back.
        String input = "two \"books\" for Zo\u00eb \ud83d\udcda";
        StartWorkflowExecutionRequest order = new StartWorkflowExecutionRequest()
            .withDomain(DOMAIN).withWorkflowId("order-42").withInput(input).withTagList("gift", "books")
            .withWorkflowType(new WorkflowType().withName("Order").withVersion("1"));
        Run run = client.startWorkflowExecution(order);
        refused(() -> client.startWorkflowExecution(order));
        WorkflowExecution execution = new WorkflowExecution().withWorkflowId("order-42").withRunId(run.getRunId());

        PollForDecisionTaskRequest deciders =
            new PollForDecisionTaskRequest().withDomain(DOMAIN).withTaskList(new TaskList().withName("deciders"));
        DecisionTask first = client.pollForDecisionTask(deciders);
        WorkflowExecutionStartedEventAttributes started =
            first.getEvents().get(0).getWorkflowExecutionStartedEventAttributes();
        say("first", first.getStartedEventId(), first.getPreviousStartedEventId(),
            started.getInput().equals(input), join(started.getTagList()));
        client.respondDecisionTaskCompleted(new RespondDecisionTaskCompletedRequest()
            .withTaskToken(first.getTaskToken()).withExecutionContext("to approve"));

        // The next poll is held until the signal comes.
        CompletableFuture<DecisionTask> held =
            CompletableFuture.supplyAsync(() -> client.pollForDecisionTask(deciders));
        Thread.sleep(300);
        boolean waited = !held.isDone();
        client.signalWorkflowExecution(new SignalWorkflowExecutionRequest()
            .withDomain(DOMAIN).withWorkflowId("order-42").withRunId(run.getRunId())
            .withSignalName("approved").withInput("by Ann"));
        DecisionTask next = held.get();
        String signal = next.getEvents().get(next.getEvents().size() - 3).getEventType();
        say("held", waited, next.getStartedEventId(), next.getPreviousStartedEventId(), signal);
        client.respondDecisionTaskCompleted(new RespondDecisionTaskCompletedRequest()
            .withTaskToken(next.getTaskToken()).withDecisions(
                new Decision().withDecisionType(DecisionType.ScheduleActivityTask)
                    .withScheduleActivityTaskDecisionAttributes(new ScheduleActivityTaskDecisionAttributes()
                        .withActivityId("charge").withInput("42 EUR")
                        .withActivityType(new ActivityType().withName("Charge").withVersion("1"))),
                new Decision().withDecisionType(DecisionType.StartTimer)
                    .withStartTimerDecisionAttributes(new StartTimerDecisionAttributes()
                        .withTimerId("reminder").withStartToFireTimeout("3600"))));

        PollForActivityTaskRequest workers =
            new PollForActivityTaskRequest().withDomain(DOMAIN).withTaskList(new TaskList().withName("workers"));
        ActivityTask work = client.pollForActivityTask(workers);
        say("work", work.getActivityId(), work.getActivityType().getName(), work.getInput(), work.getStartedEventId());
        say("cancel", client.recordActivityTaskHeartbeat(new RecordActivityTaskHeartbeatRequest()
            .withTaskToken(work.getTaskToken()).withDetails("half")).isCancelRequested());
        RespondActivityTaskCompletedRequest paid = new RespondActivityTaskCompletedRequest()
            .withTaskToken(work.getTaskToken()).withResult("paid");
        client.respondActivityTaskCompleted(paid);
        refused(() -> client.respondActivityTaskCompleted(paid));

        WorkflowExecutionCount open = client.countOpenWorkflowExecutions(
            new CountOpenWorkflowExecutionsRequest().withDomain(DOMAIN).withStartTimeFilter(EVER));
        PendingTaskCount pending = client.countPendingDecisionTasks(
            new CountPendingDecisionTasksRequest().withDomain(DOMAIN).withTaskList(deciders.getTaskList()));
        say("open", open.getCount(), open.isTruncated(), pending.getCount(), pending.isTruncated());
        WorkflowExecutionDetail described = client.describeWorkflowExecution(
            new DescribeWorkflowExecutionRequest().withDomain(DOMAIN).withExecution(execution));
        WorkflowExecutionOpenCounts counts = described.getOpenCounts();
        say("counts", counts.getOpenActivityTasks(), counts.getOpenDecisionTasks(), counts.getOpenTimers(),
            described.getLatestExecutionContext());

        DecisionTask last = client.pollForDecisionTask(deciders.clone().withReverseOrder(true));
        say("latest", last.getEvents().get(0).getEventType());
        client.respondDecisionTaskCompleted(new RespondDecisionTaskCompletedRequest()
            .withTaskToken(last.getTaskToken()).withDecisions(
                new Decision().withDecisionType(DecisionType.CompleteWorkflowExecution)
                    .withCompleteWorkflowExecutionDecisionAttributes(
                        new CompleteWorkflowExecutionDecisionAttributes().withResult("sent"))));

        List<Object> sizes = new ArrayList<>(), at = new ArrayList<>();
        GetWorkflowExecutionHistoryRequest pages = new GetWorkflowExecutionHistoryRequest()
            .withDomain(DOMAIN).withExecution(execution).withMaximumPageSize(7);
        do {
            History page = client.getWorkflowExecutionHistory(pages);
            sizes.add(page.getEvents().size());
            page.getEvents().forEach(event -> at.add(event.getEventTimestamp().getTime()));
            pages.setNextPageToken(page.getNextPageToken());
        } while (pages.getNextPageToken() != null);
        say("pages", join(sizes));
        say("at", join(at));
        HistoryEvent end = client.getWorkflowExecutionHistory(new GetWorkflowExecutionHistoryRequest()
            .withDomain(DOMAIN).withExecution(execution).withReverseOrder(true).withMaximumPageSize(1))
            .getEvents().get(0);
        say("last", end.getEventId(), end.getEventType());

        WorkflowExecutionInfo closed = client.listClosedWorkflowExecutions(
            new ListClosedWorkflowExecutionsRequest().withDomain(DOMAIN).withStartTimeFilter(EVER))
            .getExecutionInfos().get(0);
        WorkflowExecutionCount number = client.countClosedWorkflowExecutions(
            new CountClosedWorkflowExecutionsRequest().withDomain(DOMAIN).withCloseTimeFilter(EVER));
        say("closed", closed.getCloseStatus(), closed.getCloseTimestamp().getTime(), number.getCount());
        WorkflowExecutionInfos none = client.listOpenWorkflowExecutions(
            new ListOpenWorkflowExecutionsRequest().withDomain(DOMAIN).withStartTimeFilter(EVER));
        say("none", none.getExecutionInfos().size(), none.getNextPageToken() == null);

        ActivityTask empty = client.pollForActivityTask(workers);
        say("empty", empty.getTaskToken() == null, empty.getStartedEventId());
    }
}
