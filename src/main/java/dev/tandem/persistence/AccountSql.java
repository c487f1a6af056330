package dev.tandem.persistence;

/** The statements about TickTick accounts, but for their tokens and whose these are. */
final class AccountSql {
  /**
   * {@code user, microseconds of the expiry's notice, whether anything can be refreshed}. Answers
   * {@code auto push} and what {@link AccountRows#account} reads; nothing for an unknown user. An
   * account that was only prepared for a check is none.
   */
  static final String SETTINGS =
      """
      SELECT u.auto_push, a.id, a.user_id, a.state, a.token_source, a.expires_at, a.scopes,
        a.remote_inbox_id, a.remote_identity, a.paused_until,
        a.state = 'connected' AND (a.renew_at IS NULL OR NOT $3::boolean)
          AND coalesce(a.expires_at <= now() + $2::bigint * interval '1 microsecond', false)
      FROM users u LEFT JOIN ticktick_accounts a ON a.user_id = u.id
        AND NOT (a.state = 'disconnected' AND a.generation = 0)
      WHERE u.id = $1::bigint""";

  /** {@code user, auto push}. */
  static final String CONFIGURE = "UPDATE users SET auto_push = $2::boolean WHERE id = $1::bigint";

  /**
   * {@code microseconds ahead, whether anything can be refreshed}. Answers user, account and expiry
   * of those that are told of now. Of two nodes that ask at once the second waits for the first and
   * then finds it told.
   */
  static final String ANNOUNCE_EXPIRY =
      """
      UPDATE ticktick_accounts SET expiry_announced_at = now()
      WHERE state = 'connected' AND (renew_at IS NULL OR NOT $2::boolean) AND expiry_announced_at IS NULL
        AND expires_at <= now() + $1::bigint * interval '1 microsecond'
      RETURNING user_id, id, expires_at""";

  private AccountSql() {}
}
