ALTER TABLE projects
  -- When our last write to the list was settled: what was read before shows an older world.
  ADD COLUMN settled_at timestamptz,
  -- What TickTick showed before our last write: the first reading after it that shows this again is not believed.
  ADD COLUMN replaced jsonb;

-- A few rows among all tasks', found without reading those.
CREATE INDEX push_queue_projects ON push_queue (account_id, next_attempt_at) WHERE kind = 'project';

-- A conflict is a task's or a list's.
ALTER TABLE conflicts
  ALTER COLUMN task_id DROP NOT NULL,
  ADD COLUMN project_id bigint,
  ADD CONSTRAINT conflicts_of_one CHECK ((task_id IS NULL) <> (project_id IS NULL));
CREATE INDEX conflicts_project ON conflicts (user_id, project_id) WHERE project_id IS NOT NULL;
