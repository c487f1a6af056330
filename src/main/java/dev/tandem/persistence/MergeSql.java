package dev.tandem.persistence;

/** The statements by which a merge reaches a task, under locks that its caller holds. */
final class MergeSql {
  private static final int CONTENT = 3;

  /**
   * {@code user, account, task, remote list, remote parent}: what names of TickTick's mean here.
   * Answers the list's id, the parent's, and whether the parent may be one: not below the task.
   */
  static final String RESOLVE =
      """
      WITH RECURSIVE parent (id) AS (
        SELECT t.id FROM links l JOIN tasks t ON t.user_id = l.user_id AND t.id = l.task_id
        WHERE l.account_id = $2::bigint AND l.remote_id = $5::text AND l.state <> 'gone'
          AND l.user_id = $1::bigint),
      above (id, parent_id) AS (
        SELECT t.id, t.parent_id FROM tasks t JOIN parent ON t.id = parent.id
        WHERE t.user_id = $1::bigint
        UNION
        SELECT t.id, t.parent_id FROM above b
          JOIN tasks t ON t.user_id = $1::bigint AND t.id = b.parent_id)
      SELECT
        (SELECT id FROM projects WHERE account_id = $2::bigint AND user_id = $1::bigint
          AND remote_id = $4::text AND deleted_at IS NULL FOR KEY SHARE),
        (SELECT id FROM parent WHERE NOT EXISTS (SELECT FROM above WHERE id = $3::bigint))""";

  /** {@code user, task}, then the content. Answers the new version and whether a push waits. */
  static final String APPLY =
      """
      UPDATE tasks t SET %s,
        completed_at = CASE
          WHEN %s = 'active' THEN NULL
          WHEN %s = 'completed' AND t.status <> 'completed' THEN now()
          ELSE t.completed_at END,
        %s
      WHERE t.user_id = $1::bigint AND t.id = $2::bigint
      RETURNING t.sync_version"""
          .formatted(
              TaskColumns.assignments(CONTENT),
              TaskColumns.placeholder(CONTENT, "status"),
              TaskColumns.placeholder(CONTENT, "status"),
              TaskWriteSql.MOVED_ON);

  /** {@code user, task}: the delta feed tells of it. Answers the version, which stays. */
  static final String TOUCH =
      """
      UPDATE tasks SET revision = pg_current_xact_id()
      WHERE user_id = $1::bigint AND id = $2::bigint RETURNING sync_version""";

  /**
   * {@code user, task, minutes estimated there, minutes timed there, whether the task's version has
   * moved on already}. The estimate is TickTick's until another one is set here. Answers the new
   * version if this changed anything.
   */
  static final String TAKE_BESIDE =
      """
      WITH told AS (
        UPDATE links SET estimate_there = $3::integer
        WHERE task_id = $2::bigint AND state <> 'gone'
          AND estimate_there IS DISTINCT FROM $3::integer),
      before AS (
        SELECT estimate_there FROM links WHERE task_id = $2::bigint AND state <> 'gone')
      UPDATE tasks t SET focus_time = $4::integer,
        time_estimate = CASE WHEN t.time_estimate IS NOT DISTINCT FROM before.estimate_there
          THEN $3::integer ELSE t.time_estimate END,
        sync_version = t.sync_version + CASE WHEN $5::boolean THEN 0 ELSE 1 END,
        modified_at = now(), revision = pg_current_xact_id(), content_revision = pg_current_xact_id()
      FROM before
      WHERE t.user_id = $1::bigint AND t.id = $2::bigint
        AND (t.focus_time IS DISTINCT FROM $4::integer
          OR t.time_estimate IS NOT DISTINCT FROM before.estimate_there
            AND t.time_estimate IS DISTINCT FROM $3::integer)
      RETURNING t.sync_version""";

  /**
   * {@code user, task, field, base, local, remote, winner, rule, local at, remote at, whether a
   * person decided}, in which case there is nothing left to look at. The same two values again are
   * no new conflict, but one to look at again if somebody had, or if another rule decided. Answers
   * whether it is news.
   */
  static final String LOG_CONFLICT =
      """
      INSERT INTO conflicts AS c (user_id, task_id, field, base, local, remote, winner, rule,
        local_at, remote_at, reviewed_at)
      VALUES ($1::bigint, $2::bigint, $3::text, $4::text::jsonb, $5::text::jsonb, $6::text::jsonb,
        $7::text, $8::text, $9::timestamptz, $10::timestamptz,
        CASE WHEN $11::boolean THEN now() END)
      ON CONFLICT (user_id, task_id, field, md5(coalesce(local::text, '')),
        md5(coalesce(remote::text, '')))
      DO UPDATE SET base = excluded.base, winner = excluded.winner, rule = excluded.rule,
        local_at = excluded.local_at, remote_at = excluded.remote_at, at = now(),
        reviewed_at = excluded.reviewed_at
      WHERE c.reviewed_at IS NOT NULL OR c.rule <> excluded.rule
      RETURNING true""";

  private MergeSql() {}
}
