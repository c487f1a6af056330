package dev.tandem.persistence;

/**
 * The statements about whose tokens an account holds. The account is locked first, in a mode that
 * lets rows refer to it, then tasks by id, queue rows, links.
 */
final class IdentitySql {
  /**
   * {@code user}. Locks the account and answers its id: a ciphertext names its account. The time of
   * its making is written as it is, since a column of a key would lock out those who refer to it.
   */
  static final String LOCK_OR_MAKE =
      """
      INSERT INTO ticktick_accounts AS a (user_id, state) VALUES ($1::bigint, 'disconnected')
      ON CONFLICT (user_id) DO UPDATE SET created_at = a.created_at
      RETURNING a.id, a.user_id, a.remote_inbox_id, a.remote_identity, a.state""";

  /** {@code user}. Answers the account, and makes it if there is none. */
  static final String PREPARE =
      """
      WITH known AS (SELECT id FROM ticktick_accounts WHERE user_id = $1::bigint),
      made AS (
        INSERT INTO ticktick_accounts AS a (user_id, state)
        SELECT $1::bigint, 'disconnected' WHERE NOT EXISTS (SELECT FROM known)
        ON CONFLICT (user_id) DO UPDATE SET created_at = a.created_at
        RETURNING id)
      SELECT id FROM known UNION ALL SELECT id FROM made""";

  /**
   * {@code account}. Answers inbox id and member, and a row for each of some linked tasks: list and
   * id, or null. Tasks of the Inbox come first, as nobody shares it with another account.
   */
  static final String LINKED =
      """
      SELECT a.remote_inbox_id, a.remote_identity, l.remote_project_id, l.remote_id
      FROM ticktick_accounts a LEFT JOIN LATERAL (
        SELECT remote_project_id, remote_id FROM links
        WHERE account_id = a.id AND state <> 'gone'
        ORDER BY remote_project_id NOT LIKE 'inbox%', id DESC LIMIT 3) l ON true
      WHERE a.id = $1::bigint""";

  /** {@code account, generation}. */
  static final String LOCK_UNCHECKED =
      """
      SELECT id, user_id, remote_inbox_id, remote_identity, state FROM ticktick_accounts
      WHERE id = $1::bigint AND generation = $2::bigint AND state = 'checking'
      FOR NO KEY UPDATE""";

  /** {@code user}. */
  static final String LOCK_MISMATCHED =
      """
      SELECT id, user_id, remote_inbox_id, remote_identity, state FROM ticktick_accounts
      WHERE user_id = $1::bigint AND state = 'account_mismatch' FOR NO KEY UPDATE""";

  /** {@code account}. */
  static final String HAS_LINKS =
      "SELECT EXISTS (SELECT FROM links WHERE account_id = $1::bigint AND state <> 'gone')";

  /** {@code account, state, inbox id, member}. */
  static final String PLACE =
      """
      UPDATE ticktick_accounts SET state = $2::text, remote_inbox_id = $3::text,
        remote_identity = $4::text, poll_until = NULL, paused_until = %s
      WHERE id = $1::bigint"""
          .formatted(BudgetSql.pauseOf("$3::text"));

  /** {@code user, account}: what waited for the account is due; dead letters stay. */
  static final String RESUME_QUEUE =
      """
      UPDATE push_queue SET account_id = $2::bigint,
        next_attempt_at = least(next_attempt_at, now())
      WHERE user_id = $1::bigint AND NOT is_dead
        AND (account_id IS DISTINCT FROM $2::bigint OR next_attempt_at > now())
        AND (lease_until IS NULL OR lease_until <= now())""";

  /** {@code user}: all tasks that are linked or queued. */
  static final String LOCK_TASKS =
      """
      SELECT t.id FROM tasks t
      WHERE t.user_id = $1::bigint AND (
        EXISTS (SELECT FROM links l WHERE l.task_id = t.id AND l.state <> 'gone')
        OR EXISTS (SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = t.id))
      ORDER BY t.id FOR NO KEY UPDATE OF t""";

  /** {@code user}. */
  static final String LOCK_QUEUE_ROWS =
      """
      SELECT entity_id FROM push_queue WHERE user_id = $1::bigint
      ORDER BY kind, entity_id FOR UPDATE""";

  /** {@code account}. */
  static final String LOCK_LINKS =
      """
      SELECT task_id FROM links WHERE account_id = $1::bigint AND state <> 'gone'
      ORDER BY task_id FOR UPDATE""";

  /** {@code user, account}. Content and version of the tasks stay; the delta feed tells of them. */
  static final String DISMISS_LINKS =
      """
      WITH ended AS (
        UPDATE links SET state = 'gone', ended_because = 'dismissed', ended_at = now()
        WHERE account_id = $2::bigint AND state <> 'gone'
        RETURNING task_id)
      UPDATE tasks t SET revision = pg_current_xact_id() FROM ended
      WHERE t.user_id = $1::bigint AND t.id = ended.task_id""";

  /** {@code user}: a deleted task's row was only about its twin, which is nobody's any more. */
  static final String DROP_DELETES =
      """
      DELETE FROM push_queue q WHERE q.user_id = $1::bigint AND q.kind = 'task'
        AND NOT EXISTS (
          SELECT FROM tasks t
          WHERE t.user_id = q.user_id AND t.id = q.entity_id AND t.status <> 'deleted')""";

  /**
   * {@code user}: a list that the account had has no place in the other one. One that it never had
   * is made there.
   */
  static final String DROP_LISTS =
      """
      DELETE FROM push_queue q USING projects p
      WHERE q.user_id = $1::bigint AND q.kind = 'project' AND p.id = q.entity_id
        AND (p.remote_id IS NOT NULL OR p.deleted_at IS NOT NULL)""";

  /**
   * {@code user}: each row that is left is to create its task in the other account, and has no past
   * there. Without its fence nobody who works on it can settle it, or send anything more for it.
   */
  static final String BEGIN_ANEW =
      """
      UPDATE push_queue SET generation = generation + 1, intent = NULL, attempts = 0, outages = 0,
        is_dead = false, last_error = NULL, last_failure_at = NULL, next_attempt_at = now(),
        lease_owner = NULL, lease_until = NULL, fence = NULL
      WHERE user_id = $1::bigint""";

  /** {@code account}: what creates may have made is nobody's any more. */
  static final String FORGET_CREATES = "DELETE FROM create_intents WHERE account_id = $1::bigint";

  /** {@code user}: the lists stay with their tasks, and the other account brings its own. */
  static final String DETACH_PROJECTS =
      """
      UPDATE projects SET account_id = NULL, remote_id = NULL, base = NULL, missing_since = NULL,
        synced_at = NULL, settled_at = NULL, replaced = NULL
      WHERE user_id = $1::bigint AND remote_id IS NOT NULL""";

  /** {@code account}: it is another one from now on, which nobody has read from. */
  static final String FORGET_READINGS =
      """
      WITH lists AS (DELETE FROM list_reads WHERE account_id = $1::bigint)
      UPDATE ticktick_accounts SET last_pull_at = NULL, last_sweep_at = NULL,
        next_pull_at = NULL, last_pull_error = NULL, completed_until = NULL, quiet_pulls = 0,
        poll_owner = NULL, poll_until = NULL, connected_at = now()
      WHERE id = $1::bigint""";

  private IdentitySql() {}
}
