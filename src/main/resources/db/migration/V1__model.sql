-- The whole model. user_id leads every user-facing index; revision columns hold the writing transaction's id (xid8), by which the
-- delta feed finds what committed since a reader last looked.

CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text,
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
  -- The process's owner, to whom TANDEM_API_KEY belongs; at most one.
  is_owner boolean NOT NULL DEFAULT false,
  auto_push boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX users_one_owner ON users (is_owner) WHERE is_owner;

CREATE TABLE api_keys (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  name text NOT NULL,
  -- SHA-256 of the key's text: keys are random, so that a slow hash would add nothing.
  key_hash bytea NOT NULL,
  -- Set by TANDEM_API_KEY: another value there replaces this key.
  is_configured boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
CREATE UNIQUE INDEX api_keys_hash_key ON api_keys (key_hash);
CREATE INDEX api_keys_user ON api_keys (user_id, id);

-- Page sign-ins and one-time links.
CREATE TABLE sessions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('session', 'one_time_link')),
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX sessions_token_key ON sessions (token_hash);

CREATE TABLE oauth_states (
  state_hash bytea PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  browser_hash bytea NOT NULL,
  code_verifier bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE TABLE ticktick_accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  state text NOT NULL
    CHECK (state IN ('connected', 'needs_reauthorization', 'account_mismatch', 'disconnected')),
  access_token bytea,
  refresh_token bytea,
  -- Names the key of the ring with which both are encrypted.
  key_id text,
  -- Grows with every change of the tokens; a refresh is stored only over the one it started from.
  generation bigint NOT NULL DEFAULT 0,
  expires_at timestamptz,
  scopes text[] NOT NULL DEFAULT '{}',
  -- inbox<uid> and the "self" member of the Inbox: which TickTick account this is.
  remote_inbox_id text,
  remote_identity text,
  paused_until timestamptz,
  refresh_owner text,
  refresh_until timestamptz,
  poll_owner text,
  poll_until timestamptz,
  last_pull_at timestamptz,
  last_sweep_at timestamptz,
  next_pull_at timestamptz,
  last_pull_error jsonb,
  connected_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ticktick_accounts_connected_has_token
    CHECK (state <> 'connected' OR (access_token IS NOT NULL AND key_id IS NOT NULL))
);
CREATE UNIQUE INDEX ticktick_accounts_user_key ON ticktick_accounts (user_id);

-- When each list of an account was last read; an unchanged task costs no write.
CREATE TABLE list_reads (
  account_id bigint NOT NULL REFERENCES ticktick_accounts ON DELETE CASCADE,
  remote_project_id text NOT NULL,
  read_at timestamptz NOT NULL,
  complete boolean NOT NULL,
  PRIMARY KEY (account_id, remote_project_id)
);

CREATE TABLE projects (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  account_id bigint REFERENCES ticktick_accounts ON DELETE SET NULL,
  remote_id text,
  name text NOT NULL,
  color text,
  sort_order bigint NOT NULL DEFAULT 0,
  is_archived boolean NOT NULL DEFAULT false,
  base jsonb,
  missing_since timestamptz,
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CONSTRAINT projects_user_id_key UNIQUE (user_id, id)
);
CREATE UNIQUE INDEX projects_remote_key ON projects (account_id, remote_id) WHERE deleted_at IS NULL;
CREATE INDEX projects_order ON projects (user_id, sort_order, id) WHERE deleted_at IS NULL;

