package dev.tandem.persistence;

/**
 * The statements about who refreshes an account's tokens. A lease is a name and an end by the
 * database's clock; a name that is null with an end that is to come is a rest. The wall clock
 * counts, as a statement may have waited for the row.
 */
final class RefreshSql {
  /**
   * {@code account, generation, owner, microseconds, whether a rest is cut short}. Answers the
   * failures so far, if the lease is the owner's. It may be its own already: a node works on an
   * account once at a time, so that it comes again only if it did not hear that it has it.
   */
  static final String LEASE =
      """
      UPDATE ticktick_accounts SET refresh_owner = $3::text,
        refresh_until = clock_timestamp() + $4::bigint * interval '1 microsecond'
      WHERE id = $1::bigint AND generation = $2::bigint AND state IN ('connected', 'checking')
        AND refresh_token IS NOT NULL
        AND (refresh_until IS NULL OR refresh_until <= clock_timestamp()
          OR refresh_owner = $3::text OR ($5::boolean AND refresh_owner IS NULL))
      RETURNING refresh_failures""";

  /** {@code account}. Answers, behind what a read of tokens answers, whether they rest. */
  static final String READ =
      "SELECT "
          + TokenSql.COLUMNS
          + """
          , a.refresh_owner IS NULL AND coalesce(a.refresh_until > clock_timestamp(), false)
          FROM ticktick_accounts a
          WHERE a.access_token IS NOT NULL AND a.state <> 'disconnected' AND a.id = $1::bigint""";

  /** {@code account, generation, owner, microseconds of the rest}. */
  static final String END =
      """
      UPDATE ticktick_accounts SET refresh_owner = NULL,
        refresh_until = clock_timestamp() + $4::bigint * interval '1 microsecond',
        refresh_failures = refresh_failures + CASE WHEN $4::bigint > 0 THEN 1 ELSE 0 END
      WHERE id = $1::bigint AND generation = $2::bigint AND refresh_owner = $3::text""";

  /**
   * {@code account, generation, owner, whether the access token is void too}. Answers the user if
   * it counts. Nothing refreshes these tokens ahead any more, so that their end is told of.
   */
  static final String DENY =
      """
      UPDATE ticktick_accounts SET refresh_owner = NULL, refresh_until = NULL, renew_at = NULL,
        state = CASE WHEN $4::boolean THEN 'needs_reauthorization' ELSE state END
      WHERE id = $1::bigint AND generation = $2::bigint AND refresh_owner = $3::text
        AND refresh_until > clock_timestamp() AND state IN ('connected', 'checking')
      RETURNING user_id""";

  /** Answers account and generation of a few; the longest due first. */
  static final String RENEWABLE =
      """
      SELECT id, generation FROM ticktick_accounts
      WHERE renew_at <= now() AND state IN ('connected', 'checking')
        AND (refresh_until IS NULL OR refresh_until <= now())
      ORDER BY renew_at, id LIMIT 4""";

  private RefreshSql() {}
}
