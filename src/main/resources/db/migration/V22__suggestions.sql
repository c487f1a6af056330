-- At most one suggestion of a type waits for a decision on a task: a newer one takes its place. Nothing wrote here before this version.
ALTER TABLE suggestions
  DROP CONSTRAINT suggestions_state_check,
  ALTER COLUMN state SET DEFAULT 'pending';
UPDATE suggestions SET state = 'pending' WHERE state = 'open';
ALTER TABLE suggestions
  ADD CONSTRAINT suggestions_state_check CHECK (state IN ('pending', 'approved', 'rejected', 'superseded')),
  ADD CONSTRAINT suggestions_type_check CHECK (type IN (
    'priority', 'tags', 'quadrant', 'start_date', 'due_date', 'project', 'time_estimate', 'repeat', 'title', 'description')),
  ADD CONSTRAINT suggestions_reason_check CHECK (char_length(reason) <= 2000),
  ADD CONSTRAINT suggestions_decided_check CHECK ((state = 'pending') = (decided_at IS NULL));
CREATE UNIQUE INDEX suggestions_pending ON suggestions (user_id, task_id, type) WHERE state = 'pending';