CREATE TABLE tasks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  title text NOT NULL,
  description text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'active'
    CHECK (status IN ('active', 'completed', 'abandoned', 'deleted')),
  kind text NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'note', 'checklist')),
  due_date timestamptz,
  start_date timestamptz,
  all_day boolean NOT NULL DEFAULT false,
  time_zone text,
  priority smallint NOT NULL DEFAULT 0 CHECK (priority IN (0, 1, 3, 5)),
  tags text[] NOT NULL DEFAULT '{}',
  -- The tags lower-cased, for the tag filter.
  tag_keys text[] NOT NULL DEFAULT '{}',
  items jsonb NOT NULL DEFAULT '[]',
  reminders text[] NOT NULL DEFAULT '{}',
  repeat_flag text,
  parent_id bigint,
  sort_order bigint,
  column_id text,
  project_id bigint,
  time_estimate integer,
  focus_time integer,
  urgency_score double precision,
  importance_score double precision,
  manual_priority_override smallint CHECK (manual_priority_override IN (0, 1, 3, 5)),
  manual_order integer,
  is_sorted boolean NOT NULL DEFAULT false,
  -- The matrix: the quadrant is computed from these two and the reading statement's now().
  urgent_from timestamptz NOT NULL DEFAULT 'infinity',
  important boolean NOT NULL DEFAULT false,
  quadrant_override text CHECK (quadrant_override IN ('Q1', 'Q2', 'Q3', 'Q4')),
  override_reason text,
  -- The rule's quadrant when the override was set; it stays until the override goes.
  frozen_quadrant text CHECK (frozen_quadrant IN ('Q1', 'Q2', 'Q3', 'Q4')),
  -- Whether TickTick is to have it; false: local only.
  push boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  modified_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  synced_at timestamptz,
  sync_version bigint NOT NULL DEFAULT 1,
  -- Set when the task is a completed occurrence of a recurring one.
  occurrence_of bigint,
  revision xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_revision xid8 NOT NULL DEFAULT pg_current_xact_id(),
  content_revision xid8 NOT NULL DEFAULT pg_current_xact_id(),
  synced_revision xid8,
  CONSTRAINT tasks_user_id_key UNIQUE (user_id, id),
  CONSTRAINT tasks_project_fkey FOREIGN KEY (user_id, project_id) REFERENCES projects (user_id, id),
  CONSTRAINT tasks_parent_fkey FOREIGN KEY (user_id, parent_id) REFERENCES tasks (user_id, id)
    ON DELETE SET NULL (parent_id),
  CONSTRAINT tasks_not_own_parent CHECK (parent_id <> id),
  CONSTRAINT tasks_frozen_under_override CHECK ((quadrant_override IS NULL) = (frozen_quadrant IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX tasks_manual ON tasks (user_id, manual_order, created_at DESC, id DESC) WHERE status <> 'deleted';
CREATE INDEX tasks_due ON tasks (user_id, due_date, id);
CREATE INDEX tasks_created ON tasks (user_id, created_at, id);
CREATE INDEX tasks_modified ON tasks (user_id, modified_at, id);
CREATE INDEX tasks_priority ON tasks (user_id, priority, id);
CREATE INDEX tasks_status ON tasks (user_id, status);
CREATE INDEX tasks_project ON tasks (user_id, project_id) WHERE project_id IS NOT NULL;
CREATE INDEX tasks_parent ON tasks (user_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_tags ON tasks USING gin (tag_keys);
CREATE INDEX tasks_feed ON tasks (user_id, revision, id);

-- Ties a task to its remote twin. Without a foreign key on the task: it outlives a hard delete.
CREATE TABLE links (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES ticktick_accounts ON DELETE CASCADE,
  task_id bigint NOT NULL,
  remote_id text NOT NULL,
  remote_project_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('linked', 'gone', 'held', 'unreachable')),
  -- Why it ended; kept for 30 days as a tombstone.
  ended_because text CHECK (ended_because IN ('deleted_here', 'deleted_there', 'dismissed')),
  ended_at timestamptz,
  redeletes integer NOT NULL DEFAULT 0,
  -- The mapped fields last agreed on, and the remote object as it was (unknown fields survive).
  base jsonb NOT NULL,
  raw jsonb,
  etag text,
  etimestamp bigint,
  confirmed boolean NOT NULL DEFAULT false,
  read_at timestamptz,
  settled_at timestamptz,
  missing_since timestamptz,
  -- Field → time of a push that no listing has confirmed yet.
  unproven jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX links_remote_key ON links (account_id, remote_id);
CREATE UNIQUE INDEX links_task_key ON links (task_id) WHERE state <> 'gone';
CREATE INDEX links_user_task ON links (user_id, task_id);

CREATE SEQUENCE push_fence;

-- One row per task or project with something to push: the row is what "pending" means. Without foreign keys on the entity: a delete
-- outlives its task.
CREATE TABLE push_queue (
  kind text NOT NULL CHECK (kind IN ('task', 'project')),
  entity_id bigint NOT NULL,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  -- Null until the user connects an account.
  account_id bigint REFERENCES ticktick_accounts ON DELETE SET NULL,
  -- Grows with every write; a settlement removes the row only if it is still the claimed one.
  generation bigint NOT NULL DEFAULT 1,
  -- Field → time of its last change.
  dirty jsonb NOT NULL DEFAULT '{}',
  attempts integer NOT NULL DEFAULT 0,
  outages integer NOT NULL DEFAULT 0,
  last_failure_at timestamptz,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  is_dead boolean NOT NULL DEFAULT false,
  last_error jsonb,
  lease_owner text,
  lease_until timestamptz,
  fence bigint,
  -- A request whose outcome is not known yet.
  intent jsonb,
  -- W3C trace context of the write that made it due.
  traceparent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, entity_id)
) WITH (fillfactor = 70);
CREATE INDEX push_queue_due ON push_queue (account_id, next_attempt_at) WHERE NOT is_dead;
CREATE INDEX push_queue_user ON push_queue (user_id, kind, entity_id);
-- How many rows of an account are being worked on.
CREATE INDEX push_queue_held ON push_queue (account_id, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX push_queue_leased ON push_queue (lease_owner) WHERE lease_owner IS NOT NULL;

-- What requests carried and what became of them: the last 20 per task, or 7 days.
CREATE TABLE sends (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  task_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  fence bigint NOT NULL,
  operation text NOT NULL,
  fields text[] NOT NULL DEFAULT '{}',
  sent jsonb,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'refused', 'unknown')),
  error_code text,
  detail text,
  requests integer NOT NULL DEFAULT 1
);
CREATE INDEX sends_task ON sends (user_id, task_id, id DESC);
CREATE INDEX sends_age ON sends (at);

CREATE TABLE conflicts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  task_id bigint NOT NULL,
  field text NOT NULL,
  base jsonb,
  local jsonb,
  remote jsonb,
  winner text NOT NULL CHECK (winner IN ('local', 'remote')),
  rule text NOT NULL,
  local_at timestamptz,
  remote_at timestamptz,
  at timestamptz NOT NULL DEFAULT now(),
  reviewed_at timestamptz
);
CREATE INDEX conflicts_user ON conflicts (user_id, id DESC);
CREATE INDEX conflicts_open ON conflicts (user_id, task_id) WHERE reviewed_at IS NULL;

