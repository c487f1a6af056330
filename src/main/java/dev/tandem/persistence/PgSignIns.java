package dev.tandem.persistence;

import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Finds the user whom an OpenID provider means, or makes one.
 *
 * <p>That it is one: the identity is unique, and whoever inserts it second waits for the first and
 * then inserts nothing; the user that was made for it is rolled back with the transaction.
 *
 * <p>That an erased person stays away: the transaction that erases deletes the identity and
 * remembers its hash. An insert that succeeds although there was such an identity comes after that
 * transaction; so the look for the hash, a statement after the insert with a snapshot of its own,
 * sees it, and the insert is rolled back. A look before the insert could be overtaken.
 */
final class PgSignIns {
  /** Whoever lost against a person who was erased at once tries again, and then finds the hash. */
  private static final int ATTEMPTS = 3;

  private final Session session;

  PgSignIns(Session session) {
    this.session = session;
  }

  /** Serves {@link UserCommand.SignIn}. */
  Future<UserReply> signIn(UserCommand.SignIn signIn) {
    return signIn(signIn, ATTEMPTS);
  }

  private Future<UserReply> signIn(UserCommand.SignIn signIn, int attempts) {
    return session
        .run(SignInSql.FIND, identity(signIn))
        .compose(
            found ->
                Rows.first(found, row -> PgUsers.user(row, 0))
                    .map(user -> known(user))
                    .orElseGet(() -> make(signIn, attempts)));
  }

  private Future<UserReply> make(UserCommand.SignIn signIn, int attempts) {
    return session
        .retrying(() -> session.inTransaction(connection -> insert(connection, signIn)))
        .compose(PgSignIns::known)
        .recover(
            failure -> {
              if (!(failure instanceof NotMade notMade)) {
                return Future.failedFuture(failure);
              }
              return notMade.wasErased || attempts == 1
                  ? Future.succeededFuture(new UserReply.Missing())
                  : signIn(signIn, attempts - 1);
            });
  }

  /** Fails with {@link NotMade}, so that the transaction leaves no user without an identity. */
  private static Future<User> insert(SqlConnection connection, UserCommand.SignIn signIn) {
    return execute(connection, SignInSql.CREATE_USER, Tuple.of(signIn.name()))
        .map(rows -> Rows.first(rows, row -> PgUsers.user(row, 0)).orElseThrow())
        .compose(
            user ->
                execute(connection, SignInSql.CREATE, identity(signIn).addLong(user.id()))
                    .compose(
                        made ->
                            made.size() == 0 ? notMade(false) : unlessErased(connection, signIn))
                    .map(user));
  }

  private static Future<Void> unlessErased(SqlConnection connection, UserCommand.SignIn signIn) {
    return execute(connection, SignInSql.WAS_ERASED, identity(signIn))
        .compose(erased -> erased.size() == 0 ? Future.succeededFuture() : notMade(true));
  }

  private static Future<UserReply> known(User user) {
    return Future.succeededFuture(new UserReply.OneUser(user));
  }

  private static Tuple identity(UserCommand.SignIn signIn) {
    return Tuple.of(signIn.issuer(), signIn.subject());
  }

  private static Future<Void> notMade(boolean wasErased) {
    return Future.failedFuture(new NotMade(wasErased));
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }

  /** Rolls the transaction back. */
  private static final class NotMade extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean wasErased;

    NotMade(boolean wasErased) {
      super("no user was made", null, false, false);
      this.wasErased = wasErased;
    }
  }
}
