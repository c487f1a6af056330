package dev.tandem.persistence;

import dev.tandem.account.AccountCommand.CloseConsent;
import dev.tandem.account.AccountCommand.OpenConsent;
import dev.tandem.account.AccountReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Consents under way: single-use, bound to user and browser, ten minutes by this clock. */
final class PgConsents {
  /** {@code user}: one opening at a time, so that no two count the same. */
  private static final String LOCK_USER =
      "SELECT id FROM users WHERE id = $1::bigint FOR NO KEY UPDATE";

  /** {@code user, state hash, browser hash}, in hexadecimal. Clears away what is over, too. */
  private static final String OPEN =
      """
      WITH expired AS (
        DELETE FROM oauth_states WHERE state_hash IN (
          SELECT state_hash FROM oauth_states WHERE expires_at <= now()
          LIMIT 100 FOR UPDATE SKIP LOCKED)),
      surplus AS (
        DELETE FROM oauth_states WHERE state_hash IN (
          SELECT state_hash FROM oauth_states
          WHERE user_id = $1::bigint AND expires_at > now()
          ORDER BY created_at DESC, state_hash OFFSET 19))
      INSERT INTO oauth_states (user_id, state_hash, browser_hash, expires_at)
      VALUES ($1::bigint, decode($2::text, 'hex'), decode($3::text, 'hex'),
        now() + interval '10 minutes')""";

  /** {@code state hash, browser hash}. Of those who close one at once, one finds it. */
  private static final String CLOSE =
      """
      DELETE FROM oauth_states
      WHERE state_hash = decode($1::text, 'hex') AND browser_hash = decode($2::text, 'hex')
        AND expires_at > now()
      RETURNING user_id""";

  private final Pool pool;

  PgConsents(Pool pool) {
    this.pool = pool;
  }

  Future<AccountReply> open(OpenConsent consent) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> open(connection, consent)));
  }

  private static Future<AccountReply> open(SqlConnection connection, OpenConsent consent) {
    return connection
        .preparedQuery(LOCK_USER)
        .execute(Tuple.of(consent.userId()))
        .compose(
            locked ->
                connection
                    .preparedQuery(OPEN)
                    .execute(
                        Tuple.of(consent.userId(), consent.stateHash(), consent.browserHash())))
        .map(rows -> new AccountReply.Done());
  }

  Future<AccountReply> close(CloseConsent consent) {
    return pool.preparedQuery(CLOSE)
        .execute(Tuple.of(consent.stateHash(), consent.browserHash()))
        .map(
            rows ->
                Rows.first(rows, row -> (AccountReply) new AccountReply.Consented(row.getLong(0)))
                    .orElseGet(AccountReply.Missing::new));
  }
}
