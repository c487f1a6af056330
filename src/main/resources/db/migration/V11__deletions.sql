ALTER TABLE links
  -- When its twin was taken for deleted there by what readings showed, which nobody has decided on since. Counts towards the mass-delete hold.
  ADD COLUMN inferred_at timestamptz;
CREATE INDEX links_inferred ON links (account_id, inferred_at) WHERE inferred_at IS NOT NULL;
CREATE INDEX links_held ON links (user_id, task_id) WHERE state = 'held';

-- What a list that was read should have shown.
CREATE INDEX links_list ON links (account_id, remote_project_id) WHERE state <> 'gone';
