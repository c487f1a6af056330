package dev.tandem.persistence;

/** The statements about the keys under which tokens are encrypted. */
final class KeySql {
  /**
   * {@code key}. What the last started node encrypts with is what all tokens are brought under: two
   * nodes with different first keys do not take turns in undoing each other's work.
   */
  static final String DECLARE =
      """
      INSERT INTO token_key AS t (key_id) VALUES ($1::text)
      ON CONFLICT (is_only) DO UPDATE SET key_id = excluded.key_id, declared_at = now()
      WHERE t.key_id <> excluded.key_id""";

  /** One runner at a time on all nodes; the lock ends with its session, however that ends. */
  static final String TRY_LOCK =
      "SELECT pg_try_advisory_lock(hashtextextended('tandem.token_key', 0))";

  static final String UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('tandem.token_key', 0))";

  /**
   * {@code key, keys}. Answers how many accounts' tokens are encrypted under another key of these,
   * how many of them came back, how many are under none of them, and the names of those others;
   * nothing if another key than {@code key} was declared since.
   */
  static final String COUNT =
      """
      SELECT count(*) FILTER (WHERE key_id <> $1::text AND key_id = ANY ($2::text[])),
        count(*) FILTER (WHERE unreadable_since IS NOT NULL AND key_id = ANY ($2::text[])),
        count(*) FILTER (WHERE key_id <> ALL ($2::text[])),
        coalesce(string_agg(DISTINCT key_id, ', ') FILTER (WHERE key_id <> ALL ($2::text[])), '')
      FROM ticktick_accounts
      WHERE key_id IS NOT NULL
      HAVING EXISTS (SELECT FROM token_key WHERE key_id = $1::text)""";

  /**
   * {@code key, keys, account before, how many}. Those of the next accounts that are to be
   * encrypted anew, or whose key came back, locked. One that somebody else works on is left for the
   * next pass: new tokens are under the first key anyway.
   */
  static final String NEXT =
      "SELECT "
          + TokenSql.COLUMNS
          + """
          , a.unreadable_since IS NOT NULL
          FROM ticktick_accounts a
          WHERE a.id > $3::bigint AND a.key_id = ANY ($2::text[])
            AND (a.key_id <> $1::text OR a.unreadable_since IS NOT NULL)
            AND EXISTS (SELECT FROM token_key WHERE key_id = $1::text)
          ORDER BY a.id LIMIT $4::integer FOR NO KEY UPDATE SKIP LOCKED""";

  /**
   * {@code key, accounts, access tokens, refresh tokens}. The tokens stay the same, and so does
   * their generation.
   */
  static final String STORE =
      """
      UPDATE ticktick_accounts a SET access_token = n.access_token,
        refresh_token = n.refresh_token, key_id = $1::text
      FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) AS n (id, access_token, refresh_token)
      WHERE a.id = n.id""";

  /**
   * {@code accounts}: their tokens can be read again, and are asked about anew. Answers user,
   * account and state.
   */
  static final String BRING_BACK =
      """
      UPDATE ticktick_accounts SET unreadable_since = NULL,
        state = CASE WHEN state = 'needs_reauthorization' THEN 'checking' ELSE state END
      WHERE id = ANY ($1::bigint[]) AND unreadable_since IS NOT NULL
      RETURNING user_id, id, state""";

  private KeySql() {}
}
