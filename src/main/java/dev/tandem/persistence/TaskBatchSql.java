package dev.tandem.persistence;

/**
 * The statements that write many tasks of a user together. Contents come as one jsonb value, so
 * that a statement is the same for one task and for many.
 *
 * <p>All of them run in one transaction, in the order in which they stand here: the user's family
 * of tasks, parents, tasks by id, lists, queue rows by task. That is the order of the statements
 * for one task and of {@link TaskLocks}; the list comes behind the tasks as it does where a list is
 * deleted.
 */
final class TaskBatchSql {
  /**
   * {@code user, tasks}: those that there are, with all above them. They stay while the transaction
   * lasts; who is above whom changes only under {@link TaskWriteSql#LOCK_FAMILY}.
   */
  static final String PARENTS =
      """
      WITH RECURSIVE named AS MATERIALIZED (
        SELECT id, parent_id FROM tasks
        WHERE user_id = $1::bigint AND id = ANY ($2::bigint[]) ORDER BY id FOR KEY SHARE),
      above (id, parent_id) AS (
        SELECT id, parent_id FROM named
        UNION
        SELECT t.id, t.parent_id FROM above b
          JOIN tasks t ON t.user_id = $1::bigint AND t.id = b.parent_id)
      SELECT id, parent_id FROM above""";

  /** {@code user, tasks}. */
  static final String FIND_ALL =
      "SELECT "
          + TaskViewSql.columns("now()")
          + " FROM tasks t"
          + TaskViewSql.JOINS
          + " WHERE t.user_id = $1::bigint AND t.id = ANY ($2::bigint[]) ORDER BY t.id";

  /** {@code user, tasks}: the same, and nobody else changes them before the transaction ends. */
  static final String LOCK_ALL = FIND_ALL + " FOR NO KEY UPDATE OF t";

  /** {@code user, remote ids}. Answers those that are known, with our id, null for the Inbox. */
  static final String REMOTE_LISTS =
      "SELECT r.id, found.id FROM unnest($2::text[]) AS r (id) CROSS JOIN LATERAL ("
          + TaskSql.findProject("r.id")
          + "\nLIMIT 1) AS found (id)";

  /** {@code user, lists}: those into which tasks may come, until the transaction ends. */
  static final String LISTS =
      """
      SELECT id FROM projects
      WHERE user_id = $1::bigint AND id = ANY ($2::bigint[]) AND deleted_at IS NULL
      ORDER BY id FOR KEY SHARE""";

  /** {@code user}. Answers whether an account can be pushed to, and whether new tasks are. */
  static final String PUSH_SETTING =
      "WITH "
          + QueueWriteSql.USABLE_ACCOUNT
          + """

          SELECT EXISTS (SELECT FROM account), u.auto_push FROM users u WHERE u.id = $1::bigint""";

  /**
   * {@code user, [{push, names, content…}]}. Answers the new ids in the order of the array: they
   * are taken before the rows are written, so that nothing depends on the order of the writing.
   */
  static final String INSERT =
      """
      WITH given AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('tasks', 'id')) AS id, w.*
        FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS (push boolean, names text[], %1$s))
          WITH ORDINALITY AS w (push, names, %2$s, place)),
      written AS (
        INSERT INTO tasks (id, user_id, push, completed_at, %2$s) OVERRIDING SYSTEM VALUE
        SELECT g.id, $1::bigint, g.push, CASE WHEN g.status = 'completed' THEN now() END, %3$s
        FROM given g),
      queued AS (
      """
              .formatted(TaskColumns.definitions(), TaskColumns.names(), TaskColumns.allOf("g"))
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', g.id, $1::bigint, %s, %s FROM given g WHERE g.push ORDER BY g.id)
          SELECT id FROM given ORDER BY place"""
              .formatted(QueueWriteSql.ACCOUNT_OF_USER, TaskWriteSql.dirty("g.names"));

  /**
   * {@code user, [{id, versions, completion, names, content…}]}, the tasks locked before. Answers
   * how many were written.
   */
  static final String UPDATE =
      """
      WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($2::jsonb) AS w (
          id bigint, versions integer, completion text, names text[], %1$s)),
      written AS (
        UPDATE tasks t SET %2$s,
          completed_at = CASE g.completion
            WHEN 'NONE' THEN NULL WHEN 'NOW' THEN now() ELSE t.completed_at END,
          sync_version = t.sync_version + g.versions, modified_at = now(),
          revision = pg_current_xact_id(), content_revision = pg_current_xact_id()
        FROM given g WHERE t.user_id = $1::bigint AND t.id = g.id
        RETURNING t.id, t.user_id, t.push, g.names),
      queued AS (
      """
              .formatted(TaskColumns.definitions(), TaskColumns.assignmentsFrom("g"))
          + QueueWriteSql.INSERT
          + """
            SELECT 'task', w.id, w.user_id, %s, %s FROM written w
            WHERE w.push AND cardinality(w.names) > 0 ORDER BY w.id
          """
              .formatted(QueueWriteSql.ACCOUNT_OF_USER, TaskWriteSql.dirty("w.names"))
          + QueueWriteSql.OR_JOIN
          + ")\nSELECT count(*) FROM written";

  private TaskBatchSql() {}
}
