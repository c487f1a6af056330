package dev.tandem.persistence;

import java.util.List;

/**
 * The statements of an erasure: one transaction that ends all the person's rights, then pieces of
 * their rows, the account, the user. The user's row is the claim: whoever cannot lock it leaves the
 * work to its holder, and a process that dies gives it back.
 */
final class ErasureSql {
  /** Rows of a piece: a fraction of a second, far from the limit of a statement. */
  static final int PIECE = 1000;

  /** {@code user}. Stronger than the lock of an insert that names the user: waits for those. */
  static final String LOCK_USER = "SELECT id FROM users WHERE id = $1::bigint FOR UPDATE";

  /** {@code user}. A next owner may come at once; the name and the address go at once. */
  static final String MARK =
      """
      UPDATE users SET erasing_at = coalesce(erasing_at, now()), is_owner = false, role = 'user',
        name = '', email = NULL
      WHERE id = $1::bigint""";

  /** {@code user}. Answers the keys. */
  static final String DROP_KEYS = "DELETE FROM api_keys WHERE user_id = $1::bigint RETURNING id";

  /** {@code user}. */
  static final String DROP_SESSIONS = "DELETE FROM sessions WHERE user_id = $1::bigint";

  /** {@code user}. */
  static final String DROP_CONSENTS = "DELETE FROM oauth_states WHERE user_id = $1::bigint";

  /** {@code user}. Answers the account. Nothing is claimed, spent or refreshed for it any more. */
  static final String DROP_TOKENS =
      "UPDATE ticktick_accounts SET " + TokenSql.ERASED + "WHERE user_id = $1::bigint RETURNING id";

  /** Those whose erasure is not finished. */
  static final String UNFINISHED =
      "SELECT id FROM users WHERE erasing_at IS NOT NULL ORDER BY erasing_at LIMIT 100";

  /** {@code user}. */
  static final String IS_THERE = "SELECT id FROM users WHERE id = $1::bigint";

  private static final String MINE =
      """
      mine AS MATERIALIZED (
        SELECT id FROM users WHERE id = $1::bigint AND erasing_at IS NOT NULL
        FOR NO KEY UPDATE SKIP LOCKED)""";

  /**
   * {@code user}: a piece of a table. Answers whether the claim was free, and how many rows went.
   * In this order nothing points at what goes, and what a worker could claim goes first.
   */
  static final List<String> PIECES =
      List.of(
          piece("push_queue", "kind, entity_id", "kind, entity_id"),
          piece("links", "id", "task_id"),
          piece("sends", "id", "task_id"),
          piece("conflicts", "id", "id"),
          piece("suggestions", "id", "task_id"),
          piece("tasks", "id", "id"),
          piece("task_tombstones", "user_id, task_id", "task_id"),
          piece("idempotency_keys", "user_id, key", "key"),
          piece("create_intents", "id", "task_id"),
          piece("projects", "id", "id"));

  /** {@code user}. Answers the user if the claim was free; locks the account too. */
  static final String LOCK_ACCOUNT =
      "WITH "
          + MINE
          + """
          , account AS (
            SELECT a.id FROM ticktick_accounts a JOIN mine ON mine.id = a.user_id FOR UPDATE OF a)
          SELECT mine.id, (SELECT count(*) FROM account) FROM mine""";

  /** {@code user}, locked before. A budget is left to others who work with the same account. */
  static final String DROP_ACCOUNT =
      """
      WITH gone AS (
        DELETE FROM ticktick_accounts WHERE user_id = $1::bigint RETURNING id, remote_inbox_id)
      DELETE FROM budgets b USING gone
      WHERE b.budget_key = 'account:' || gone.id
        OR b.budget_key = gone.remote_inbox_id AND NOT EXISTS (
          SELECT FROM ticktick_accounts other
          WHERE other.remote_inbox_id = gone.remote_inbox_id AND other.id <> gone.id)""";

  /** {@code user}, locked before. The foreign keys take along what may be left. */
  static final String DROP_USER =
      "DELETE FROM users WHERE id = $1::bigint AND erasing_at IS NOT NULL";

  private ErasureSql() {}

  /**
   * By the key and not by the place: a row that somebody just changed has another place.
   *
   * @param order one that an index of the user's rows has
   */
  private static String piece(String table, String key, String order) {
    return """
        WITH %1$s,
        piece AS MATERIALIZED (
          SELECT %3$s FROM %2$s WHERE user_id = (SELECT id FROM mine)
          ORDER BY %7$s LIMIT %4$d FOR UPDATE),
        gone AS (
          DELETE FROM %2$s USING piece WHERE (%5$s) = (%6$s) RETURNING 1)
        SELECT EXISTS (SELECT FROM mine), (SELECT count(*) FROM gone)"""
        .formatted(MINE, table, key, PIECE, qualified(table, key), qualified("piece", key), order);
  }

  private static String qualified(String table, String key) {
    return table + "." + key.replace(", ", ", " + table + ".");
  }
}