CREATE TABLE suggestions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL,
  task_id bigint NOT NULL,
  type text NOT NULL,
  suggested jsonb NOT NULL,
  reason text,
  confidence double precision CHECK (confidence BETWEEN 0 AND 1),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected')),
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  FOREIGN KEY (user_id, task_id) REFERENCES tasks (user_id, id) ON DELETE CASCADE
);
CREATE INDEX suggestions_task ON suggestions (user_id, task_id, id);

-- A claim with its owner until its result is known; an expired claim is resumed by its own idempotent steps.
CREATE TABLE idempotency_keys (
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  claim_owner text,
  claim_until timestamptz,
  status integer,
  body jsonb,
  headers jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- Hard-deleted tasks, for the delta feed.
CREATE TABLE task_tombstones (
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  task_id bigint NOT NULL,
  deleted_at timestamptz NOT NULL DEFAULT now(),
  revision xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (user_id, task_id)
);
CREATE INDEX task_tombstones_feed ON task_tombstones (user_id, revision, task_id);
CREATE INDEX task_tombstones_age ON task_tombstones (deleted_at);

-- Request budgets (GCRA): the theoretical arrival time of the next request. Keyed by the remote account, which users may share.
CREATE TABLE budgets (
  budget_key text NOT NULL,
  cell text NOT NULL CHECK (cell IN ('all', 'poll')),
  arrival timestamptz NOT NULL,
  -- Learnt downwards when TickTick refuses earlier than expected; 1 is the configured rate.
  rate_factor double precision NOT NULL DEFAULT 1 CHECK (rate_factor > 0 AND rate_factor <= 1),
  learnt_at timestamptz,
  PRIMARY KEY (budget_key, cell)
) WITH (fillfactor = 50);

-- The feed's epoch: a restored or moved database does not continue the revisions that readers know.
CREATE TABLE feed_epoch (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL,
  system_identifier text NOT NULL,
  highest_revision xid8 NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);
