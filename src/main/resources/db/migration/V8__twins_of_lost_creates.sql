-- Takes up anew the create that was given up last, if its twin may still come: before another one is sent for the task, that twin is looked
-- for. Not if another create is open, or the task has a twin. It may have come until now, so that older listings tell nothing of it; and
-- what was silent a minute ago has arrived by now or never will.
--
-- Called under the lock of the task's queue row, or of the task if it has none. So no other create is begun meanwhile, as that needs the
-- row's claim, and what a discard, a search or the end of a dead letter gave up under these locks is seen: each statement in here looks at
-- what is committed by then. Tables are named with their schema, as a restore of data alone works without a search path.
CREATE FUNCTION reopen_create(of_user bigint, of_task bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  -- By far the most tasks have none: they cost this look.
  SELECT i.id INTO newest FROM "${flyway:defaultSchema}".create_intents i
  WHERE i.user_id = of_user AND i.task_id = of_task AND i.watched_until > clock_timestamp()
  ORDER BY i.id DESC LIMIT 1;
  IF FOUND THEN
    UPDATE "${flyway:defaultSchema}".create_intents SET watched_until = NULL, listed_at = NULL, listed = NULL,
      silent = silent AND ended_at > clock_timestamp() - interval '1 minute', ended_at = clock_timestamp()
    WHERE id = newest AND watched_until IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM "${flyway:defaultSchema}".create_intents o WHERE o.task_id = of_task AND o.watched_until IS NULL)
      AND NOT EXISTS (
        SELECT FROM "${flyway:defaultSchema}".links l WHERE l.task_id = of_task AND l.state <> 'gone');
  END IF;
END
$$;

CREATE FUNCTION reopen_create_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "${flyway:defaultSchema}".reopen_create(NEW.user_id, NEW.entity_id);
  RETURN NULL;
END
$$;

-- Whoever makes a task's row, or revives a dead letter, and by whichever statement: what the statement itself reads is as old as its
-- beginning, before it waited for the row.
CREATE TRIGGER reopen_create_of_new AFTER INSERT ON push_queue FOR EACH ROW
  WHEN (NEW.kind = 'task' AND NOT NEW.is_dead) EXECUTE FUNCTION reopen_create_of_row();
CREATE TRIGGER reopen_create_of_revived AFTER UPDATE OF is_dead ON push_queue FOR EACH ROW
  WHEN (OLD.is_dead AND NOT NEW.is_dead AND NEW.kind = 'task') EXECUTE FUNCTION reopen_create_of_row();

-- Of discarded dead letters, whose rows are gone.
UPDATE create_intents i SET watched_until = clock_timestamp() + interval '24 hours', listed_at = NULL, listed = NULL
WHERE i.watched_until IS NULL
  AND NOT EXISTS (SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = i.task_id);

-- Made by a reading of TickTick, for a task that was found there, and not by a push or an adoption. Another account here that is the same one
-- of TickTick's may have made that task by a create whose answer was lost.
ALTER TABLE links ADD COLUMN imported boolean NOT NULL DEFAULT false;
