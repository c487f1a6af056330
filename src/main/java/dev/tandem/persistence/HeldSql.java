package dev.tandem.persistence;

/** The statements by which a person's decision on held deletions is carried out. */
final class HeldSql {
  /** Links at a time, so that no transaction keeps others waiting for long. */
  static final int PORTION = 500;

  /**
   * {@code user, held until, whether only what can be deleted as it stands, behind which task}.
   * Answers {@code task}s of held links in their order. As they stand can be deleted those of which
   * nothing waits, and nothing was sent that no listing has shown.
   */
  static final String PICK =
      """
      SELECT l.task_id FROM links l
      WHERE l.user_id = $1::bigint AND l.state = 'held' AND l.task_id > $4::bigint
        AND coalesce(l.inferred_at, '-infinity') <= $2::timestamptz
        AND (NOT $3::boolean OR l.unproven = '{}' AND NOT EXISTS (
          SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = l.task_id))
      ORDER BY l.task_id LIMIT %d"""
          .formatted(PORTION);

  /** {@code user, tasks}: as above. Answers {@code task, version}. */
  static final String DELETE =
      """
      WITH ended AS (
        UPDATE links l SET state = 'gone', ended_because = 'deleted_there', ended_at = now(),
          inferred_at = NULL
        WHERE l.user_id = $1::bigint AND l.task_id = ANY ($2::bigint[]) AND l.state = 'held'
          AND l.unproven = '{}' AND NOT EXISTS (
            SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = l.task_id)
        RETURNING l.task_id)
      UPDATE tasks t SET status = 'deleted', %s FROM ended
      WHERE t.user_id = $1::bigint AND t.id = ended.task_id AND t.status <> 'deleted'
      RETURNING t.id, t.sync_version"""
          .formatted(TaskWriteSql.MOVED_ON);

  /**
   * {@code user, tasks}: their links end. What waits is to create its task anew; nothing is left to
   * push of a task that was deleted here, nor of a change that was given up. The delta feed tells
   * of the tasks. Answers how many.
   */
  static final String DISMISS =
      """
      WITH ended AS (
        UPDATE links SET state = 'gone', ended_because = 'dismissed', ended_at = now(),
          inferred_at = NULL
        WHERE user_id = $1::bigint AND task_id = ANY ($2::bigint[]) AND state = 'held'
        RETURNING task_id),
      judged AS (
        SELECT ended.task_id, t.id IS NULL OR t.status = 'deleted' AS unwanted
        FROM ended LEFT JOIN tasks t ON t.user_id = $1::bigint AND t.id = ended.task_id),
      dropped AS (
        DELETE FROM push_queue q USING judged
        WHERE q.kind = 'task' AND q.entity_id = judged.task_id
          AND (judged.unwanted OR q.intent ? 'discard' AND q.dirty = '{}')),
      waiting AS (
        UPDATE push_queue q SET generation = q.generation + 1, intent = NULL, sent_from = NULL,
          attempts = 0, outages = 0, last_failure_at = NULL, last_error = NULL, is_dead = false,
          next_attempt_at = now()
        FROM judged
        WHERE q.kind = 'task' AND q.entity_id = judged.task_id AND NOT judged.unwanted
          AND NOT coalesce(q.intent ? 'discard' AND q.dirty = '{}', false)),
      told AS (
        UPDATE tasks t SET revision = pg_current_xact_id() FROM ended
        WHERE t.user_id = $1::bigint AND t.id = ended.task_id)
      SELECT count(*) FROM ended""";

  private HeldSql() {}
}
