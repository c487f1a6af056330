package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.account.ApiKey;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.config.Secret;
import dev.tandem.task.Fault;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The users and their API keys. */
public final class PgUsers {
  private final Session session;
  private final AccountEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgUsers(Pool pool, AccountEvents events) {
    this(Session.on(pool), events);
  }

  PgUsers(Session session, AccountEvents events) {
    this.session = session;
    this.events = events;
  }

  /** Serves {@code AccountRoutes.USERS}. */
  public Future<UserReply> handle(UserCommand command) {
    if (command instanceof UserCommand.Authenticate authenticate) {
      return authenticate(authenticate.apiKey());
    }
    if (command instanceof UserCommand.SignIn signIn) {
      return new PgSignIns(session).signIn(signIn);
    }
    if (command instanceof UserCommand.CreateUser create) {
      return createUser(create);
    }
    if (command instanceof UserCommand.ListUsers list) {
      return listUsers(list);
    }
    if (command instanceof UserCommand.CreateKey create) {
      return createKey(create);
    }
    if (command instanceof UserCommand.ListKeys list) {
      return listKeys(list);
    }
    if (command instanceof UserCommand.RevokeKey revoke) {
      return revokeKey(revoke);
    }
    return ensureOwner((UserCommand.EnsureOwner) command);
  }

  private Future<UserReply> authenticate(Secret key) {
    return session
        .run(UserSql.AUTHENTICATE, Tuple.of(SecretHash.of(key)))
        .map(
            rows ->
                Rows.<UserReply>first(
                        rows, row -> new UserReply.Authenticated(user(row, 1), row.getLong(0)))
                    .orElseGet(UserReply.Missing::new));
  }

  private Future<UserReply> createUser(UserCommand.CreateUser create) {
    return session
        .run(UserSql.CREATE_USER, Tuple.of(create.name(), create.email()))
        .map(
            rows ->
                Rows.<UserReply>first(rows, row -> new UserReply.OneUser(user(row, 0)))
                    .orElseGet(
                        () -> new UserReply.Conflicted("A user with this e-mail address exists")));
  }

  private Future<UserReply> listUsers(UserCommand.ListUsers list) {
    Optional<IdCursor> after = cursor(list.cursor());
    if (after.isEmpty()) {
      return badCursor();
    }
    return session
        .run(UserSql.USERS, Tuple.of(after.get().id(), list.limit() + 1))
        .map(rows -> Rows.all(rows, row -> user(row, 0)))
        .map(
            users ->
                new UserReply.Users(
                    page(users, list.limit()), next(users, list.limit(), User::id)));
  }

  private Future<UserReply> listKeys(UserCommand.ListKeys list) {
    Optional<IdCursor> after = cursor(list.cursor());
    if (after.isEmpty()) {
      return badCursor();
    }
    return session
        .run(UserSql.KEYS, Tuple.of(list.userId(), after.get().id(), list.limit() + 1))
        .map(rows -> Rows.all(rows, PgUsers::key))
        .map(
            keys ->
                new UserReply.Keys(page(keys, list.limit()), next(keys, list.limit(), ApiKey::id)));
  }

  private Future<UserReply> createKey(UserCommand.CreateKey create) {
    Secret text = ApiKeyText.random();
    return session
        .run(
            UserSql.CREATE_KEY,
            Tuple.of(
                create.userId(),
                create.name(),
                SecretHash.of(text),
                PgTimes.parameter(create.expiresAt())))
        .map(
            rows ->
                Rows.<UserReply>first(rows, row -> new UserReply.KeyMade(key(row), text))
                    .orElseGet(UserReply.Missing::new));
  }

  private Future<UserReply> revokeKey(UserCommand.RevokeKey revoke) {
    return session
        .run(UserSql.REVOKE_KEY, Tuple.of(revoke.userId(), revoke.keyId()))
        .map(PgUsers::ids)
        .onSuccess(this::tellRevoked)
        .map(ids -> ids.isEmpty() ? new UserReply.Missing() : new UserReply.Revoked(ids.get(0)));
  }

