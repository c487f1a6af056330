package dev.tandem.persistence;

import dev.tandem.sync.Reason;

/** The statements by which a reading of TickTick reaches tasks and links. */
final class PullSql {
  /**
   * Of an ended link {@code l}: whether its task was deleted here and is shown in a list that is
   * still on its way out, or was when the reading began. It goes with the list: deleted by itself
   * it would cost a request, and hold the list's delete up. What became of it meanwhile is for the
   * look before that delete to see.
   *
   * @param list where the reading showed it
   * @param readAt when the reading began
   */
  private static String goesWithItsList(String list, String readAt) {
    return """
        l.ended_because = 'deleted_here' AND EXISTS (
          SELECT FROM projects p
            LEFT JOIN push_queue q ON q.kind = 'project' AND q.entity_id = p.id
          WHERE p.user_id = l.user_id AND p.account_id = l.account_id AND p.remote_id = %s
            AND p.deleted_at IS NOT NULL AND (q.entity_id IS NOT NULL OR p.settled_at >= %s))"""
        .formatted(list, readAt);
  }

  /**
   * {@code account, generation, remote ids, lists, etags, etimestamps, read at}. Answers the ids
   * that are to be merged; one row with a null id if the account has other tokens by now. Of the
   * others nothing is written but that they are there: that proves what was sent to them. A body
   * that names a list or a parent that was not known when it was merged is no news until that is
   * known, or told of in the same reading, nor one that names a parent below the task; one whose
   * push did not find it is, as it is there.
   */
  static final String COMPARE =
      """
      WITH account AS (
        SELECT id FROM ticktick_accounts
        WHERE id = $1::bigint AND generation = $2::bigint AND state = 'connected'),
      told AS (
        SELECT s.*, l.id AS link_id,
          l.id IS NULL OR CASE
            WHEN l.state = 'gone' THEN s.read_at > l.ended_at
              AND (l.redeletes < 3 OR l.etag IS DISTINCT FROM s.etag) AND NOT (%2$s)
            ELSE NOT (s.etimestamp IS NOT NULL AND l.etimestamp IS NOT NULL
                AND s.etimestamp < l.etimestamp)
              AND s.read_at > coalesce(l.settled_at, '-infinity')
              AND s.read_at >= coalesce(l.read_at, '-infinity')
              AND (NOT l.confirmed OR l.state = 'held' OR l.remote_project_id <> s.list_id
                OR l.etag IS DISTINCT FROM s.etag AND NOT coalesce(l.raw ->> 'etag' = s.etag AND (
                  l.raw ->> 'parentId' <> ALL ($3::text[] || ''::text) AND NOT EXISTS (
                    SELECT FROM links p WHERE p.account_id = l.account_id
                      AND p.remote_id = l.raw ->> 'parentId' AND p.state <> 'gone')
                  OR EXISTS (
                    WITH RECURSIVE above (id, parent_id) AS (
                      SELECT t.id, t.parent_id FROM links p JOIN tasks t ON t.id = p.task_id
                      WHERE p.account_id = l.account_id AND p.state <> 'gone'
                        AND p.remote_id = l.raw ->> 'parentId'
                      UNION
                      SELECT t.id, t.parent_id FROM above b
                        JOIN tasks t ON t.user_id = l.user_id AND t.id = b.parent_id)
                    SELECT FROM above WHERE id = l.task_id)
                  OR s.list_id NOT LIKE 'inbox%%' AND NOT EXISTS (
                    SELECT FROM projects p WHERE p.user_id = l.user_id
                      AND p.account_id = l.account_id AND p.remote_id = s.list_id
                      AND p.deleted_at IS NULL)), false)
                OR EXISTS (
                  SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = l.task_id
                    AND q.fence IS NULL AND NOT q.is_dead AND q.next_attempt_at > now()
                    AND q.last_error ->> 'code' = %1$s
                    AND (q.last_error ->> 'at')::timestamptz < s.read_at))
            END AS is_news
        FROM account, unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
          AS s (remote_id, list_id, etag, etimestamp, read_at)
        LEFT JOIN links l ON l.account_id = $1::bigint AND l.remote_id = s.remote_id),
      proven AS (
        UPDATE links l SET missing_since = NULL, unproven = '{}',
          state = CASE l.state WHEN 'unreachable' THEN 'linked' ELSE l.state END
        FROM told s
        WHERE l.id = s.link_id AND NOT s.is_news AND l.state IN ('linked', 'unreachable')
          AND s.read_at > coalesce(l.settled_at, '-infinity')
          AND (l.missing_since IS NOT NULL OR l.unproven <> '{}' OR l.state = 'unreachable'))
      SELECT remote_id FROM told WHERE is_news
      UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM account)"""
          .formatted(
              QueueSql.literal(Reason.NOT_FOUND.code()), goesWithItsList("s.list_id", "s.read_at"));

