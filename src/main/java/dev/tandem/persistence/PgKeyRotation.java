package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all stored tokens under the first key of the ring, some accounts at a time in the order of
 * their ids.
 *
 * <p>Each lot is a transaction that locks its accounts before it reads them: a refresh, a consent
 * or a disconnect comes before, and what it stored is read, or after, and replaces what was stored
 * here. Nobody is waited for: an account that is locked is left to the next pass. A process that
 * dies loses the lot under way, which is as it was, and the next pass goes on behind what was done,
 * since that is under the first key. Two runners would lock different accounts and do no harm; an
 * advisory lock keeps it at one, so that it is told of once.
 */
final class PgKeyRotation {
  private static final Logger log = LoggerFactory.getLogger(PgKeyRotation.class);

  /** Some milliseconds of an event loop, and of the accounts' locks. */
  static final int LOT = 100;

  private final TokenVault vault;
  private final AccountEvents events;
  private final BooleanSupplier stopping;

  PgKeyRotation(TokenVault vault, AccountEvents events, BooleanSupplier stopping) {
    this.vault = vault;
    this.events = events;
    this.stopping = stopping;
  }

  /**
   * How things stand.
   *
   * @param old accounts whose tokens are under another key of the ring than the first
   * @param back accounts that could not be read for a while and whose key is in the ring
   * @param foreign accounts whose tokens are under keys that are not in the ring
   * @param foreignKeys their names
   */
  record Standing(long old, long back, long foreign, String foreignKeys) {
    static Standing of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Standing(cells.number(), cells.number(), cells.number(), cells.text());
    }
  }

  /**
   * What a pass did.
   *
   * @param unreadable accounts whose tokens do not decrypt although their key is in the ring
   */
  record Done(long encrypted, int lots, long unreadable) {
    private Done plus(Lot lot) {
      return new Done(encrypted + lot.encrypted(), lots + 1, unreadable + lot.unreadable());
    }
  }

  /** From now on all tokens are to be under this ring's first key. */
  Future<?> declare(SqlConnection connection) {
    return execute(connection, KeySql.DECLARE, Tuple.of(vault.keyId()));
  }

  /** Whether nobody else is at it; the right lasts as long as the session. */
  Future<Boolean> lock(SqlConnection connection) {
    return execute(connection, KeySql.TRY_LOCK, Tuple.tuple())
        .map(rows -> Rows.first(rows, row -> row.getBoolean(0)).orElseThrow());
  }

  /** Empty: another node has declared another key. */
  Future<Optional<Standing>> look(SqlConnection connection) {
    return execute(connection, KeySql.COUNT, Tuple.of(vault.keyId(), keys()))
        .map(rows -> Rows.first(rows, Standing::of));
  }

  /** Over all accounts once. */
  Future<Done> run(SqlConnection connection) {
    Promise<Done> end = Promise.promise();
    runFrom(connection, 0, new Done(0, 0, 0), end);
    return end.future();
  }

  /** A loop, since a chain of futures would grow with the accounts. */
  private void runFrom(SqlConnection connection, long after, Done done, Promise<Done> end) {
    if (stopping.getAsBoolean()) {
      end.complete(done);
      return;
    }
    lot(connection, after)
        .onComplete(
            lot -> {
              if (lot.last() == null) {
                end.complete(done);
              } else {
                runFrom(connection, lot.last(), done.plus(lot), end);
              }
            },
            end::fail);
  }

  /**
   * @param last account of the lot; null: there was none left
   */
  private record Lot(
      @Nullable Long last, int encrypted, int unreadable, List<AccountChanged> back) {}

  private Future<Lot> lot(SqlConnection connection, long after) {
    return connection
        .begin()
        .compose(
            transaction ->
                next(connection, after)
                    .compose(found -> encrypt(connection, found))
                    .compose(lot -> transaction.commit().map(lot))
                    .recover(
                        failure ->
                            transaction
                                .rollback()
                                .transform(undone -> Future.failedFuture(failure))))
        .onSuccess(lot -> lot.back().forEach(events::changed));
  }

  /**
   * @param isBack whether it could not be read before
   */
  private record Found(Sealed tokens, boolean isBack) {
    static Found of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Found(AccountRows.sealed(cells), cells.flag());
    }
  }

  private Future<List<Found>> next(SqlConnection connection, long after) {
    return execute(connection, KeySql.NEXT, Tuple.of(vault.keyId(), keys(), after, LOT))
        .map(rows -> Rows.all(rows, Found::of));
  }

  private Future<Lot> encrypt(SqlConnection connection, List<Found> found) {
    List<Reencrypted> readable = new ArrayList<>();
    List<Long> back = new ArrayList<>();
    for (Found one : found) {
      reencrypted(one.tokens())
          .ifPresent(
              tokens -> {
                readable.add(tokens);
                if (one.isBack()) {
                  back.add(tokens.accountId());
                }
              });
    }
    Long last = found.isEmpty() ? null : found.get(found.size() - 1).tokens().accountId();
    int unreadable = found.size() - readable.size();
    return store(connection, readable)
        .compose(stored -> bringBack(connection, back))
        .map(changed -> new Lot(last, readable.size(), unreadable, changed));
  }

  private record Reencrypted(long accountId, Buffer accessToken, @Nullable Buffer refreshToken) {}

  /** What does not decrypt is left as it is. */
  private Optional<Reencrypted> reencrypted(Sealed tokens) {
    try {
      return Optional.of(
          new Reencrypted(
              tokens.accountId(),
              tokens.reencryptedAccess(vault),
              tokens.reencryptedRefresh(vault)));
    } catch (UnreadableTokenException e) {
      log.error("Account {} is left as it is: {}", tokens.accountId(), e.getMessage());
      return Optional.empty();
    }
  }

  private Future<?> store(SqlConnection connection, List<Reencrypted> tokens) {
    if (tokens.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values = Tuple.of(vault.keyId());
    values.addArrayOfLong(tokens.stream().map(Reencrypted::accountId).toArray(Long[]::new));
    values.addArrayOfBuffer(tokens.stream().map(Reencrypted::accessToken).toArray(Buffer[]::new));
    values.addArrayOfBuffer(tokens.stream().map(Reencrypted::refreshToken).toArray(Buffer[]::new));
    return execute(connection, KeySql.STORE, values);
  }

  private static Future<List<AccountChanged>> bringBack(
      SqlConnection connection, List<Long> accounts) {
    if (accounts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return execute(connection, KeySql.BRING_BACK, Tuple.of((Object) accounts.toArray(Long[]::new)))
        .map(rows -> Rows.all(rows, PgKeyRotation::changed))
        .map(
            changed ->
                changed.stream().filter(one -> one.state() == AccountState.CHECKING).toList());
  }

  private static AccountChanged changed(Row row) {
    return new AccountChanged(row.getLong(0), row.getLong(1), AccountRows.state(row.getString(2)));
  }

  private Object keys() {
    return vault.keyIds().toArray(String[]::new);
  }

  private static Future<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
