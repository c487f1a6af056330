package dev.tandem.persistence;

/**
 * The statements that change tasks. Each changes the task, its queue row and its revision together,
 * so that what is committed is also promised to TickTick.
 *
 * <p>Insert and update answer one row always: {@code project_ok, parent_ok, circular, push_ok} and
 * then the task, which is null if nothing was written.
 */
final class TaskWriteSql {
  private static final int INSERT_CONTENT = 4;
  private static final int UPDATE_CONTENT = 10;

  private static final String VERDICT =
      "SELECT refs.project_ok, refs.parent_ok, refs.circular, refs.push_ok, ";

  /** What every change of a content does to its version. */
  static final String MOVED_ON =
      """
      sync_version = t.sync_version + 1, modified_at = now(),
        revision = pg_current_xact_id(), content_revision = pg_current_xact_id()""";

  /** {@code user, push, names of fields to push}, then the content. */
  static final String INSERT = insert();

  /**
   * {@code user, task, version, override, its reason, frozen quadrant, whether to push, names of
   * fields to push, whether the project is new}, then the content. An override without a frozen
   * quadrant freezes the one that the rules give to this content now.
   */
  static final String UPDATE = update("", "true", "false");

  /**
   * The same with a new parent: never below the task itself. Two such updates could make a circle
   * of two that neither sees; {@link #LOCK_FAMILY} first.
   */
  static final String UPDATE_UNDER_PARENT =
      update(
          """
          above (id, parent_id) AS (
            SELECT id, parent_id FROM tasks WHERE user_id = $1::bigint AND id = %s
            UNION
            SELECT t.id, t.parent_id FROM above b
              JOIN tasks t ON t.user_id = $1::bigint AND t.id = b.parent_id),
          """
              .formatted(TaskColumns.placeholder(UPDATE_CONTENT, "parent_id")),
          "EXISTS (SELECT FROM above)",
          "EXISTS (SELECT FROM above WHERE id = $2::bigint)");

  /** {@code user}: one change of parents at a time. */
  static final String LOCK_FAMILY = "SELECT id FROM users WHERE id = $1::bigint FOR NO KEY UPDATE";

  /** {@code user, task, version}: keeps new subtasks away while the task goes. */
  static final String LOCK_TASK =
      """
      SELECT id FROM tasks
      WHERE user_id = $1::bigint AND id = $2::bigint AND sync_version = $3::bigint FOR UPDATE""";

  /** {@code user, task}: keeps a settlement away while the task goes. */
  static final String LOCK_QUEUE_ROW =
      """
      SELECT entity_id FROM push_queue
      WHERE user_id = $1::bigint AND kind = 'task' AND entity_id = $2::bigint FOR UPDATE""";

