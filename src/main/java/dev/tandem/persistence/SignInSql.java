package dev.tandem.persistence;

/** The statements about whom an OpenID provider means by which user. */
final class SignInSql {
  /**
   * Under which an erased identity is remembered. Neither part says who it was, but whoever knows
   * both can tell that they were erased: so it is kept for a while only.
   */
  private static final String HASH = "sha256(convert_to(%s || E'\\n' || %s, 'UTF8'))";

  /** {@code issuer, subject}. */
  static final String FIND =
      """
      SELECT %s FROM openid_identities i JOIN users u ON u.id = i.user_id
      WHERE i.issuer = $1::text AND i.subject = $2::text AND u.erasing_at IS NULL"""
          .formatted(UserSql.USER);

  /** {@code name}: a plain user. */
  static final String CREATE_USER =
      "INSERT INTO users AS u (name) VALUES ($1::text) RETURNING " + UserSql.USER;

  /**
   * {@code issuer, subject, user}. Answers nothing if somebody else was first: whoever is at it is
   * waited for.
   */
  static final String CREATE =
      """
      INSERT INTO openid_identities (issuer, subject, user_id)
      VALUES ($1::text, $2::text, $3::bigint)
      ON CONFLICT (issuer, subject) DO NOTHING RETURNING id""";

  /** {@code issuer, subject}. Answers a row if the person was erased. */
  static final String WAS_ERASED =
      "SELECT erased_at FROM erased_openid_identities WHERE identity_hash = "
          + HASH.formatted("$1::text", "$2::text");

  /** {@code user}. Deletes their identities, and remembers that they are erased. */
  static final String ERASE =
      """
      WITH gone AS (
        DELETE FROM openid_identities WHERE user_id = $1::bigint RETURNING issuer, subject)
      INSERT INTO erased_openid_identities (identity_hash)
      SELECT %s FROM gone
      ON CONFLICT (identity_hash) DO UPDATE SET erased_at = now()"""
          .formatted(HASH.formatted("issuer", "subject"));

  private SignInSql() {}
}
