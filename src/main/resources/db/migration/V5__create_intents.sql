-- A create that is about to be sent, kept until its outcome is known: TickTick knows no idempotency key. In a table of its own, since
-- nothing that happens to the task or its queue row may touch it. Without a foreign key on the task: a delete outlives its task.
CREATE TABLE create_intents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES ticktick_accounts ON DELETE CASCADE,
  task_id bigint NOT NULL,
  -- Of the claim under which it was sent.
  fence bigint NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When the call ended; until somebody tells, when its claim ends.
  ended_at timestamptz NOT NULL,
  -- Whether no answer came; until somebody tells, none did.
  silent boolean NOT NULL DEFAULT true,
  sent jsonb NOT NULL,
  -- The twin's id, told by a worker that had lost its claim.
  remote_id text,
  -- What the first of two listings showed that could be its twin.
  listed_at timestamptz,
  listed text[],
  -- It was given up; a twin that comes until then is reported. Null: its outcome is still to be found out.
  watched_until timestamptz,
  -- Ids of late twins that were reported.
  reported text[] NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX create_intents_open ON create_intents (task_id) WHERE watched_until IS NULL;
CREATE INDEX create_intents_account ON create_intents (account_id);
CREATE INDEX create_intents_watched ON create_intents (watched_until) WHERE watched_until IS NOT NULL;
CREATE INDEX create_intents_user ON create_intents (user_id, task_id, id);

CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON create_intents FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
