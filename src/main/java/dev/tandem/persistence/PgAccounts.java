package dev.tandem.persistence;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.Connect;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.config.Secret;
import dev.tandem.persistence.AccountRows.Sealed;
import dev.tandem.persistence.TokenVault.Column;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TickTick accounts: their tokens, encrypted, their state and their request budgets. */
public final class PgAccounts {
  private static final Logger log = LoggerFactory.getLogger(PgAccounts.class);

  private final Pool pool;
  private final TokenVault vault;
  private final RequestBudget budget;
  private final AccountEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgAccounts(Pool pool, TokenVault vault, int requestsPerMinute, AccountEvents events) {
    this.pool = pool;
    this.vault = vault;
    this.budget = RequestBudget.of(requestsPerMinute);
    this.events = events;
  }

  /** Serves {@code AccountRoutes.ACCOUNTS}. */
  public Future<AccountReply> handle(AccountCommand command) {
    if (command instanceof AccountCommand.Spend spend) {
      return spend(spend);
    }
    if (command instanceof AccountCommand.ReadTokens read) {
      return tokens(pool, read.accountId());
    }
    if (command instanceof AccountCommand.ReadAnyConnected) {
      return anyConnected();
    }
    if (command instanceof StoreRefreshed refreshed) {
      return PgErrors.retrying(
          () -> pool.withTransaction(connection -> storeRefreshed(connection, refreshed)));
    }
    if (command instanceof AccountCommand.TokenRefused refused) {
      return refuse(refused);
    }
    if (command instanceof AccountCommand.Pause pause) {
      return done(AccountSql.PAUSE, Tuple.of(pause.accountId(), micros(pause.length())));
    }
    if (command instanceof AccountCommand.LearnInbox learn) {
      return PgErrors.retrying(
          () -> done(AccountSql.LEARN_INBOX, Tuple.of(learn.accountId(), learn.remoteInboxId())));
    }
    return settings(command);
  }

  private Future<AccountReply> settings(AccountCommand command) {
    if (command instanceof Connect connect) {
      return connect(connect);
    }
    if (command instanceof AccountCommand.Disconnect disconnect) {
      return disconnect(disconnect.userId());
    }
    if (command instanceof AccountCommand.Configure configure) {
      return execute(pool, AccountSql.CONFIGURE, Tuple.of(configure.userId(), configure.autoPush()))
          .compose(done -> read(pool, configure.userId()));
    }
    return read(pool, ((AccountCommand.Read) command).userId());
  }

  private static Future<AccountReply> read(SqlClient client, long userId) {
    return execute(client, AccountSql.SETTINGS, Tuple.of(userId))
        .map(
            rows ->
                Rows.first(rows, PgAccounts::settings)
                    .orElseThrow(() -> new IllegalStateException("there is no user " + userId)));
  }

  private static AccountReply settings(Row row) {
    return new AccountReply.Settings(AccountRows.account(row, 1), row.getBoolean(0));
  }

