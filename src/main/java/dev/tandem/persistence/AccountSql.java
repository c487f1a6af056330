package dev.tandem.persistence;

/** The statements about TickTick accounts. */
final class AccountSql {
  /** What {@link AccountRows#account} reads. */
  private static final String ACCOUNT =
      "a.id, a.user_id, a.state, a.expires_at, a.scopes, a.remote_inbox_id, a.paused_until";

  /** What {@link AccountRows#tokens} reads. */
  private static final String TOKENS =
      """
      SELECT a.id, a.user_id, a.generation, a.state, a.key_id, a.access_token, a.refresh_token,
        a.expires_at
      FROM ticktick_accounts a WHERE a.access_token IS NOT NULL AND a.state <> 'disconnected'
      """;

  /** {@code user}. Nothing for an unknown user. */
  static final String SETTINGS =
      "SELECT u.auto_push, "
          + ACCOUNT
          + " FROM users u LEFT JOIN ticktick_accounts a ON a.user_id = u.id WHERE u.id = $1::bigint";

  /** {@code user, auto push}. */
  static final String CONFIGURE = "UPDATE users SET auto_push = $2::boolean WHERE id = $1::bigint";

  /** {@code account}. */
  static final String READ_TOKENS = TOKENS + "AND a.id = $1::bigint";

  /** {@code account}. */
  static final String LOCK_TOKENS = READ_TOKENS + " FOR NO KEY UPDATE";

  /** {@code keys}. Of those that they decrypt; one that could be asked now comes first. */
  static final String READ_ANY_CONNECTED =
      TOKENS
          + """
          AND a.state = 'connected' AND a.key_id = ANY ($1::text[])
          ORDER BY coalesce(a.paused_until > now(), false), a.id LIMIT 1""";

  /** {@code user}. Locks the account and answers its id: a ciphertext names its account. */
  static final String LOCK_OR_MAKE =
      """
      INSERT INTO ticktick_accounts (user_id, state) VALUES ($1::bigint, 'disconnected')
      ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
      RETURNING id""";

  /** {@code account, access token, refresh token, key, seconds to live, default scopes}. */
  static final String CONNECT =
      """
      UPDATE ticktick_accounts SET state = 'connected', generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second',
        scopes = $6::text[],
        connected_at = CASE WHEN state = 'disconnected' THEN now() ELSE connected_at END
      WHERE id = $1::bigint""";

  /** {@code user, account}: what waited for the account is due; dead letters stay. */
  static final String RESUME_QUEUE =
      """
      UPDATE push_queue SET account_id = $2::bigint,
        next_attempt_at = least(next_attempt_at, now())
      WHERE user_id = $1::bigint AND NOT is_dead
        AND (account_id IS DISTINCT FROM $2::bigint OR next_attempt_at > now())
        AND (lease_until IS NULL OR lease_until <= now())""";

  /** {@code user}. Answers the account. */
  static final String DISCONNECT =
      """
      UPDATE ticktick_accounts SET state = 'disconnected', generation = generation + 1,
        access_token = NULL, refresh_token = NULL, key_id = NULL, expires_at = NULL
      WHERE user_id = $1::bigint AND state <> 'disconnected'
      RETURNING id""";

  /** {@code account, access token, refresh token, key, seconds to live}. */
  static final String STORE_REFRESHED =
      """
      UPDATE ticktick_accounts SET state = 'connected', generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second'
      WHERE id = $1::bigint""";

  /** {@code account, generation}. Answers the user if it counts. */
  static final String REFUSE =
      """
      UPDATE ticktick_accounts SET state = 'needs_reauthorization'
      WHERE id = $1::bigint AND generation = $2::bigint AND state = 'connected'
      RETURNING user_id""";

  /** {@code account, microseconds}. */
  static final String PAUSE =
      """
      UPDATE ticktick_accounts SET paused_until = greatest(paused_until, now() + $2::bigint * interval '1 microsecond')
      WHERE id = $1::bigint""";

  /**
   * {@code account, inbox id}. What the account has spent is added to what others of the same
   * remote account have.
   */
  static final String LEARN_INBOX =
      """
      WITH learnt AS (
        UPDATE ticktick_accounts SET remote_inbox_id = $2::text
        WHERE id = $1::bigint AND remote_inbox_id IS DISTINCT FROM $2::text
        RETURNING id),
      moved AS (
        DELETE FROM budgets b USING learnt
        WHERE b.budget_key = 'account:' || learnt.id
        RETURNING b.cell, b.arrival)
      INSERT INTO budgets (budget_key, cell, arrival) SELECT $2::text, cell, arrival FROM moved
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        arrival = greatest(budgets.arrival, clock_timestamp())
          + greatest(excluded.arrival - clock_timestamp(), interval '0')""";

  /**
   * {@code account, interval and tolerance in microseconds}. Answers whether a request was granted,
   * in how many microseconds one will be, and the generation of the tokens; nothing for an account
   * that is not connected. The cell's row lock decides between callers; the account's keeps the
   * cell from moving meanwhile. The wall clock counts, as the statement may have waited for these
   * locks.
   */
  static final String SPEND =
      """
      WITH account AS MATERIALIZED (
        SELECT coalesce(remote_inbox_id, 'account:' || id) AS budget_key, paused_until, generation
        FROM ticktick_accounts WHERE id = $1::bigint AND state = 'connected' FOR SHARE),
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
        ON b.budget_key = account.budget_key AND b.cell = 'all'""";

  private AccountSql() {}
}
