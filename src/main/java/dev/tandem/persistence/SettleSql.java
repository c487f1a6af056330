package dev.tandem.persistence;

/** The statements of a settlement: first the locks in the order of all writers, then the writes. */
final class SettleSql {
  /** {@code user, task}. A task that was deleted for good has no row to lock. */
  static final String LOCK_TASK =
      """
      SELECT id FROM tasks WHERE user_id = $1::bigint AND id = $2::bigint FOR NO KEY UPDATE""";

  /** {@code task}. */
  static final String LOCK_QUEUE_ROW =
      """
      SELECT entity_id FROM push_queue
      WHERE kind = 'task' AND entity_id = $1::bigint FOR UPDATE""";

  /** {@code task}. */
  static final String LOCK_LINK =
      "SELECT id FROM links WHERE task_id = $1::bigint AND state <> 'gone' FOR UPDATE";

  static final String NOW = "SELECT clock_timestamp()";

  /** {@code user, account, task}, then {@link LinkWrites#of}: a push or an adoption made it. */
  static final String INSERT_LINK = insertLink("false");

  /** The same of a task that was made because its twin was found there. */
  static final String INSERT_IMPORTED_LINK = insertLink("true");

  /** {@code task}, then {@link LinkWrites#of}; raw null: no body was seen. */
  static final String UPDATE_LINK =
      """
      UPDATE links SET remote_project_id = $3::text, base = $4::text::jsonb,
        base_here = $5::text::jsonb, etag = $6::text, etimestamp = $7::bigint,
        confirmed = $8::boolean, read_at = $9::timestamptz, settled_at = $10::timestamptz,
        unproven = $11::jsonb, watch = $12::jsonb, raw = coalesce($13::text::jsonb, raw)
      WHERE task_id = $1::bigint AND remote_id = $2::text AND state <> 'gone'""";

  /** {@code task}. */
  static final String END_LINK =
      """
      UPDATE links SET state = 'gone', ended_because = 'deleted_here', ended_at = now(),
        settled_at = now()
      WHERE task_id = $1::bigint AND state <> 'gone'""";

  /** {@code task}. */
  static final String REMOVE_ROW =
      "DELETE FROM push_queue WHERE kind = 'task' AND entity_id = $1::bigint";

  /**
   * {@code task, lease in milliseconds, dirty or null, intent, attempts, outages}. Without either
   * of the last two nothing is left of earlier failures.
   */
  static final String CONTINUE_ROW =
      """
      UPDATE push_queue SET dirty = coalesce($3::jsonb, dirty), intent = $4::jsonb,
        attempts = $5::integer, outages = $6::integer,
        last_error = CASE WHEN $5::integer + $6::integer > 0 THEN last_error END,
        last_failure_at = CASE WHEN $5::integer + $6::integer > 0 THEN last_failure_at END,
        is_dead = false, sent_from = NULL,
        lease_until = now() + $2::bigint * interval '1 millisecond',
        next_attempt_at = now() + $2::bigint * interval '1 millisecond'
      WHERE kind = 'task' AND entity_id = $1::bigint""";

  /**
   * {@code task, delay in milliseconds, dirty or null, intent, attempts, outages, dead, error,
   * whether it failed}. Without its fence the row cannot be settled twice.
   */
  static final String END_CLAIM =
      """
      UPDATE push_queue SET dirty = coalesce($3::jsonb, dirty), intent = $4::jsonb,
        attempts = $5::integer, outages = $6::integer, is_dead = $7::boolean,
        last_error = $8::jsonb,
        last_failure_at = CASE WHEN $9::boolean THEN now() ELSE last_failure_at END,
        next_attempt_at = now() + $2::bigint * interval '1 millisecond',
        lease_owner = NULL, lease_until = NULL, fence = NULL, sent_from = NULL
      WHERE kind = 'task' AND entity_id = $1::bigint""";

  /**
   * {@code user, task}: the delta feed tells of it; the content's version stays. Under the task's
   * lock nothing was written that this does not know of, so both sides are alike at this moment,
   * which is later than any {@code modified_at}: that is the beginning of a transaction that held
   * the lock, or of this one.
   */
  static final String MARK_SYNCED =
      """
      UPDATE tasks SET synced_at = clock_timestamp(), synced_revision = pg_current_xact_id(),
        revision = pg_current_xact_id()
      WHERE user_id = $1::bigint AND id = $2::bigint""";

  /** {@code user, task}: the delta feed tells that it is a dead letter. */
  static final String MARK_FAILED =
      """
      UPDATE tasks SET revision = pg_current_xact_id()
      WHERE user_id = $1::bigint AND id = $2::bigint""";

  /** {@code user, parent, account}: the subtasks of a task that has a twin now can name it. */
  static final String REARM_SUBTASKS =
      """
      INSERT INTO push_queue (kind, entity_id, user_id, account_id, dirty)
      SELECT 'task', t.id, t.user_id, $3::bigint, jsonb_build_object('parent_id', now())
      FROM tasks t
      WHERE t.user_id = $1::bigint AND t.parent_id = $2::bigint AND t.push
        AND t.status <> 'deleted'
      ORDER BY t.id
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        generation = push_queue.generation + 1,
        dirty = push_queue.dirty || excluded.dirty,
        next_attempt_at = least(push_queue.next_attempt_at, now())""";

  /**
   * {@code user, task, fence, operation, fields, sent, outcome, error code, detail, requests}.
   * Keeps the task's last 20, and clears away a few of those that grew old on tasks which are
   * pushed no more. Nothing is kept of a user who was erased meanwhile.
   */
  static final String RECORD_SEND =
      """
      WITH surplus AS (
        DELETE FROM sends WHERE id IN (
          SELECT id FROM sends WHERE user_id = $1::bigint AND task_id = $2::bigint
          ORDER BY id DESC OFFSET 19)),
      expired AS (
        DELETE FROM sends WHERE id IN (
          SELECT id FROM sends WHERE at < now() - interval '7 days' AND task_id <> $2::bigint
          ORDER BY at LIMIT 5 FOR UPDATE SKIP LOCKED))
      INSERT INTO sends (user_id, task_id, fence, operation, fields, sent, outcome, error_code,
        detail, requests)
      SELECT u.id, $2::bigint, $3::bigint, $4::text, $5::text[], $6::text::jsonb, $7::text,
        $8::text, $9::text, $10::integer
      FROM users u WHERE u.id = $1::bigint""";

  private SettleSql() {}

  private static String insertLink(String imported) {
    return """
        INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, base,
          base_here, etag, etimestamp, confirmed, read_at, settled_at, unproven, watch, raw,
          state, imported)
        VALUES ($1::bigint, $2::bigint, $3::bigint, $4::text, $5::text, $6::text::jsonb,
          $7::text::jsonb, $8::text, $9::bigint, $10::boolean, $11::timestamptz,
          $12::timestamptz, $13::jsonb, $14::jsonb, $15::text::jsonb, 'linked', %s)"""
        .formatted(imported);
  }
}
