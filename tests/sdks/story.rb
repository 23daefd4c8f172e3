# One order, told with the AWS SDK for Ruby, version 3: ruby story.rb
# Where the server is, a region and credentials come from the environment.

require_relative "swf_client"

DOMAIN = "orders"
DECIDERS = {domain: DOMAIN, task_list: {name: "deciders"}}.freeze
WORKERS = {domain: DOMAIN, task_list: {name: "workers"}}.freeze
EVER = {oldest_date: Time.at(0)}.freeze

def say(what, *values)
  puts [what, *values.map { |value| value.is_a?(Array) ? value.join(",") : value }].join(" ").strip
end

def refused
  yield
  say "refused", "nothing"
rescue Aws::Errors::ServiceError => fault
  say "refused", "#{fault.code}:", fault.message
end

def milliseconds(time)
  (time.to_r * 1000).round
end

swf = Aws::SWF::Client.new(endpoint: ENV.fetch("AWS_ENDPOINT_URL_SWF"))

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
run_id = swf.start_workflow_execution(**order, workflow_type: type, input: input, tag_list: %w[gift books]).run_id
refused { swf.start_workflow_execution(**order, workflow_type: type) }
execution = {workflow_id: "order-42", run_id: run_id}

task = swf.poll_for_decision_task(DECIDERS)
started = task.events[0].workflow_execution_started_event_attributes
say "first", task.started_event_id, task.previous_started_event_id, started.input == input, started.tag_list
swf.respond_decision_task_completed(task_token: task.task_token, execution_context: "to approve")

# The next poll is held until the signal comes.
held = Thread.new { swf.poll_for_decision_task(DECIDERS) }
waited = held.join(0.3).nil?
swf.signal_workflow_execution(**order, run_id: run_id, signal_name: "approved", input: "by Ann")
task = held.value
say "held", waited, task.started_event_id, task.previous_started_event_id, task.events[-3].event_type
swf.respond_decision_task_completed(
  task_token: task.task_token,
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
say "work", work.activity_id, work.activity_type.name, work.input, work.started_event_id
say "cancel", swf.record_activity_task_heartbeat(task_token: work.task_token, details: "half").cancel_requested
swf.respond_activity_task_completed(task_token: work.task_token, result: "paid")
refused { swf.respond_activity_task_completed(task_token: work.task_token, result: "paid") }

open = swf.count_open_workflow_executions(domain: DOMAIN, start_time_filter: EVER)
pending = swf.count_pending_decision_tasks(DECIDERS)
say "open", open.count, open.truncated, pending.count, pending.truncated
described = swf.describe_workflow_execution(domain: DOMAIN, execution: execution)
counts = described.open_counts
say "counts", counts.open_activity_tasks, counts.open_decision_tasks, counts.open_timers,
    described.latest_execution_context

task = swf.poll_for_decision_task(**DECIDERS, reverse_order: true)
say "latest", task.events[0].event_type
swf.respond_decision_task_completed(
  task_token: task.task_token,
  decisions: [{
    decision_type: "CompleteWorkflowExecution",
    complete_workflow_execution_decision_attributes: {result: "sent"}
  }]
)

pages = swf.get_workflow_execution_history(domain: DOMAIN, execution: execution, maximum_page_size: 7).map(&:events)
say "pages", pages.map(&:size)
say "at", pages.flatten.map { |event| milliseconds(event.event_timestamp) }
backwards = swf.get_workflow_execution_history(
  domain: DOMAIN, execution: execution, reverse_order: true, maximum_page_size: 1
)
say "last", backwards.events[0].event_id, backwards.events[0].event_type

info = swf.list_closed_workflow_executions(domain: DOMAIN, start_time_filter: EVER).execution_infos[0]
closed = swf.count_closed_workflow_executions(domain: DOMAIN, close_time_filter: EVER)
say "closed", info.close_status, milliseconds(info.close_timestamp), closed.count
none = swf.list_open_workflow_executions(domain: DOMAIN, start_time_filter: EVER)
say "none", none.execution_infos.size, none.next_page_token.nil?

empty = swf.poll_for_activity_task(WORKERS)
say "empty", empty.task_token.nil?, empty.started_event_id
