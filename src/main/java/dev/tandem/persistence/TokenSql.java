package dev.tandem.persistence;

/** The statements about the tokens of TickTick accounts. */
final class TokenSql {
  /** What {@link AccountRows#tokens} reads. */
  static final String COLUMNS =
      """
      a.id, a.user_id, a.generation, a.state, a.key_id, a.access_token, a.refresh_token,
        a.expires_at
      """;

  private static final String TOKENS =
      "SELECT "
          + COLUMNS
          + "FROM ticktick_accounts a WHERE a.access_token IS NOT NULL AND a.state <> 'disconnected' ";

  /** {@code account}. */
  static final String READ = TOKENS + "AND a.id = $1::bigint";

  /** {@code account}. */
  static final String LOCK = READ + " FOR NO KEY UPDATE";

  /** {@code keys}. Of those that they decrypt; one that could be asked now comes first. */
  static final String READ_ANY_CONNECTED =
      TOKENS
          + """
          AND a.state = 'connected' AND a.key_id = ANY ($1::text[])
          ORDER BY coalesce(a.paused_until > now(), false), a.id LIMIT 1""";

  /**
   * {@code microseconds of the lease}. A check is the first reading of an account and takes the
   * lease of reading, so that of several nodes one asks. Those that waited longest come first.
   */
  static final String READ_UNCHECKED =
      """
      UPDATE ticktick_accounts a SET poll_until = now() + $1::bigint * interval '1 microsecond'
      WHERE a.id IN (
        SELECT id FROM ticktick_accounts
        WHERE state = 'checking' AND (paused_until IS NULL OR paused_until <= now())
          AND (poll_until IS NULL OR poll_until <= now())
        ORDER BY poll_until NULLS FIRST, id LIMIT 16 FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING
      """
          + COLUMNS;

  /**
   * {@code account, access token, refresh token, key, seconds to live, hash of the access token,
   * source, scopes}. Whose the tokens are is another question.
   */
  static final String STORE =
      """
      UPDATE ticktick_accounts SET state = 'checking', generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second', token_hash = $6::bytea,
        token_source = $7::text, scopes = $8::text[],
        expiry_announced_at = NULL, poll_until = NULL,
        connected_at = CASE WHEN state = 'disconnected' THEN now() ELSE connected_at END
      WHERE id = $1::bigint""";

  /**
   * {@code account, access token, refresh token, key, seconds to live, hash of the access token}.
   * Answers the state: it says whose the tokens are, which a refresh does not change. Tokens that
   * had been refused may never have been checked.
   */
  static final String STORE_REFRESHED =
      """
      UPDATE ticktick_accounts SET
        state = CASE WHEN state = 'needs_reauthorization' THEN 'checking' ELSE state END,
        generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second', token_hash = $6::bytea,
        expiry_announced_at = NULL
      WHERE id = $1::bigint RETURNING state""";

  /** {@code account, generation}. Answers the user if it counts. */
  static final String REFUSE =
      """
      UPDATE ticktick_accounts SET state = 'needs_reauthorization'
      WHERE id = $1::bigint AND generation = $2::bigint AND state IN ('connected', 'checking')
      RETURNING user_id""";

  /** {@code user}. Answers source and hash of the access token behind what a read answers. */
  static final String LOCK_OF_USER =
      "SELECT "
          + COLUMNS
          + """
          , a.token_source, a.token_hash
          FROM ticktick_accounts a
          WHERE a.user_id = $1::bigint AND a.state <> 'disconnected' FOR NO KEY UPDATE""";

  /** {@code hash}: those who erase one and the same token do it one after the other. */
  static final String LOCK_HASH =
      "SELECT pg_advisory_xact_lock(hashtextextended(encode($1::bytea, 'hex'), 0))::text";

  /** {@code account, hash}. */
  static final String IS_SHARED =
      """
      SELECT EXISTS (
        SELECT FROM ticktick_accounts WHERE token_hash = $2::bytea AND id <> $1::bigint)""";

  /** {@code account}. Whose tokens they were stays known: the tasks are linked with that one. */
  static final String ERASE =
      """
      UPDATE ticktick_accounts SET state = 'disconnected', generation = generation + 1,
        access_token = NULL, refresh_token = NULL, key_id = NULL, token_hash = NULL,
        expires_at = NULL, expiry_announced_at = NULL
      WHERE id = $1::bigint""";

  private TokenSql() {}
}
