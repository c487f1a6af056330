package dev.tandem.persistence;

/** The statements about suggestions. Those that write are run under the lock of their task. */
final class SuggestionSql {
  /** How many of a task that are no longer pending are kept. */
  static final int KEPT = 100;

  private static final String COLUMNS =
      """
      id, task_id, type, suggested::text, reason, confidence, state, created_at, decided_at""";

  /** {@code user, task}. Whoever changes or deletes the task, or its suggestions, waits. */
  static final String LOCK_TASK =
      "SELECT id FROM tasks WHERE user_id = $1::bigint AND id = $2::bigint FOR NO KEY UPDATE";

  /** {@code user, task}. */
  static final String HAS_TASK =
      "SELECT id FROM tasks WHERE user_id = $1::bigint AND id = $2::bigint";

  /**
   * {@code user, task, state or null, the id before, limit and one more}. Behind each comes how
   * many were found; those that would make the page too heavy are not told.
   */
  static final String LIST =
      "SELECT "
          + COLUMNS
          + ", found FROM (SELECT "
          + PageBytes.columns("octet_length(t.suggested::text)", "ORDER BY t.id DESC")
          + """
           FROM (
            SELECT * FROM suggestions
            WHERE user_id = $1::bigint AND task_id = $2::bigint AND id < $4::bigint
              AND ($3::text IS NULL OR state = $3::text)
            ORDER BY id DESC LIMIT $5::integer) t) t
          WHERE\s"""
          + PageBytes.fits("t")
          + " ORDER BY id DESC";

  /** {@code user, task, types}. */
  static final String PENDING =
      "SELECT "
          + COLUMNS
          + """

          FROM suggestions
          WHERE user_id = $1::bigint AND task_id = $2::bigint AND state = 'pending'
            AND type = ANY ($3::text[])""";

  /** {@code user, task, ids}. */
  static final String NAMED =
      "SELECT "
          + COLUMNS
          + """

          FROM suggestions
          WHERE user_id = $1::bigint AND task_id = $2::bigint AND id = ANY ($3::bigint[])""";

  /** {@code user, task, type}. */
  static final String SUPERSEDE =
      """
      UPDATE suggestions SET state = 'superseded', decided_at = now()
      WHERE user_id = $1::bigint AND task_id = $2::bigint AND type = $3::text
        AND state = 'pending'""";

  /** {@code user, task, type, suggested, reason, confidence}. */
  static final String INSERT =
      """
      INSERT INTO suggestions (user_id, task_id, type, suggested, reason, confidence)
      VALUES ($1::bigint, $2::bigint, $3::text, $4::text::jsonb, $5::text, $6::double precision)
      RETURNING\s"""
          + COLUMNS;

  /** {@code user, task, how many are kept}. */
  static final String PRUNE =
      """
      DELETE FROM suggestions
      WHERE user_id = $1::bigint AND task_id = $2::bigint AND state <> 'pending'
        AND id <= (
          SELECT id FROM suggestions
          WHERE user_id = $1::bigint AND task_id = $2::bigint AND state <> 'pending'
          ORDER BY id DESC OFFSET $3::integer LIMIT 1)""";

  /** {@code user, task, ids, state}. */
  static final String DECIDE =
      """
      UPDATE suggestions SET state = $4::text, decided_at = now()
      WHERE user_id = $1::bigint AND task_id = $2::bigint AND id = ANY ($3::bigint[])
        AND state = 'pending'""";

  private SuggestionSql() {}
}