  private Future<UserReply> ensureOwner(UserCommand.EnsureOwner ensure) {
    return session
        .retrying(
            () -> session.inTransaction(connection -> ensureOwner(connection, ensure.apiKey())))
        .onSuccess(ensured -> tellRevoked(ensured.dropped()))
        .map(Ensured::owner);
  }

  /**
   * @param dropped keys that hold no more
   */
  private record Ensured(UserReply.Owner owner, List<Long> dropped) {}

  private static Future<Ensured> ensureOwner(
      SqlConnection connection, @Nullable Secret configured) {
    return execute(connection, UserSql.ENSURE_OWNER, Tuple.tuple())
        .map(rows -> Rows.first(rows, row -> user(row, 0)).orElseThrow())
        .compose(
            owner ->
                configured == null
                    ? keepOrMakeKey(connection, owner)
                    : configureKey(connection, owner, configured));
  }

  private static Future<Ensured> configureKey(SqlConnection connection, User owner, Secret key) {
    Tuple values = Tuple.of(owner.id(), SecretHash.of(key));
    Future<List<Long>> dropped =
        execute(connection, UserSql.DROP_CONFIGURED_KEYS, values).map(PgUsers::ids);
    Future<RowSet<Row>> stored = execute(connection, UserSql.CONFIGURE_KEY, values);
    return Future.all(dropped, stored)
        .compose(
            done -> {
              if (stored.result().size() == 0) {
                return Future.failedFuture(
                    new IllegalStateException("TANDEM_API_KEY is the key of another user"));
              }
              return Future.succeededFuture(
                  new Ensured(new UserReply.Owner(owner, null), dropped.result()));
            });
  }

  private static Future<Ensured> keepOrMakeKey(SqlConnection connection, User owner) {
    return execute(connection, UserSql.HAS_KEY, Tuple.of(owner.id()))
        .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow())
        .compose(
            hasKey -> {
              if (hasKey) {
                return Future.succeededFuture(
                    new Ensured(new UserReply.Owner(owner, null), List.of()));
              }
              Secret text = ApiKeyText.random();
              return execute(
                      connection,
                      UserSql.CREATE_KEY,
                      Tuple.of(owner.id(), "first key", SecretHash.of(text), null))
                  .map(made -> new Ensured(new UserReply.Owner(owner, text), List.of()));
            });
  }

  private void tellRevoked(List<Long> keyIds) {
    keyIds.forEach(id -> events.keyRevoked(new KeyRevoked(id)));
  }

  /** Empty: the text is no cursor. */
  private static Optional<IdCursor> cursor(@Nullable String text) {
    if (text == null) {
      return Optional.of(IdCursor.START);
    }
    try {
      return Optional.of(Cursors.read(text, IdCursor.class));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Future<UserReply> badCursor() {
    return Future.succeededFuture(
        new UserReply.Refused(List.of(new Fault("cursor", "is no cursor of this list"))));
  }

  private static <T> List<T> page(List<T> found, int limit) {
    return found.subList(0, Math.min(found.size(), limit));
  }

  private static <T> @Nullable String next(List<T> found, int limit, Function<T, Long> id) {
    return found.size() > limit
        ? Cursors.write(new IdCursor(id.apply(found.get(limit - 1))))
        : null;
  }

  /** A row of {@link UserSql#USER} behind {@code skip} other cells. */
  static User user(Row row, int skip) {
    Cells cells = new Cells(row, skip);
    return new User(
        cells.number(),
        cells.text(),
        cells.textOrNull(),
        User.Role.valueOf(cells.text().toUpperCase(Locale.ROOT)),
        cells.time());
  }

  private static ApiKey key(Row row) {
    Cells cells = new Cells(row, 0);
    return new ApiKey(
        cells.number(),
        cells.number(),
        cells.text(),
        cells.time(),
        cells.timeOrNull(),
        cells.timeOrNull());
  }

  private static List<Long> ids(RowSet<Row> rows) {
    return Rows.all(rows, row -> row.getLong(0));
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