  private Future<AccountReply> connect(Connect connect) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> connect(connection, connect)))
        .onSuccess(accountId -> tell(connect.userId(), accountId, AccountState.CONNECTED))
        .compose(accountId -> read(pool, connect.userId()));
  }

  private Future<Long> connect(SqlConnection connection, Connect connect) {
    return execute(connection, AccountSql.LOCK_OR_MAKE, Tuple.of(connect.userId()))
        .map(rows -> Rows.first(rows, row -> row.getLong(0)).orElseThrow())
        .compose(
            id -> {
              Tuple tokens =
                  tokens(id, connect.accessToken(), connect.refreshToken(), connect.expiresIn())
                      .addArrayOfString(AccountRows.defaultScopes().toArray(String[]::new));
              return Future.all(
                      execute(connection, AccountSql.CONNECT, tokens),
                      execute(connection, AccountSql.RESUME_QUEUE, Tuple.of(connect.userId(), id)))
                  .map(id);
            });
  }

  private Future<AccountReply> disconnect(long userId) {
    return execute(pool, AccountSql.DISCONNECT, Tuple.of(userId))
        .onSuccess(
            rows ->
                Rows.first(rows, row -> row.getLong(0))
                    .ifPresent(id -> tell(userId, id, AccountState.DISCONNECTED)))
        .compose(rows -> read(pool, userId));
  }

  private Future<AccountReply> tokens(SqlClient client, long accountId) {
    return execute(client, AccountSql.READ_TOKENS, Tuple.of(accountId))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(found -> opened(client, found));
  }

  private Future<AccountReply> anyConnected() {
    String[] keys = vault.keyIds().toArray(String[]::new);
    return execute(pool, AccountSql.READ_ANY_CONNECTED, Tuple.of(keys))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(
            found ->
                opened(pool, found)
                    .compose(
                        reply ->
                            found.isPresent() && reply instanceof AccountReply.Missing
                                ? anyConnected()
                                : Future.succeededFuture(reply)));
  }

  /**
   * Tokens that do not decrypt are as good as none: the person has to connect the account again.
   */
  private Future<AccountReply> opened(SqlClient client, Optional<Sealed> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(new AccountReply.Missing());
    }
    Sealed tokens = found.get();
    try {
      return Future.succeededFuture(new AccountReply.Tokens(tokens.open(vault)));
    } catch (UnreadableTokenException e) {
      log.error("Account {} has to be connected again: {}", tokens.accountId(), e.getMessage());
      return markRefused(client, tokens.accountId(), tokens.generation())
          .map(marked -> new AccountReply.Missing());
    }
  }

  /**
   * The lock makes the comparison hold until the write; who comes later finds the winner's pair.
   */
  private Future<AccountReply> storeRefreshed(SqlConnection connection, StoreRefreshed refreshed) {
    return execute(connection, AccountSql.LOCK_TOKENS, Tuple.of(refreshed.accountId()))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(
            present -> {
              boolean stale =
                  present.filter(pair -> pair.generation() == refreshed.generation()).isEmpty();
              return stale
                  ? opened(connection, present)
                  : replace(connection, present.orElseThrow(), refreshed);
            });
  }

  private Future<AccountReply> replace(
      SqlConnection connection, Sealed present, StoreRefreshed refreshed) {
    // The old one is encrypted anew too, since one key id stands for both columns.
    Secret refreshToken =
        refreshed.refreshToken() == null ? present.refreshToken(vault) : refreshed.refreshToken();
    return execute(
            connection,
            AccountSql.STORE_REFRESHED,
            tokens(
                present.accountId(), refreshed.accessToken(), refreshToken, refreshed.expiresIn()))
        .compose(done -> tokens(connection, present.accountId()))
        .onSuccess(
            reply -> {
              if (present.state() != AccountState.CONNECTED) {
                tell(present.userId(), present.accountId(), AccountState.CONNECTED);
              }
            });
  }

  private Future<AccountReply> refuse(AccountCommand.TokenRefused refused) {
    return markRefused(pool, refused.accountId(), refused.generation())
        .compose(marked -> tokens(pool, refused.accountId()));
  }

  private Future<?> markRefused(SqlClient client, long accountId, long generation) {
    return execute(client, AccountSql.REFUSE, Tuple.of(accountId, generation))
        .onSuccess(
            rows ->
                Rows.first(rows, row -> row.getLong(0))
                    .ifPresent(user -> tell(user, accountId, AccountState.NEEDS_REAUTHORIZATION)));
  }

  private Future<AccountReply> spend(AccountCommand.Spend spend) {
    return execute(
            pool,
            AccountSql.SPEND,
            Tuple.of(
                spend.accountId(),
                micros(budget.interval()),
                micros(budget.tolerance(spend.interactive()))))
        .map(rows -> Rows.first(rows, PgAccounts::granted).orElseGet(AccountReply.Missing::new));
  }

  private static AccountReply granted(Row row) {
    Cells cells = new Cells(row, 0);
    boolean granted = cells.flag();
    Duration delay = Duration.of(cells.number(), ChronoUnit.MICROS);
    return granted ? new AccountReply.Granted(cells.number()) : new AccountReply.Exhausted(delay);
  }

  private Future<AccountReply> done(String sql, Tuple values) {
    return execute(pool, sql, values).map(rows -> new AccountReply.Done());
  }

  /** The first five values of the statements that store tokens. */
  private Tuple tokens(
      long accountId,
      Secret accessToken,
      @Nullable Secret refreshToken,
      @Nullable Duration expiresIn) {
    return Tuple.from(
        new @Nullable Object[] {
          accountId,
          Buffer.buffer(vault.encrypt(accountId, Column.ACCESS_TOKEN, accessToken)),
          refreshToken == null
              ? null
              : Buffer.buffer(vault.encrypt(accountId, Column.REFRESH_TOKEN, refreshToken)),
          vault.keyId(),
          expiresIn == null ? null : expiresIn.toSeconds()
        });
  }

  private void tell(long userId, long accountId, AccountState state) {
    events.changed(new AccountChanged(userId, accountId, state));
  }

  private static long micros(Duration duration) {
    return (duration.toNanos() + 999) / 1_000;
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