  /**
   * {@code account, generation, remote id}. Answers {@code user, task, state of the link, parent
   * there as agreed on}, the last three null for an unknown twin; nothing if the account has other
   * tokens by now.
   */
  static final String LOCATE =
      """
      SELECT a.user_id, l.task_id, l.state, l.base ->> 'parentId'
      FROM ticktick_accounts a
      LEFT JOIN links l ON l.account_id = a.id AND l.remote_id = $3::text
      WHERE a.id = $1::bigint AND a.generation = $2::bigint AND a.state = 'connected'""";

  /**
   * {@code task}. Answers {@link QueueRow}'s columns of a task with a live link, whether it has a
   * queue row or not; without one its generation is 0.
   */
  static final String READ =
      "SELECT "
          + QueueSql.JOB_COLUMNS
          + """
           FROM (
            SELECT o.fence, k.user_id, k.account_id, k.task_id AS entity_id,
              coalesce(o.generation, 0) AS generation, coalesce(o.attempts, 0) AS attempts,
              coalesce(o.outages, 0) AS outages, o.last_failure_at,
              coalesce(o.dirty, '{}') AS dirty, o.intent, o.sent_from
            FROM links k LEFT JOIN push_queue o ON o.kind = 'task' AND o.entity_id = k.task_id
            WHERE k.task_id = $1::bigint AND k.state <> 'gone') q
          """
          + QueueSql.JOB_JOINS;

  /** {@code task}: its twin is there, whatever was thought of it. */
  static final String THERE =
      """
      UPDATE links SET missing_since = NULL, state = 'linked'
      WHERE task_id = $1::bigint AND state <> 'gone'
        AND (missing_since IS NOT NULL OR state <> 'linked')""";

  /**
   * {@code task, user, account, dirty or null, intent, whether what kept it is over, whether a
   * listing showed the twin}: then one that was not found is there after all. What is left to push
   * after a reading. No claim can be on the row, and what failed before may fail again.
   */
  static final String OPEN_ROW =
      """
      INSERT INTO push_queue AS q (kind, entity_id, user_id, account_id, dirty, intent)
      VALUES ('task', $1::bigint, $2::bigint, $3::bigint, coalesce($4::jsonb, '{}'), $5::jsonb)
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        account_id = excluded.account_id, dirty = coalesce($4::jsonb, q.dirty), intent = $5::jsonb,
        next_attempt_at = CASE WHEN %1$s
          THEN least(q.next_attempt_at, now()) ELSE q.next_attempt_at END,
        last_error = CASE WHEN (%1$s) AND q.attempts = 0 AND NOT q.is_dead
          THEN NULL ELSE q.last_error END
      WHERE %1$s OR (coalesce($4::jsonb, q.dirty), $5::jsonb)
        IS DISTINCT FROM (q.dirty, q.intent)"""
          .formatted(
              "$6::boolean OR $7::boolean AND coalesce(q.last_error ->> 'code' = "
                  + QueueSql.literal(Reason.NOT_FOUND.code())
                  + ", false)");

