//go:build ignore

// One order, told with the AWS SDK for Go, version 1: go run story_v1.go
// Where the server is, a region and credentials come from the environment.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/swf"
)

var (
	domain = aws.String("orders")
	ever   = &swf.ExecutionTimeFilter{OldestDate: aws.Time(time.Unix(0, 0))}
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
	fault, ok := err.(awserr.Error)
	if !ok {
		panic(fmt.Sprint("not refused: ", err))
	}
	say("refused", fault.Code()+":", fault.Message())
}

func join[T any](values []T) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(values), "[]"), " ", ",")
}

func main() {
	client := swf.New(session.Must(session.NewSession(&aws.Config{
		Endpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_SWF")),
	})))

	must(client.RegisterDomain(&swf.RegisterDomainInput{
		Name: domain, WorkflowExecutionRetentionPeriodInDays: aws.String("7"),
	}))
	must(client.RegisterWorkflowType(&swf.RegisterWorkflowTypeInput{
		Domain: domain, Name: aws.String("Order"), Version: aws.String("1"),
		DefaultTaskList:                     &swf.TaskList{Name: aws.String("deciders")},
		DefaultChildPolicy:                  aws.String(swf.ChildPolicyTerminate),
		DefaultTaskStartToCloseTimeout:      aws.String("300"),
		DefaultExecutionStartToCloseTimeout: aws.String("86400"),
	}))
	charge := &swf.RegisterActivityTypeInput{
		Domain: domain, Name: aws.String("Charge"), Version: aws.String("1"),
		DefaultTaskList:                   &swf.TaskList{Name: aws.String("workers")},
		DefaultTaskHeartbeatTimeout:       aws.String("60"),
		DefaultTaskStartToCloseTimeout:    aws.String("600"),
		DefaultTaskScheduleToStartTimeout: aws.String("300"),
		DefaultTaskScheduleToCloseTimeout: aws.String("900"),
	}
	must(client.RegisterActivityType(charge))
	refused(client.RegisterActivityType(charge))
	refused(client.DescribeDomain(&swf.DescribeDomainInput{Name: aws.String("nowhere")}))
	refused(client.DescribeDomain(&swf.DescribeDomainInput{Name: aws.String(strings.Repeat("n", 257))}))

	// Text beyond ASCII, and quotes, go there and back.
	input := "two \"books\" for Zoë \U0001F4DA"
	order := &swf.StartWorkflowExecutionInput{
		Domain: domain, WorkflowId: aws.String("order-42"), Input: aws.String(input),
		TagList:      aws.StringSlice([]string{"gift", "books"}),
		WorkflowType: &swf.WorkflowType{Name: aws.String("Order"), Version: aws.String("1")},
	}
	run := must(client.StartWorkflowExecution(order))
	refused(client.StartWorkflowExecution(order))
	execution := &swf.WorkflowExecution{WorkflowId: order.WorkflowId, RunId: run.RunId}

	deciders := &swf.PollForDecisionTaskInput{Domain: domain, TaskList: &swf.TaskList{Name: aws.String("deciders")}}
	first := must(client.PollForDecisionTask(deciders))
	started := first.Events[0].WorkflowExecutionStartedEventAttributes
	tags := join(aws.StringValueSlice(started.TagList))
	say("first", *first.StartedEventId, *first.PreviousStartedEventId, *started.Input == input, tags)
	must(client.RespondDecisionTaskCompleted(&swf.RespondDecisionTaskCompletedInput{
		TaskToken: first.TaskToken, ExecutionContext: aws.String("to approve"),
	}))

	// The next poll is held until the signal comes.
	held := make(chan *swf.PollForDecisionTaskOutput, 1)
	go func() { held <- must(client.PollForDecisionTask(deciders)) }()
	time.Sleep(300 * time.Millisecond)
	waited := len(held) == 0
	must(client.SignalWorkflowExecution(&swf.SignalWorkflowExecutionInput{
		Domain: domain, WorkflowId: order.WorkflowId, RunId: run.RunId,
		SignalName: aws.String("approved"), Input: aws.String("by Ann"),
	}))
	next := <-held
	signal := *next.Events[len(next.Events)-3].EventType
	say("held", waited, *next.StartedEventId, *next.PreviousStartedEventId, signal)
	must(client.RespondDecisionTaskCompleted(&swf.RespondDecisionTaskCompletedInput{
		TaskToken: next.TaskToken,
		Decisions: []*swf.Decision{
			{
				DecisionType: aws.String(swf.DecisionTypeScheduleActivityTask),
				ScheduleActivityTaskDecisionAttributes: &swf.ScheduleActivityTaskDecisionAttributes{
					ActivityId: aws.String("charge"), Input: aws.String("42 EUR"),
					ActivityType: &swf.ActivityType{Name: aws.String("Charge"), Version: aws.String("1")},
				},
			},
			{
				DecisionType: aws.String(swf.DecisionTypeStartTimer),
				StartTimerDecisionAttributes: &swf.StartTimerDecisionAttributes{
					TimerId: aws.String("reminder"), StartToFireTimeout: aws.String("3600"),
				},
			},
		},
	}))

	workers := &swf.PollForActivityTaskInput{Domain: domain, TaskList: &swf.TaskList{Name: aws.String("workers")}}
	work := must(client.PollForActivityTask(workers))
	say("work", *work.ActivityId, *work.ActivityType.Name, *work.Input, *work.StartedEventId)
	beat := must(client.RecordActivityTaskHeartbeat(&swf.RecordActivityTaskHeartbeatInput{
		TaskToken: work.TaskToken, Details: aws.String("half"),
	}))
	say("cancel", *beat.CancelRequested)
	paid := &swf.RespondActivityTaskCompletedInput{TaskToken: work.TaskToken, Result: aws.String("paid")}
	must(client.RespondActivityTaskCompleted(paid))
	refused(client.RespondActivityTaskCompleted(paid))

	open := must(client.CountOpenWorkflowExecutions(&swf.CountOpenWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	}))
	pending := must(client.CountPendingDecisionTasks(&swf.CountPendingDecisionTasksInput{
		Domain: domain, TaskList: deciders.TaskList,
	}))
	say("open", *open.Count, *open.Truncated, *pending.Count, *pending.Truncated)
	described := must(client.DescribeWorkflowExecution(&swf.DescribeWorkflowExecutionInput{
		Domain: domain, Execution: execution,
	}))
	counts, context := described.OpenCounts, *described.LatestExecutionContext
	say("counts", *counts.OpenActivityTasks, *counts.OpenDecisionTasks, *counts.OpenTimers, context)

	deciders.ReverseOrder = aws.Bool(true)
	last := must(client.PollForDecisionTask(deciders))
	say("latest", *last.Events[0].EventType)
	must(client.RespondDecisionTaskCompleted(&swf.RespondDecisionTaskCompletedInput{
		TaskToken: last.TaskToken,
		Decisions: []*swf.Decision{{
			DecisionType: aws.String(swf.DecisionTypeCompleteWorkflowExecution),
			CompleteWorkflowExecutionDecisionAttributes: &swf.CompleteWorkflowExecutionDecisionAttributes{
				Result: aws.String("sent"),
			},
		}},
	}))

	var sizes, at []int64
	err := client.GetWorkflowExecutionHistoryPages(&swf.GetWorkflowExecutionHistoryInput{
		Domain: domain, Execution: execution, MaximumPageSize: aws.Int64(7),
	}, func(page *swf.GetWorkflowExecutionHistoryOutput, _ bool) bool {
		sizes = append(sizes, int64(len(page.Events)))
		for _, event := range page.Events {
			at = append(at, event.EventTimestamp.UnixMilli())
		}
		return true
	})
	must(sizes, err)
	say("pages", join(sizes))
	say("at", join(at))
	backwards := must(client.GetWorkflowExecutionHistory(&swf.GetWorkflowExecutionHistoryInput{
		Domain: domain, Execution: execution, ReverseOrder: aws.Bool(true), MaximumPageSize: aws.Int64(1),
	}))
	say("last", *backwards.Events[0].EventId, *backwards.Events[0].EventType)

	closed := must(client.ListClosedWorkflowExecutions(&swf.ListClosedWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	})).ExecutionInfos[0]
	number := must(client.CountClosedWorkflowExecutions(&swf.CountClosedWorkflowExecutionsInput{
		Domain: domain, CloseTimeFilter: ever,
	}))
	say("closed", *closed.CloseStatus, closed.CloseTimestamp.UnixMilli(), *number.Count)
	none := must(client.ListOpenWorkflowExecutions(&swf.ListOpenWorkflowExecutionsInput{
		Domain: domain, StartTimeFilter: ever,
	}))
	say("none", len(none.ExecutionInfos), none.NextPageToken == nil)

	empty := must(client.PollForActivityTask(workers))
	say("empty", empty.TaskToken == nil, *empty.StartedEventId)
}
