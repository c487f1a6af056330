package dev.tandem.persistence;

/** The statements of idempotency keys. */
final class KeyedSql {
  /**
   * {@code user, key}. Whoever has the lock has the key until the transaction ends; who comes
   * meanwhile does not wait. The row is looked for by a statement of its own, whose snapshot is
   * younger than the lock: it sees what the one before has committed.
   */
  static final String TRY_LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtextextended($2::text, $1::bigint))";

  /** {@code user, key}. Null status: a claim; {@code claimed}: which holds. */
  static final String FIND =
      """
      SELECT encode(request_hash, 'hex'), status, body, headers, claim_until > now()
      FROM idempotency_keys
      WHERE user_id = $1::bigint AND key = $2::text
        AND created_at > now() - interval '24 hours'""";

  /** {@code user, key, fingerprint, status, body, headers}: over what has expired. */
  static final String KEEP =
      """
      INSERT INTO idempotency_keys AS k (user_id, key, request_hash, status, body, headers)
      VALUES ($1::bigint, $2::text, decode($3::text, 'hex'), $4::integer, $5::jsonb, $6::jsonb)
      ON CONFLICT (user_id, key) DO UPDATE SET request_hash = EXCLUDED.request_hash,
        status = EXCLUDED.status, body = EXCLUDED.body, headers = EXCLUDED.headers,
        claim_owner = NULL, claim_until = NULL, created_at = now()""";

  /** {@code user, key, fingerprint, owner, life in milliseconds}: over what has expired. */
  static final String CLAIM =
      """
      INSERT INTO idempotency_keys AS k (user_id, key, request_hash, claim_owner, claim_until)
      VALUES ($1::bigint, $2::text, decode($3::text, 'hex'), $4::text,
        now() + $5::bigint * interval '1 millisecond')
      ON CONFLICT (user_id, key) DO UPDATE SET request_hash = EXCLUDED.request_hash,
        status = NULL, body = NULL, headers = NULL,
        claim_owner = EXCLUDED.claim_owner, claim_until = EXCLUDED.claim_until,
        created_at = now()""";

  /** {@code user, key, owner, status, body, headers}. */
  static final String SETTLE =
      """
      UPDATE idempotency_keys SET status = $4::integer, body = $5::jsonb, headers = $6::jsonb,
        claim_owner = NULL, claim_until = NULL
      WHERE user_id = $1::bigint AND key = $2::text AND claim_owner = $3::text""";

  /** {@code user, key, owner}. */
  static final String FREE =
      """
      DELETE FROM idempotency_keys
      WHERE user_id = $1::bigint AND key = $2::text AND claim_owner = $3::text""";

  private KeyedSql() {}
}
