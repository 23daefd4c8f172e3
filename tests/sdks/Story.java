// One order, told as the AWS SDKs for Java tell it: java Story.java (1|2|h2c)
// The SDKs are not needed: this program sends, header for header, what both generations of them send. Version 1 is
// played by a socket, which asks whether the server wants to go on (Expect: 100-continue) before it sends a body;
// version 2 by java.net.http, and "h2c" is that as it comes, offering to go on in HTTP/2 (Upgrade: h2c).
// Where the server is, and a region, come from the environment; the signatures are not real.

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Story {
    static final URI SERVER = URI.create(System.getenv("AWS_ENDPOINT_URL_SWF") + "/");
    static final String CREDENTIAL = "AWS4-HMAC-SHA256 Credential=" + System.getenv("AWS_ACCESS_KEY_ID")
        + "/20300101/" + System.getenv("AWS_REGION") + "/swf/aws4_request, SignedHeaders=host, Signature=0";

    record Answer(int status, Map<String, String> headers, String body) {
        /** The text or number of the first member of this name; null where there is none. */
        String get(String member) {
            List<String> found = all(member);
            return found.isEmpty() ? null : found.get(0);
        }

        List<String> all(String member) {
            String value = "\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\]]+))";
            Matcher found = Pattern.compile("\"" + member + value).matcher(body);
            List<String> values = new ArrayList<>();
            while (found.find()) {
                values.add(found.group(1) == null ? found.group(2) : found.group(1).replaceAll("\\\\(.)", "$1"));
            }
            return values;
        }
    }

    interface Client {
        Answer call(String operation, String body) throws Exception;
    }

    /** The AWS SDK for Java, version 2. */
    static class Second implements Client {
        final HttpClient http;

        Second(HttpClient.Version version) {
            http = HttpClient.newBuilder().version(version).build();
        }

        public Answer call(String operation, String body) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(SERVER)
                .header("amz-sdk-invocation-id", UUID.randomUUID().toString())
                .header("amz-sdk-request", "attempt=1; max=4")
                .header("Authorization", CREDENTIAL)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("User-Agent", "aws-sdk-java/2.20.0 Linux/6.1 OpenJDK_64-Bit_Server_VM/17 Java/17 io/sync")
                .header("X-Amz-Date", "20300101T000000Z")
                .header("X-Amz-Target", "SimpleWorkflowService." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new TreeMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            return new Answer(response.statusCode(), headers, response.body());
        }
    }

    /** The AWS SDK for Java, version 1, on one connection that is kept. */
    static class First implements Client {
        final Socket socket = new Socket(SERVER.getHost(), SERVER.getPort());
        final InputStream input = socket.getInputStream();

        First() throws IOException {
            socket.setSoTimeout(30_000);
        }

        public Answer call(String operation, String body) throws Exception {
            byte[] data = body.getBytes(StandardCharsets.UTF_8);
            String head = String.join("\r\n",
                "POST / HTTP/1.1",
                "Host: " + SERVER.getAuthority(),
                "X-Amz-Target: SimpleWorkflowService." + operation,
                "User-Agent: aws-sdk-java/1.12.300 Linux/6.1 OpenJDK_64-Bit_Server_VM/17 java/17 cfg/retry-mode/legacy",
                "amz-sdk-invocation-id: " + UUID.randomUUID(),
                "amz-sdk-retry: 0/0/500",
                "amz-sdk-request: attempt=1;max=4",
                "Authorization: " + CREDENTIAL,
                "X-Amz-Date: 20300101T000000Z",
                "Content-Type: application/x-amz-json-1.0",
                "Content-Length: " + data.length,
                "Connection: Keep-Alive",
                "Expect: 100-continue", "", "");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            Answer go = read();
            if (go.status != 100) {
                return go;
            }
            socket.getOutputStream().write(data);
            return read();
        }

        Answer read() throws IOException {
            String[] first = line().split(" ");
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                String[] parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(), parts[1]);
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(first[1]), headers, body);
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = input.read(); next != '\n'; next = input.read()) {
                if (next < 0) {
                    throw new IOException("the connection has ended after " + line);
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }
    }

    static Client swf;

    static void say(Object... words) {
        System.out.println(String.join(" ", List.of(words).stream().map(Object::toString).toList()).strip());
    }

    /** The answer to a call; `body` is JSON, with ' in the place of ". */
    static Answer call(String operation, String body) throws Exception {
        Answer answer = swf.call(operation, body.replace('\'', '"'));
        if (answer.status != 200) {
            throw new IllegalStateException(operation + " was refused: " + answer);
        }
        if (!answer.headers.get("content-type").equals("application/x-amz-json-1.0")
                || UUID.fromString(answer.headers.get("x-amzn-requestid")).version() != 4) {
            throw new IllegalStateException("the SDKs expect other headers: " + answer);
        }
        return answer;
    }

    /** The SDKs name a fault by what stands behind the # of its type. */
    static void refused(String operation, String body) throws Exception {
        Answer answer = swf.call(operation, body.replace('\'', '"'));
        String message = answer.get("message");
        say("refused", answer.get("__type").replaceAll(".*#", "") + ":", message == null ? "" : message);
    }

    static long milliseconds(String seconds) {
        return new BigDecimal(seconds).movePointRight(3).longValueExact();
    }

    static String join(List<?> values) {
        return String.join(",", values.stream().map(Object::toString).toList());
    }

    static void tell() throws Exception {
        String deciders = "'domain':'orders','taskList':{'name':'deciders'}";
        String workers = "'domain':'orders','taskList':{'name':'workers'}";
        String ever = "'domain':'orders','startTimeFilter':{'oldestDate':0}";

        call("RegisterDomain", "{'name':'orders','workflowExecutionRetentionPeriodInDays':'7'}");
        call("RegisterWorkflowType", "{'domain':'orders','name':'Order','version':'1','defaultChildPolicy':'TERMINATE',"
            + "'defaultTaskStartToCloseTimeout':'300','defaultExecutionStartToCloseTimeout':'86400',"
            + "'defaultTaskList':{'name':'deciders'}}");
        String charge = "{'domain':'orders','name':'Charge','version':'1','defaultTaskList':{'name':'workers'},"
            + "'defaultTaskHeartbeatTimeout':'60','defaultTaskStartToCloseTimeout':'600',"
            + "'defaultTaskScheduleToStartTimeout':'300','defaultTaskScheduleToCloseTimeout':'900'}";
        call("RegisterActivityType", charge);
        refused("RegisterActivityType", charge);
        refused("DescribeDomain", "{'name':'nowhere'}");
        refused("DescribeDomain", "{'name':'" + "n".repeat(257) + "'}");

        // Text beyond ASCII, and quotes, go there and back.
        String order = "'domain':'orders','workflowId':'order-42'";
        String type = "'workflowType':{'name':'Order','version':'1'}";
        String input = "two \"books\" for Zoë \uD83D\uDCDA";
        String more = ",'input':'" + input.replace("\"", "\\\"") + "','tagList':['gift','books']}";
        String runId = call("StartWorkflowExecution", "{" + order + "," + type + more).get("runId");
        refused("StartWorkflowExecution", "{" + order + "," + type + "}");
        String execution = "'domain':'orders','execution':{'workflowId':'order-42','runId':'" + runId + "'}";

        Answer task = call("PollForDecisionTask", "{" + deciders + "}");
        boolean same = input.equals(task.get("input"));
        String tags = task.body.replaceAll(".*\"tagList\":\\[([^]]*)\\].*", "$1").replace("\"", "");
        say("first", task.all("startedEventId").get(0), task.get("previousStartedEventId"), same, tags);
        String answered = "{'taskToken':'" + task.get("taskToken") + "'";
        call("RespondDecisionTaskCompleted", answered + ",'executionContext':'to approve'}");

        // The next poll is held until the signal comes.
        Client other = swf instanceof First ? new First() : swf;
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> {
            try {
                return other.call("PollForDecisionTask", ("{" + deciders + "}").replace('\'', '"'));
            } catch (Exception error) {
                throw new IllegalStateException(error);
            }
        });
        Thread.sleep(300);
        boolean waited = !held.isDone();
        String signal = "'runId':'" + runId + "','signalName':'approved','input':'by Ann'}";
        call("SignalWorkflowExecution", "{" + order + "," + signal);
        task = held.get();
        List<String> types = task.all("eventType");
        List<String> started = task.all("startedEventId");
        String previous = task.get("previousStartedEventId");
        say("held", waited, started.get(started.size() - 1), previous, types.get(types.size() - 3));
        call("RespondDecisionTaskCompleted", "{'taskToken':'" + task.get("taskToken") + "','decisions':["
            + "{'decisionType':'ScheduleActivityTask','scheduleActivityTaskDecisionAttributes':"
            + "{'activityId':'charge','activityType':{'name':'Charge','version':'1'},'input':'42 EUR'}},"
            + "{'decisionType':'StartTimer','startTimerDecisionAttributes':"
            + "{'timerId':'reminder','startToFireTimeout':'3600'}}]}");

        Answer work = call("PollForActivityTask", "{" + workers + "}");
        say("work", work.get("activityId"), work.get("name"), work.get("input"), work.get("startedEventId"));
        String token = "{'taskToken':'" + work.get("taskToken") + "'";
        say("cancel", call("RecordActivityTaskHeartbeat", token + ",'details':'half'}").get("cancelRequested"));
        call("RespondActivityTaskCompleted", token + ",'result':'paid'}");
        refused("RespondActivityTaskCompleted", token + ",'result':'paid'}");

        Answer open = call("CountOpenWorkflowExecutions", "{" + ever + "}");
        Answer pending = call("CountPendingDecisionTasks", "{" + deciders + "}");
        say("open", open.get("count"), open.get("truncated"), pending.get("count"), pending.get("truncated"));
        Answer counts = call("DescribeWorkflowExecution", "{" + execution + "}");
        String activities = counts.get("openActivityTasks");
        String timers = counts.get("openTimers");
        say("counts", activities, counts.get("openDecisionTasks"), timers, counts.get("latestExecutionContext"));

        task = call("PollForDecisionTask", "{" + deciders + ",'reverseOrder':true}");
        say("latest", task.get("eventType"));
        call("RespondDecisionTaskCompleted", "{'taskToken':'" + task.get("taskToken") + "','decisions':["
            + "{'decisionType':'CompleteWorkflowExecution','completeWorkflowExecutionDecisionAttributes':"
            + "{'result':'sent'}}]}");

        List<Integer> pages = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (String next = ""; next != null; ) {
            Answer page = call("GetWorkflowExecutionHistory", "{" + execution + ",'maximumPageSize':7" + next + "}");
            pages.add(page.all("eventType").size());
            page.all("eventTimestamp").forEach(seconds -> at.add(milliseconds(seconds)));
            next = page.get("nextPageToken") == null ? null : ",'nextPageToken':'" + page.get("nextPageToken") + "'";
        }
        say("pages", join(pages));
        say("at", join(at));
        String one = ",'maximumPageSize':1,'reverseOrder':true}";
        Answer last = call("GetWorkflowExecutionHistory", "{" + execution + one);
        say("last", last.get("eventId"), last.get("eventType"));

        Answer info = call("ListClosedWorkflowExecutions", "{" + ever + "}");
        Answer closed = call("CountClosedWorkflowExecutions", "{" + ever.replace("start", "close") + "}");
        say("closed", info.get("closeStatus"), milliseconds(info.get("closeTimestamp")), closed.get("count"));
        Answer none = call("ListOpenWorkflowExecutions", "{" + ever + "}");
        say("none", none.all("runId").size(), none.get("nextPageToken") == null);

        Answer empty = call("PollForActivityTask", "{" + workers + "}");
        say("empty", empty.get("taskToken") == null, empty.get("startedEventId"));
    }

    public static void main(String[] arguments) throws Exception {
        swf = switch (arguments[0]) {
            case "1" -> new First();
            case "2" -> new Second(HttpClient.Version.HTTP_1_1);
            default -> new Second(HttpClient.Version.HTTP_2);
        };
        tell();
    }
}
