-- How often a missing twin was looked at, when last, when it was last known to be in its list, and which other lists said that they do not
-- have it.
ALTER TABLE links
  ADD COLUMN looks integer NOT NULL DEFAULT 0,
  ADD COLUMN looked_at timestamptz,
  ADD COLUMN present_at timestamptz,
  ADD COLUMN sought_in text[] NOT NULL DEFAULT '{}';

-- When the list was read whole before that.
ALTER TABLE list_reads ADD COLUMN before_at timestamptz;

-- Since when a list is known to be archived: nothing can have been moved there after that.
ALTER TABLE projects ADD COLUMN archived_at timestamptz;
UPDATE projects SET archived_at = now() WHERE is_archived;

CREATE FUNCTION note_archived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.archived_at := CASE WHEN NEW.is_archived THEN clock_timestamp() END;
  RETURN NEW;
END $$;
CREATE TRIGGER note_archived_of_new BEFORE INSERT ON projects
  FOR EACH ROW WHEN (NEW.is_archived) EXECUTE FUNCTION note_archived();
CREATE TRIGGER note_archived BEFORE UPDATE ON projects
  FOR EACH ROW WHEN (NEW.is_archived <> OLD.is_archived) EXECUTE FUNCTION note_archived();