  /**
   * {@code user, task}, both locked before. Answers whether a delete is queued. The queue row stays
   * if there is a twin to delete, or may be: somebody is just sending, or a send's outcome is not
   * known; a create that was given up not long ago is open again by then ({@link
   * CreateSql#REOPEN}). Subtasks come loose here and not by the foreign key, which would tell
   * nobody.
   */
  static final String REMOVE =
      """
      WITH gone AS (
        DELETE FROM tasks WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id, user_id),
      tombstone AS (
        INSERT INTO task_tombstones (user_id, task_id) SELECT user_id, id FROM gone),
      twin AS (
        SELECT task_id FROM links
          WHERE user_id = $1::bigint AND task_id = $2::bigint AND state <> 'gone'
        UNION ALL
        SELECT entity_id FROM push_queue
          WHERE kind = 'task' AND entity_id = $2::bigint
            AND (lease_owner IS NOT NULL OR intent IS NOT NULL)
        UNION ALL
        SELECT task_id FROM create_intents
          WHERE user_id = $1::bigint AND task_id = $2::bigint AND watched_until IS NULL),
      queued AS (
      """
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', gone.id, gone.user_id, %1$s, jsonb_build_object('status', now())
            FROM gone WHERE EXISTS (SELECT FROM twin)
          """
              .formatted(QueueWriteSql.ACCOUNT_OF_USER)
          + QueueWriteSql.OR_JOIN
          + """
            RETURNING entity_id),
          dropped AS (
            DELETE FROM push_queue q USING gone
            WHERE q.kind = 'task' AND q.entity_id = gone.id AND NOT EXISTS (SELECT FROM twin)),
          loose AS (
            UPDATE tasks t SET parent_id = NULL, %s FROM gone
            WHERE t.user_id = gone.user_id AND t.parent_id = gone.id
            RETURNING t.id, t.user_id, t.push),
          queued_loose AS (
          """
              .formatted(MOVED_ON)
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', loose.id, loose.user_id, %s, jsonb_build_object('parent_id', now())
            FROM loose WHERE loose.push
          """
              .formatted(QueueWriteSql.ACCOUNT_OF_USER)
          + QueueWriteSql.OR_JOIN
          + ")\nSELECT EXISTS (SELECT FROM queued) FROM gone";

  /** {@code user, task}. Answers the task; nothing without the task or a usable account. */
  static final String REQUEST_PUSH =
      "WITH "
          + QueueWriteSql.USABLE_ACCOUNT
          + """
          ,
          written AS (
            UPDATE tasks t SET push = true, revision = pg_current_xact_id() FROM account
            WHERE t.user_id = $1::bigint AND t.id = $2::bigint RETURNING t.*),
          queued AS (
          """
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', written.id, written.user_id, account.id, '{}'::jsonb
            FROM written, account
          """
          + QueueWriteSql.OR_REARM
          + "RETURNING *)\nSELECT "
          + TaskViewSql.columns("now()")
          + " FROM written t JOIN queued q ON true"
          + TaskViewSql.JOINS_BESIDE_QUEUE_ROW;

  /** {@code user}. Answers whether there is a usable account, and how many tasks were marked. */
  static final String REQUEST_PUSH_OF_LOCAL_ONLY =
      "WITH "
          + QueueWriteSql.USABLE_ACCOUNT
          + """
          ,
          local AS (
            SELECT t.id FROM tasks t, account
            WHERE t.user_id = $1::bigint AND t.status <> 'deleted'
              AND (NOT t.push
                OR NOT EXISTS (
                    SELECT FROM links l WHERE l.task_id = t.id AND l.state <> 'gone')
                  AND NOT EXISTS (
                    SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = t.id))
            ORDER BY t.id FOR UPDATE OF t),
          written AS (
            UPDATE tasks t SET push = true, revision = pg_current_xact_id() FROM local
            WHERE t.id = local.id RETURNING t.id, t.user_id),
          queued AS (
          """
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', written.id, written.user_id, account.id, '{}'::jsonb
            FROM written, account
          """
          + QueueWriteSql.OR_REARM
          + ")\nSELECT EXISTS (SELECT FROM account), (SELECT count(*) FROM written)";

  private TaskWriteSql() {}

  private static String insert() {
    return "WITH "
        + QueueWriteSql.USABLE_ACCOUNT
        + ",\n"
        + refs(
            INSERT_CONTENT,
            "true",
            "%1$s IS NULL OR EXISTS (SELECT FROM tasks WHERE user_id = $1::bigint AND id = %1$s)"
                .formatted(TaskColumns.placeholder(INSERT_CONTENT, "parent_id")),
            "false",
            "$2::boolean IS NOT TRUE OR EXISTS (SELECT FROM account)")
        + """
        ,
        written AS (
          INSERT INTO tasks (user_id, push, completed_at, %s)
          SELECT u.id, coalesce($2::boolean, u.auto_push) AND EXISTS (SELECT FROM account),
            CASE WHEN %s = 'completed' THEN now() END, %s
          FROM users u, refs WHERE u.id = $1::bigint
            AND refs.project_ok AND refs.parent_ok AND refs.push_ok
          RETURNING *),
        queued AS (
        """
            .formatted(
                TaskColumns.names(),
                TaskColumns.placeholder(INSERT_CONTENT, "status"),
                TaskColumns.placeholders(INSERT_CONTENT))
        + QueueWriteSql.INSERT
        + """
          SELECT 'task', written.id, written.user_id, account.id, %s
          FROM written, account WHERE written.push
          RETURNING *)
        """
            .formatted(dirty("$3"))
        + VERDICT
        + TaskViewSql.columns("now()")
        + " FROM refs LEFT JOIN written t ON true LEFT JOIN queued q ON true"
        + TaskViewSql.JOINS_BESIDE_QUEUE_ROW;
  }

  private static String update(String above, String parentOk, String circular) {
    return "WITH RECURSIVE "
        + above
        + refs(UPDATE_CONTENT, "$9::boolean", parentOk, circular, "true")
        + """
        ,
        written AS (
          UPDATE tasks t SET %s,
            quadrant_override = $4::text, override_reason = $5::text,
            frozen_quadrant = CASE WHEN $4::text IS NOT NULL THEN coalesce($6::text, %s) END,
            completed_at = CASE
              WHEN %s = 'active' THEN NULL
              WHEN %s = 'completed' AND t.status <> 'completed' THEN now()
              ELSE t.completed_at END,
            %s
          FROM refs
          WHERE t.user_id = $1::bigint AND t.id = $2::bigint AND t.sync_version = $3::bigint
            AND refs.project_ok AND refs.parent_ok AND NOT refs.circular
          RETURNING t.*),
        queued AS (
        """
            .formatted(
                TaskColumns.assignments(UPDATE_CONTENT),
                TaskViewSql.ruled(
                    TaskColumns.placeholder(UPDATE_CONTENT, "important"),
                    TaskColumns.placeholder(UPDATE_CONTENT, "urgent_from"),
                    "now()"),
                TaskColumns.placeholder(UPDATE_CONTENT, "status"),
                TaskColumns.placeholder(UPDATE_CONTENT, "status"),
                MOVED_ON)
        + QueueWriteSql.INSERT
        + """
          SELECT 'task', written.id, written.user_id, %s, %s
          FROM written WHERE written.push AND $7::boolean
        """
            .formatted(QueueWriteSql.ACCOUNT_OF_USER, dirty("$8"))
        + QueueWriteSql.OR_JOIN
        + """
        RETURNING *),
        queue_row AS (
          SELECT * FROM queued
          UNION ALL
          SELECT * FROM push_queue
          WHERE kind = 'task' AND entity_id = $2::bigint AND NOT EXISTS (SELECT FROM queued))
        """
        + VERDICT
        + TaskViewSql.columns("now()")
        + " FROM refs LEFT JOIN written t ON true LEFT JOIN queue_row q ON true"
        + TaskViewSql.JOINS_BESIDE_QUEUE_ROW;
  }

  /**
   * Whether what the content points at may be pointed at. A deleted list may not; one that is just
   * being deleted is waited for, and then looked at anew.
   */
  private static String refs(
      int content, String checkProject, String parentOk, String circular, String pushOk) {
    return """
        refs AS (SELECT
          NOT %1$s OR %2$s IS NULL OR EXISTS (
            SELECT FROM projects
            WHERE user_id = $1::bigint AND id = %2$s AND deleted_at IS NULL
            FOR KEY SHARE) AS project_ok,
          %3$s AS parent_ok,
          %4$s AS circular,
          %5$s AS push_ok)"""
        .formatted(
            checkProject,
            TaskColumns.placeholder(content, "project_id"),
            parentOk,
            circular,
            pushOk);
  }

  /** Names of fields → this moment. */
  static String dirty(String names) {
    return "(SELECT coalesce(jsonb_object_agg(name, now()), '{}') FROM unnest("
        + names
        + "::text[]) AS name)";
  }
}
