-- Made by the migrations: python -m swfstore.store.template
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE settings (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE domains (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    retention_days TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deprecated_at BIGINT,
    open_executions INTEGER NOT NULL,
    CONSTRAINT pk_domains PRIMARY KEY (id),
    CONSTRAINT uq_domains_account_name UNIQUE (account, name)
);
CREATE TABLE domain_tags (
    domain_id INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT,
    CONSTRAINT pk_domain_tags PRIMARY KEY (domain_id, "key"),
    CONSTRAINT fk_domain_tags_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
)
 WITHOUT ROWID;
CREATE TABLE workflow_types (
    id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deprecated_at BIGINT,
    default_task_list TEXT,
    default_task_priority TEXT,
    default_task_start_to_close_timeout TEXT,
    default_execution_start_to_close_timeout TEXT,
    default_child_policy TEXT,
    default_lambda_role TEXT,
    CONSTRAINT pk_workflow_types PRIMARY KEY (id),
    CONSTRAINT uq_workflow_types_domain_id_name_version UNIQUE (domain_id, name, version),
    CONSTRAINT fk_workflow_types_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
);
CREATE TABLE activity_types (
    id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deprecated_at BIGINT,
    default_task_list TEXT,
    default_task_priority TEXT,
    default_task_start_to_close_timeout TEXT,
    default_task_heartbeat_timeout TEXT,
    default_task_schedule_to_start_timeout TEXT,
    default_task_schedule_to_close_timeout TEXT,
    CONSTRAINT pk_activity_types PRIMARY KEY (id),
    CONSTRAINT uq_activity_types_domain_id_name_version UNIQUE (domain_id, name, version),
    CONSTRAINT fk_activity_types_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
);
CREATE TABLE executions (
    id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    workflow_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    workflow_type_name TEXT NOT NULL,
    workflow_type_version TEXT NOT NULL,
    task_list TEXT NOT NULL,
    task_priority TEXT,
    task_start_to_close_timeout TEXT NOT NULL,
    execution_start_to_close_timeout TEXT NOT NULL,
    child_policy TEXT NOT NULL,
    lambda_role TEXT,
    tag_list TEXT,
    parent_workflow_id TEXT,
    parent_run_id TEXT,
    parent_initiated_event_id INTEGER NOT NULL,
    continued_execution_run_id TEXT,
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    closed_at BIGINT,
    close_status TEXT,
    cancel_requested SMALLINT NOT NULL,
    latest_execution_context TEXT,
    latest_activity_task_at BIGINT,
    next_event_id INTEGER NOT NULL,
    latest_event_at BIGINT NOT NULL,
    open_activity_tasks INTEGER NOT NULL,
    open_timers INTEGER NOT NULL,
    open_child_executions INTEGER NOT NULL,
    open_lambda_functions INTEGER NOT NULL,
    waiting_decision_event_id INTEGER,
    running_decision_event_id INTEGER,
    running_decision_started_event_id INTEGER,
    previous_started_event_id INTEGER NOT NULL,
    override_task_list TEXT,
    override_schedule_to_start_timeout TEXT,
    CONSTRAINT pk_executions PRIMARY KEY (id),
    CONSTRAINT fk_executions_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
);
CREATE INDEX ix_executions_closed_close ON executions (domain_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_close_status ON executions (domain_id, close_status, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_close_type ON executions (domain_id, workflow_type_name, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_close_workflow ON executions (domain_id, workflow_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_start ON executions (domain_id, started_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_start_status ON executions (domain_id, close_status, started_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_closed_start_type ON executions (domain_id, workflow_type_name, started_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_executions_due ON executions (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX ix_executions_open ON executions (domain_id, started_at, id) WHERE closed_at IS NULL;
CREATE INDEX ix_executions_open_type ON executions (domain_id, workflow_type_name, started_at, id) WHERE closed_at IS NULL;
CREATE INDEX ix_executions_workflow ON executions (domain_id, workflow_id, started_at, id);
CREATE UNIQUE INDEX uq_executions_open ON executions (domain_id, workflow_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX uq_executions_run ON executions (domain_id, workflow_id, run_id);
CREATE TABLE execution_tags (
    execution_id INTEGER NOT NULL,
    tag TEXT NOT NULL,
    domain_id INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    closed_at BIGINT,
    CONSTRAINT pk_execution_tags PRIMARY KEY (execution_id, tag),
    CONSTRAINT fk_execution_tags_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
    CONSTRAINT fk_execution_tags_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_execution_tags_closed_close ON execution_tags (domain_id, tag, closed_at, execution_id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_execution_tags_closed_start ON execution_tags (domain_id, tag, started_at, execution_id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_execution_tags_open ON execution_tags (domain_id, tag, started_at, execution_id) WHERE closed_at IS NULL;
CREATE TABLE events (
    execution_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    event_timestamp BIGINT NOT NULL,
    attributes TEXT NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (execution_id, event_id),
    CONSTRAINT fk_events_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
)
 WITHOUT ROWID;
CREATE TABLE purging (
    execution_id INTEGER NOT NULL,
    CONSTRAINT pk_purging PRIMARY KEY (execution_id),
    CONSTRAINT fk_purging_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE TABLE decision_tasks (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    scheduled_event_id INTEGER NOT NULL,
    task_list TEXT NOT NULL,
    priority INTEGER NOT NULL,
    scheduled_at BIGINT NOT NULL,
    schedule_to_start_timeout TEXT NOT NULL,
    start_to_close_timeout TEXT NOT NULL,
    pollable SMALLINT NOT NULL,
    started_event_id INTEGER,
    started_at BIGINT,
    due_at BIGINT,
    CONSTRAINT pk_decision_tasks PRIMARY KEY (id),
    CONSTRAINT fk_decision_tasks_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
    CONSTRAINT fk_decision_tasks_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE INDEX ix_decision_tasks_due ON decision_tasks (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_decision_tasks_poll ON decision_tasks (domain_id, task_list, priority DESC, id) WHERE pollable = 1;
CREATE UNIQUE INDEX uq_decision_tasks_running ON decision_tasks (execution_id) WHERE started_event_id IS NOT NULL;
CREATE UNIQUE INDEX uq_decision_tasks_scheduled ON decision_tasks (execution_id, scheduled_event_id);
CREATE UNIQUE INDEX uq_decision_tasks_waiting ON decision_tasks (execution_id) WHERE started_event_id IS NULL;
CREATE TABLE activity_tasks (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    scheduled_event_id INTEGER NOT NULL,
    activity_id TEXT NOT NULL,
    activity_type_name TEXT NOT NULL,
    activity_type_version TEXT NOT NULL,
    task_list TEXT NOT NULL,
    priority INTEGER NOT NULL,
    input TEXT,
    scheduled_at BIGINT NOT NULL,
    schedule_to_start_timeout TEXT NOT NULL,
    schedule_to_close_timeout TEXT NOT NULL,
    start_to_close_timeout TEXT NOT NULL,
    heartbeat_timeout TEXT NOT NULL,
    started_event_id INTEGER,
    started_at BIGINT,
    cancel_requested_event_id INTEGER,
    last_heartbeat_at BIGINT,
    heartbeat_details TEXT,
    due_at BIGINT,
    due_rank SMALLINT NOT NULL,
    CONSTRAINT pk_activity_tasks PRIMARY KEY (id),
    CONSTRAINT fk_activity_tasks_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
    CONSTRAINT fk_activity_tasks_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE INDEX ix_activity_tasks_due ON activity_tasks (due_at, due_rank, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_activity_tasks_poll ON activity_tasks (domain_id, task_list, priority DESC, id) WHERE started_event_id IS NULL;
CREATE UNIQUE INDEX uq_activity_tasks_activity ON activity_tasks (execution_id, activity_id);
CREATE UNIQUE INDEX uq_activity_tasks_scheduled ON activity_tasks (execution_id, scheduled_event_id);
CREATE TABLE lambda_tasks (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    scheduled_event_id INTEGER NOT NULL,
    lambda_id TEXT NOT NULL,
    name TEXT NOT NULL,
    input TEXT,
    start_to_close_timeout TEXT,
    started_event_id INTEGER,
    started_at BIGINT,
    due_at BIGINT,
    CONSTRAINT pk_lambda_tasks PRIMARY KEY (id),
    CONSTRAINT uq_lambda_tasks_execution_id_scheduled_event_id UNIQUE (execution_id, scheduled_event_id),
    CONSTRAINT fk_lambda_tasks_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE INDEX ix_lambda_tasks_due ON lambda_tasks (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_lambda_tasks_waiting ON lambda_tasks (id) WHERE started_event_id IS NULL;
CREATE TABLE timers (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    started_event_id INTEGER NOT NULL,
    timer_id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    CONSTRAINT pk_timers PRIMARY KEY (id),
    CONSTRAINT uq_timers_execution_id_started_event_id UNIQUE (execution_id, started_event_id),
    CONSTRAINT uq_timers_execution_id_timer_id UNIQUE (execution_id, timer_id),
    CONSTRAINT fk_timers_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE INDEX ix_timers_due ON timers (due_at, id);
CREATE TABLE child_executions (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    initiated_event_id INTEGER NOT NULL,
    workflow_id TEXT NOT NULL,
    workflow_type_name TEXT NOT NULL,
    workflow_type_version TEXT NOT NULL,
    decision_task_completed_event_id INTEGER NOT NULL,
    control TEXT,
    started_event_id INTEGER,
    run_id TEXT,
    CONSTRAINT pk_child_executions PRIMARY KEY (id),
    CONSTRAINT uq_child_executions_execution_id_initiated_event_id UNIQUE (execution_id, initiated_event_id),
    CONSTRAINT fk_child_executions_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE TABLE external_requests (
    id INTEGER NOT NULL,
    execution_id INTEGER NOT NULL,
    initiated_event_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    run_id TEXT,
    decision_task_completed_event_id INTEGER NOT NULL,
    control TEXT,
    CONSTRAINT pk_external_requests PRIMARY KEY (id),
    CONSTRAINT uq_external_requests_execution_id_initiated_event_id UNIQUE (execution_id, initiated_event_id),
    CONSTRAINT fk_external_requests_execution_id FOREIGN KEY(execution_id) REFERENCES executions (id)
);
CREATE TABLE messages (
    id INTEGER NOT NULL,
    domain_id INTEGER NOT NULL,
    workflow_id TEXT NOT NULL,
    run_id TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT fk_messages_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
);
CREATE INDEX ix_messages_receiver ON messages (domain_id, workflow_id, id);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: an event is never changed');
END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE execution_id = NEW.execution_id AND event_id = NEW.event_id)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: this event exists already');
END;
CREATE TRIGGER events_purge_only BEFORE DELETE ON events
WHEN NOT EXISTS (
    SELECT 1 FROM purging JOIN executions ON executions.id = purging.execution_id
    WHERE purging.execution_id = OLD.execution_id AND executions.closed_at IS NOT NULL
)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: only the purge of a closed execution deletes them');
END;
CREATE VIEW history AS
SELECT
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    e.event_id,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.event_timestamp / 1000.0, 'unixepoch') AS time,
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
    strftime('%Y-%m-%dT%H:%M:%fZ', x.started_at / 1000.0, 'unixepoch') AS started,
    strftime('%Y-%m-%dT%H:%M:%fZ', x.due_at / 1000.0, 'unixepoch') AS times_out,
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
    strftime('%Y-%m-%dT%H:%M:%fZ', x.started_at / 1000.0, 'unixepoch') AS started,
    strftime('%Y-%m-%dT%H:%M:%fZ', x.closed_at / 1000.0, 'unixepoch') AS closed,
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
    strftime('%Y-%m-%dT%H:%M:%fZ', t.scheduled_at / 1000.0, 'unixepoch') AS scheduled,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1000.0, 'unixepoch') AS started,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.due_at / 1000.0, 'unixepoch') AS times_out,
    t.scheduled_event_id,
    d.account
FROM (
    SELECT execution_id, 'decision' AS kind, NULL AS task, task_list, priority, scheduled_at, started_at, due_at,
        scheduled_event_id
    FROM decision_tasks
    UNION ALL
    SELECT execution_id, 'activity', activity_id, task_list, priority, scheduled_at, started_at, due_at,
        scheduled_event_id
    FROM activity_tasks
    UNION ALL
    SELECT l.execution_id, 'lambda', l.lambda_id, NULL, NULL, s.event_timestamp, l.started_at, l.due_at,
        l.scheduled_event_id
    FROM lambda_tasks l
    JOIN events s ON s.execution_id = l.execution_id AND s.event_id = l.scheduled_event_id
) t
JOIN executions x ON x.id = t.execution_id
JOIN domains d ON d.id = x.domain_id
ORDER BY t.scheduled_at, t.execution_id, t.scheduled_event_id;
CREATE VIEW deadlines AS
SELECT
    strftime('%Y-%m-%dT%H:%M:%fZ', t.due_at / 1000.0, 'unixepoch') AS due,
    t.kind,
    t.name,
    d.name AS domain,
    x.workflow_id,
    x.run_id,
    d.account
FROM (
    SELECT id AS execution_id, 'execution' AS kind, NULL AS name, due_at FROM executions WHERE closed_at IS NULL
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
INSERT INTO alembic_version (version_num) VALUES ('0001');
