package dev.tandem.persistence;

/**
 * The statements by which a list is deleted here with its tasks. Lock order: account, tasks, queue
 * rows, links, list.
 */
final class ProjectDeletionSql {
  private static final String IN_LIST = "t.user_id = $1::bigint AND t.project_id = $2::bigint";

  /** {@code user, list}. */
  static final String LOCK_TASKS =
      "SELECT t.id FROM tasks t WHERE " + IN_LIST + " ORDER BY t.id FOR NO KEY UPDATE";

  /** {@code user, list}. */
  static final String LOCK_ROWS =
      """
      SELECT q.entity_id FROM push_queue q JOIN tasks t ON t.id = q.entity_id
      WHERE q.kind = 'task' AND %s ORDER BY q.entity_id FOR UPDATE OF q"""
          .formatted(IN_LIST);

  /** {@code user, list}. */
  static final String LOCK_LINKS =
      """
      SELECT l.task_id FROM links l JOIN tasks t ON t.id = l.task_id
      WHERE l.state <> 'gone' AND %s ORDER BY l.task_id FOR UPDATE OF l"""
          .formatted(IN_LIST);

  /**
   * {@code user, list}. From here on no task comes into it: whoever puts one there holds a lock of
   * the list that waits for this one, and then finds it deleted. Answers account, remote id, and
   * whether the last complete reading of all lists missed it.
   */
  static final String LOCK_PROJECT =
      """
      SELECT account_id, remote_id, missing_since IS NOT NULL FROM projects
      WHERE user_id = $1::bigint AND id = $2::bigint AND deleted_at IS NULL FOR UPDATE""";

  /** {@code account, remote ids}. Answers the live links of listed tasks. */
  static final String LISTED =
      """
      SELECT %s, l.task_id FROM links l
      WHERE l.account_id = $1::bigint AND l.remote_id = ANY ($2::text[]) AND l.state <> 'gone'"""
          .formatted(LinkRows.COLUMNS);

  /**
   * {@code account, remote list, our list, remote ids listed}: of tasks that live in another list
   * here, while their twins are still in this one. An open one that is not listed has left it; what
   * was completed is in no listing, and null lists nothing because nothing was told.
   */
  static final String LEAVING =
      """
      SELECT l.remote_id, l.task_id, t.title
      FROM links l JOIN tasks t ON t.id = l.task_id
      WHERE l.account_id = $1::bigint AND l.remote_project_id = $2::text AND l.state <> 'gone'
        AND t.status <> 'deleted' AND t.project_id IS DISTINCT FROM $3::bigint
        AND ($4::text[] IS NULL OR l.base ->> 'status' IS DISTINCT FROM 'ACTIVE'
          OR l.remote_id IN (SELECT unnest($4::text[])))
      ORDER BY l.task_id LIMIT 100""";

  /**
   * {@code account, remote list, our list, remote ids listed}: of tasks that were open in the list
   * when TickTick showed them last, and that it does not list now. They were moved, completed or
   * deleted there, or came after the listing, and nothing of that is known here yet: they must not
   * be deleted as if they were still in the list.
   *
   * <p>The next readings end that for each: they find the twin elsewhere, completed, or shown again
   * by a listing that was behind; or they miss it twice, and end or hold it. What they would not
   * end is therefore left out: a held twin, as its deletion there is known, and awaits a person; a
   * task that is deleted here, which has a delete of its own; and those of a list that is archived
   * there, which is not read.
   */
  static final String UNSEEN =
      """
      SELECT l.remote_id, l.task_id, t.title
      FROM links l JOIN tasks t ON t.id = l.task_id
      WHERE l.account_id = $1::bigint AND l.remote_project_id = $2::text
        AND l.base ->> 'status' = 'ACTIVE' AND t.status <> 'deleted'
        AND (l.state = 'linked' OR l.state = 'unreachable' AND NOT EXISTS (
          SELECT FROM projects p WHERE p.id = $3::bigint AND (p.base ->> 'archived')::boolean))
        AND l.remote_id NOT IN (SELECT unnest($4::text[]))
      ORDER BY l.task_id""";

  /**
   * {@code user, list, its remote id or null}. Answers the tasks with their new versions. A twin in
   * the list goes with it, so that link and row end at once; a twin elsewhere is deleted by itself,
   * and so is one that somebody is just making or changing. Without the list, a task that is
   * restored is one of the Inbox.
   */
  static final String DELETE_TASKS =
      """
      WITH gone AS (
        UPDATE tasks t SET status = 'deleted', project_id = NULL, %1$s
        WHERE %2$s
        RETURNING t.id, t.user_id, t.sync_version),
      fate AS MATERIALIZED (
        SELECT gone.id, gone.user_id, l.id AS link_id,
          coalesce(l.remote_project_id = $3::text, false) AS goes_along,
          q.lease_owner IS NOT NULL OR q.intent IS NOT NULL OR EXISTS (
            SELECT FROM create_intents i
            WHERE i.task_id = gone.id AND i.watched_until IS NULL) AS busy
        FROM gone
        LEFT JOIN links l ON l.task_id = gone.id AND l.state <> 'gone'
        LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = gone.id),
      ended AS (
        UPDATE links l SET state = 'gone', ended_because = 'deleted_here', ended_at = now(),
          settled_at = clock_timestamp()
        FROM fate WHERE l.id = fate.link_id AND fate.goes_along AND NOT fate.busy),
      queued AS (
      """
              .formatted(TaskWriteSql.MOVED_ON, IN_LIST)
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', fate.id, fate.user_id, %s, jsonb_build_object('status', now())
            FROM fate WHERE fate.busy OR fate.link_id IS NOT NULL AND NOT fate.goes_along
          """
              .formatted(QueueWriteSql.ACCOUNT_OF_USER)
          + QueueWriteSql.OR_JOIN
          + """
            RETURNING entity_id),
          dropped AS (
            DELETE FROM push_queue q USING fate
            WHERE q.kind = 'task' AND q.entity_id = fate.id AND NOT fate.busy
              AND (fate.link_id IS NULL OR fate.goes_along))
          SELECT gone.id, gone.sync_version, queued.entity_id IS NOT NULL
          FROM gone LEFT JOIN queued ON queued.entity_id = gone.id""";

  /** {@code list}. */
  static final String MARK =
      "UPDATE projects SET deleted_at = now(), modified_at = now() WHERE id = $1::bigint";

  /** {@code list}: whether somebody may be making it in TickTick. */
  static final String MAY_BE_MADE =
      """
      SELECT entity_id FROM push_queue
      WHERE kind = 'project' AND entity_id = $1::bigint
        AND (lease_owner IS NOT NULL OR coalesce(intent ? 'create', false)) FOR UPDATE""";

  /** {@code user, list, account, what is known of it}: the delete takes the place of all else. */
  static final String QUEUE =
      """
      INSERT INTO push_queue (kind, entity_id, user_id, account_id, intent)
      VALUES ('project', $2::bigint, $1::bigint, $3::bigint, $4::jsonb)
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        generation = push_queue.generation + 1, dirty = '{}',
        intent = nullif(coalesce(push_queue.intent, '{}') || coalesce(excluded.intent, '{}'), '{}'),
        attempts = 0, outages = 0, last_error = NULL, is_dead = false,
        next_attempt_at = least(push_queue.next_attempt_at, now())""";

  private ProjectDeletionSql() {}
}
