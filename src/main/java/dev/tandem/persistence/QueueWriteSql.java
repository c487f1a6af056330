package dev.tandem.persistence;

/** The parts of SQL by which a write of a task reaches its queue row. */
final class QueueWriteSql {
  /** A select of the named columns follows. */
  static final String INSERT =
      "INSERT INTO push_queue (kind, entity_id, user_id, account_id, dirty)\n";

  /**
   * The new change joins the one that waits. It revives a dead letter and forgets the failures of
   * the change before it, but not an outage, which was not the change's fault. A lease is left
   * alone: the new generation keeps its holder from removing the row.
   *
   * <p>What its holder, or one that died, may be sending is kept: the statement's own snapshot
   * still shows the task as it was before, and it is the version that the write replaces, since the
   * write compares versions or holds the task's lock.
   */
  static final String OR_JOIN =
      """
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        generation = push_queue.generation + 1,
        account_id = coalesce(excluded.account_id, push_queue.account_id),
        dirty = push_queue.dirty || excluded.dirty,
        sent_from = CASE
          WHEN push_queue.sent_from IS NULL AND (push_queue.lease_until IS NOT NULL
            OR push_queue.intent ? 'unknown' AND NOT push_queue.intent ?| '{sent,sent_from}')
          THEN (SELECT to_jsonb(content) FROM (
            SELECT %s FROM tasks old WHERE old.id = push_queue.entity_id) content)
          ELSE push_queue.sent_from END,
        attempts = 0,
        outages = CASE WHEN push_queue.is_dead OR push_queue.attempts > 0
          THEN 0 ELSE push_queue.outages END,
        last_error = CASE WHEN push_queue.is_dead OR push_queue.attempts > 0
          THEN NULL ELSE push_queue.last_error END,
        is_dead = false,
        next_attempt_at = least(push_queue.next_attempt_at, now())
      """
          .formatted(TaskColumns.contentOf("old"));

  /** A person asked for it: due now and without a past, but the change is the same. */
  static final String OR_REARM =
      """
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        account_id = excluded.account_id,
        attempts = 0,
        outages = 0,
        last_error = NULL,
        is_dead = false,
        next_attempt_at = least(push_queue.next_attempt_at, now())
      """;

  /** The account of user {@code $1}, usable or not. */
  static final String ACCOUNT_OF_USER =
      "(SELECT a.id FROM ticktick_accounts a WHERE a.user_id = $1::bigint)";

  /** A common table expression: the account of user {@code $1}, if it is not disconnected. */
  static final String USABLE_ACCOUNT =
      """
      account AS (
        SELECT id FROM ticktick_accounts WHERE user_id = $1::bigint AND state <> 'disconnected')""";

  private QueueWriteSql() {}
}