  /** {@code account, remote id}: whether somebody made a task of it meanwhile. */
  static final String IS_LINKED =
      "SELECT id FROM links WHERE account_id = $1::bigint AND remote_id = $2::text";

  /** {@code account, remote id}. */
  static final String LOCK_TOMBSTONE =
      """
      SELECT id FROM links
      WHERE account_id = $1::bigint AND remote_id = $2::text AND state = 'gone' FOR UPDATE""";

  /**
   * {@code account, remote id, list, read at}. Answers {@code link, why it ended, when, redeletes,
   * status of the task, whether that has another twin, whether it is being worked on or created,
   * whether it goes with its list}, then {@link LinkRows#COLUMNS}.
   */
  static final String READ_TOMBSTONE =
      """
      SELECT l.id, l.ended_because, l.ended_at, l.redeletes, t.status,
        EXISTS (SELECT FROM links o WHERE o.task_id = l.task_id AND o.state <> 'gone'),
        EXISTS (SELECT FROM push_queue q
            WHERE q.kind = 'task' AND q.entity_id = l.task_id AND q.fence IS NOT NULL)
          OR EXISTS (SELECT FROM create_intents i
            WHERE i.task_id = l.task_id AND i.watched_until IS NULL),
        %s,
      """
              .formatted(goesWithItsList("$3::text", "$4::timestamptz"))
          + LinkRows.COLUMNS
          + """

          FROM links l LEFT JOIN tasks t ON t.user_id = l.user_id AND t.id = l.task_id
          WHERE l.account_id = $1::bigint AND l.remote_id = $2::text AND l.state = 'gone'""";

  /** {@code link, redeletes}: it ties its task to its twin again. */
  static final String RELINK =
      """
      UPDATE links SET state = 'linked', ended_because = NULL, ended_at = NULL,
        missing_since = NULL, redeletes = $2::integer
      WHERE id = $1::bigint AND state = 'gone'""";

  /** {@code link}: its twin becomes another task's. */
  static final String FORGET_TOMBSTONE = "DELETE FROM links WHERE id = $1::bigint";

  /** {@code user, task, account}: its twin is to be deleted once more. */
  static final String DELETE_AGAIN =
      QueueWriteSql.INSERT
          + """
            VALUES ('task', $2::bigint, $1::bigint, $3::bigint,
              jsonb_build_object('status', now()))
          """
          + QueueWriteSql.OR_JOIN;

  /**
   * {@code account, raw, title}: the recurring task whose completed occurrence a twin may be. A
   * copy keeps title and time of creation (ticktick-api.md, 3.4).
   */
  static final String OCCURRENCE_OF =
      """
      SELECT t.id FROM links l JOIN tasks t ON t.user_id = l.user_id AND t.id = l.task_id
      WHERE l.account_id = $1::bigint AND l.state <> 'gone' AND t.repeat_flag IS NOT NULL
        AND l.raw ->> 'createdTime' = $2::text::jsonb ->> 'createdTime'
        AND l.base ->> 'title' = $3::text
      ORDER BY t.id LIMIT 1""";

  private static final int IMPORT_CONTENT = 5;

  /** {@code user, occurrence of, created at, completed at}, then the content. */
  static final String IMPORT =
      """
      INSERT INTO tasks (user_id, push, occurrence_of, created_at, completed_at, synced_at, %s)
      SELECT $1::bigint, true, $2::bigint, least(coalesce($3::timestamptz, now()), now()),
        CASE WHEN %s = 'completed' THEN least(coalesce($4::timestamptz, now()), now()) END,
        now(), %s
      RETURNING id, sync_version"""
          .formatted(
              TaskColumns.names(),
              TaskColumns.placeholder(IMPORT_CONTENT, "status"),
              TaskColumns.placeholders(IMPORT_CONTENT));

  private PullSql() {}
}
