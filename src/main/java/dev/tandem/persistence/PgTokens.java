package dev.tandem.persistence;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens of accounts: reading them, and what becomes of them at a refresh or a refusal. */
final class PgTokens {
  private final Pool pool;
  private final TokenVault vault;
  private final OpenedTokens opened;
  private final AccountEvents events;

  PgTokens(Pool pool, TokenVault vault, AccountEvents events) {
    this.pool = pool;
    this.vault = vault;
    this.opened = new OpenedTokens(vault, events);
    this.events = events;
  }

  Future<AccountReply> read(long accountId) {
    return read(pool, accountId);
  }

  private Future<AccountReply> read(SqlClient client, long accountId) {
    return execute(client, TokenSql.READ, Tuple.of(accountId))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(found -> opened.of(client, found));
  }

  Future<AccountReply> anyConnected() {
    String[] keys = vault.keyIds().toArray(String[]::new);
    return execute(pool, TokenSql.READ_ANY_CONNECTED, Tuple.of(keys))
        .map(rows -> Rows.first(rows, AccountRows::tokens))
        .compose(
            found ->
                opened
                    .of(pool, found)
                    .compose(
                        reply ->
                            found.isPresent() && reply instanceof AccountReply.Missing
                                ? anyConnected()
                                : Future.succeededFuture(reply)));
  }

  Future<AccountReply> unchecked(AccountCommand.ReadUnchecked read) {
    return execute(pool, TokenSql.READ_UNCHECKED, Tuple.of(PgTimes.micros(read.lease())))
        .map(rows -> Rows.all(rows, AccountRows::tokens))
        .compose(this::unchecked);
  }

  private Future<AccountReply> unchecked(List<Sealed> found) {
    List<Future<AccountReply>> replies =
        found.stream().map(tokens -> opened.of(pool, Optional.of(tokens))).toList();
    return Future.all(replies)
        .map(
            all -> {
              List<AccountTokens> readable = new ArrayList<>();
              for (Future<AccountReply> reply : replies) {
                if (reply.result() instanceof AccountReply.Tokens tokens) {
                  readable.add(tokens.tokens());
                }
              }
              return new AccountReply.Unchecked(readable);
            });
  }

  /**
   * @param changed what is to be told once it is committed
   */
  private record Replaced(AccountReply reply, Optional<AccountChanged> changed) {}

  Future<AccountReply> storeRefreshed(StoreRefreshed refreshed) {
    return PgErrors.retrying(
            () -> pool.withTransaction(connection -> storeRefreshed(connection, refreshed)))
        .onSuccess(replaced -> replaced.changed().ifPresent(events::changed))
        .map(Replaced::reply);
  }

  /**
   * The lock makes the comparison hold until the write; who comes later finds the winner's pair.
   */
  private Future<Replaced> storeRefreshed(SqlConnection connection, StoreRefreshed refreshed) {
    return execute(connection, TokenSql.LOCK, Tuple.of(refreshed.accountId()))
        .map(rows -> Rows.first(rows, PgTokens::present))
        .compose(
            present -> {
              boolean stale =
                  present
                      .filter(pair -> pair.tokens().generation() == refreshed.generation())
                      .isEmpty();
              return stale
                  ? tooLate(connection, present, refreshed)
                      .map(reply -> new Replaced(reply, Optional.empty()))
                  : replace(connection, present.orElseThrow().tokens(), refreshed);
            });
  }

  /**
   * The tokens that hold now.
   *
   * @param granted the generation that the person's consent brought
   */
  private record Present(Sealed tokens, long granted) {}

  private static Present present(Row row) {
    Cells cells = new Cells(row, 0);
    return new Present(AccountRows.sealed(cells), cells.number());
  }

  /**
   * Of a pair whose place another refresh took nothing is revoked, nor of one with the refresh
   * token that is used here: it is of one consent with what is used, which may end with it.
   */
  private Future<AccountReply> tooLate(
      SqlConnection connection, Optional<Present> present, StoreRefreshed refreshed) {
    Buffer hash = SecretHash.of(refreshed.accessToken());
    boolean sameConsent =
        present.filter(pair -> pair.granted() <= refreshed.generation()).isPresent();
    return opened
        .of(connection, present.map(Present::tokens))
        .map(reply -> reply instanceof AccountReply.Tokens found ? found.tokens() : null)
        .compose(
            held ->
                GivenUp.lock(connection, hash)
                    .compose(locked -> GivenUp.isHeld(connection, 0, hash))
                    .map(
                        isHeld ->
                            new AccountReply.TooLate(
                                held,
                                !isHeld && !sameConsent && isOfAnotherConsent(refreshed, held))));
  }

  private static boolean isOfAnotherConsent(
      StoreRefreshed refreshed, @Nullable AccountTokens held) {
    Secret given = refreshed.refreshToken();
    boolean same =
        held != null
            && held.source() == refreshed.source()
            && (given == null || Objects.equals(given, held.refreshToken()));
    return refreshed.source() == TokenSource.CONSENT && !same;
  }

  Future<AccountReply> use(Secret accessToken) {
    return execute(pool, TokenSql.IS_SHARED, Tuple.of(0L, SecretHash.of(accessToken)))
        .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow())
        .map(AccountReply.TokenUse::new);
  }

  private Future<Replaced> replace(
      SqlConnection connection, Sealed present, StoreRefreshed refreshed) {
    // The old one is encrypted anew too, since one key id stands for both columns.
    Secret refreshToken =
        refreshed.refreshToken() == null ? present.refreshToken(vault) : refreshed.refreshToken();
    Tuple tokens =
        SealedTokens.of(
            vault,
            present.accountId(),
            refreshed.accessToken(),
            refreshToken,
            refreshed.expiresIn());
    return execute(connection, TokenSql.STORE_REFRESHED, tokens)
        .map(rows -> Rows.first(rows, row -> AccountRows.state(row.getString(0))).orElseThrow())
        .compose(
            state ->
                read(connection, present.accountId())
                    .map(reply -> new Replaced(reply, change(present, state))));
  }

  private static Optional<AccountChanged> change(Sealed before, AccountState state) {
    return before.state() == state
        ? Optional.empty()
        : Optional.of(new AccountChanged(before.userId(), before.accountId(), state));
  }

  Future<AccountReply> refuse(AccountCommand.TokenRefused refused) {
    long id = refused.accountId();
    return execute(pool, TokenSql.REFUSE, Tuple.of(id, refused.generation()))
        .onSuccess(rows -> opened.tellOf(rows, id))
        .compose(marked -> read(id));
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values);
  }
}
