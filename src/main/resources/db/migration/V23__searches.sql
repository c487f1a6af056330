-- Since when a missing twin is sought in other lists: what they said long ago counts no more.
ALTER TABLE links ADD COLUMN sought_since timestamptz;
