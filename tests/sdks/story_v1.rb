# One order, told with the AWS SDK for Ruby, version 1, whose client of SWF is one of the oldest: ruby story_v1.rb
# Where the server is, a region and credentials come from the environment. Answers are read as SWF names their members.

require "aws-sdk"
require "uri"

DOMAIN = "orders"
DECIDERS = {domain: DOMAIN, task_list: {name: "deciders"}}.freeze
WORKERS = {domain: DOMAIN, task_list: {name: "workers"}}.freeze
EVER = {oldest_date: 0}.freeze

def say(what, *values)
  puts [what, *values.map { |value| value.is_a?(Array) ? value.join(",") : value }].join(" ").strip
end

def refused
  yield
  say "refused", "nothing"
rescue AWS::Errors::Base => fault
  say "refused", "#{fault.code}:", fault.message
end

def milliseconds(time)
  (time.to_r * 1000).round
end

server = URI(ENV.fetch("AWS_ENDPOINT_URL_SWF"))
AWS.config(use_ssl: false, simple_workflow_endpoint: server.host, simple_workflow_port: server.port)
swf = AWS::SimpleWorkflow::Client.new

swf.register_domain(name: DOMAIN, workflow_execution_retention_period_in_days: "7")
swf.register_workflow_type(
  domain: DOMAIN, name: "Order", version: "1", default_task_list: {name: "deciders"}, default_child_policy: "TERMINATE",
  default_task_start_to_close_timeout: "300", default_execution_start_to_close_timeout: "86400"
)
charge = {
  domain: DOMAIN, name: "Charge", version: "1", default_task_list: {name: "workers"},
  default_task_heartbeat_timeout: "60", default_task_start_to_close_timeout: "600",
  default_task_schedule_to_start_timeout: "300", default_task_schedule_to_close_timeout: "900"
}
swf.register_activity_type(charge)
refused { swf.register_activity_type(charge) }
refused { swf.describe_domain(name: "nowhere") }
refused { swf.describe_domain(name: "n" * 257) }

# Text beyond ASCII, and quotes, go there and back.
order = {domain: DOMAIN, workflow_id: "order-42"}
type = {name: "Order", version: "1"}
input = "two \"books\" for Zoë \u{1F4DA}"
run_id = swf.start_workflow_execution(**order, workflow_type: type, input: input, tag_list: %w[gift books])["runId"]
refused { swf.start_workflow_execution(**order, workflow_type: type) }
execution = {workflow_id: "order-42", run_id: run_id}

task = swf.poll_for_decision_task(DECIDERS)
started = task["events"][0]["workflowExecutionStartedEventAttributes"]
say "first", task["startedEventId"], task["previousStartedEventId"], started["input"] == input, started["tagList"]
swf.respond_decision_task_completed(task_token: task["taskToken"], execution_context: "to approve")

# The next poll is held until the signal comes.
held = Thread.new { swf.poll_for_decision_task(DECIDERS) }
waited = held.join(0.3).nil?
swf.signal_workflow_execution(**order, run_id: run_id, signal_name: "approved", input: "by Ann")
task = held.value
say "held", waited, task["startedEventId"], task["previousStartedEventId"], task["events"][-3]["eventType"]
swf.respond_decision_task_completed(
  task_token: task["taskToken"],
  decisions: [
    {
      decision_type: "ScheduleActivityTask",
      schedule_activity_task_decision_attributes: {
        activity_id: "charge", activity_type: {name: "Charge", version: "1"}, input: "42 EUR"
      }
    },
    {
      decision_type: "StartTimer",
      start_timer_decision_attributes: {timer_id: "reminder", start_to_fire_timeout: "3600"}
    }
  ]
)

work = swf.poll_for_activity_task(WORKERS)
say "work", work["activityId"], work["activityType"]["name"], work["input"], work["startedEventId"]
say "cancel", swf.record_activity_task_heartbeat(task_token: work["taskToken"], details: "half")["cancelRequested"]
swf.respond_activity_task_completed(task_token: work["taskToken"], result: "paid")
refused { swf.respond_activity_task_completed(task_token: work["taskToken"], result: "paid") }

open = swf.count_open_workflow_executions(domain: DOMAIN, start_time_filter: EVER)
pending = swf.count_pending_decision_tasks(DECIDERS)
say "open", open["count"], open["truncated"], pending["count"], pending["truncated"]
described = swf.describe_workflow_execution(domain: DOMAIN, execution: execution)
counts = described["openCounts"].values_at("openActivityTasks", "openDecisionTasks", "openTimers")
say "counts", *counts, described["latestExecutionContext"]

task = swf.poll_for_decision_task(**DECIDERS, reverse_order: true)
say "latest", task["events"][0]["eventType"]
swf.respond_decision_task_completed(
  task_token: task["taskToken"],
  decisions: [{
    decision_type: "CompleteWorkflowExecution",
    complete_workflow_execution_decision_attributes: {result: "sent"}
  }]
)

pages = []
token = {}
while token
  page = swf.get_workflow_execution_history(domain: DOMAIN, execution: execution, maximum_page_size: 7, **token)
  pages << page["events"]
  token = page["nextPageToken"] && {next_page_token: page["nextPageToken"]}
end
say "pages", pages.map(&:size)
say "at", pages.flatten.map { |event| milliseconds(event["eventTimestamp"]) }
backwards = swf.get_workflow_execution_history(
  domain: DOMAIN, execution: execution, reverse_order: true, maximum_page_size: 1
)
say "last", backwards["events"][0]["eventId"], backwards["events"][0]["eventType"]

info = swf.list_closed_workflow_executions(domain: DOMAIN, start_time_filter: EVER)["executionInfos"][0]
closed = swf.count_closed_workflow_executions(domain: DOMAIN, close_time_filter: EVER)
say "closed", info["closeStatus"], milliseconds(info["closeTimestamp"]), closed["count"]
none = swf.list_open_workflow_executions(domain: DOMAIN, start_time_filter: EVER)
say "none", none["executionInfos"].size, none["nextPageToken"].nil?

empty = swf.poll_for_activity_task(WORKERS)
say "empty", empty["taskToken"].nil?, empty["startedEventId"]
