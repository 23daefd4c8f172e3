//go:build ignore

// One order, told with the AWS SDK for Go, version 2: go run story.go
// Where the server is, a region and credentials come from the environment.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/swf"
	"github.com/aws/aws-sdk-go-v2/service/swf/types"
	"github.com/aws/smithy-go"
)

var (
	ctx    = context.Background()
	domain = aws.String("orders")
	ever   = &types.ExecutionTimeFilter{OldestDate: aws.Time(time.Unix(0, 0))}
)

func say(what string, values ...any) {
	fmt.Println(what, strings.TrimSpace(fmt.Sprintln(values...)))
}

func must[T any](answer T, err error) T {
	if err != nil {
		panic(err)
	}
	return answer
}

func refused[T any](_ T, err error) {
	var fault smithy.APIError
	if !errors.As(err, &fault) {
		panic(fmt.Sprint("not refused: ", err))
	}
	say("refused", fault.ErrorCode()+":", fault.ErrorMessage())
}

func join[T any](values []T) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(values), "[]"), " ", ",")
}

func main() {
	client := swf.New(swf.Options{
		Region:           os.Getenv("AWS_REGION"),
		EndpointResolver: swf.EndpointResolverFromURL(os.Getenv("AWS_ENDPOINT_URL_SWF")),
		Credentials: credentials.NewStaticCredentialsProvider(
			os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	})

	must(client.RegisterDomain(ctx, &swf.RegisterDomainInput{
		Name: domain, WorkflowExecutionRetentionPeriodInDays: aws.String("7"),
	}))
	must(client.RegisterWorkflowType(ctx, &swf.RegisterWorkflowTypeInput{
		Domain: domain, Name: aws.String("Order"), Version: aws.String("1"),
		DefaultTaskList:                     &types.TaskList{Name: aws.String("deciders")},
		DefaultChildPolicy:                  types.ChildPolicyTerminate,
		DefaultTaskStartToCloseTimeout:      aws.String("300"),
		DefaultExecutionStartToCloseTimeout: aws.String("86400"),
	}))
	charge := &swf.RegisterActivityTypeInput{
		Domain: domain, Name: aws.String("Charge"), Version: aws.String("1"),
		DefaultTaskList:                   &types.TaskList{Name: aws.String("workers")},
		DefaultTaskHeartbeatTimeout:       aws.String("60"),
		DefaultTaskStartToCloseTimeout:    aws.String("600"),
		DefaultTaskScheduleToStartTimeout: aws.String("300"),
		DefaultTaskScheduleToCloseTimeout: aws.String("900"),
	}
	must(client.RegisterActivityType(ctx, charge))
	refused(client.RegisterActivityType(ctx, charge))
	refused(client.DescribeDomain(ctx, &swf.DescribeDomainInput{Name: aws.String("nowhere")}))
	refused(client.DescribeDomain(ctx, &swf.DescribeDomainInput{Name: aws.String(strings.Repeat("n", 257))}))

	// Text beyond ASCII, and quotes, go there and back.
	input := "two \"books\" for Zoë \U0001F4DA"
	order := &swf.StartWorkflowExecutionInput{
		Domain: domain, WorkflowId: aws.String("order-42"), Input: aws.String(input), TagList: []string{"gift", "books"},
		WorkflowType: &types.WorkflowType{Name: aws.String("Order"), Version: aws.String("1")},
	}
	run := must(client.StartWorkflowExecution(ctx, order))
	refused(client.StartWorkflowExecution(ctx, order))
	execution := &types.WorkflowExecution{WorkflowId: order.WorkflowId, RunId: run.RunId}

	deciders := &swf.PollForDecisionTaskInput{Domain: domain, TaskList: &types.TaskList{Name: aws.String("deciders")}}
	first := must(client.PollForDecisionTask(ctx, deciders))
	started := first.Events[0].WorkflowExecutionStartedEventAttributes
	say("first", first.StartedEventId, first.PreviousStartedEventId, *started.Input == input, join(started.TagList))
	must(client.RespondDecisionTaskCompleted(ctx, &swf.RespondDecisionTaskCompletedInput{
		TaskToken: first.TaskToken, ExecutionContext: aws.String("to approve"),
	}))

	// The next poll is held until the signal comes.
	held := make(chan *swf.PollForDecisionTaskOutput, 1)
	go func() { held <- must(client.PollForDecisionTask(ctx, deciders)) }()
	time.Sleep(300 * time.Millisecond)
	waited := len(held) == 0
	must(client.SignalWorkflowExecution(ctx, &swf.SignalWorkflowExecutionInput{
		Domain: domain, WorkflowId: order.WorkflowId, RunId: run.RunId,
		SignalName: aws.String("approved"), Input: aws.String("by Ann"),
	}))
	next := <-held
	signal := next.Events[len(next.Events)-3].EventType
	say("held", waited, next.StartedEventId, next.PreviousStartedEventId, signal)
	must(client.RespondDecisionTaskCompleted(ctx, &swf.RespondDecisionTaskCompletedInput{
		TaskToken: next.TaskToken,
		Decisions: []types.Decision{
			{
				DecisionType: types.DecisionTypeScheduleActivityTask,
				ScheduleActivityTaskDecisionAttributes: &types.ScheduleActivityTaskDecisionAttributes{
					ActivityId: aws.String("charge"), Input: aws.String("42 EUR"),
					ActivityType: &types.ActivityType{Name: aws.String("Charge"), Version: aws.String("1")},
				},
			},
			{
				DecisionType: types.DecisionTypeStartTimer,
				StartTimerDecisionAttributes: &types.StartTimerDecisionAttributes{
					TimerId: aws.String("reminder"), StartToFireTimeout: aws.String("3600"),
				},
			},
		},
	}))

	workers := &swf.PollForActivityTaskInput{Domain: domain, TaskList: &types.TaskList{Name: aws.String("workers")}}
	work := must(client.PollForActivityTask(ctx, workers))
	say("work", *work.ActivityId, *work.ActivityType.Name, *work.Input, work.StartedEventId)
	beat := must(client.RecordActivityTaskHeartbeat(ctx, &swf.RecordActivityTaskHeartbeatInput{
		TaskToken: work.TaskToken, Details: aws.String("half"),
	}))
	say("cancel", beat.CancelRequested)
	paid := &swf.RespondActivityTaskCompletedInput{TaskToken: work.TaskToken, Result: aws.String("paid")}
	must(client.RespondActivityTaskCompleted(ctx, paid))
	refused(client.RespondActivityTaskCompleted(ctx, paid))

	open := must(client.CountOpenWorkflowExecutions(ctx, &swf.CountOpenWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	}))
	pending := must(client.CountPendingDecisionTasks(ctx, &swf.CountPendingDecisionTasksInput{
		Domain: domain, TaskList: deciders.TaskList,
	}))
	say("open", open.Count, open.Truncated, pending.Count, pending.Truncated)
	described := must(client.DescribeWorkflowExecution(ctx, &swf.DescribeWorkflowExecutionInput{
		Domain: domain, Execution: execution,
	}))
	counts := described.OpenCounts
	say("counts", counts.OpenActivityTasks, counts.OpenDecisionTasks, counts.OpenTimers, *described.LatestExecutionContext)

	deciders.ReverseOrder = true
	last := must(client.PollForDecisionTask(ctx, deciders))
	say("latest", last.Events[0].EventType)
	must(client.RespondDecisionTaskCompleted(ctx, &swf.RespondDecisionTaskCompletedInput{
		TaskToken: last.TaskToken,
		Decisions: []types.Decision{{
			DecisionType: types.DecisionTypeCompleteWorkflowExecution,
			CompleteWorkflowExecutionDecisionAttributes: &types.CompleteWorkflowExecutionDecisionAttributes{
				Result: aws.String("sent"),
			},
		}},
	}))

	var sizes, at []int64
	pages := swf.NewGetWorkflowExecutionHistoryPaginator(client, &swf.GetWorkflowExecutionHistoryInput{
		Domain: domain, Execution: execution, MaximumPageSize: 7,
	})
	for pages.HasMorePages() {
		page := must(pages.NextPage(ctx))
		sizes = append(sizes, int64(len(page.Events)))
		for _, event := range page.Events {
			at = append(at, event.EventTimestamp.UnixMilli())
		}
	}
	say("pages", join(sizes))
	say("at", join(at))
	backwards := must(client.GetWorkflowExecutionHistory(ctx, &swf.GetWorkflowExecutionHistoryInput{
		Domain: domain, Execution: execution, ReverseOrder: true, MaximumPageSize: 1,
	}))
	say("last", backwards.Events[0].EventId, backwards.Events[0].EventType)

	closed := must(client.ListClosedWorkflowExecutions(ctx, &swf.ListClosedWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	})).ExecutionInfos[0]
	number := must(client.CountClosedWorkflowExecutions(ctx, &swf.CountClosedWorkflowExecutionsInput{
		Domain: domain, CloseTimeFilter: ever,
	}))
	say("closed", closed.CloseStatus, closed.CloseTimestamp.UnixMilli(), number.Count)
	none := must(client.ListOpenWorkflowExecutions(ctx, &swf.ListOpenWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	}))
	say("none", len(none.ExecutionInfos), none.NextPageToken == nil)

	empty := must(client.PollForActivityTask(ctx, workers))
	say("empty", empty.TaskToken == nil, empty.StartedEventId)
}
