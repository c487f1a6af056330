package dev.tandem.persistence;

/** The statements about TickTick accounts, but for their tokens and whose these are. */
final class AccountSql {
  /**
   * {@code user, microseconds of the expiry's notice}. Answers {@code auto push} and what {@link
   * AccountRows#account} reads; nothing for an unknown user. An account that was only prepared for
   * a check is none.
   */
  static final String SETTINGS =
      """
      SELECT u.auto_push, a.id, a.user_id, a.state, a.token_source, a.expires_at, a.scopes,
        a.remote_inbox_id, a.remote_identity, a.paused_until,
        a.state = 'connected' AND a.renew_at IS NULL
          AND coalesce(a.expires_at <= now() + $2::bigint * interval '1 microsecond', false)
      FROM users u LEFT JOIN ticktick_accounts a ON a.user_id = u.id
        AND NOT (a.state = 'disconnected' AND a.generation = 0)
      WHERE u.id = $1::bigint""";

  /** {@code user, auto push}. */
  static final String CONFIGURE = "UPDATE users SET auto_push = $2::boolean WHERE id = $1::bigint";

  /** {@code account, microseconds}. */
  static final String PAUSE =
      """
      UPDATE ticktick_accounts SET paused_until = greatest(paused_until, now() + $2::bigint * interval '1 microsecond')
      WHERE id = $1::bigint""";

  /**
   * {@code microseconds ahead}. Answers user, account and expiry of those that are told of now. Of
   * two nodes that ask at once the second waits for the first and then finds it told.
   */
  static final String ANNOUNCE_EXPIRY =
      """
      UPDATE ticktick_accounts SET expiry_announced_at = now()
      WHERE state = 'connected' AND renew_at IS NULL AND expiry_announced_at IS NULL
        AND expires_at <= now() + $1::bigint * interval '1 microsecond'
      RETURNING user_id, id, expires_at""";

  /**
   * From a deleted budget {@code moved} to the one of {@code $2}: what the account has spent is
   * added to what others of the same remote account have.
   */
  private static final String ADD_TO_BUDGET =
      """
      INSERT INTO budgets (budget_key, cell, arrival) SELECT $2::text, cell, arrival FROM moved
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        arrival = greatest(budgets.arrival, clock_timestamp())
          + greatest(excluded.arrival - clock_timestamp(), interval '0')""";

  /** {@code account, inbox id}: the account's own budget becomes that of the remote account. */
  static final String MOVE_BUDGET =
      """
      WITH moved AS (
        DELETE FROM budgets WHERE budget_key = 'account:' || $1::bigint
        RETURNING cell, arrival)
      """
          + ADD_TO_BUDGET;

  /** {@code account}: what was spent on its checks is in the stored remote account's already. */
  static final String DROP_BUDGET =
      "DELETE FROM budgets WHERE budget_key = 'account:' || $1::bigint";

  /**
   * {@code account, inbox id}: a remote account that is not known any more may still be the same,
   * so that what it has spent stays spent.
   */
  static final String KEEP_BUDGET =
      """
      INSERT INTO budgets (budget_key, cell, arrival)
      SELECT 'account:' || $1::bigint, cell, arrival FROM budgets WHERE budget_key = $2::text
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        arrival = greatest(budgets.arrival, excluded.arrival)""";

  /** {@code account, inbox id, generation}. */
  static final String LEARN_INBOX =
      """
      WITH learnt AS (
        UPDATE ticktick_accounts SET remote_inbox_id = $2::text
        WHERE id = $1::bigint AND remote_inbox_id IS NULL AND state = 'connected'
          AND generation = $3::bigint
        RETURNING id),
      moved AS (
        DELETE FROM budgets b USING learnt
        WHERE b.budget_key = 'account:' || learnt.id
        RETURNING b.cell, b.arrival)
      """
          + ADD_TO_BUDGET;

  /**
   * {@code account, interval and tolerance in microseconds, task and fence of the claim or null}.
   * Answers whether a request was granted, in how many microseconds one will be, and the generation
   * of the tokens; nothing for an account that is not connected, or once the claim has ended. The
   * cell's row lock decides between callers; the account's keeps the cell from moving meanwhile.
   * The wall clock counts, as the statement may have waited for these locks.
   */
  static final String SPEND =
      spend(
          "ARRAY[coalesce(remote_inbox_id, 'account:' || id)]",
          """
          AND state = 'connected' AND ($4::bigint IS NULL OR EXISTS (
            SELECT FROM push_queue
            WHERE kind = 'task' AND entity_id = $4::bigint AND fence = $5::bigint))
          """);

  /**
   * {@code account, interval and tolerance in microseconds}. The same out of the account's own
   * budget, since the token that is asked about may be another remote account's than the stored
   * one, and out of the stored one's, since it may be that one's. Of callers who race for the last
   * request of a cell, one that is refused may have debited the other: too much, never too little.
   */
  static final String SPEND_ON_CHECK =
      spend("array_remove(ARRAY['account:' || id, remote_inbox_id], NULL)", "");

  private AccountSql() {}

  private static String spend(String budgetKeys, String condition) {
    return """
        WITH account AS MATERIALIZED (
          SELECT %s AS budget_keys, paused_until, generation
          FROM ticktick_accounts WHERE id = $1::bigint %s FOR SHARE),
        full_cells AS MATERIALIZED (
          SELECT b.arrival FROM account JOIN budgets b
            ON b.budget_key = ANY (account.budget_keys) AND b.cell = 'all'
          WHERE b.arrival > clock_timestamp() + $3::bigint * interval '1 microsecond'),
        granted AS (
          INSERT INTO budgets AS b (budget_key, cell, arrival)
          SELECT key, 'all', clock_timestamp() + $2::bigint * interval '1 microsecond'
          FROM account CROSS JOIN unnest(account.budget_keys) AS key
          WHERE (paused_until IS NULL OR paused_until <= clock_timestamp())
            AND NOT EXISTS (SELECT FROM full_cells)
          ORDER BY key
          ON CONFLICT (budget_key, cell) DO UPDATE SET
            arrival = greatest(b.arrival, clock_timestamp()) + $2::bigint * interval '1 microsecond'
          WHERE b.arrival <= clock_timestamp() + $3::bigint * interval '1 microsecond'
          RETURNING arrival)
        SELECT (SELECT count(*) FROM granted) = cardinality(account.budget_keys),
          ceil(extract(epoch FROM greatest(interval '0',
            account.paused_until - clock_timestamp(),
            (SELECT max(arrival) FROM budgets b
              WHERE b.budget_key = ANY (account.budget_keys) AND b.cell = 'all')
              - $3::bigint * interval '1 microsecond' - clock_timestamp())) * 1e6)::bigint,
          account.generation
        FROM account"""
        .formatted(budgetKeys, condition);
  }
}
