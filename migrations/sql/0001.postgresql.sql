-- Histories are append-only. A statement ends at an empty line.
CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'events are append-only: an event is never changed' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'events are append-only: they are never emptied' USING ERRCODE = 'restrict_violation';
    ELSIF NOT EXISTS (
        SELECT 1 FROM purging JOIN executions ON executions.id = purging.execution_id
        WHERE purging.execution_id = OLD.execution_id AND executions.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'events are append-only: only the purge of a closed execution deletes them'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
FOR EACH ROW EXECUTE FUNCTION events_append_only();

CREATE TRIGGER events_purge_only BEFORE DELETE ON events
FOR EACH ROW EXECUTE FUNCTION events_append_only();

CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();

-- An instant in milliseconds as a person reads it: 2030-01-01T00:00:00.000Z.
CREATE FUNCTION utc_text(instant bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURNS NULL ON NULL INPUT AS $$
    SELECT to_char(timestamp '1970-01-01' + instant * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE VIEW history AS
SELECT
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    e.event_id,
    utc_text(e.event_timestamp) AS time,
    e.event_type,
    e.attributes,
    d.account
FROM events e
JOIN executions x ON x.id = e.execution_id
JOIN domains d ON d.id = x.domain_id
ORDER BY e.execution_id, e.event_id;

CREATE VIEW open_executions AS
SELECT
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    x.workflow_type_name AS workflow_type,
    x.workflow_type_version AS workflow_version,
    utc_text(x.started_at) AS started,
    utc_text(x.due_at) AS times_out,
    CASE
        WHEN x.running_decision_event_id IS NOT NULL THEN 'running'
        WHEN x.waiting_decision_event_id IS NOT NULL THEN 'waiting'
        ELSE 'none'
    END AS decision_task,
    x.open_activity_tasks,
    x.open_timers,
    x.open_child_executions,
    x.open_lambda_functions,
    CASE x.cancel_requested WHEN 0 THEN 'no' ELSE 'yes' END AS cancel_requested,
    x.next_event_id - 1 AS events,
    x.tag_list AS tags,
    x.task_list,
    x.latest_execution_context,
    d.account
FROM executions x
JOIN domains d ON d.id = x.domain_id
WHERE x.closed_at IS NULL
ORDER BY x.started_at, x.id;

CREATE VIEW closed_executions AS
SELECT
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    x.workflow_type_name AS workflow_type,
    x.workflow_type_version AS workflow_version,
    x.close_status,
    utc_text(x.started_at) AS started,
    utc_text(x.closed_at) AS closed,
    (x.closed_at - x.started_at) / 1000.0 AS seconds,
    x.next_event_id - 1 AS events,
    x.tag_list AS tags,
    x.latest_execution_context,
    d.account
FROM executions x
JOIN domains d ON d.id = x.domain_id
WHERE x.closed_at IS NOT NULL
ORDER BY x.closed_at, x.id;

CREATE VIEW pending_tasks AS
SELECT
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    t.kind,
    t.task,
    t.task_list,
    t.priority,
    CASE WHEN t.started_at IS NULL THEN 'waiting' ELSE 'running' END AS status,
    utc_text(t.scheduled_at) AS scheduled,
    utc_text(t.started_at) AS started,
    utc_text(t.due_at) AS times_out,
    t.scheduled_event_id,
    d.account
FROM (
    SELECT execution_id, 'decision' AS kind, NULL::text AS task, task_list, priority, scheduled_at, started_at, due_at,
        scheduled_event_id
    FROM decision_tasks
    UNION ALL
    SELECT execution_id, 'activity', activity_id, task_list, priority, scheduled_at, started_at, due_at,
        scheduled_event_id
    FROM activity_tasks
    UNION ALL
    SELECT l.execution_id, 'lambda', l.lambda_id, NULL::text, NULL::integer, s.event_timestamp, l.started_at, l.due_at,
        l.scheduled_event_id
    FROM lambda_tasks l
    JOIN events s ON s.execution_id = l.execution_id AND s.event_id = l.scheduled_event_id
) t
JOIN executions x ON x.id = t.execution_id
JOIN domains d ON d.id = x.domain_id
ORDER BY t.scheduled_at, t.execution_id, t.scheduled_event_id;

CREATE VIEW deadlines AS
SELECT
    utc_text(t.due_at) AS due,
    t.kind,
    t.name,
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    d.account
FROM (
    SELECT id AS execution_id, 'execution' AS kind, NULL::text AS name, due_at FROM executions WHERE closed_at IS NULL
    UNION ALL
    SELECT execution_id, 'decision', NULL, due_at FROM decision_tasks WHERE due_at IS NOT NULL
    UNION ALL
    SELECT execution_id, 'activity', activity_id, due_at FROM activity_tasks WHERE due_at IS NOT NULL
    UNION ALL
    SELECT execution_id, 'timer', timer_id, due_at FROM timers
    UNION ALL
    SELECT execution_id, 'lambda', lambda_id, due_at FROM lambda_tasks WHERE due_at IS NOT NULL
) t
JOIN executions x ON x.id = t.execution_id
JOIN domains d ON d.id = x.domain_id
ORDER BY t.due_at, t.execution_id;
