package dev.tandem.persistence;

import dev.tandem.sync.RemoteAnswer.Obstacle;

/**
 * The statements by which a twin's end in TickTick reaches its task. Those that write several tasks
 * do so under the locks of {@link TaskLocks}.
 */
final class DeletionSql {
  /**
   * How long a held task's row is left alone by claims. Whatever ends the hold makes it due at
   * once.
   */
  static final String HELD_FOR = "interval '1 hour'";

  /** Of a link {@code l} and a time {@code told.at}: nothing was heard of the twin since. */
  private static final String QUIET =
      """
      coalesce(l.settled_at, '-infinity') < told.at AND coalesce(l.read_at, '-infinity') <= told.at
        AND NOT EXISTS (
          SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = l.task_id
            AND (q.fence IS NOT NULL OR q.intent ? 'moved_to'))""";

  /** {@code account}: one decision at a time about what its readings miss. */
  static final String LOCK_DECISIONS =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('deletions ' || $1::bigint, 0))""";

  /**
   * {@code account, remote ids, looked at}. Answers {@code link, task, remote id, looked at,
   * whether the task is wanted here} of those that still count as missing.
   */
  static final String CANDIDATES =
      """
      SELECT l.id, l.task_id, l.remote_id, told.at, coalesce(t.status <> 'deleted', false)
      FROM unnest($2::text[], $3::timestamptz[]) AS told (remote_id, at)
      JOIN links l ON l.account_id = $1::bigint AND l.remote_id = told.remote_id
      LEFT JOIN tasks t ON t.user_id = l.user_id AND t.id = l.task_id
      WHERE l.state = 'linked' AND l.missing_since < told.at AND %s
      ORDER BY l.task_id"""
          .formatted(QUIET);

  /**
   * {@code account, links that are left out}. Answers how many tasks were taken for deleted there
   * within a day and nobody has decided on, are held, or were missed twice and are yet to be looked
   * at, since looks are rationed; and how many tasks were open there, those and the ones left out
   * among them.
   */
  static final String COUNT =
      """
      SELECT count(*) FILTER (WHERE l.is_inferred
          AND NOT EXISTS (SELECT FROM unnest($2::bigint[]) AS left_out (id) WHERE left_out.id = l.id)),
        count(*) FILTER (WHERE l.is_open OR l.is_inferred)
      FROM (
        SELECT id, state IN ('linked', 'held') AND base ->> 'status' = 'ACTIVE' AS is_open,
          state = 'held' OR state = 'linked' AND base ->> 'status' = 'ACTIVE'
              AND missing_since IS NOT NULL AND (inferred_at > now() - interval '1 day' OR EXISTS (
                SELECT FROM list_reads r WHERE r.account_id = $1::bigint
                  AND r.read_at >= missing_since + interval '2 seconds'
                  AND (r.remote_project_id = links.remote_project_id
                    OR r.remote_project_id LIKE 'inbox%'
                      AND links.remote_project_id LIKE 'inbox%')))
            OR state = 'gone' AND ended_because = 'deleted_there'
              AND inferred_at > now() - interval '1 day' AS is_inferred
        FROM links
        WHERE account_id = $1::bigint AND (state <> 'gone' OR inferred_at IS NOT NULL)) l""";

  /** {@code links}: they count from now on, whatever becomes of whoever ends them. */
  static final String INFER =
      """
      WITH found AS (
        SELECT id FROM links WHERE id = ANY ($1::bigint[]) AND state = 'linked'
        ORDER BY task_id FOR UPDATE)
      UPDATE links l SET inferred_at = now() FROM found WHERE l.id = found.id""";

  /**
   * {@code links, looked or read at}: nothing of them is pushed from now on. A waiting row gets
   * another generation, see {@link ClaimSql#CLAIM}. What was deleted here is not worth a decision.
   * Answers the tasks.
   */
  static final String HOLD =
      """
      WITH held AS (
        UPDATE links l SET state = 'held', inferred_at = now(),
          missing_since = coalesce(l.missing_since, told.at)
        FROM unnest($1::bigint[], $2::timestamptz[]) AS told (id, at)
        WHERE l.id = told.id AND l.state IN ('linked', 'unreachable') AND %1$s
          AND EXISTS (
            SELECT FROM tasks t
            WHERE t.user_id = l.user_id AND t.id = l.task_id AND t.status <> 'deleted')
        RETURNING l.user_id, l.task_id),
      waiting AS (
        UPDATE push_queue q SET generation = q.generation + 1,
          next_attempt_at = now() + %2$s,
          last_error = CASE WHEN q.is_dead THEN q.last_error ELSE jsonb_build_object(
            'code', %3$s, 'detail', %4$s, 'at', now()) END
        FROM held WHERE q.kind = 'task' AND q.entity_id = held.task_id)
      UPDATE tasks t SET revision = pg_current_xact_id() FROM held
      WHERE t.user_id = held.user_id AND t.id = held.task_id RETURNING t.id"""
          .formatted(
              QUIET,
              HELD_FOR,
              QueueSql.literal(Obstacle.DELETION_HELD.code()),
              QueueSql.literal(Obstacle.DELETION_HELD.detail()));

  /**
   * {@code links, read at}: of tasks that were deleted here as well nothing is left to do, nor to
   * push.
   */
  static final String END_UNWANTED =
      """
      WITH ended AS (
        UPDATE links l SET state = 'gone', ended_because = 'deleted_here', ended_at = now()
        FROM unnest($1::bigint[], $2::timestamptz[]) AS told (id, at)
        WHERE l.id = told.id AND l.state IN ('linked', 'unreachable') AND %s
          AND NOT EXISTS (
            SELECT FROM tasks t
            WHERE t.user_id = l.user_id AND t.id = l.task_id AND t.status <> 'deleted')
        RETURNING l.task_id)
      DELETE FROM push_queue q USING ended WHERE q.kind = 'task' AND q.entity_id = ended.task_id"""
          .formatted(QUIET);

  /** {@code task, remote id}. Answers since when its twin is missing. */
  static final String LOCK_LINK =
      """
      SELECT missing_since FROM links
      WHERE task_id = $1::bigint AND state <> 'gone' FOR UPDATE""";

  /** {@code task, why, whether a person decided}. */
  static final String END_LINK =
      """
      UPDATE links SET state = 'gone', ended_because = $2::text, ended_at = now(),
        inferred_at = CASE WHEN NOT $3::boolean THEN inferred_at END
      WHERE task_id = $1::bigint AND state <> 'gone'""";

  /**
   * {@code user, task, account, dirty}: the task is to get another twin, and has no past with that.
   */
  static final String BEGIN_ANEW =
      """
      INSERT INTO push_queue AS q (kind, entity_id, user_id, account_id, dirty)
      VALUES ('task', $2::bigint, $1::bigint, $3::bigint, $4::jsonb)
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        generation = q.generation + 1, account_id = excluded.account_id,
        dirty = excluded.dirty || q.dirty, intent = NULL, sent_from = NULL, attempts = 0,
        outages = 0, last_failure_at = NULL, last_error = NULL, is_dead = false,
        next_attempt_at = now()""";

  private DeletionSql() {}
}
