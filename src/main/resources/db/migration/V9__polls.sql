ALTER TABLE ticktick_accounts
  -- Up to when completed tasks were read.
  ADD COLUMN completed_until timestamptz,
  -- Readings in a row that brought nothing new: the more there are, the rarer they become.
  ADD COLUMN quiet_pulls integer NOT NULL DEFAULT 0;

-- The oldest ends of links, which are kept for 30 days.
CREATE INDEX links_ended ON links (account_id, ended_at) WHERE state = 'gone';
