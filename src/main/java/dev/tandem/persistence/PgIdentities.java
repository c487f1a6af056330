package dev.tandem.persistence;

import dev.tandem.account.AccountCommand.Connect;
import dev.tandem.account.AccountCommand.Identified;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.persistence.AccountRows.Locked;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores tokens and decides, in the same transaction and under the account's lock, what may be done
 * with them: that depends on whose they are and whom the tasks are linked with.
 */
final class PgIdentities {
  private static final Logger log = LoggerFactory.getLogger(PgIdentities.class);

  /** Of a token that none are told of. */
  private static final List<String> DEFAULT_SCOPES = List.of("tasks:read", "tasks:write");

  private final Pool pool;
  private final TokenVault vault;
  private final AccountEvents events;
  private final GivenUp givenUp;

  PgIdentities(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.vault = vault;
    this.events = events;
    this.givenUp = new GivenUp(vault);
  }

  /**
   * What became of tokens that came.
   *
   * @param kept whether nothing was stored
   * @param givenUp what is to be revoked of those that were replaced
   */
  record Stored(boolean kept, Optional<AccountTokens> givenUp) {}

  Future<Stored> connect(Connect connect) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> connect(connection, connect)))
        .onSuccess(ended -> ended.changed().ifPresent(this::tell))
        .map(Ended::stored);
  }

  Future<Boolean> identified(Identified identified) {
    Tuple key = Tuple.of(identified.accountId(), identified.generation());
    return changing(
        connection ->
            locked(connection, IdentitySql.LOCK_UNCHECKED, key)
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.succeededFuture(Optional.empty())
                            : place(connection, found.get(), identified.check())));
  }

  /** Whether there was another account to accept. */
  Future<Boolean> accept(long userId) {
    return changing(
        connection ->
            locked(connection, IdentitySql.LOCK_MISMATCHED, Tuple.of(userId))
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.succeededFuture(Optional.empty())
                            : accept(connection, found.get()).map(Optional::of)));
  }

  /** Told once it is committed; who misses it finds the state at the next look. */
  private Future<Boolean> changing(
      Function<SqlConnection, Future<Optional<AccountChanged>>> transaction) {
    return PgErrors.retrying(() -> pool.withTransaction(transaction))
        .onSuccess(changed -> changed.ifPresent(this::tell))
        .map(Optional::isPresent);
  }

  private void tell(AccountChanged changed) {
    if (changed.state() == AccountState.ACCOUNT_MISMATCH) {
      log.warn(
          "The tokens of account {} are another TickTick account's than its tasks: it is paused",
          changed.accountId());
    }
    events.changed(changed);
  }

  /**
   * @param changed what is to be told once it is committed
   */
  private record Ended(Stored stored, Optional<AccountChanged> changed) {}

  private Future<Ended> connect(SqlConnection connection, Connect connect) {
    return locked(connection, IdentitySql.LOCK_OR_MAKE, Tuple.of(connect.userId()))
        .map(Optional::orElseThrow)
        .compose(
            account ->
                standing(connection, account, connect.check())
                    .compose(
                        standing ->
                            isToBeKept(account, connect.grant(), standing)
                                ? Future.succeededFuture(
                                    new Ended(new Stored(true, Optional.empty()), Optional.empty()))
                                : store(connection, account, connect, standing)));
  }

  /** What a person mistyped while TickTick is down must not end what works. */
  private static boolean isToBeKept(Locked account, TokenGrant grant, Standing standing) {
    return grant.source() == TokenSource.PERSONAL
        && account.state() == AccountState.CONNECTED
        && standing.state() == AccountState.CHECKING;
  }

  private Future<Ended> store(
      SqlConnection connection, Locked account, Connect connect, Standing standing) {
    TokenCheck check = connect.check();
    return givenUp
        .replaced(connection, account.userId(), connect.grant().accessToken())
        .compose(
            replaced ->
                execute(connection, TokenSql.STORE, tokens(account.accountId(), connect.grant()))
                    .compose(
                        stored ->
                            check == null || standing.state() == AccountState.CHECKING
                                ? keptForLater(connection, account)
                                : write(connection, account, standing, check.identity()))
                    .map(changed -> new Ended(new Stored(false, replaced), Optional.of(changed))));
  }

  private Tuple tokens(long accountId, TokenGrant grant) {
    List<String> scopes = grant.scopes().isEmpty() ? DEFAULT_SCOPES : grant.scopes();
    return SealedTokens.of(
            vault, accountId, grant.accessToken(), grant.refreshToken(), grant.expiresIn())
        .addString(grant.source().wireName())
        .addArrayOfString(scopes.toArray(String[]::new));
  }

  private static Future<AccountChanged> keptForLater(SqlConnection connection, Locked account) {
    return resume(connection, account).map(changed(account, AccountState.CHECKING));
  }

  /** Empty: it cannot be told, and the next check may. */
  private Future<Optional<AccountChanged>> place(
      SqlConnection connection, Locked account, TokenCheck check) {
    return standing(connection, account, check)
        .compose(
            standing ->
                standing.state() == AccountState.CHECKING
                    ? Future.succeededFuture(Optional.empty())
                    : write(connection, account, standing, check.identity()).map(Optional::of));
  }

  /** With what belonged to another account detached. */
  private static Future<Standing> standing(
      SqlConnection connection, Locked account, @Nullable TokenCheck check) {
    if (check == null) {
      return Future.succeededFuture(Standing.undecided(account.identity()));
    }
    return execute(connection, IdentitySql.HAS_LINKS, Tuple.of(account.accountId()))
        .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow())
        .map(hasLinks -> Standing.of(account.identity(), check, hasLinks))
        .compose(
            standing ->
                standing.anotherAccount()
                    ? replace(connection, account, check)
                    : Future.succeededFuture(standing));
  }

  /** A push that settled before the locks were ours may have made the first link meanwhile. */
  private static Future<Standing> replace(
      SqlConnection connection, Locked account, TokenCheck check) {
    Detachment detachment = new Detachment(connection, account);
    return detachment
        .lock()
        .map(hasLinks -> Standing.of(account.identity(), check, hasLinks))
        .compose(
            standing ->
                standing.anotherAccount()
                    ? detachment.run().map(standing)
                    : Future.succeededFuture(standing));
  }

  private static Future<AccountChanged> write(
      SqlConnection connection, Locked account, Standing standing, RemoteIdentity tokens) {
    return place(connection, account, standing.state(), standing.identity())
        .compose(placed -> resume(connection, account))
        .compose(resumed -> moveBudget(connection, account, standing, tokens))
        .map(changed(account, standing.state()));
  }

  /** Each request of a check was taken out of the stored account's budget already. */
  private static Future<?> moveBudget(
      SqlConnection connection, Locked account, Standing standing, RemoteIdentity tokens) {
    Long id = account.accountId();
    String before = account.identity().inboxId();
    RemoteIdentity asked = standing.askedOf(tokens);
    if (asked.inboxId() == null) {
      return before == null || before.equals(standing.identity().inboxId())
          ? Future.succeededFuture()
          : execute(connection, BudgetSql.KEEP, Tuple.of(id, before));
    }
    return asked.inboxId().equals(before)
        ? execute(connection, BudgetSql.DROP, Tuple.of(id))
        : execute(connection, BudgetSql.MOVE, Tuple.of(id, asked.inboxId()));
  }

  private static Future<AccountChanged> accept(SqlConnection connection, Locked account) {
    Detachment detachment = new Detachment(connection, account);
    return detachment
        .lock()
        .compose(locked -> detachment.run())
        .compose(done -> place(connection, account, AccountState.CHECKING, RemoteIdentity.UNKNOWN))
        .map(changed(account, AccountState.CHECKING));
  }

  private static Future<?> place(
      SqlConnection connection, Locked account, AccountState state, RemoteIdentity identity) {
    return execute(
        connection,
        IdentitySql.PLACE,
        Tuple.from(
            new @Nullable Object[] {
              account.accountId(), state.wireName(), identity.inboxId(), identity.member()
            }));
  }

  private static Future<?> resume(SqlConnection connection, Locked account) {
    return execute(
        connection, IdentitySql.RESUME_QUEUE, Tuple.of(account.userId(), account.accountId()));
  }

  private static <T> Function<T, AccountChanged> changed(Locked account, AccountState state) {
    return done -> new AccountChanged(account.userId(), account.accountId(), state);
  }

  private static Future<Optional<Locked>> locked(
      SqlConnection connection, String sql, Tuple values) {
    return execute(connection, sql, values).map(rows -> Rows.first(rows, AccountRows::locked));
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
