package dev.tandem.persistence;

/** The statements that read tasks. */
final class TaskSql {
  /** {@code user, task}. */
  static final String FIND =
      "SELECT "
          + TaskViewSql.columns("now()")
          + " FROM tasks t"
          + TaskViewSql.JOINS
          + " WHERE t.user_id = $1::bigint AND t.id = $2::bigint";

  /** {@code user, parent}: as a person would see them below it. */
  static final String SUBTASKS =
      "SELECT "
          + TaskViewSql.columns("now()")
          + " FROM tasks t"
          + TaskViewSql.JOINS
          + """
           WHERE t.user_id = $1::bigint AND t.parent_id = $2::bigint AND t.status <> 'deleted'
          ORDER BY t.sort_order NULLS LAST, t.id""";

  /** {@code user}: how many tasks there are of each status, effective quadrant, sync state. */
  static final String SUMMARY =
      "SELECT t.status, "
          + TaskViewSql.effectiveQuadrant("now()")
          + ", "
          + TaskViewSql.SYNC_STATE
          + ", count(*) FROM tasks t"
          + TaskViewSql.SYNC_JOINS
          + " WHERE t.user_id = $1::bigint GROUP BY 1, 2, 3";

  /** {@code user, task}: the last 20. */
  static final String SENDS =
      """
      SELECT at, operation, fields, outcome, error_code, detail FROM sends
      WHERE user_id = $1::bigint AND task_id = $2::bigint ORDER BY id DESC LIMIT 20""";

  /**
   * {@code user, task}: whether a request is in doubt, whether the change is given up, whether the
   * task's list belongs to no TickTick account. A refused request is looked for as well, but was
   * answered; of a worker that died it is not known what it sent.
   */
  static final String SYNC_DETAIL =
      """
      SELECT
        coalesce(q.intent ?| '{deleted,moved_to}' OR q.intent -> 'unknown' <> '{}' AND (
          NOT q.intent ? 'sent' OR 'unknown' = (
            SELECT s.outcome FROM sends s
            WHERE s.user_id = t.user_id AND s.task_id = t.id ORDER BY s.id DESC LIMIT 1)), false)
          OR i.id IS NOT NULL AND i.fence IS DISTINCT FROM q.fence,
        coalesce(q.intent ? 'discard', false),
        p.id IS NOT NULL AND p.account_id IS NULL AND p.remote_id IS NULL,
        coalesce(p.remote_id IS NULL AND pq.is_dead, false),
        t.status = 'deleted',
        (SELECT count(*) FROM push_queue o
          WHERE o.account_id = q.account_id AND NOT o.is_dead AND o.kind = 'task'
            AND o.next_attempt_at <= now()
            AND (o.next_attempt_at, o.entity_id) < (q.next_attempt_at, q.entity_id))
      FROM tasks t
      LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = t.id
      LEFT JOIN create_intents i ON i.task_id = t.id AND i.watched_until IS NULL
      LEFT JOIN projects p ON p.user_id = t.user_id AND p.id = t.project_id
      LEFT JOIN push_queue pq ON pq.kind = 'project' AND pq.entity_id = p.id
      WHERE t.user_id = $1::bigint AND t.id = $2::bigint""";

  /** {@code user, remote id}: our id, null for the Inbox. */
  static final String FIND_PROJECT = findProject("$2::text");

  private TaskSql() {}

  /**
   * The same for user {@code $1}.
   *
   * @param remoteId SQL
   */
  static String findProject(String remoteId) {
    return """
        SELECT NULL::bigint WHERE %1$s = 'inbox' OR EXISTS (
          SELECT FROM ticktick_accounts WHERE user_id = $1::bigint AND remote_inbox_id = %1$s)
        UNION ALL
        (SELECT id FROM projects
          WHERE user_id = $1::bigint AND remote_id = %1$s AND deleted_at IS NULL
          ORDER BY id LIMIT 1)"""
        .formatted(remoteId);
  }
}
