package dev.tandem.persistence;

/** The statements about users and their keys. Keys are looked up by the SHA-256 of their text. */
final class UserSql {
  /** What {@link PgUsers#user} reads, in its order. */
  static final String USER = "u.id, u.name, u.email, u.role, u.created_at";

  /** What {@link PgUsers} reads as a key, in its order. */
  private static final String KEY = "id, user_id, name, created_at, expires_at, last_used_at";

  /**
   * {@code hash}. Answers the key's id and its user. The time of use is kept to the minute, and
   * nobody waits for another who is noting it.
   */
  static final String AUTHENTICATE =
      """
      WITH stale AS (
        SELECT id FROM api_keys
        WHERE key_hash = $1::bytea AND (expires_at IS NULL OR expires_at > now())
          AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        FOR NO KEY UPDATE SKIP LOCKED),
      used AS (
        UPDATE api_keys k SET last_used_at = now() FROM stale WHERE k.id = stale.id)
      SELECT k.id, %s FROM api_keys k JOIN users u ON u.id = k.user_id
      WHERE k.key_hash = $1::bytea AND (k.expires_at IS NULL OR k.expires_at > now())
        AND u.erasing_at IS NULL
      """
          .formatted(USER);

  /** {@code name, e-mail}. Nothing for an address that is taken. */
  static final String CREATE_USER =
      """
      INSERT INTO users AS u (name, email) VALUES ($1::text, $2::text)
      ON CONFLICT (lower(email)) WHERE email IS NOT NULL DO NOTHING
      RETURNING %s"""
          .formatted(USER);

  /** {@code id, limit}: those behind the id. */
  static final String USERS =
      """
      SELECT %s FROM users u WHERE u.id > $1::bigint AND u.erasing_at IS NULL
      ORDER BY u.id LIMIT $2::integer"""
          .formatted(USER);

  /** {@code user, name, hash, end}. Nothing for an unknown user. */
  static final String CREATE_KEY =
      """
      INSERT INTO api_keys (user_id, name, key_hash, expires_at)
      SELECT u.id, $2::text, $3::bytea, $4::timestamptz FROM users u
      WHERE u.id = $1::bigint AND u.erasing_at IS NULL
      RETURNING %s"""
          .formatted(KEY);

  /** {@code user, id, limit}: those behind the id. */
  static final String KEYS =
      """
      SELECT %s FROM api_keys WHERE user_id = $1::bigint AND id > $2::bigint
      ORDER BY id LIMIT $3::integer"""
          .formatted(KEY);

  /** {@code user, key}. Answers it if it was there. */
  static final String REVOKE_KEY =
      "DELETE FROM api_keys WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id";

  /** Makes the owner or locks it: who comes at the same moment waits here. */
  static final String ENSURE_OWNER =
      """
      INSERT INTO users AS u (name, role, is_owner) VALUES ('owner', 'admin', true)
      ON CONFLICT (is_owner) WHERE is_owner DO UPDATE SET is_owner = true
      RETURNING %s"""
          .formatted(USER);

  /** {@code owner, hash}. Answers the keys that were configured earlier. */
  static final String DROP_CONFIGURED_KEYS =
      """
      DELETE FROM api_keys
      WHERE user_id = $1::bigint AND is_configured AND key_hash <> $2::bytea RETURNING id""";

  /** {@code owner, hash}. Answers it unless the key is another user's. */
  static final String CONFIGURE_KEY =
      """
      INSERT INTO api_keys AS k (user_id, name, key_hash, is_configured)
      VALUES ($1::bigint, 'TANDEM_API_KEY', $2::bytea, true)
      ON CONFLICT (key_hash) DO UPDATE SET is_configured = true, expires_at = NULL
      WHERE k.user_id = excluded.user_id
      RETURNING k.id""";

  /** {@code owner}. */
  static final String HAS_KEY =
      """
      SELECT EXISTS (SELECT FROM api_keys
        WHERE user_id = $1::bigint AND (expires_at IS NULL OR expires_at > now()))""";

  private UserSql() {}
}
