package dev.tandem.persistence;

/** The statements about the tokens of TickTick accounts. */
final class TokenSql {
  /** What {@link AccountRows#tokens} reads. */
  static final String COLUMNS =
      """
      a.id, a.user_id, a.generation, a.state, a.token_source, a.key_id, a.access_token,
        a.refresh_token, a.expires_at
      """;

  private static final String TOKENS =
      "SELECT "
          + COLUMNS
          + "FROM ticktick_accounts a WHERE a.access_token IS NOT NULL AND a.state <> 'disconnected' ";

  /** {@code account}. */
  static final String READ = TOKENS + "AND a.id = $1::bigint";

  /**
   * {@code account}. Behind what a read answers: the generation that a consent brought, see {@link
   * #STORE}.
   */
  static final String LOCK =
      "SELECT "
          + COLUMNS
          + """
          , a.granted_generation
          FROM ticktick_accounts a
          WHERE a.access_token IS NOT NULL AND a.state <> 'disconnected' AND a.id = $1::bigint
          FOR NO KEY UPDATE""";

  /** {@code keys}. Of those that they decrypt; one that could be asked now comes first. */
  static final String READ_ANY_CONNECTED =
      TOKENS
          + """
          AND a.state = 'connected' AND a.key_id = ANY ($1::text[])
          ORDER BY coalesce(a.paused_until > now(), false), a.id LIMIT 1""";

  /**
   * {@code microseconds of the lease}. A check is the first reading of an account and takes the
   * lease of reading, so that of several nodes one asks: a reader that is left from before holds
   * nothing any more. Those that waited longest come first.
   */
  static final String READ_UNCHECKED =
      """
      UPDATE ticktick_accounts a
      SET poll_until = now() + $1::bigint * interval '1 microsecond', poll_owner = NULL
      WHERE a.id IN (
        SELECT id FROM ticktick_accounts
        WHERE state = 'checking' AND (paused_until IS NULL OR paused_until <= now())
          AND (poll_until IS NULL OR poll_until <= now())
        ORDER BY poll_until NULLS FIRST, id LIMIT 16 FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING
      """
          + COLUMNS;

  /** What was known of the refreshes of other tokens than those that are stored now. */
  private static final String NO_REFRESH =
      """
      refresh_owner = NULL, refresh_until = NULL, refresh_failures = 0, expiry_announced_at = NULL
      """;

  /**
   * {@code account, access token, refresh token, key, seconds to live, hash of the access token,
   * seconds to the renewal, source, scopes}. Whose the tokens are is another question. The account
   * is to be read at once, by nobody who began with other tokens; after a time without any, as if
   * for the first time.
   */
  static final String STORE =
      """
      UPDATE ticktick_accounts SET state = 'checking', generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second', token_hash = $6::bytea,
        renew_at = now() + $7::bigint * interval '1 second',
        token_source = $8::text, scopes = $9::text[],
        granted_generation = generation + 1, unreadable_since = NULL,
        poll_owner = NULL, poll_until = NULL, next_pull_at = NULL,
        connected_at = CASE WHEN state = 'disconnected' THEN now() ELSE connected_at END,
        completed_until = CASE WHEN state <> 'disconnected' THEN completed_until END,
        last_sweep_at = CASE WHEN state <> 'disconnected' THEN last_sweep_at END,
      """
          + NO_REFRESH
          + "WHERE id = $1::bigint";

  /**
   * {@code account, access token, refresh token, key, seconds to live, hash of the access token,
   * seconds to the renewal}. Ends whatever lease there is, as it was for the tokens before. Answers
   * the state: it says whose the tokens are, which a refresh does not change. Tokens that had been
   * refused may never have been checked.
   */
  static final String STORE_REFRESHED =
      """
      UPDATE ticktick_accounts SET
        state = CASE WHEN state = 'needs_reauthorization' THEN 'checking' ELSE state END,
        generation = generation + 1,
        access_token = $2::bytea, refresh_token = $3::bytea, key_id = $4::text,
        expires_at = now() + $5::bigint * interval '1 second', token_hash = $6::bytea,
        renew_at = now() + $7::bigint * interval '1 second', unreadable_since = NULL,
      """
          + NO_REFRESH
          + "WHERE id = $1::bigint RETURNING state";

  /** {@code account, generation}. Answers the user if it counts. */
  static final String REFUSE =
      """
      UPDATE ticktick_accounts SET state = 'needs_reauthorization'
      WHERE id = $1::bigint AND generation = $2::bigint AND state IN ('connected', 'checking')
      RETURNING user_id""";

  /**
   * {@code account, generation}. Answers the user if it counts. The tokens stay as they are: with
   * their key they come back.
   */
  static final String MARK_UNREADABLE =
      """
      UPDATE ticktick_accounts SET state = 'needs_reauthorization', unreadable_since = now()
      WHERE id = $1::bigint AND generation = $2::bigint AND state IN ('connected', 'checking')
      RETURNING user_id""";

  /** {@code user}. Answers the hash of the access token behind what a read answers. */
  static final String LOCK_OF_USER =
      "SELECT "
          + COLUMNS
          + """
          , a.token_hash
          FROM ticktick_accounts a
          WHERE a.user_id = $1::bigint AND a.state <> 'disconnected' FOR NO KEY UPDATE""";

  /**
   * {@code hashes}: those who store or give up one and the same token do it one after the other. In
   * one order, so that no two who each hold one wait for each other.
   */
  static final String LOCK_HASHES =
      """
      SELECT pg_advisory_xact_lock(key)::text FROM (
        SELECT DISTINCT hashtextextended(encode(hash, 'hex'), 0) AS key
        FROM unnest($1::bytea[]) AS hash ORDER BY key) keys""";

  /** {@code account to leave out, hash}. */
  static final String IS_SHARED =
      """
      SELECT EXISTS (
        SELECT FROM ticktick_accounts WHERE token_hash = $2::bytea AND id <> $1::bigint)""";

  /** What an account without tokens holds. */
  static final String ERASED =
      """
      state = 'disconnected', generation = generation + 1,
        access_token = NULL, refresh_token = NULL, key_id = NULL, token_hash = NULL,
        expires_at = NULL, renew_at = NULL, unreadable_since = NULL, scopes = '{}',
      """
          + NO_REFRESH;

  /** {@code account}. Whose tokens they were stays known: the tasks are linked with that one. */
  static final String ERASE = "UPDATE ticktick_accounts SET " + ERASED + "WHERE id = $1::bigint";

  private TokenSql() {}
}
