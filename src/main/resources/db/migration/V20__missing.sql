-- How often a missing twin was looked at, when last, and which other lists said that they do not have it.
ALTER TABLE links
  ADD COLUMN looks integer NOT NULL DEFAULT 0,
  ADD COLUMN looked_at timestamptz,
  ADD COLUMN sought_in text[] NOT NULL DEFAULT '{}';
