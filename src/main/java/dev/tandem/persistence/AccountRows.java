package dev.tandem.persistence;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TickTickAccount;
import dev.tandem.config.Secret;
import dev.tandem.persistence.TokenVault.Column;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
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
        cells.timeOrNull(),
        cells.texts(),
        cells.textOrNull(),
        cells.timeOrNull());
  }

  static AccountState state(String name) {
    return AccountState.valueOf(name.toUpperCase(Locale.ROOT));
  }

  static Sealed tokens(Row row) {
    Cells cells = new Cells(row, 0);
    return new Sealed(
        cells.number(),
        cells.number(),
        cells.number(),
        state(cells.text()),
        cells.text(),
        Objects.requireNonNull(cells.bytesOrNull(), "access_token is null"),
        cells.bytesOrNull(),
        cells.timeOrNull());
  }

  /** An account's tokens as they are stored. */
  record Sealed(
      long accountId,
      long userId,
      long generation,
      AccountState state,
      String keyId,
      Buffer accessToken,
      @Nullable Buffer refreshToken,
      @Nullable Instant expiresAt) {

    AccountTokens open(TokenVault vault) {
      return new AccountTokens(
          accountId,
          generation,
          state,
          vault.decrypt(accountId, Column.ACCESS_TOKEN, keyId, accessToken.getBytes()),
          refreshToken(vault),
          expiresAt);
    }

    @Nullable Secret refreshToken(TokenVault vault) {
      return refreshToken == null
          ? null
          : vault.decrypt(accountId, Column.REFRESH_TOKEN, keyId, refreshToken.getBytes());
    }
  }

  /** Scopes of a token of which none are told. */
  static List<String> defaultScopes() {
    return List.of("tasks:read", "tasks:write");
  }
}
