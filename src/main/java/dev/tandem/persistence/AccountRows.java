package dev.tandem.persistence;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.persistence.TokenVault.Column;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From rows to accounts. */
final class AccountRows {
  private AccountRows() {}

  /** The account behind {@code skip} other cells; null if the row has none. */
  static @Nullable TickTickAccount account(Row row, int skip) {
    if (row.getLong(skip) == null) {
      return null;
    }
    Cells cells = new Cells(row, skip);
    return new TickTickAccount(
        cells.number(),
        cells.number(),
        state(cells.text()),
        source(cells.text()),
        cells.timeOrNull(),
        cells.texts(),
        identity(cells),
        cells.timeOrNull(),
        cells.flag());
  }

  static AccountState state(String name) {
    return AccountState.valueOf(name.toUpperCase(Locale.ROOT));
  }

  static TokenSource source(String name) {
    return TokenSource.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static RemoteIdentity identity(Cells cells) {
    return new RemoteIdentity(cells.textOrNull(), cells.textOrNull());
  }

  /** The identity behind {@code skip} other cells. */
  static RemoteIdentity identity(Row row, int skip) {
    return identity(new Cells(row, skip));
  }

  /** An account under its lock. */
  static Locked locked(Row row) {
    Cells cells = new Cells(row, 0);
    return new Locked(cells.number(), cells.number(), identity(cells), state(cells.text()));
  }

  static Sealed tokens(Row row) {
    return sealed(new Cells(row, 0));
  }

  /**
   * @param cells of which {@link TokenSql#COLUMNS} come next
   */
  static Sealed sealed(Cells cells) {
    return new Sealed(
        cells.number(),
        cells.number(),
        cells.number(),
        state(cells.text()),
        source(cells.text()),
        cells.textOrNull(),
        cells.bytesOrNull(),
        cells.bytesOrNull(),
        cells.timeOrNull());
  }

  /**
   * @param identity as stored
   */
  record Locked(long accountId, long userId, RemoteIdentity identity, AccountState state) {}

  /** An account's tokens as they are stored. */
  record Sealed(
      long accountId,
      long userId,
      long generation,
      AccountState state,
      TokenSource source,
      @Nullable String keyId,
      @Nullable Buffer accessToken,
      @Nullable Buffer refreshToken,
      @Nullable Instant expiresAt) {

    /**
     * @throws UnreadableTokenException as {@link TokenVault#decrypt}
     */
    AccountTokens open(TokenVault vault) {
      return new AccountTokens(
          accountId,
          generation,
          state,
          source,
          opened(vault, Column.ACCESS_TOKEN, Objects.requireNonNull(accessToken, "no token")),
          refreshToken(vault),
          expiresAt);
    }

    @Nullable Secret refreshToken(TokenVault vault) {
      return refreshToken == null ? null : opened(vault, Column.REFRESH_TOKEN, refreshToken);
    }

    /**
     * The access token under the first key of the ring.
     *
     * @throws UnreadableTokenException as {@link TokenVault#decrypt}
     */
    Buffer reencryptedAccess(TokenVault vault) {
      Buffer ciphertext = Objects.requireNonNull(accessToken, "no token");
      return reencrypted(vault, Column.ACCESS_TOKEN, ciphertext);
    }

    /** Likewise the refresh token; null: there is none. */
    @Nullable Buffer reencryptedRefresh(TokenVault vault) {
      return refreshToken == null ? null : reencrypted(vault, Column.REFRESH_TOKEN, refreshToken);
    }

    private Buffer reencrypted(TokenVault vault, Column column, Buffer ciphertext) {
      return Buffer.buffer(vault.encrypt(accountId, column, opened(vault, column, ciphertext)));
    }

    private Secret opened(TokenVault vault, Column column, Buffer ciphertext) {
      String key = Objects.requireNonNull(keyId, "key_id is null");
      return vault.decrypt(accountId, column, key, ciphertext.getBytes());
    }
  }
}
