ALTER TABLE links
  -- The agreed values as the task held them, where TickTick stores another form of them; null: both sides hold "base".
  ADD COLUMN base_here jsonb,
  -- A lost send that was looked for in vain and may yet be applied: its fields, their values, until when it is waited for.
  ADD COLUMN watch jsonb;

-- A conflict is logged once, however often the same two values meet.
CREATE UNIQUE INDEX conflicts_once ON conflicts
  (user_id, task_id, field, md5(coalesce(local::text, '')), md5(coalesce(remote::text, '')));
