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
      SELECT u.auto_push, a.id, a.user_id, a.state, a.expires_at, a.scopes, a.remote_inbox_id,
        a.remote_identity, a.paused_until,
        a.state = 'connected' AND a.refresh_token IS NULL
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
      WHERE state = 'connected' AND refresh_token IS NULL AND expiry_announced_at IS NULL
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
          "coalesce(remote_inbox_id, 'account:' || id)",
          """
          AND state = 'connected' AND ($4::bigint IS NULL OR EXISTS (
            SELECT FROM push_queue
            WHERE kind = 'task' AND entity_id = $4::bigint AND fence = $5::bigint))
          """);

  /**
   * {@code account, interval and tolerance in microseconds}. The same out of the account's own
   * budget, since the token that is asked about may be another remote account's than the stored
   * one.
   */
  static final String SPEND_ON_CHECK = spend("'account:' || id", "");

  private AccountSql() {}

  private static String spend(String budgetKey, String condition) {
    return """
        WITH account AS MATERIALIZED (
          SELECT %s AS budget_key, paused_until, generation
          FROM ticktick_accounts WHERE id = $1::bigint %s FOR SHARE),
        granted AS (
          INSERT INTO budgets AS b (budget_key, cell, arrival)
          SELECT budget_key, 'all', clock_timestamp() + $2::bigint * interval '1 microsecond'
          FROM account WHERE paused_until IS NULL OR paused_until <= clock_timestamp()
          ON CONFLICT (budget_key, cell) DO UPDATE SET
            arrival = greatest(b.arrival, clock_timestamp()) + $2::bigint * interval '1 microsecond'
          WHERE b.arrival <= clock_timestamp() + $3::bigint * interval '1 microsecond'
          RETURNING arrival)
        SELECT EXISTS (SELECT FROM granted),
          ceil(extract(epoch FROM greatest(interval '0',
            account.paused_until - clock_timestamp(),
            b.arrival - $3::bigint * interval '1 microsecond' - clock_timestamp())) * 1e6)::bigint,
          account.generation
        FROM account LEFT JOIN budgets b
          ON b.budget_key = account.budget_key AND b.cell = 'all'"""
        .formatted(budgetKey, condition);
  }
}
